"""How a worker answers: it checks, evaluates and writes, all within its limits."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Final, Protocol

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Triple,
    parse_query_results,
)

from assbkg.asking.entity import describe
from assbkg.asking.evaluation import Found, evaluate, take_rows
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.named import bind
from assbkg.asking.results.answers import brief, defuse_answer, label_answer
from assbkg.errors import AmbiguousName, AssbkgError, QueryError, QueryRejected, UnknownName
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.service.reading.answers import Asked, answer_page
from assbkg.service.reading.frame import styles
from assbkg.service.reading.portrait import bounded_description, exists, portray
from assbkg.service.reading.things import Axioms, ontology_page, thing_page
from assbkg.service.serving.formats import (
    GRAPHS,
    HTML,
    SOLUTIONS,
    SPREADSHEETS,
    Formats,
    require,
)
from assbkg.service.serving.problems import HttpProblem, Limits
from assbkg.service.serving.questions import (
    Answer,
    Dataset,
    LibraryQuestion,
    Question,
    SparqlQuestion,
    ThingQuestion,
)
from assbkg.service.serving.writing import write_solutions, write_triples
from assbkg.vocabulary import ASSB, KG, ONTOLOGY, expand, kebab

__all__ = ["Answerer", "Answering", "answer_thing"]

#: Longer names are like nothing in the graph, and are shown in part.
_LONGEST = 200
_NO_SUCH: Final = "an unused name"
_BOM: Final = b"\xef\xbb\xbf"


def answer_thing(
    question: ThingQuestion, graph: KnowledgeGraph, axioms: Axioms, limits: Limits
) -> Answer:
    """Answer with a page or triples. Raises `HttpProblem` for an IRI that the graph lacks."""
    name = require(question.formats.graph, [*GRAPHS, HTML])
    iri, store, entities = question.iri, graph.release.store, graph.entities
    if iri == ONTOLOGY:
        if name == HTML:
            return Answer(name, ontology_page(store, entities))
        quads = store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH)
        triples = (Triple(q.subject, q.predicate, q.object) for q in quads)
        return Answer(name, write_triples(triples, GRAPHS[name], limits))
    if not exists(iri, store):
        raise _unknown(iri, graph)
    if name != HTML:
        return Answer(name, write_triples(bounded_description(iri, store), GRAPHS[name], limits))
    entity = describe(iri, store, entities)
    return Answer(name, thing_page(entity, portray(iri, store, entities), entities, axioms.of(iri)))


def _unknown(iri: str, graph: KnowledgeGraph) -> HttpProblem:
    """Return the problem of an IRI that nothing has, with what was probably meant."""
    is_term = iri.startswith(ASSB)
    local = iri.removeprefix(ASSB if is_term else KG)
    what = "term of the ontology" if is_term else "thing"
    near: list[str] = []
    if len(local) <= _LONGEST:
        words = kebab(local).replace("-", " ") if is_term else local
        near = _meanings(words, graph)
    return HttpProblem(
        HTTPStatus.NOT_FOUND,
        f"the graph has no {what} called {local[:_LONGEST]!a}",
        "a name from the graph",
        near=[(one, graph.entities.label(one)) for one in near],
    )


def _meanings(words: str, graph: KnowledgeGraph, *, again: bool = True) -> list[str]:
    """Return IRIs that a name may mean, or else those of the nearest names."""
    try:
        return [graph.entities.resolve(words).value]
    except AmbiguousName as error:
        return [expand(curie) for curie in error.meanings]
    except UnknownName as error:
        if not again:
            return []
        found = (_meanings(name, graph, again=False) for name in error.nearest)
        return list(dict.fromkeys(iri for some in found for iri in some))


class Answering(Protocol):
    """What a worker answers with."""

    @property
    def limits(self) -> Limits:
        """How much an answer may cost."""

    def answer(self, question: Question) -> Answer:
        """Answer completely. Raises an `AssbkgError` when there is no answer."""


@dataclass(frozen=True)
class Answerer:
    """A graph, and how much an answer may cost.

    Where the store holds more than the graph, `united` are the graphs of that.
    """

    graph: KnowledgeGraph
    limits: Limits
    united: tuple[str, ...] | None = None

    def warm_up(self) -> None:
        """Read and import now whatever is otherwise read or imported when first needed."""
        with suppress(AssbkgError):
            self.graph.entities.resolve(_NO_SUCH, "Bottleneck")
        with suppress(AssbkgError):
            self.graph.query(_NO_SUCH)
        rows = evaluate(self.graph.release.store, "SELECT (1 AS ?one) {}")
        assert isinstance(rows, QuerySolutions)
        write_solutions(rows, QueryResultsFormat.JSON, self.limits)
        styles()
        for iri in (ONTOLOGY, ASSB + _NO_SUCH):
            with suppress(AssbkgError):
                self.answer(ThingQuestion(iri, Formats(None, HTML)))
        some = next(iter(self.graph.release.store), None)
        if some is not None and isinstance(some.subject, NamedNode):
            self.answer(ThingQuestion(some.subject.value, Formats(None, HTML)))

    @cached_property
    def _axioms(self) -> Axioms:
        return Axioms(self.graph.entities)

    def answer(self, question: Question) -> Answer:
        """Answer completely. Raises errors of the asking room, or `HttpProblem`."""
        if isinstance(question, LibraryQuestion):
            return self._answer_named(question)
        if isinstance(question, ThingQuestion):
            return answer_thing(question, self.graph, self._axioms, self.limits)
        if not isinstance(question, SparqlQuestion):
            raise HttpProblem(HTTPStatus.BAD_REQUEST, "this worker has no tools", "a query")
        asked = Asked("Answer to a query", question.text, "/sparql", _parameters(question))
        return self._write(self._evaluate(question), question.formats, asked)

    def _evaluate(self, question: SparqlQuestion) -> Found:
        dataset = question.dataset
        # As the protocol has it, the request's data set stands in place of the query's own.
        picked = None if dataset is None else (dataset.default, dataset.named)
        try:
            return evaluate(
                self.graph.release.store, question.text, picked=picked, united=self.united
            )
        except QueryRejected:
            raise
        except QueryError as error:
            expected = "a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE"
            raise HttpProblem(HTTPStatus.BAD_REQUEST, str(error), expected) from error

    def _write(self, found: Found, formats: Formats, asked: Asked) -> Answer:
        try:
            if isinstance(found, QueryTriples):
                name = require(formats.graph, [*GRAPHS, HTML])
                _require_rows_for(formats, "CONSTRUCT and DESCRIBE give triples")
                if name != HTML:
                    return Answer(name, write_triples(found, GRAPHS[name], self.limits))
            else:
                name = require(formats.solutions, [*SOLUTIONS, HTML])
                if name != HTML:
                    return Answer(name, self._write_rows(found, name, formats))
            page = answer_page(asked, found, self.graph.entities.label, self.limits)
            return Answer(HTML, page)
        except (ValueError, OSError, RuntimeError) as error:
            reason = f"the query failed during evaluation: {brief(error)}"
            raise HttpProblem(HTTPStatus.INTERNAL_SERVER_ERROR, reason) from error

    def _write_rows(
        self, found: QuerySolutions | QueryBoolean, name: str, formats: Formats
    ) -> bytes:
        if (formats.safe or formats.bom) and name not in SPREADSHEETS:
            _require_rows_for(formats, f"spreadsheets do not open {name}")
        if formats.labels or formats.safe:
            data = write_solutions(found, QueryResultsFormat.JSON, self.limits)
            if formats.labels:
                data = label_answer(data, self.graph.entities.label)
            if formats.safe:
                data = defuse_answer(data)
            found = parse_query_results(data, format=QueryResultsFormat.JSON)
        body = write_solutions(found, SOLUTIONS[name], self.limits)
        return _BOM + body if formats.bom else body

    def _answer_named(self, question: LibraryQuestion) -> Answer:
        require(question.formats.solutions, [*SOLUTIONS, HTML])
        query = self.graph.library[question.name]
        values = bind(query, question.values, self.graph.entities)
        own = None if self.united is None else (self.united, self.united)
        rows = evaluate(self.graph.release.store, query.text, values=values, picked=own)
        result = self.graph.result(take_rows(rows), query.columns)
        found = parse_query_results(result.json, format=QueryResultsFormat.JSON)
        asked = Asked(
            query.asked(question.values),
            query.filled({name: str(value) for name, value in values.items()}),
            f"/queries/{question.name}",
            list(question.values.items()),
            is_named=True,
        )
        return self._write(found, question.formats, asked)


def _parameters(question: SparqlQuestion) -> list[tuple[str, str]]:
    """Return what asks a query again over the same graphs."""
    picked = question.dataset or Dataset((), ())
    return [
        ("query", question.text),
        *(("default-graph-uri", iri) for iri in picked.default),
        *(("named-graph-uri", iri) for iri in picked.named),
    ]


def _require_rows_for(formats: Formats, reason: str) -> None:
    """Raise `HttpProblem` if a request wants for a spreadsheet what none opens."""
    if formats.labels or formats.safe or formats.bom:
        raise HttpProblem(
            HTTPStatus.BAD_REQUEST,
            f"`labels` is for rows, `safe` and `bom` for rows in CSV or TSV: {reason}",
            "format=csv, or the request without them",
        )
