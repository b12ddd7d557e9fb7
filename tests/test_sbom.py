"""The bill of materials says what the wheel needs and holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from docs.write_sbom import VENDORED, sbom

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """The bill as it is kept."""
    found: dict[str, Any] = json.loads((ROOT / "assbkg.cdx.json").read_text(encoding="utf-8"))
    return found


def test_it_is_valid_cyclonedx() -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = (ROOT / "assbkg.cdx.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    wrong = text.replace('"SHA-256"', '"SHA-257"')
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(wrong) is not None


def test_it_lists_what_is_locked_with_all_hashes(bill: dict[str, Any]) -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = set(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    listed = [one for one in bill["components"] if one["purl"].startswith("pkg:pypi/")]
    assert pinned == {(one["name"], one["version"]) for one in listed}
    hashes = sorted(re.findall(r"--hash=sha256:(\S+)", lock))
    assert hashes == sorted(found["content"] for one in listed for found in one["hashes"])


def test_all_that_is_needed_directly_is_a_dependency(bill: dict[str, Any]) -> None:
    needs = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    own = bill["metadata"]["component"]["bom-ref"]
    reached: set[str] = set()
    left = [own]
    while left:
        found = left.pop()
        if found not in reached:
            reached.add(found)
            left += needs.get(found, [])
    assert reached == {own, *(one["bom-ref"] for one in bill["components"])}


def test_vendored_code_is_listed_as_its_notes_have_it() -> None:
    for one in VENDORED:
        note = (ROOT / one.note).read_text(encoding="utf-8").replace("`", "")
        assert re.search(rf"{re.escape(one.name)}[^=]*{re.escape(one.version)}", note), one
        assert one.licence in note
    licences = (ROOT / "src/assbkg/service/page/vendored/LICENSES.txt").read_text(encoding="utf-8")
    libraries = re.findall(r"^={72}\n(?:\w+ \()?(@?[\w/-]+)", licences, re.MULTILINE)
    assert set(libraries) - {"MIT", "Apache-2"} <= {one.name for one in VENDORED}


def test_every_vendored_script_is_listed() -> None:
    scripts = {path.relative_to(ROOT).as_posix() for path in (ROOT / "src").rglob("*.min.js")}
    assert scripts == {one.file for one in VENDORED}


def test_it_is_what_make_sbom_writes(bill: dict[str, Any]) -> None:
    kept = {one["bom-ref"]: one.get("licenses", []) for one in bill["components"]}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    written = json.loads(sbom(lock, kept))
    # Of other versions of Python, other versions are installed, with licences in other words.
    for found in (written, bill):
        for one in found["components"]:
            one.pop("licenses", None)
    assert written == bill, "run `make sbom`"
