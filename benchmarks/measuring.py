"""Measuring: engines beside one another, size after size, each in processes of its own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, parse

from assbkg.graph.terms import texts
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.rules import RuleSet
from benchmarks.engines import ENGINES, OURS, Engine, missing, version_of
from benchmarks.forms import Forms
from benchmarks.missed import compare, read_closure, read_facts
from benchmarks.results import Comparison, Results, Run
from benchmarks.watching import Watched, watch

__all__ = ["Measurement"]

#: Where `python -m benchmarks.child` is found.
_ROOT: Final = Path(__file__).parent.parent


@dataclass
class Measurement:
    """Engines, one size after the other; who does not finish one is not tried at the next.

    `results` grows with each step; `say` hears how it goes.
    """

    engines: Sequence[Engine]
    results: Results
    say: Callable[[str], None] = lambda _: None
    _out_of_race: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Leave out engines that are not installed."""
        for engine in self.engines:
            absent = missing(engine)
            if absent:
                self.results.absent[engine.name] = absent
                self._out_of_race.add(engine.name)
                self.say(f"{engine.name}: skipped, {absent} is not installed")
            else:
                self.results.versions[engine.name] = version_of(engine)

    def time(self, forms: Forms, claims: int, runs: int) -> None:
        """Time all engines in turn, and that `runs` times, so that load strikes all alike."""
        done: dict[str, list[Watched]] = {}
        loads: dict[str, float] = {}
        for _ in range(runs):
            for engine in self._racing():
                loads.setdefault(engine.name, os.getloadavg()[0])
                with tempfile.TemporaryDirectory(dir=forms.folder) as folder:
                    watched = self._start(engine, forms, Path(folder) / "out")
                done.setdefault(engine.name, []).append(watched)
                self.say(f"{engine.name}, {claims:,} claims: {_told(watched)}")
                if watched.status != 0:
                    self._out_of_race.add(engine.name)
        for name, watched_runs in done.items():
            self.results.runs.append(_run(name, claims, watched_runs, loads[name]))

    def compare(self, forms: Forms, claims: int, rules: RuleSet) -> None:
        """Hold what each engine derives against what ours does. Nothing of it is timed."""
        (reference,) = (engine for engine in ENGINES if engine.name == OURS)
        with tempfile.TemporaryDirectory(dir=forms.folder) as folder:
            facts, out = Path(folder) / "facts.tsv", Path(folder) / OURS
            done = self._start(reference, forms, out)
            if done.status != 0:
                raise SystemExit(f"{OURS}: {_told(done)}; there is nothing to compare with")
            given = map(texts, parse(path=forms.given, format=RdfFormat.N_TRIPLES))
            ours = read_closure(out, given)
            for number, engine in enumerate(self._racing()):
                theirs: Iterable[TripleText] = (
                    (f.subject, f.predicate, f.object) for f in ours.ranks
                )
                if engine != reference:
                    out = Path(folder) / str(number)
                    watched = self._start(engine, forms, out, "--facts", str(facts))
                    if watched.status != 0:
                        self.say(f"{engine.name}: not compared, {_told(watched)}")
                        continue
                    theirs = read_facts(facts, forms.terms)
                told = compare(ours, theirs, rules)
                self.say(f"{engine.name}, {claims:,} claims: misses {told.missed:,}")
                self.results.comparisons.append(Comparison(engine.name, claims, **vars(told)))

    def _racing(self) -> Iterator[Engine]:
        return (engine for engine in self.engines if engine.name not in self._out_of_race)

    def _start(self, engine: Engine, forms: Forms, out: Path, *more: str) -> Watched:
        command = [sys.executable, "-m", "benchmarks.child", engine.place]
        return watch([*command, str(forms.folder), str(out), *more], self.results.limit, _ROOT)


def _run(name: str, claims: int, watched: Sequence[Watched], load: float) -> Run:
    worst = next((w for w in watched if w.status != 0), watched[-1])
    return Run(
        engine=name,
        claims=claims,
        outcome="slow" if worst.status is None else "failed" if worst.status else "done",
        seconds=tuple(round(w.seconds, 3) for w in watched),
        mebibytes=round(max(w.mebibytes for w in watched), 1),
        facts=None if worst.status != 0 else int(worst.printed.split()[-1]),
        message="" if worst.status == 0 else _last_line(worst.complaints),
        load=round(load, 2),
        processor=round(min(w.processor for w in watched), 3),
    )


def _told(watched: Watched) -> str:
    if watched.status is None:
        return f"killed after {watched.seconds:.0f} s"
    if watched.status != 0:
        return f"failed with {watched.status}: {_last_line(watched.complaints)}"
    return f"{watched.seconds:.2f} s ({watched.processor:.2f} s busy), {watched.mebibytes:.0f} MiB"


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:200] if lines else "it gives no reason"
