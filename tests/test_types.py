from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assbkg import errors, types

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
#: What answers on a graph, as the page on Python documents it.
ANSWERING = ("query", "ask", "sparql", "entity", "explain", "conditions", "what_if", "advise")


def test_the_page_on_python_names_nothing_deeper_than_the_types() -> None:
    named = set(re.findall(r"\bassbkg\.(\w+)", PAGE.read_text(encoding="utf-8")))
    named.discard("graphml")  # the end of a file's name
    assert named <= {"open", "types", "load_ipython_extension", "__version__"}


def test_every_error_can_be_caught_by_its_name_among_the_types() -> None:
    defined = {
        name
        for name, value in vars(errors).items()
        if inspect.isclass(value) and issubclass(value, errors.AssbkgError)
    }
    assert defined <= set(types.__all__)


@pytest.mark.parametrize("method", ANSWERING)
def test_what_a_graph_answers_with_is_among_the_types(method: str) -> None:
    answer = inspect.signature(getattr(types.KnowledgeGraph, method)).return_annotation
    assert set(answer.split(" | ")) <= set(types.__all__)


def test_importing_the_package_leaves_the_types_alone() -> None:
    assert loaded_by("import assbkg", "assbkg.types", "assbkg.asking") == []


def test_the_types_need_no_library_for_figures() -> None:
    assert loaded_by("import assbkg.types", "matplotlib", "networkx", "pyvis", "typst") == []


def loaded_by(code: str, *modules: str) -> list[str]:
    report = f"import sys; print(*[m for m in {modules!r} if m in sys.modules])"
    command = [sys.executable, "-c", f"{code}; {report}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()
