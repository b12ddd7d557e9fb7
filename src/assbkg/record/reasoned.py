"""What was concluded in a closed graph: its facts with their ranks, and the rules behind them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

from pyoxigraph import NamedNode, Quad

from assbkg.graph.release import ROUNDS, Release
from assbkg.printable import in_brief
from assbkg.reasoning.facts import Fact, Facts, Instances, KnownFacts, Rank
from assbkg.reasoning.grades import GRADES, given_levels
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.revision import Revision
from assbkg.reasoning.rules import RuleSet, make_rules
from assbkg.record.ontology import Terms
from assbkg.vocabulary import ASSB, GRAPHS, expand

__all__ = ["Reasoned", "Reasoning", "Supposed", "cases_of", "paper_cases"]


class Reasoning(Protocol):
    """What explanations rest on, in a release or in a literature."""

    @property
    def instances(self) -> Instances:
        """The ways in which facts follow from one another."""


@dataclass(frozen=True, repr=False)
class Reasoned:
    """The reasoning of a release."""

    release: Release

    def __repr__(self) -> str:
        return in_brief(self, repr(self.release))

    @cached_property
    def rule_set(self) -> RuleSet:
        """The rules that the ontology of the release gives."""
        return make_rules(read_axioms(Terms(self.release.store).statements()))

    @cached_property
    def instances(self) -> Instances:
        """The ways in which facts follow from one another."""
        return Instances(self.facts, self.rule_set)

    @cached_property
    def facts(self) -> KnownFacts:
        """All facts of the release with their ranks, and what is given with its level."""
        quads = (q for graph in ("ontology", "evidence", "asserted") for q in self._quads(graph))
        known = self.rule_set.predicates
        given = {
            Fact(predicate, subject, value): level
            for (subject, predicate, value), level in given_levels(quads).items()
            if predicate in known
        }
        ranks = {fact: Rank(level, 0) for fact, level in given.items()}
        return KnownFacts({**ranks, **self._derived()}, given)

    def _derived(self) -> dict[Fact, Rank]:
        rows = csv.DictReader(io.StringIO(self.release.read(ROUNDS).decode()))
        return {
            Fact(*(_expand(row[key]) for key in ("property", "subject", "object"))): Rank(
                GRADES.index(row["grade"]), int(row["round"])
            )
            for row in rows
        }

    def _quads(self, graph: str) -> Iterator[Quad]:
        return self.release.store.quads_for_pattern(None, None, None, NamedNode(GRAPHS[graph]))


@dataclass(frozen=True, repr=False)
class Supposed:
    """The reasoning of a release with a supposition laid over its facts.

    `instances` and the facts in them are as they would be, `facts` are as they are.
    """

    before: Reasoned | Supposed
    revision: Revision

    def __repr__(self) -> str:
        return in_brief(self, repr(self.release))

    @property
    def release(self) -> Release:
        """The release, as it is."""
        return self.before.release

    @property
    def rule_set(self) -> RuleSet:
        """The rules that the ontology of the release gives."""
        return self.before.rule_set

    @property
    def facts(self) -> KnownFacts:
        """All facts of the release, as they are."""
        return self.before.facts

    @cached_property
    def instances(self) -> Instances:
        """The ways in which facts would follow from one another."""
        return Instances(self.revision.facts, self.rule_set)


_CASE_OF: Final = ASSB + "caseOf"


def cases_of(bottleneck: str, facts: Facts) -> tuple[str, ...]:
    """Return the cases of a bottleneck in general, of bearers and of papers, by their IRIs."""
    return tuple(facts.subjects(_CASE_OF, bottleneck))


def paper_cases(facts: Facts) -> frozenset[str]:
    """Return the cases that papers have of bottlenecks.

    What is done to one is also stated of the bottleneck in general, so lists leave it out.
    """
    pairs = facts.pairs(_CASE_OF)
    return frozenset(case for case, general in pairs if case.startswith(f"{general}."))


def _expand(text: str) -> str:
    """Return the IRI of a CURIE; a literal stays as it is."""
    return text if text.startswith('"') else expand(text)
