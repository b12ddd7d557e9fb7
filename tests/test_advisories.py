"""No known weakness of a dependency is locked, allowed without a reason, or vendored."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT: Final = Path(__file__).parents[1]
ADVISORIES: Final[list[dict[str, str]]] = tomllib.loads(
    (ROOT / "tests" / "advisories.toml").read_text(encoding="utf-8")
)["advisory"]
PROJECT: Final[dict[str, Any]] = tomllib.loads(
    (ROOT / "pyproject.toml").read_text(encoding="utf-8")
)["project"]
NONE: Final = Version("0")
LOCKS: Final = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def free(package: str) -> Version:
    """The earliest version of a package that has none of its known weaknesses."""
    return max(Version(one["free"]) for one in ADVISORIES if one["package"] == package)


def lower_bounds(package: str) -> list[Version]:
    """The lower bounds of a package in requirements and extras; 0 for one without."""
    extras = PROJECT["optional-dependencies"].values()
    wanted = map(Requirement, [*PROJECT["dependencies"], *chain.from_iterable(extras)])
    return [
        max((Version(one.version) for one in found.specifier if one.operator == ">="), default=NONE)
        for found in wanted
        if canonicalize_name(found.name) == package
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_no_locked_version_has_a_known_weakness(lock: str) -> None:
    pinned = re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text(encoding="utf-8"), re.M)
    known = {one["package"] for one in ADVISORIES}
    weak = [
        f"{name} {version}"
        for name, version in pinned
        if name in known and Version(version) < free(name)
    ]
    assert weak == []


def test_no_vendored_script_has_a_known_weakness() -> None:
    bill = json.loads((ROOT / "assbkg.cdx.json").read_text(encoding="utf-8"))
    vendored = {
        one["name"]: Version(one["version"])
        for one in bill["components"]
        if one["purl"].startswith("pkg:npm/")
    }
    known = {one["package"] for one in ADVISORIES} & set(vendored)
    assert {"codemirror", "decode-uri-component", "dompurify", "lodash-es"} == known
    assert [] == [name for name in known if vendored[name] < free(name)]


@pytest.mark.parametrize("advisory", ADVISORIES, ids=lambda one: f"{one['package']} {one['id']}")
def test_a_weakness_is_kept_out_by_a_lower_bound_or_cannot_be_met(advisory: dict[str, str]) -> None:
    if "unreachable" not in advisory:
        bounds = lower_bounds(advisory["package"])
        assert bounds, f"{advisory['package']} needs a lower bound of its own"
        assert min(bounds) >= Version(advisory["free"])


def test_a_lock_names_no_host_and_every_package_has_hashes() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"^[\w.-]+==[^\\]*$", text, re.MULTILINE)
