"""The project's own ways to a closure, as commands or from Python."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assbkg.reasoning.axioms import TripleText
from benchmarks.closed_facts import Closed
from benchmarks.forms import Forms

__all__ = ["duckdb", "memory", "plain", "spark"]


def duckdb(forms: Forms, out: Path) -> Closed:
    """`assbkg reason`, with grades and rounds."""
    return _reason("duckdb", forms.facts, out)


def plain(forms: Forms, out: Path) -> Closed:
    """`assbkg reason` over facts of one level, so that there are no grades to tell."""
    return _reason("duckdb", forms.plain, out)


def spark(forms: Forms, out: Path) -> Closed:
    """`assbkg reason --engine spark`, with grades and rounds."""
    return _reason("spark", forms.facts, out)


def memory(forms: Forms, _: Path) -> Closed:
    """From N-Triples, all in memory, as a build does it."""
    from pyoxigraph import RdfFormat, parse

    from assbkg.building import ontology_rules
    from assbkg.graph.ontology import read_ontology
    from assbkg.graph.terms import texts
    from assbkg.places import shipped
    from assbkg.reasoning.closure import close

    rules = ontology_rules(read_ontology(shipped("ontology")))
    given = dict.fromkeys(map(texts, parse(path=forms.given, format=RdfFormat.N_TRIPLES)), 0)
    closure = close(given, rules)
    return Closed(
        len(given) + len(closure.derived),
        lambda: ((fact.subject, fact.predicate, fact.object) for fact in closure.derived),
    )


def _reason(engine: str, facts: Path, out: Path) -> Closed:
    from assbkg.cli import app
    from assbkg.literature.fact_folder import FactFolder

    arguments = ["reason", "--engine", engine, "--facts", str(facts), "--out", str(out)]
    app(arguments, standalone_mode=False)
    told = FactFolder.open(out).origin["reasoned"]
    return Closed(told["asserted"] + told["derived"], lambda: _facts(out))


def _facts(out: Path) -> Iterator[TripleText]:
    from benchmarks.missed import ranked_facts

    for fact in ranked_facts(out):
        yield fact.subject, fact.predicate, fact.object
