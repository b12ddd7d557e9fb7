"""Put together the pages of which the documentation site is made: `make site`.

The site has each text once: `README.md` is its start page, the files in `docs/` and beside the
README are its pages, notebooks become pages, and `assbkg reference` writes the ontology's.
Links are turned to where things are in the site.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import assbkg
from assbkg.graph.crate import CRATE, as_script, schema_dataset
from assbkg.pages.reference import write_reference
from assbkg.places import shipped

ROOT: Final = Path(__file__).resolve().parents[1]
DOCS: Final = ROOT / "docs"
#: Files beside the README, and what they are called in the site.
BESIDE: Final = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "LICENSE": "files/LICENSE.txt",
    "LICENSE-DATA": "files/LICENSE-DATA.txt",
    "CITATION.cff": "files/CITATION.cff.txt",
}
#: A search finds a term in its own place, not in the list of all.
_NOT_FOUND: Final = "---\nsearch:\n  exclude: true\n---\n\n"
_LINK: Final = re.compile(r"(\]\()([^)\s#]+)((?:#[^)\s]*)?\))")
_FENCE: Final = re.compile(r"(^ *```.*?^ *```$)", re.DOTALL | re.MULTILINE)


def places() -> dict[Path, str]:
    """Where in the site each file of the repository is, that the site has."""
    found = {ROOT / name: place for name, place in BESIDE.items()}
    for path in sorted(DOCS.rglob("*")):
        place = path.relative_to(DOCS)
        if path.suffix in (".md", ".svg", ".png") and place.parts[0] != "theme":
            found[path] = place.as_posix()
        elif path.suffix == ".ipynb":
            found[path] = place.with_suffix(".md").as_posix()
    found[DOCS / "decisions"] = "decisions/index.md"
    return found


def write_pages(into: Path) -> None:
    """Write all pages into the folder `into`, in place of what is there."""
    shutil.rmtree(into, ignore_errors=True)
    known = places()
    for path, place in known.items():
        target = into / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            target.write_text(_decisions(path), encoding="utf-8")
        elif path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            target.write_text(turn_links(text, path, known), encoding="utf-8")
        elif path.suffix == ".ipynb":
            text = "\n".join(_notebook(path, target))
            target.write_text(turn_links(text, path, known), encoding="utf-8")
        else:
            shutil.copyfile(path, target)
    shutil.copytree(DOCS / "theme", into / "assets")
    graph = assbkg.open()
    with (into / "index.md").open("a", encoding="utf-8") as start:
        start.write(f"\n{as_script(schema_dataset(graph.release.read(CRATE)))}\n")
    write_reference(shipped("ontology"), graph, into / "reference")
    index = into / "reference" / "terms.md"
    index.write_text(_NOT_FOUND + index.read_text(encoding="utf-8"), encoding="utf-8")


def turn_links(text: str, source: Path, known: dict[Path, str]) -> str:
    """A page's text with links between files as links between pages; code stays as it is."""

    def turned(found: re.Match[str]) -> str:
        before, target, after = found.groups()
        path = Path(os.path.normpath(source.parent / target))
        if "://" in target or path not in known:
            return found[0]
        home = Path(known[source]).parent
        return f"{before}{Path(os.path.relpath(known[path], home)).as_posix()}{after}"

    parts = _FENCE.split(text)
    return "".join(
        part if number % 2 else _LINK.sub(turned, part) for number, part in enumerate(parts)
    )


def _decisions(folder: Path) -> str:
    """The list of decisions by their titles."""
    lines = ["# Decisions", "", "What a newcomer would ask about, each with the reason.", ""]
    for path in sorted(folder.glob("*.md")):
        number, _, title = path.read_text(encoding="utf-8").partition("\n")[0][2:].partition(". ")
        lines.append(f"{int(number)}. [{title}]({path.name})")
    return "\n".join(lines) + "\n"


def _notebook(path: Path, target: Path) -> Iterator[str]:
    """A notebook as the lines of a page; pictures go beside it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for number, cell in enumerate(cells):
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield from (source, "")
            continue
        yield from ("```python", source, "```", "")
        for output in cell["outputs"]:
            yield from (*_output(output, target.with_name(f"{path.stem}-{number}")), "")


def _output(output: dict[str, Any], picture: Path) -> Iterator[str]:
    """What a cell has shown: a table, a picture, or text."""
    data = output.get("data", {})
    if "image/svg+xml" in data:
        picture = picture.with_suffix(".svg")
        picture.write_text("".join(data["image/svg+xml"]), encoding="utf-8")
        yield f"![What the cell shows]({picture.name})"
    elif "image/png" in data:
        picture = picture.with_suffix(".png")
        picture.write_bytes(base64.b64decode("".join(data["image/png"])))
        yield f"![What the cell shows]({picture.name})"
    elif "text/html" in data:
        # The site has its own style for tables; what a frame brings for notebooks is left out.
        shown = re.sub(r"<style.*?</style>", "", "".join(data["text/html"]), flags=re.DOTALL)
        lines = re.sub(r"(?<=<table)[^>]*| style=\"[^\"]*\"", "", shown).splitlines()
        yield from ('<div class="shown">', *(line for line in lines if line.strip()), "</div>")
    else:
        text = "".join(output.get("text") or data.get("text/plain", ""))
        yield from ("```text", text.rstrip("\n"), "```")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "pages")
