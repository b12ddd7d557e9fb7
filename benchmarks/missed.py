"""What a reasoner does not derive of what ours does, fact by fact and by the rule it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from assbkg.literature.fact_folder import FACTS, TERMS, quoted
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.facts import Fact, Instance, Instances, KnownFacts, Rank
from assbkg.reasoning.rules import Existential, Rule, RuleSet, is_witness

__all__ = ["KINDS", "Closure", "Missed", "compare", "ranked_facts", "read_closure", "read_facts"]

#: The kinds of rule that a reasoner may lack, and what follows only from what it lacks.
KINDS: Final = (
    "property chain",
    "inverse or subproperty",
    "domain or range",
    "subclass",
    "defined class",
    "required value",
    "in consequence",
)


@dataclass(frozen=True)
class Missed:
    """How many facts follow, how many of them one misses, and what it derives besides.

    `kinds` tells of the missed ones, by the first of `KINDS` that is why; each fact counts
    once.
    """

    derived: int
    missed: int
    kinds: Mapping[str, int]
    more: int


@dataclass(frozen=True)
class Closure:
    """All facts with their ranks, and which of them are given."""

    ranks: Mapping[Fact, Rank]
    given: Set[Fact]


def read_closure(folder: Path, given: Iterable[TripleText]) -> Closure:
    """A closure that `assbkg reason` wrote, and what was given to it."""
    return Closure(ranked_facts(folder), frozenset(Fact(p, s, o) for s, p, o in given))


def ranked_facts(folder: Path) -> dict[Fact, Rank]:
    """Every fact of a closure on disk with its rank, those about witnesses too."""
    terms = quoted(folder / TERMS)
    with duckdb.connect(":memory:") as database:
        rows = database.execute(
            "SELECT p.term, s.term, o.term, level, round "
            f"FROM read_parquet({quoted(folder / FACTS / '*' / '*.parquet')}, "
            "hive_partitioning = true, hive_types = {'property': INTEGER}) f "
            f"JOIN {terms} p ON p.id = f.property JOIN {terms} s ON s.id = f.subject "
            f"JOIN {terms} o ON o.id = f.object"
        ).fetchall()
    return {Fact(p, s, o): Rank(level, number) for p, s, o, level, number in rows}


def read_facts(path: Path, terms: Path) -> Iterator[TripleText]:
    """Facts that a child wrote, with terms for their numbers."""
    with duckdb.connect(":memory:") as database:
        rows = database.execute(f"SELECT id, term FROM {quoted(terms)}").fetchall()
    names = {str(number): term for number, term in rows}
    for line in path.read_text(encoding="utf-8").splitlines():
        s, p, o = (names.get(text, text) for text in line.split("\t"))
        yield s, p, o


def compare(ours: Closure, theirs: Iterable[TripleText], rules: RuleSet) -> Missed:
    """Hold a peer's facts against our closure of the same facts.

    Only facts about things with names count, in terms that the rules use.
    """
    named = {fact for fact in ours.ranks if not is_witness(fact.subject)}
    named = {fact for fact in named if not is_witness(fact.object)}
    derived = named - ours.given
    found = {Fact(p, s, o) for s, p, o in theirs}
    known = (found & named) | ours.given
    instances = Instances(KnownFacts(ours.ranks, dict.fromkeys(ours.given, 0)), rules)
    missing = sorted(derived - found)
    things = {end for f in named for end in (f.subject, f.object)}
    kinds = Counter(_reason(instances.of(fact), known) for fact in missing)
    return Missed(
        derived=len(derived),
        missed=len(missing),
        kinds={kind: kinds[kind] for kind in KINDS if kinds[kind]},
        more=sum(_is_in_our_terms(fact, things, rules) for fact in found - named),
    )


def _is_in_our_terms(fact: Fact, things: Set[str], rules: RuleSet) -> bool:
    """Whether a fact is one that we could have: about our things, in terms of the rules."""
    if fact.predicate == TYPE:
        return fact.subject in things and fact.object in rules.constants
    return fact.predicate in rules.predicates and {fact.subject, fact.object} <= things


def _reason(instances: Iterator[Instance], known: Set[Fact]) -> str:
    """Why a peer that knows some facts misses another: the rule that it did not apply."""
    kinds = {
        _kind(instance.rule)
        for instance in instances
        if all(premise in known for premise in instance.premises)
    }
    return min(kinds, key=KINDS.index, default=KINDS[-1])


def _kind(rule: Rule | Existential) -> str:
    if isinstance(rule, Existential):
        return "required value"
    links = [atom for atom in rule.body if atom.predicate != TYPE]
    if rule.head.predicate != TYPE:
        if not rule.head.object.startswith("?"):
            return "required value"
        return "property chain" if len(links) > 1 else "inverse or subproperty"
    if not links:
        return "subclass"
    return "defined class" if len(rule.body) > 1 else "domain or range"
