"""The documentation: nothing is left out, no link is broken, and the site needs no network."""

from __future__ import annotations

import csv
import html
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

import click
import pytest
from docs.write_commands import commands_page
from docs.write_images import draw, drawn_images
from docs.write_site import write_pages
from tests.review import together

import assbkg
from assbkg.cli import app
from assbkg.library import QUALITY, read_library
from assbkg.places import shipped

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
PAGES: Final = [*sorted(DOCS.rglob("*.md")), *sorted(ROOT.glob("*.md"))]
#: Pages that are made from the program, and so say nothing that it does not say itself.
MADE: Final = {DOCS / "commands.md", DOCS / "questions.md"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# The texts in the repository


@cache
def prose(path: Path) -> str:
    """A page without its code."""
    text = re.sub(r"^ *```.*?^ *```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return re.sub(r"`[^`\n]*`", "``", text)


@cache
def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as code forges make them."""
    text = re.sub(r"^ *```.*?^ *```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(path: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(path))


def is_broken(path: Path, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme:
        return False
    target = (path.parent / unquote(parts.path)) if parts.path else path
    anchored = not parts.fragment or (target.is_file() and parts.fragment in anchors(target))
    return not (target.exists() and anchored)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_link_between_files_is_broken(path: Path) -> None:
    assert [] == [link for link in links(path) if is_broken(path, link)]


@pytest.mark.parametrize(
    ("link", "broken"),
    [
        ("../README.md", False),
        ("../READYOU.md", True),
        ("architecture.md#a-release", False),
        ("architecture.md#a-lease", True),
        ("#architecture", False),
        ("#archaeology", True),
        ("https://example.org/", False),
    ],
)
def test_a_broken_link_is_told_from_a_whole_one(link: str, broken: bool) -> None:
    assert broken == is_broken(DOCS / "architecture.md", link)


def test_decisions_are_numbered_one_after_the_other() -> None:
    files = sorted((DOCS / "decisions").glob("*.md"))
    heads = [path.read_text(encoding="utf-8").partition(". ")[0] for path in files]
    assert [f"# {number}" for number in range(1, len(files) + 1)] == heads
    assert [f"{number:04}" for number in range(1, len(files) + 1)] == [p.name[:4] for p in files]


def commands(group: click.Group, *above: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join(["assbkg", *above, name])


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert commands_page() == page, "run `make commands`"


def is_told(words: str) -> bool:
    """Whether a page that a person wrote, or the README, names some words."""
    hand_written = (path for path in PAGES if path not in MADE and path.name != "CHANGELOG.md")
    wanted = re.compile(rf"(?<!\w){re.escape(words)}(?![\w-])")
    return any(wanted.search(path.read_text(encoding="utf-8")) for path in hand_written)


@pytest.mark.parametrize("command", sorted(commands(app)))
def test_a_person_has_written_of_every_command(command: str) -> None:
    assert is_told(command), f"no page but docs/commands.md tells of `{command}`"


def test_every_named_query_is_told_of() -> None:
    page = (DOCS / "questions.md").read_text(encoding="utf-8")
    queries = read_library(shipped("queries")).queries.values()
    untold = [q.name for q in queries if q.topic != QUALITY and f"query {q.name}" not in page]
    assert [] == untold, "run `make questions`"


@pytest.mark.parametrize("name", assbkg.__all__)
def test_every_public_name_is_told_of(name: str) -> None:
    page = (DOCS / "python.md").read_text(encoding="utf-8")
    assert re.search(rf"(?<!\w){name}(?!\w)", page)


def origins() -> dict[str, str]:
    with (DOCS / "images" / "origins.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["image"]: row["made by"] for row in rows}


def test_of_every_image_it_is_known_what_makes_it() -> None:
    images = {p.name for p in (DOCS / "images").iterdir() if p.suffix not in (".tsv", ".md")}
    assert images == set(origins()), "docs/images/origins.tsv names each image and its command"


@pytest.mark.parametrize("image", origins())
def test_what_makes_an_image_is_a_command_that_there_is(image: str) -> None:
    program, *words = shlex.split(origins()[image])
    if program == "make":
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        assert re.search(rf"^{words[0]}:", makefile, re.MULTILINE)
        return
    said = " ".join([program, *words])
    assert any(said.startswith(f"{command} ") for command in commands(app))
    assert said.endswith(f"--out docs/images/{image}")


@pytest.mark.parametrize("image", drawn_images())
def test_an_image_is_what_its_command_draws(tmp_path: Path, image: str) -> None:
    with together():
        draw(drawn_images()[image], tmp_path / image)
    assert (DOCS / "images" / image).read_bytes() == (tmp_path / image).read_bytes()


# The site


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the site, `site`, and the pages that it is made from, `build/pages`."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "zensical.toml").write_bytes((ROOT / "zensical.toml").read_bytes())
    write_pages(folder / "build" / "pages")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, timeout=60
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return folder


def navigation(part: object) -> Iterator[str]:
    """All pages that a part of the navigation names."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for below in part.values():
            yield from navigation(below)
    elif isinstance(part, list):
        for below in part:
            yield from navigation(below)


def test_every_page_is_in_the_navigation(project: Path) -> None:
    config: dict[str, Any] = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    pages = project / "build" / "pages"
    written = {path.relative_to(pages).as_posix() for path in pages.rglob("*.md")}
    # Decisions are many; their list has a link to each.
    listed = (pages / "decisions" / "index.md").read_text(encoding="utf-8")
    decisions = {f"decisions/{name}" for name in re.findall(r"\]\((\d\S+\.md)\)", listed)}
    assert written - decisions == set(navigation(config["project"]["nav"]))


class Read(HTMLParser):
    """What a page leads to, what it loads, and its anchors."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.ids.add(said.get("id", ""))
        if "href" in said:
            (self.leads if tag == "a" else self.loads).append(said["href"])
        self.loads += [said[name] for name in ("src", "srcset", "data", "action") if name in said]


@pytest.fixture(scope="module")
def built(project: Path) -> dict[Path, Read]:
    """Every page of the site."""
    return {path: Read(path) for path in sorted((project / "site").rglob("*.html"))}


def test_no_link_of_the_site_is_broken(project: Path, built: dict[Path, Read]) -> None:
    broken = []
    for path, page in built.items():
        for link in (*page.leads, *page.loads):
            parts = urlsplit(html.unescape(link))
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            at = unquote(parts.fragment)
            # The page for what is not found may stand anywhere, and leads from the top.
            inside = not parts.scheme and not parts.path.startswith("/") and path.name != "404.html"
            lost = at and target in built and at not in (*built[target].ids, "__skip")
            if inside and (not target.is_file() or lost):
                broken.append((path.relative_to(project).as_posix(), link))
    assert [] == broken


def test_the_site_loads_nothing_from_elsewhere(built: dict[Path, Read]) -> None:
    assert set() == {
        address for page in built.values() for address in page.loads if "//" in address
    }


def test_no_style_loads_anything_from_elsewhere(project: Path) -> None:
    styles = "".join(p.read_text(encoding="utf-8") for p in (project / "site").rglob("*.css"))
    loaded = re.findall(r"(?:url\(|@import )\s*[\"']?((?:https?:)?//[^\"')]*)", styles)
    assert [] == loaded


def test_the_theme_has_the_licence_of_what_is_not_ours() -> None:
    script = (DOCS / "theme" / "iframe-worker.js").read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in script


def test_search_works_from_disk_without_a_network(browser: Browser, project: Path) -> None:
    asked: list[str] = []
    faults: list[str] = []
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto((project / "site" / "index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("void buffering")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/reference/mechanisms.html*#VoidBuffering")
    assert [] == faults
    assert [] == [address for address in asked if not address.startswith("file://")]


def test_every_fuzz_target_holds_a_promise() -> None:
    model = (DOCS / "threat-model.md").read_text(encoding="utf-8")
    targets = {
        p.name.removesuffix("_target.py") for p in (ROOT / "tests/fuzzing").glob("*_target.py")
    }
    assert targets - {"quantity"} == set(re.findall(r"targets? `(\w+)`", model))


#: What a page may tell users to install from a registry, beside what assbkg itself depends on.
INSTALL: Final = re.compile(r"(?:pip3?|pipx|uv(?: tool)?) (?:pip )?(?:install|add)\s+([^`\n#|;]+)")
#: Where messages of the program and its pages say what to install.
TOLD: list[Path] = [*PAGES, *sorted((ROOT / "src").rglob("*.py")), *sorted(DOCS.rglob("*.ipynb"))]
TOLD += [page for page in (ROOT / "src").rglob("*.html") if "vendored" not in page.parts]


def known_packages() -> set[str]:
    """The packages that the project depends on, in any of its groups, all of a registry."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"].values()
    lists = [project["project"]["dependencies"], *extras, *groups]
    return {re.split(r"[^\w-]", one)[0].lower() for needed in lists for one in needed}


def installed(text: str) -> Iterator[str]:
    """Yield the names of packages that a text tells to install, with none for what is local."""
    for found in INSTALL.finditer(text):
        for word in re.sub(r"[\"'\\,)]", " ", found[1]).split():
            name = re.split(r"[\[<>=~]", word)[0].rstrip(".").lower()
            if name and not name.startswith(("-", "<", ".")) and not name.endswith(".whl"):
                yield name


def test_nobody_is_told_to_install_a_package_that_no_registry_has() -> None:
    known = known_packages() | {"{name}", "{package}"}
    told = {named(path): set(installed(path.read_text(encoding="utf-8"))) for path in TOLD}
    assert {} == {path: names - known for path, names in told.items() if names - known}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("`pip install assbkg` brings", ["assbkg"]),
        ("`pip install\n'assbkg[frames]'` brings", ["assbkg"]),
        ("pip install '.[mcp]'", []),
        ('uv add "assbkg>=0.1"', ["assbkg"]),
        ("pip install -r x assbkg-0.1.0-py3-none-any.whl", ["x"]),
        ("pip install 'mcp>=2.3,<3' pandas.", ["mcp", "pandas"]),
    ],
)
def test_what_a_text_tells_to_install_is_read(text: str, names: list[str]) -> None:
    assert names == list(installed(text))
