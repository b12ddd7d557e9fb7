"""Keys of JSON stay from release to release, whatever becomes of the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.json_keys import TOOLS, collect, paths

GOLDEN = Path(__file__).parent / "golden" / "json"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.txt"))


@pytest.fixture(scope="module")
def collected() -> Mapping[str, str]:
    """The keys of today, by command or tool."""
    return dict(collect())


@pytest.mark.parametrize("name", NAMES)
def test_json_has_the_keys_it_always_had(collected: Mapping[str, str], name: str) -> None:
    assert collected[name] == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_the_keys_of_every_tool_are_frozen() -> None:
    frozen = {name.removeprefix("tool-") for name in NAMES if name.startswith("tool-")}
    assert frozen == set(TOOLS)


def test_paths_tell_lists_from_objects_and_count_a_tree_once() -> None:
    tree = {"a": [{"b": 1}], "premises": [{"c": 1, "premises": [{"c": 2}]}]}
    assert sorted(set(paths(tree))) == ["a", "a[].b", "premises", "premises[].c"]
