from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from IPython.core.interactiveshell import InteractiveShell

from assbkg.asking.results.result import Result
from assbkg.asking.results.triples import Triples
from assbkg.places import shipped


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InteractiveShell]:
    """A shell of IPython in this process, without a history on disk, with our magics."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        patch.setattr("IPython.core.history.HistoryManager.enabled", False)
        # A shell puts its own module in the place of this one.
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        shell = InteractiveShell()
        run(shell, "%load_ext assbkg")
        yield shell


@pytest.fixture
def shell(loaded: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> InteractiveShell:
    capsys.readouterr()
    return loaded


def run(shell: InteractiveShell, cell: str) -> object:
    done = shell.run_cell(cell, store_history=False)
    done.raise_error()
    return done.result


def test_a_cell_of_sparql_gives_a_result(shell: InteractiveShell) -> None:
    result = run(shell, "%%sparql\nSELECT ?label { kg:ti3c2tx rdfs:label ?label }")
    assert isinstance(result, Result)
    assert [("Ti₃C₂Tₓ MXene",)] == result.texts()


@pytest.mark.parametrize("magic", ["%%sparql\n", "%sparql "])
def test_sparql_that_describes_gives_triples(shell: InteractiveShell, magic: str) -> None:
    result = run(shell, f"{magic}DESCRIBE kg:ti3c2tx")
    assert isinstance(result, Triples)
    assert len(result) > 1


def test_a_named_result_is_kept_and_not_shown(shell: InteractiveShell) -> None:
    assert None is run(shell, "%%sparql kept\nSELECT (1 AS ?one) {}")
    assert [("1",)] == shell.user_ns["kept"].texts()


def test_a_cell_may_ask_another_release(shell: InteractiveShell) -> None:
    folder = shipped("graphs") / "release"
    result = run(shell, f"%%sparql --release '{folder}'\nASK {{ kg:ti3c2tx ?p ?o }}")
    assert isinstance(result, Result)
    assert [("true",)] == result.texts()


def test_a_line_of_sparql_keeps_its_braces_and_dollars(shell: InteractiveShell) -> None:
    shell.user_ns["one"] = "not me"
    run(shell, "found = %sparql SELECT $one { VALUES ?one { 1 } }")
    assert [{"one": 1}] == list(shell.user_ns["found"])


def test_a_named_query_takes_parameters_and_variables(shell: InteractiveShell) -> None:
    run(shell, "cycles = 100")
    result = run(shell, "%query capacities-at-cycles from={cycles} 'to'=\"300\"")
    assert isinstance(result, Result)
    assert [200] == [row["cycle"] for row in result]


def test_explanations_are_shown_in_words(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    said = "assbkg.open().explain('SiNPs@MXenes', 'expectedGain', 'cycle life')"
    run(shell, f"import assbkg\n{said}")
    assert (
        "SiNPs@MXenes is expected to gain in cycle life  — (employs ∘ mayBenefit ⊑ expectedGain)\n"
        "grade: derived (heading)"
    ) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%%sparql\nSELECT", "this SPARQL query cannot be run"),
        ("%%sparql\nSELECT * { SERVICE <http://x.invalid/> { ?s ?p ?o } }", "SERVICE"),
        ("%%sparql not-a-name\nASK {}", "'not-a-name' is not a variable name"),
        ("%%sparql --relaese x\nASK {}", "unrecognized arguments: --relaese"),
        ("%%sparql 'x\nASK {}", "can't be parsed"),
        ("%%sparql --release /nowhere\nASK {}", "/nowhere: holds no release"),
        ("%sparql nonsense", "this SPARQL query cannot be run"),
        ("%query", "give the name of a query"),
        ("%query capacities-at-cycle", "did you mean 'capacities-at-cycles'?"),
        ("%query capacities-at-cycles from", "'from' is not KEY=VALUE"),
        ("%query capacities-at-cycles from=x", "expected integer"),
        ("%query capacities-at-cycles name=x", "no parameter of 'capacities-at-cycles' is called"),
    ],
)
def test_an_error_is_one_message_without_a_traceback(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], cell: str, message: str
) -> None:
    done = shell.run_cell(cell, store_history=False)
    shown = capsys.readouterr()
    assert not done.success
    assert message in shown.err
    assert "Traceback" not in shown.out + shown.err
    assert 1 == len(shown.err.strip().splitlines())


def test_importing_assbkg_does_not_import_ipython() -> None:
    code = "import sys, assbkg; assbkg.open(); print({'IPython', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "set()" == done.stdout.strip()
