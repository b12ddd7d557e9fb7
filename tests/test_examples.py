from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
MODULES = [
    *("assbkg", "assbkg.nearest", "assbkg.printable", "assbkg.vocabulary"),
    "assbkg.drawing.web.designs",
    *(
        f"assbkg.asking.{name}"
        for name in ("entity", "results.latex", "results.result", "results.triples")
    ),
]


def test_the_page_on_python_shows_what_its_examples_give() -> None:
    failed, tried = doctest.testfile(
        str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert (0, True) == (failed, tried > 10)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_show(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert (0, True) == (failed, tried > 0)
