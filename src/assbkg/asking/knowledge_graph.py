"""An opened graph that answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
    parse_query_results,
)

from assbkg.asking.entities import META, Entities
from assbkg.asking.guard import names_its_dataset, require_harmless
from assbkg.asking.results import Result
from assbkg.errors import QueryError, UnknownName
from assbkg.graph.release import Release, open_release
from assbkg.graph.terms import decimal, integer, plain
from assbkg.library import Library, NamedQuery, Parameter, read_library
from assbkg.nearest import nearest
from assbkg.places import shipped
from assbkg.vocabulary import ASSB, PREFIXES

if TYPE_CHECKING:
    from assbkg.asking.advice import Advice
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.entity import Entity
    from assbkg.asking.explaining import Explainer, Explanation
    from assbkg.asking.supposing import Outcome
    from assbkg.asking.suppositions import Link

__all__ = ["KnowledgeGraph", "open_graph"]


_LONGEST_MESSAGE = 100


@dataclass(frozen=True)
class KnowledgeGraph:
    """A published graph with the query library."""

    release: Release
    queries: Path

    @cached_property
    def entities(self) -> Entities:
        """All names in the graph."""
        return Entities(self.release.store)

    @cached_property
    def library(self) -> Library:
        """The named queries."""
        return read_library(self.queries)

    @cached_property
    def explainer(self) -> Explainer:
        """What explains the links of the graph."""
        from assbkg.asking.evidence import Evidence
        from assbkg.asking.explaining import Explainer
        from assbkg.asking.reasoned import Reasoned

        return Explainer(Reasoned(self.release), self.entities, Evidence(self.release.store))

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

    def query(self, name: str, **parameters: object) -> Result:
        """Answer a named query.

        Values are bound to variables, never pasted into the query. Raises `UnknownName`
        for a query, parameter or entity that there is not, `QueryError` for a missing or
        ill-formed value.
        """
        query = self.library[name]
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
            Variable(key): value for key, value in self._values(query, parameters).items()
        }
        return self._select(query.text, query.columns, bound)

    def filled(self, name: str, **parameters: object) -> str:
        """The SPARQL of a named query with its values, to be run anywhere. Raises as `query`."""
        query = self.library[name]
        values = self._values(query, parameters)
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
        """Say what would follow, and what no longer, if links were stated or not.

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
        """Say what to try in a component, against a bottleneck, for a performance dimension.

        At least one is needed. With contested claims included, what follows from them is
        ranked too. Raises `UnknownName`, or `QueryError` when nothing is asked.
        """
        from assbkg.asking.advising import Advisor

        explainer = self.contested_explainer if include_contested else self.explainer
        return Advisor(explainer, self.query).advise(component, bottleneck, dimension)

    def sparql(self, text: str) -> Result:
        """Answer a SELECT or ASK query over all named graphs together, or GRAPH by GRAPH.

        Raises `QueryRejected` when it would leave the graph or change it, `QueryError`
        when it is no such query.
        """
        require_harmless(text)
        return self._select(text, None, {}, union=not names_its_dataset(text))

    def _values(
        self, query: NamedQuery, parameters: Mapping[str, object]
    ) -> dict[str, NamedNode | Literal]:
        """What each parameter of a query is bound to."""
        given = {key: str(value) for key, value in parameters.items()}
        known = [parameter.name for parameter in query.parameters]
        for key in given:
            if key not in known:
                raise UnknownName(f"parameter of {query.name!r}", key, nearest(key, known) or known)
        return {p.name: self._value(query, p, given.get(p.name)) for p in query.parameters}

    def _value(
        self, query: NamedQuery, parameter: Parameter, given: str | None
    ) -> NamedNode | Literal:
        text = given if given is not None else parameter.default
        if text is None:
            raise QueryError(f"{query.name!r} needs {parameter.name}: {parameter.about}")
        try:
            if parameter.type == "integer":
                return integer(int(text))
            if parameter.type == "decimal":
                return decimal(Decimal(text))
        except (ValueError, InvalidOperation) as error:
            message = f"{parameter.name} of {query.name!r} is {text!r}, expected {parameter.type}"
            raise QueryError(message) from error
        if parameter.type == "text":
            return plain(text)
        kind = "" if parameter.type == "thing" else parameter.type
        return self.entities.resolve(text, kind)

    def _select(
        self,
        text: str,
        columns: tuple[str, ...] | None,
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple],
        *,
        union: bool = True,
    ) -> Result:
        try:
            found = self.release.store.query(
                text, prefixes=PREFIXES, use_default_graph_as_union=union, substitutions=bound
            )
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"this is no SPARQL query that can be run: {_brief(error)}") from error
        except OSError as error:
            raise QueryError(f"the query failed: {error}") from error
        if isinstance(found, QueryBoolean):
            return self._boolean(bool(found))
        if isinstance(found, QueryTriples):
            raise QueryError("CONSTRUCT and DESCRIBE give graphs; ask with SELECT or ASK")
        assert isinstance(found, QuerySolutions)
        return self._solutions(found, columns)

    def _solutions(self, found: QuerySolutions, columns: tuple[str, ...] | None) -> Result:
        variables = tuple(variable.value for variable in found.variables)
        shown = columns or variables
        data = found.serialize(format=QueryResultsFormat.JSON)
        assert data is not None
        if shown != variables:
            data = _keep_columns(data, shown)
        again = parse_query_results(data, format=QueryResultsFormat.JSON)
        assert isinstance(again, QuerySolutions)
        rows = tuple(tuple(row[name] for name in shown) for row in again)
        return Result(shown, rows, data, self.entities.label)

    def _boolean(self, answer: bool) -> Result:
        text = str(answer).lower()
        data = f'{{"head":{{}},"boolean":{text}}}'.encode()
        literal = Literal(text, datatype=NamedNode(PREFIXES["xsd"] + "boolean"))
        return Result(("answer",), ((literal,),), data, self.entities.label)


def _brief(error: Exception) -> str:
    """A parser's message without the long list of all characters that it would take."""
    text = " ".join(str(error).split())
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + " …"


def _keep_columns(data: bytes, columns: tuple[str, ...]) -> bytes:
    """Drop the bound parameters from an answer, and order its columns."""
    said = json.loads(data)
    bindings = [
        {name: row[name] for name in columns if name in row} for row in said["results"]["bindings"]
    ]
    kept = {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}
    return json.dumps(kept, ensure_ascii=False).encode()


def open_graph(folder: Path | None = None) -> KnowledgeGraph:
    """Open the release in `folder`, or the shipped one."""
    release = open_release(folder or shipped("graphs") / "release")
    return KnowledgeGraph(release, shipped("queries"))
