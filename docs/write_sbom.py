"""Write `assbkg.cdx.json`, the bill of materials of the wheel, from the lock file: `make sbom`.

It is CycloneDX 1.6 without dates or random numbers, so the same lock gives the same bytes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

__all__ = ["LOCK", "SBOM", "VENDORED", "Locked", "read_lock", "sbom"]

_ROOT: Final = Path(__file__).parents[1]
LOCK: Final = _ROOT / "requirements.lock"
SBOM: Final = _ROOT / "assbkg.cdx.json"

_LOCKED: Final = re.compile(
    r"^(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; (?P<marker>.+?))? \\\n"
    r"(?P<hashes>(?:    --hash=\S+(?: \\)?\n)+)(?P<via>(?:    #.*\n)*)",
    re.MULTILINE,
)
_LICENCE_CLASSIFIER: Final = "License :: OSI Approved :: "
_LONGEST_LICENCE: Final = 60


@dataclass(frozen=True)
class Locked:
    """A package of the lock: `marker` says where it is needed, `via` by which packages."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def ref(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


@dataclass(frozen=True)
class Vendored:
    """Code of others in the wheel: its file, and the note that says where it is from."""

    name: str
    version: str
    licence: str
    file: str
    note: str

    @property
    def ref(self) -> str:
        """Its package URL."""
        return f"pkg:npm/{self.name.replace('@', '%40')}@{self.version}"


_YASQE: Final = "src/assbkg/service/page/vendored/"
_CYTOSCAPE: Final = "src/assbkg/pages/explorer/vendored/"


def _in_yasqe(name: str, version: str, licence: str = "MIT") -> Vendored:
    return Vendored(name, version, licence, f"{_YASQE}yasqe.min.js", f"{_YASQE}LICENSES.txt")


#: Fonts are not among them: those of pages are the reader's, those of figures matplotlib's and
#: those of PDF reports typst's.
VENDORED: Final = (
    Vendored(
        "cytoscape", "3.34.4", "MIT", f"{_CYTOSCAPE}cytoscape.min.js", f"{_CYTOSCAPE}README.md"
    ),
    _in_yasqe("@zazuko/yasqe", "4.6.2"),
    _in_yasqe("@zazuko/yasgui-utils", "4.6.2"),
    _in_yasqe("codemirror", "5.65.21"),
    _in_yasqe("dompurify", "3.4.13", "Apache-2.0"),
    _in_yasqe("lodash-es", "4.18.1"),
    _in_yasqe("store", "2.0.12"),
    _in_yasqe("query-string", "6.14.1"),
    _in_yasqe("strict-uri-encode", "2.0.0"),
    _in_yasqe("decode-uri-component", "0.2.2"),
    _in_yasqe("split-on-first", "1.1.0"),
    _in_yasqe("filter-obj", "1.1.0"),
    _in_yasqe("events", "3.3.0"),
)


def main() -> None:
    """Write the bill of materials, keeping licences of packages that are not installed here."""
    SBOM.write_text(sbom(LOCK.read_text(encoding="utf-8"), _known_licences()), encoding="utf-8")


def read_lock(text: str) -> list[Locked]:
    """Read all packages of a lock file."""
    return [
        Locked(
            found["name"],
            found["version"],
            found["marker"] or "",
            tuple(re.findall(r"sha256:([0-9a-f]{64})", found["hashes"])),
            tuple(re.findall(r"^    #(?: via)?\s+([a-z0-9-]+)", found["via"], re.MULTILINE)),
        )
        for found in _LOCKED.finditer(text)
    ]


def sbom(lock: str, licences: Mapping[str, list[dict[str, Any]]]) -> str:
    """Return the bill of materials as CycloneDX in JSON.

    `licences` are those of packages that are not installed here, as CycloneDX has them.
    """
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = read_lock(lock)
    root = Locked(project["name"], project["version"], "", (), ())
    said = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root.ref,
                "name": root.name,
                "version": root.version,
                "licenses": [{"expression": project["license"]}],
                "purl": root.ref,
            }
        },
        "components": [
            *(_locked(one, licences.get(one.ref, [])) for one in locked),
            *map(_vendored, VENDORED),
        ],
        "dependencies": list(_dependencies(root, locked)),
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def _locked(one: Locked, kept: list[dict[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": one.ref,
        "name": one.name,
        "version": one.version,
        # One for each file that an installer may choose.
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in one.hashes],
        "licenses": _licences(one.name) or kept,
        "purl": one.ref,
    }
    if one.marker:
        made["properties"] = [{"name": "assbkg:needed-where", "value": one.marker}]
    return {key: value for key, value in made.items() if value != []}


def _vendored(one: Vendored) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": one.ref,
        "name": one.name,
        "version": one.version,
        "licenses": [{"license": {"id": one.licence}}],
        "purl": one.ref,
        "properties": [
            {"name": "assbkg:file", "value": one.file.removeprefix("src/")},
            {"name": "assbkg:sha256-of-file", "value": _digest(_ROOT / one.file)},
        ],
    }


def _dependencies(root: Locked, locked: list[Locked]) -> Iterator[dict[str, Any]]:
    """Which component needs which."""
    for one in (root, *locked):
        needs = [other.ref for other in locked if one.name in other.via]
        inside = [other.ref for other in VENDORED] if one is root else []
        yield {"ref": one.ref, "dependsOn": [*needs, *inside]}


def _licences(name: str) -> list[dict[str, Any]]:
    """The licence of an installed package, as precisely as it gives it."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return []
    if "License-Expression" in said:
        return [{"expression": said["License-Expression"]}]
    names = [
        one.removeprefix(_LICENCE_CLASSIFIER)
        for one in said.get_all("Classifier") or []
        if one.startswith(_LICENCE_CLASSIFIER)
    ]
    if not names and 0 < len(said["License"] or "") <= _LONGEST_LICENCE:
        names = [said["License"]]
    return [{"license": {"name": one}} for one in names]


def _known_licences() -> dict[str, list[dict[str, Any]]]:
    """The licences in the bill as it is."""
    if not SBOM.is_file():
        return {}
    components = json.loads(SBOM.read_text(encoding="utf-8"))["components"]
    return {one["bom-ref"]: one["licenses"] for one in components if "licenses" in one}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
