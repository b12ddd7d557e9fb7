"""The reasoning of a release, opened again: its rules, and its facts with their ranks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from assbkg.graph.release import Release
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.facts import Fact, Facts
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.proofs import by_head
from assbkg.reasoning.rules import Rule, RuleSet, make_rules
from assbkg.vocabulary import GRAPHS, PREFIXES, expand

__all__ = ["Reasoned"]

#: The file of a release that holds each derived fact with the round that derived it.
ROUNDS = "rounds.csv"

#: Types in these vocabularies say what a term is; no rule speaks of them.
_LANGUAGE = tuple(PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))


@dataclass(frozen=True)
class Reasoned:
    """What the closure of a release rests on."""

    release: Release

    @cached_property
    def rule_set(self) -> RuleSet:
        """The rules that the ontology of the release gives."""
        return make_rules(read_axioms(self._triples("ontology")))

    @cached_property
    def rules(self) -> dict[str, list[Rule]]:
        """The rules by the predicate of their head."""
        return by_head(self.rule_set.rules)

    @cached_property
    def facts(self) -> Facts:
        """All facts: asserted ones with rank 0, derived ones with that of the closure."""
        asserted = {
            Fact(predicate, subject, value)
            for graph in ("ontology", "evidence", "asserted")
            for subject, predicate, value in self._triples(graph)
            if predicate in self.rule_set.predicates
            and not (predicate == TYPE and value.startswith(_LANGUAGE))
        }
        return Facts({**dict.fromkeys(asserted, 0), **self._derived()}, asserted)

    def _derived(self) -> dict[Fact, int]:
        text = (self.release.folder / ROUNDS).read_text(encoding="utf-8")
        return {
            Fact(*(expand(row[key]) for key in ("property", "subject", "object"))): int(
                row["round"]
            )
            for row in csv.DictReader(io.StringIO(text))
        }

    def _triples(self, graph: str) -> Iterator[TripleText]:
        name = NamedNode(GRAPHS[graph])
        for quad in self.release.store.quads_for_pattern(None, None, None, name):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject.value, quad.predicate.value, quad.object.value
