"""The closure, ours and others', side by side: `make bench-closure`.

All get the same facts of a synthetic literature and the rules of the same ontology, each in
the form that it reads best. Measured is a process from its start until it has counted what
follows. Results go to `benchmarks/results/`, tables and a figure into the docs. Nothing here
fails because something is slow.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from assbkg.building import ontology_rules
from assbkg.graph.ontology import read_ontology
from assbkg.literature.synthetic.making import Size, read_template, synthesise
from assbkg.places import shipped
from benchmarks.engines import ENGINES, OURS
from benchmarks.figure import draw
from benchmarks.forms import Forms, write_forms
from benchmarks.measuring import Measurement
from benchmarks.results import Results, describe_machine, read_results, write_results
from benchmarks.telling import rewrite, tell

__all__ = ["main"]

_ROOT: Final = Path(__file__).parent.parent
_RESULTS: Final = _ROOT / "benchmarks" / "results"
_FIGURE: Final = _ROOT / "docs" / "images" / "closure-scaling.svg"
_PAGE: Final = _ROOT / "docs" / "performance.md"

#: How often each number of claims is measured.
_RUNS: Final = {100: 3, 1_000: 3, 10_000: 3, 100_000: 2, 1_000_000: 1}

#: The numbers of claims at which facts are compared one by one, which is not timed.
_COMPARED: Final = (100, 1_000)

#: Seconds that a run may take.
_LIMIT: Final = 120.0

#: The one number of claims that only ours is measured at, and seconds for that.
_LARGEST: Final = 10_000_000
_LONG_LIMIT: Final = 3_600.0


def main() -> None:
    """Measure, or make table and figure again from what was measured."""
    parser = argparse.ArgumentParser(description="The closure, ours and others', side by side.")
    parser.add_argument("--claims", type=int, default=1_000_000, help="the most claims")
    parser.add_argument("--largest", action="store_true", help=f"ours alone, {_LARGEST:,} claims")
    parser.add_argument("--only", metavar="NAME", help="one engine, beside earlier results")
    parser.add_argument("--redraw", action="store_true", help="measure nothing")
    parser.add_argument("--results", type=Path, default=_RESULTS / "closure.json")
    asked = parser.parse_args()
    largest = asked.results.with_stem(asked.results.stem + "-largest")
    if asked.largest:
        write_results(measure_largest(), largest)
    elif not asked.redraw:
        measure(asked.claims, asked.results, asked.only)
    if asked.results.parent == _RESULTS:
        results = read_results(asked.results)
        draw(results, _FIGURE)
        alone = read_results(largest) if largest.exists() else None
        rewrite(_PAGE, tell(results, alone, _FIGURE.relative_to(_PAGE.parent)))


def measure(most: int, path: Path, only: str | None = None) -> None:
    """Measure engines at every size up to `most` claims; write after each size.

    With `only`, one engine is measured and takes its place in the results at `path`.
    """
    engines = [engine for engine in ENGINES if only in (None, engine.name)]
    if not engines:
        raise SystemExit(f"no engine {only!r}; there is {', '.join(e.name for e in ENGINES)}")
    results = read_results(path) if only else Results(describe_machine(), _LIMIT)
    results.forget(only)
    measurement = Measurement(engines, results, _say)
    rules = ontology_rules(read_ontology(shipped("ontology")))
    for claims, runs in _RUNS.items():
        if claims > most:
            break
        with tempfile.TemporaryDirectory(prefix="assbkg-bench-") as folder:
            forms = Forms(Path(folder) / "forms")
            results.given[claims] = _prepare(claims, forms)
            if claims in _COMPARED:  # first, since it warms up too
                measurement.compare(forms, claims, rules)
            measurement.time(forms, claims, runs)
        write_results(results, path)


def measure_largest() -> Results:
    """Measure ours alone, once, at the largest size."""
    results = Results(describe_machine(), _LONG_LIMIT)
    ours = [engine for engine in ENGINES if engine.name == OURS]
    with tempfile.TemporaryDirectory(prefix="assbkg-bench-") as folder:
        forms = Forms(Path(folder) / "forms")
        _synthesise(_LARGEST, forms.facts)
        Measurement(ours, results, _say).time(forms, _LARGEST, 1)
    return results


def _prepare(claims: int, forms: Forms) -> int:
    with tempfile.TemporaryDirectory(prefix="assbkg-bench-") as folder:
        facts = Path(folder) / "facts"
        _synthesise(claims, facts)
        return write_forms(facts, shipped("ontology"), forms.folder)


def _synthesise(claims: int, folder: Path) -> None:
    template = read_template(shipped("ontology"), shipped("graphs"))
    synthesise(template, folder, Size(claims, "claims"))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
