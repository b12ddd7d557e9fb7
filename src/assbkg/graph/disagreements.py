"""Disagreements as rules find them, and as quads: two sides, and what explains the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode, Quad

from assbkg.graph.terms import INFERRED, assb, kg, link, plain, text

__all__ = ["Finding", "Verdict", "disagreement_quads"]


Verdict = Literal["unexplained", "may be explained", "explained"]


@dataclass(frozen=True, order=True)
class Finding:
    """Two sides that can't both hold as they are worded, unless a condition explains it.

    `rule` is the local name of the rule in the ontology. `first` and `second` are the IRIs of the
    claims and measurements on which each side rests, `about` those of the things in question.
    `explained_by` names reported conditions that differ, with both values; `may_explain` those
    that a source leaves out, or that can't be compared: they neither prove nor explain anything.
    """

    rule: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    about: tuple[str, ...]
    reason: str
    explained_by: tuple[str, ...] = ()
    may_explain: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether conditions explain it."""
        if self.explained_by:
            return "explained"
        return "may be explained" if self.may_explain else "unexplained"


def disagreement_quads(found: Iterable[Finding]) -> Iterator[Quad]:
    """Yield a node for each disagreement. They are inferred, because no source states them."""
    for one in found:
        node = kg("..".join((one.rule, _joined(one.first), "against", _joined(one.second))))
        yield link(node, "rdf:type", assb("Disagreement"), INFERRED)
        yield link(node, "assb:byRule", assb(one.rule), INFERRED)
        for predicate, iris in (
            ("firstSide", one.first),
            ("secondSide", one.second),
            ("disagreementOn", one.about),
        ):
            for iri in iris:
                yield link(node, f"assb:{predicate}", NamedNode(iri), INFERRED)
        yield link(node, "assb:inDispute", text(one.reason), INFERRED)
        yield link(node, "assb:verdict", plain(one.verdict), INFERRED)
        for condition in one.explained_by:
            yield link(node, "assb:explainedBy", text(condition), INFERRED)
        for condition in one.may_explain:
            yield link(node, "assb:mayBeExplainedBy", text(condition), INFERRED)


def _joined(records: Sequence[str]) -> str:
    return "..".join(iri.rpartition("/")[2] for iri in records)
