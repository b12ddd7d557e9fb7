"""The benchmark of the closure measures what it says: who is slow, and who misses what."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import pytest
from benchmarks.engines import ENGINES, OURS, Engine
from benchmarks.figure import draw
from benchmarks.forms import Forms, write_forms
from benchmarks.measuring import Measurement
from benchmarks.results import Comparison, Results, Run, read_results, write_results
from benchmarks.telling import rewrite, tell
from benchmarks.watching import watch
from tests.shipped_work import shipped_rules, shipped_template

from assbkg.literature.synthetic.making import Size, synthesise
from assbkg.places import shipped

CLAIMS: Final = 100
PEER: Final = "Oxigraph, INSERT"

#: Peers that are none: one sleeps with a child, one fails, one knows no property chains.
FAKES: Final = """
import subprocess, sys, time
from dataclasses import dataclass
from pathlib import Path
from benchmarks.forms import Forms
from benchmarks.owl_peers import oxigraph

def sleeps(forms, out):
    child = subprocess.Popen(["sleep", "60"], start_new_session=True)
    Path(__file__).with_name("child").write_text(str(child.pid))
    time.sleep(60)

def fails(forms, out):
    raise ValueError("no room")

def chainless(forms, out):
    @dataclass(frozen=True)
    class Fewer(Forms):
        updates = Path(__file__).with_name("updates.ru")

    lines = forms.updates.read_text().splitlines(keepends=True)
    Fewer.updates.write_text("".join(line for line in lines if not is_chain(line)))
    return oxigraph(Fewer(forms.folder), out)

def is_chain(update):
    head, _, body = update.partition("WHERE")
    return "#type>" not in head and body.count(" .") == 2
"""


def engine(name: str) -> Engine:
    (found,) = (engine for engine in ENGINES if engine.name == name)
    return found


def fake(name: str) -> Engine:
    return Engine(name, f"fakes:{name}", (), "none", "not at all")


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    """A hundred claims in all forms."""
    folder = tmp_path_factory.mktemp("bench")
    template = shipped_template()
    synthesise(template, folder / "facts", Size(CLAIMS, "claims"))
    write_forms(folder / "facts", shipped("ontology"), folder / "forms")
    return Forms(folder / "forms")


@pytest.fixture(scope="module")
def fakes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with a module of peers that are none, where processes find it."""
    folder = tmp_path_factory.mktemp("fakes")
    (folder / "fakes.py").write_text(FAKES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        yield folder


@pytest.fixture(scope="module")
def told(forms: Forms, fakes: Path) -> dict[str, Comparison]:
    """What ours, a peer and a peer without chains miss."""
    engines = [engine(OURS), engine(PEER), fake("chainless")]
    measurement = Measurement(engines, results())
    measurement.compare(forms, CLAIMS, shipped_rules())
    return {one.engine: one for one in measurement.results.comparisons}


def results(limit: float = 60.0) -> Results:
    return Results({"processor": "any"}, limit)


def test_ours_and_a_peer_count_the_same_facts(forms: Forms) -> None:
    measurement = Measurement([engine(OURS), engine(PEER)], results())
    measurement.time(forms, CLAIMS, runs=1)
    ours, peer = measurement.results.runs
    assert ("done", "done") == (ours.outcome, peer.outcome)
    assert ours.facts == peer.facts


def test_a_peer_with_the_same_rules_misses_nothing(told: dict[str, Comparison]) -> None:
    assert told[PEER].derived > CLAIMS
    assert [(0, 0), (0, 0)] == [(told[name].missed, told[name].more) for name in (OURS, PEER)]


def test_what_a_peer_without_chains_misses_is_counted_as_such(
    told: dict[str, Comparison],
) -> None:
    fewer = told["chainless"]
    assert {"property chain", "in consequence"} == set(fewer.kinds)
    assert fewer.missed == sum(fewer.kinds.values())
    assert 0 == fewer.more


def test_a_peer_that_is_too_slow_is_killed_with_its_children_and_marked(
    forms: Forms, fakes: Path
) -> None:
    measurement = Measurement([fake("sleeps")], results(limit=1.5))
    measurement.time(forms, CLAIMS, runs=3)
    (run,) = measurement.results.runs
    assert ("slow", 1) == (run.outcome, len(run.seconds))
    assert gone(int((fakes / "child").read_text()))


def gone(process: int) -> bool:
    for _ in range(500):
        if not psutil.pid_exists(process):
            return True
        if psutil.Process(process).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return False


def test_who_fails_is_told_why_and_not_tried_again(forms: Forms, fakes: Path) -> None:
    measurement = Measurement([fake("fails")], results())
    measurement.time(forms, CLAIMS, runs=3)
    measurement.time(forms, CLAIMS * 10, runs=3)
    (run,) = measurement.results.runs
    assert ("failed", "ValueError: no room") == (run.outcome, run.message)


def test_what_is_not_installed_is_named_and_skipped(forms: Forms) -> None:
    absent = Engine("absent", "fakes:absent", ("no_such_module",), "no-such-package", "")
    measurement = Measurement([absent], results())
    measurement.time(forms, CLAIMS, runs=1)
    assert {"absent": "no-such-package (no_such_module)"} == measurement.results.absent
    assert [] == measurement.results.runs


def test_the_memory_of_children_is_counted() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', {!r}])"
    hungry = "import time; data = b'1' * (200 << 20); time.sleep(1)"
    alone = watch(["python3", "-c", "import time; time.sleep(0.3)"], 60)
    parent = watch(["python3", "-c", program.format(hungry)], 60)
    assert 0 == parent.status
    assert parent.mebibytes > alone.mebibytes + 200


@pytest.fixture
def measured() -> Results:
    """Results as a measurement has them."""
    made = Results(
        {
            "processor": "P",
            "cores": "2",
            "memory": "8 GiB",
            "system": "S",
            "Python": "3",
            "DuckDB": "2",
        },
        120.0,
        {engine.name: "1.0" for engine in ENGINES},
        {100: 810, 1000: 4750},
    )
    made.runs += [
        Run(OURS, 100, "done", (1.0, 2.0, 3.0), 50.0, 900, load=0.5),
        Run(OURS, 1000, "done", (4.0,), 70.0, 9000, load=0.6),
        Run("owlrl", 100, "done", (20.0,), 80.0, 3000, load=0.6),
        Run("owlrl", 1000, "slow", (120.1,), 300.0, load=0.7),
    ]
    made.comparisons.append(Comparison("owlrl", 100, 90, 7, {"property chain": 7}, 0))
    return made


def test_results_read_back_as_they_were_written(measured: Results, tmp_path: Path) -> None:
    write_results(measured, tmp_path / "results.json")
    assert measured == read_results(tmp_path / "results.json")


def test_the_table_has_medians_and_marks_who_was_too_slow(measured: Results) -> None:
    told = tell(measured, None, Path("images/figure.svg"))
    assert f"| **{OURS}** | 2.00 | 4.00 |" in told
    assert "| owlrl | 20.0 | > 120 |" in told


def test_the_same_results_draw_the_same_bytes(measured: Results, tmp_path: Path) -> None:
    pictures = [tmp_path / "first.svg", tmp_path / "second.svg"]
    for picture in pictures:
        draw(measured, picture)
    assert pictures[0].read_bytes() == pictures[1].read_bytes()
    assert "owlrl" in pictures[0].read_text()


def test_only_what_stands_between_the_markers_is_rewritten(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    whole = (Path(__file__).parent.parent / "docs" / "performance.md").read_text()
    page.write_text(whole)
    rewrite(page, "new\n")
    said = page.read_text()
    assert said.startswith(whole[: whole.index("<!-- closure: begin")])
    assert said.endswith("new\n\n<!-- closure: end -->\n")


def test_a_page_without_markers_is_left_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n")
    with pytest.raises(ValueError, match="lacks the line <!-- closure: begin"):
        rewrite(page, "new")
    assert page.read_text() == "nothing\n"
