"""The works that an answer rests on, found by its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from assbkg.errors import QueryError, quoted
from assbkg.graph.terms import ASSERTED, INFERRED
from assbkg.reasoning.facts import Fact
from assbkg.vocabulary import ASSB, expand, shorten

if TYPE_CHECKING:
    from assbkg.record.release import Records
    from assbkg.record.works import Bibliography, Cited, Work

__all__ = ["Row", "WorksBehind"]

#: A row of an answer: a term or None by the name of each variable, shown or not.
Row = Mapping[str, object]

_CITES: Final = NamedNode(expand("cito:citesAsEvidence"))
#: By what a thing in a row leads to the paper that it comes from.
_TO_PAPER: Final = tuple(
    NamedNode(expand(name)) for name in ("prov:hadPrimarySource", "assb:inSource", "assb:citedBy")
)


@dataclass(frozen=True)
class WorksBehind:
    """What finds the works behind the rows of an answer.

    A row rests on the works that it cites; where it cites none, on the paper that says it.
    Marks in a column `cites`, or `number` beside a title, are those of the graph; a bare number
    counts in the reference list of the row's paper. A claim, a figure, a reference or a paper in
    a row leads to its works itself. Other rows rest on the claims behind the links among their
    things, stated or derived, for which `authorities` gives the IRIs of works; what is left rests
    on all curated papers.
    """

    records: Records
    authorities: Callable[[Fact], frozenset[str]]

    @property
    def bibliography(self) -> Bibliography:
        """All works of the graph."""
        return self.records.bibliography

    def works(
        self, columns: Iterable[str], rows: Iterable[Row], given: Iterable[object] = ()
    ) -> tuple[Work, ...]:
        """Return the works behind some rows, each once, by their keys.

        `given` are the values that the question was asked with. Raises `QueryError` when rows
        don't say from which paper's reference list their numbers are.
        """
        shown, asked = tuple(columns), _things(given)
        found: set[Work] = set()
        for row in rows:
            found |= self._behind(row, shown, asked)
        return tuple(sorted(found, key=lambda work: work.key))

    def _behind(self, row: Row, shown: tuple[str, ...], asked: tuple[NamedNode, ...]) -> set[Work]:
        listed = self._listed(row, shown)
        if listed is not None:
            return self._cited_by(row, listed)
        things = _things(row.values())
        return (
            self._told_by(things)
            or self._papers_of(things)
            or self._linked(things, asked)
            or {self._by_iri[paper].work for paper in self.bibliography.papers}
        )

    def _cited_by(self, row: Row, listed: list[str]) -> set[Work]:
        """Return the works with the marks that a row lists; without any, its paper."""
        papers = self._papers(row)
        if listed:
            return {self._one(mark, papers).work for mark in listed}
        if not papers and len(self.bibliography.papers) > 1:
            raise QueryError(
                "the graph holds several papers, and some rows without references do not say "
                "which paper they come from"
            )
        return {self._by_iri[paper].work for paper in papers or self.bibliography.papers}

    def _told_by(self, things: Iterable[NamedNode]) -> set[Work]:
        """Return the works that things cite as evidence, and those that they are."""
        iris = {iri for thing in things for iri in self._objects(thing, (_CITES,))}
        iris |= {thing.value for thing in things}
        return {self._by_iri[iri].work for iri in iris & self._by_iri.keys()}

    def _linked(self, things: tuple[NamedNode, ...], asked: tuple[NamedNode, ...]) -> set[Work]:
        """Return the works behind all links of one thing of a row with another, or with `asked`."""
        facts = {
            Fact(quad.predicate.value, quad.subject.value, quad.object.value)
            for one in things
            for other in (*things, *asked)
            for ends in ((one, other), (other, one))
            for graph in (ASSERTED, INFERRED)
            for quad in self.records.store.quads_for_pattern(ends[0], None, ends[1], graph)
            if quad.predicate.value.startswith(ASSB)
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
        }
        iris = {iri for fact in facts for iri in self.authorities(fact)}
        return {self._by_iri[iri].work for iri in iris & self._by_iri.keys()}

    def _listed(self, row: Row, shown: tuple[str, ...]) -> list[str] | None:
        """Return the marks that a row cites; None where it has no place for them."""
        marks: list[str] | None = None
        if "cites" in row:
            marks = _marks(row["cites"])
        if "number" in row and ("number" not in shown or "title" in shown):
            marks = [*(marks or ()), *_marks(row["number"])]
        return marks

    def _one(self, mark: str, papers: frozenset[str]) -> Cited:
        marked = self.bibliography.marked(mark)
        within = [each for each in marked if each.paper in papers] or list(marked)
        if len({each.work for each in within}) == 1:
            return within[0]
        if not within:
            raise QueryError(f"no paper of the graph has a reference {quoted(mark)}")
        listed = ", ".join(shorten(each.paper) for each in within)
        raise QueryError(
            f"reference {mark} is another work in each of {listed}, and the answer does not "
            "say which paper is meant; ask for a column that names the claim or the paper"
        )

    def _papers(self, row: Row) -> frozenset[str]:
        """Return the papers from which the things in a row come."""
        found: set[str] = set()
        title = _value(row.get("title"))
        for term in row.values():
            if isinstance(term, NamedNode):
                found |= {*self._objects(term, _TO_PAPER), term.value} & self.bibliography.papers
        if not found and title:
            found = {each.paper for each in self.bibliography.cited if each.work.title == title}
        return frozenset(found)

    def _papers_of(self, things: Iterable[NamedNode]) -> set[Work]:
        found = {paper for thing in things for paper in self._objects(thing, _TO_PAPER)}
        return {self._by_iri[paper].work for paper in found & self.bibliography.papers}

    @property
    def _by_iri(self) -> Mapping[str, Cited]:
        return self.bibliography.by_iri

    def _objects(self, subject: NamedNode, predicates: Iterable[NamedNode]) -> set[str]:
        return {
            quad.object.value
            for predicate in predicates
            for quad in self.records.store.quads_for_pattern(subject, predicate, None, None)
            if isinstance(quad.object, NamedNode)
        }


def _things(terms: Iterable[object]) -> tuple[NamedNode, ...]:
    return tuple(term for term in terms if isinstance(term, NamedNode))


def _marks(term: object) -> list[str]:
    return [mark for part in _value(term).split(",") if (mark := part.strip())]


def _value(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else ""
