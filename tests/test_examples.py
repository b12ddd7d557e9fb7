from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest
from tests.review import together

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "python.md"
#: Every module with an example. No other is loaded, and none needs what is optional.
MODULES = sorted(
    ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "src" / "assbkg").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_the_page_on_python_shows_what_its_examples_give() -> None:
    with together():
        failed, tried = doctest.testfile(
            str(PAGE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
        )
    assert (0, True) == (failed, tried > 10)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_give_what_they_show(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert (0, True) == (failed, tried > 0)
