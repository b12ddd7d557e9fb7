"""The reasoning of a release, opened again: its rules, and its facts with their ranks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode, Quad

from assbkg.graph.release import ROUNDS, Release
from assbkg.graph.statements import individual_facts, texts
from assbkg.reasoning.facts import Fact, Facts
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.proofs import by_head
from assbkg.reasoning.rules import Rule, RuleSet, make_rules
from assbkg.vocabulary import GRAPHS, expand

__all__ = ["Reasoned"]


@dataclass(frozen=True)
class Reasoned:
    """What the closure of a release rests on."""

    release: Release

    @cached_property
    def rule_set(self) -> RuleSet:
        """The rules that the ontology of the release gives."""
        return make_rules(read_axioms(map(texts, self._quads("ontology"))))

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
            for subject, predicate, value in individual_facts(self._quads(graph))
            if predicate in self.rule_set.predicates
        }
        return Facts({**dict.fromkeys(asserted, 0), **self._derived()}, asserted)

    def _derived(self) -> dict[Fact, int]:
        rows = csv.DictReader(io.StringIO(self.release.read(ROUNDS).decode()))
        return {
            Fact(*(_expand(row[key]) for key in ("property", "subject", "object"))): int(
                row["round"]
            )
            for row in rows
        }

    def _quads(self, graph: str) -> Iterator[Quad]:
        return self.release.store.quads_for_pattern(None, None, None, NamedNode(GRAPHS[graph]))


def _expand(text: str) -> str:
    """A CURIE as an IRI; a literal stays as it is."""
    return text if text.startswith('"') else expand(text)
