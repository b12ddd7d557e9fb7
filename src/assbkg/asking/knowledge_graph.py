"""An opened graph that answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from assbkg.asking.evaluation import Values, evaluate_here, take_all, take_rows
from assbkg.asking.named import bind
from assbkg.asking.results.answers import Rows, read_rows
from assbkg.asking.results.result import Result, as_result
from assbkg.asking.results.triples import Triples, as_graph
from assbkg.asking.results.works import WorksBehind
from assbkg.graph.release import Release, open_release
from assbkg.library import Library, read_library
from assbkg.places import shipped
from assbkg.printable import in_brief
from assbkg.record.names import META, Entities
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    import networkx as nx
    import rdflib
    from pyoxigraph import Triple

    from assbkg.asking.advising.advice import Advice
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.doors.owl import OwlWorld
    from assbkg.asking.entity import Entity
    from assbkg.asking.explaining import Explainer, Explanation
    from assbkg.asking.plainly.readings import Reader
    from assbkg.asking.plainly.replying import Reply
    from assbkg.asking.supposing import Outcome
    from assbkg.asking.suppositions import Link
    from assbkg.reasoning.facts import Fact
    from assbkg.record.disagreements import Disagreement
    from assbkg.record.release import Records

__all__ = ["KnowledgeGraph", "open_graph"]

_NONE: Final[Values] = MappingProxyType({})


@dataclass(frozen=True, repr=False)
class KnowledgeGraph:
    """A published graph with the query library."""

    release: Release
    queries: Path

    def __repr__(self) -> str:
        return in_brief(self, f"{len(self.release.store):,} quads from {self.release.folder}")

    @cached_property
    def entities(self) -> Entities:
        """All names in the graph."""
        return Entities(self.release.store)

    @cached_property
    def library(self) -> Library:
        """The named queries."""
        return read_library(self.queries)

    @cached_property
    def records(self) -> Records:
        """The papers, claims, measurements and assessments in the graph."""
        from assbkg.record.release import Records

        return Records(self.release.store)

    @cached_property
    def explainer(self) -> Explainer:
        """What explains the links of the graph."""
        from assbkg.asking.explaining import Explainer
        from assbkg.record.reasoned import Reasoned
        from assbkg.record.release import Evidence

        return Explainer(Reasoned(self.release), self.entities, Evidence(self.records))

    def entity(self, name: str, kind: str = "") -> Entity:
        """Look up a thing by its IRI, CURIE, id, label, alternative label or formula.

        With `kind`, a class of the ontology by any of its names, or `class` or `property`, it
        is one of these. `Entities` tells what a name of several things means; the others are
        in `Entity.also`. Raises `UnknownName` with the nearest names, or `AmbiguousName`.
        """
        from assbkg.asking.entity import describe

        wanted = kind
        if kind and kind not in META:
            wanted = self.entities.resolve(kind, "class").value.removeprefix(ASSB)
        iri = self.entities.resolve(name, wanted).value
        also = self.entities.meanings(name, wanted)
        return describe(iri, self.release.store, self.entities, also)

    def query(self, name: str, /, **parameters: object) -> Result:
        """Answer a named query.

        Values are bound to variables, never pasted into the query. Raises `UnknownName`
        for a query, parameter or entity that there is not, `QueryError` for a missing or
        ill-formed value.
        """
        query = self.library[name]
        values = bind(query, parameters, self.entities)
        rows = evaluate_here(self.release.store, query.text, take_rows, values)
        return self.result(rows, query.columns, values)

    @property
    def extent_read(self) -> str:
        """How many papers the graph holds, and how many sentences of each are read."""
        from assbkg.record.coverage import extent_read

        return extent_read(self.records.papers.values())

    def filled(self, name: str, **parameters: object) -> str:
        """The SPARQL of a named query with its values, to be run anywhere. Raises as `query`."""
        query = self.library[name]
        values = bind(query, parameters, self.entities)
        return query.filled({key: str(value) for key, value in values.items()})

    @cached_property
    def contested_explainer(self) -> Explainer:
        """What explains links as if contested claims stood."""
        from assbkg.asking.supposing import with_contested

        return with_contested(self.explainer)

    def explain(
        self, subject: str, predicate: str, target: str, *, include_contested: bool = False
    ) -> Explanation:
        """Say why a link holds, asserted or inferred, down to the claims behind it.

        `predicate` is an object property, or `a` for membership in a class. With contested
        claims included it also says how it is without them. Raises `UnknownName`, or
        `DoesNotHold`.
        """
        if not include_contested:
            return self.explainer.explain(subject, predicate, target)
        from assbkg.asking.supposing import explain_with_contested

        fact = self.explainer.resolve(subject, predicate, target)
        return explain_with_contested(fact, self.explainer, self.contested_explainer)

    def disagreements(self, thing: str = "") -> tuple[Disagreement, ...]:
        """Return where sources disagree, on one thing or on all, those unexplained first.

        `thing` is any name of it. Each disagreement has both sides with their claims and
        measurements, and whether conditions explain it. Raises `UnknownName`.
        """
        found = self.records.disagreements
        return found.on(self.entities.resolve(thing).value) if thing else found.all

    def conditions(
        self, subject: str, predicate: str, target: str, *, include_contested: bool = False
    ) -> Conditions:
        """Say what would have to be stated so that a link follows, which does not hold.

        Names are as in `explain`. Raises `UnknownName`, or `ReasoningError` when it holds.
        """
        from assbkg.asking.conditions import find_conditions

        fact = self.explainer.resolve(subject, predicate, target)
        explainer = self.contested_explainer if include_contested else self.explainer
        return find_conditions(explainer, fact)

    def what_if(
        self, *add: Link, without: Iterable[Link] = (), include_contested: bool = False
    ) -> Outcome:
        """Show what would follow, and what no longer would, if links were stated or not.

        A link is subject, property and object by any of their names; a class of parts, such
        as `VoidEngineering`, means that part of the system. The graph stays as it is. Raises
        `UnknownName`, or `QueryError` when that can't be supposed.
        """
        from assbkg.asking.supposing import suppose

        return suppose(self.explainer, add, without, include_contested)

    def advise(
        self,
        *,
        component: str = "",
        bottleneck: str = "",
        dimension: str = "",
        include_contested: bool = False,
    ) -> Advice:
        """Suggest what to try in a component, against a bottleneck, for a performance dimension.

        At least one is needed. With contested claims included, what follows from them is
        ranked too. Raises `UnknownName`, or `QueryError` when nothing is asked.
        """
        from assbkg.asking.advising.advisor import Advisor

        explainer = self.contested_explainer if include_contested else self.explainer
        return Advisor(explainer, self.query).advise(component, bottleneck, dimension)

    @cached_property
    def _reader(self) -> Reader:
        from assbkg.asking.plainly.readings import Reader

        return Reader(self.library, self.entities)

    def ask(self, question: str) -> Reply:
        """Answer a question in plain English by the named query that it comes nearest to.

        When no reading is sure, the reply offers the nearest instead of an answer; when none
        is near, it says so.
        """
        from assbkg.asking.plainly.replying import reply

        found = reply(question, self._reader, self.query, self.filled, self.extent_read)
        return replace(found, without=self.release.without)

    def sparql(self, text: str) -> Result | Triples:
        """Answer a query over all named graphs together, or GRAPH by GRAPH.

        SELECT and ASK give a `Result`, CONSTRUCT and DESCRIBE give `Triples`. Raises
        `QueryRejected` when it would leave the graph or change it, `QueryError` when it is no
        query or fails.
        """
        taken = evaluate_here(self.release.store, text, take_all)
        return self.result(taken) if isinstance(taken, Rows) else self.triples(taken)

    def result(
        self, answer: bytes | Rows, columns: tuple[str, ...] | None = None, values: Values = _NONE
    ) -> Result:
        """Return a result, with the names of this graph, from rows or SPARQL 1.1 Results JSON.

        With `columns`, these are shown in that order; `values` are those of the query. Raises
        `QueryError` for anything else.
        """
        rows = read_rows(answer) if isinstance(answer, bytes) else answer
        given = tuple(values.values())
        return as_result(rows, self.entities.label, columns, self.sources, given)

    @cached_property
    def sources(self) -> WorksBehind:
        """What finds the works behind an answer; its `bibliography` has all works of the graph."""

        def behind(fact: Fact) -> frozenset[str]:
            why = self.explainer.why(fact)
            return why.authorities | why.background

        return WorksBehind(self.records, behind)

    def triples(self, found: Iterable[Triple]) -> Triples:
        """Return an answer of triples, with the names of this graph."""
        return as_graph(found, self.entities.label)

    def to_rdflib(self, *, copy: bool = False) -> rdflib.Dataset:
        """Return all four named graphs as a dataset of rdflib, with the usual prefixes.

        Its default graph is their union. It is read-only, and changing it raises
        `QueryRejected`: where the package oxrdflib is installed it is the graph itself, without
        a copy. With `copy`, it is a dataset of your own in rdflib's memory.
        """
        from assbkg.asking.doors.rdf import as_dataset

        return as_dataset(self.release.store, copy=copy)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return all things and all links between them, asserted and inferred, for networkx.

        `assbkg.asking.doors.networked` names the attributes. Claims are told with the links.
        """
        from assbkg.asking.doors.networked import as_multidigraph

        return as_multidigraph(self.release.store, self.entities, self.explainer.evidence)

    def to_owlready2(self, *, inferred: bool = False) -> OwlWorld:
        """Load ontology and asserted facts into a world of owlready2, apart from any other.

        Its `ontology` has classes and properties, its `things` individuals, both by names of
        Python. `owlready2.sync_reasoner` takes it where there is Java; with `inferred`, what our
        own reasoning derived is there already. Raises `BuildError` for a damaged release.
        """
        from assbkg.asking.doors.owl import as_world

        return as_world(self.release, inferred=inferred)


def open_graph(folder: Path | None = None, without: Collection[str] = ()) -> KnowledgeGraph:
    """Open the release in `folder`, or the shipped one, without some of its sources."""
    release = open_release(folder or shipped("graphs") / "release")
    if without:
        from assbkg.record.omitting import leave_out

        release = leave_out(release, without)
    return KnowledgeGraph(release, shipped("queries"))
