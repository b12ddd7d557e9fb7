"""How a worker answers: it guards, evaluates and writes, all within its limits."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Protocol

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, parse_query_results

from assbkg.asking.binding import bind
from assbkg.asking.evaluation import Found, as_json, evaluate
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.results.answers import brief
from assbkg.errors import AssbkgError, QueryError, QueryRejected
from assbkg.service.serving.formats import GRAPHS, SOLUTIONS, Formats, require
from assbkg.service.serving.limits import Limits
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.questions import Answer, LibraryQuestion, Question, SparqlQuestion
from assbkg.service.serving.writing import write_solutions, write_triples

__all__ = ["Answerer", "Answering"]

_NO_SUCH: Final = "a name that nothing has"


class Answering(Protocol):
    """What a worker answers with."""

    @property
    def limits(self) -> Limits:
        """How much an answer may cost."""

    def answer(self, question: Question) -> Answer:
        """Answer completely. Raises an `AssbkgError` when there is no answer."""


@dataclass(frozen=True)
class Answerer:
    """A graph, and how much an answer may cost."""

    graph: KnowledgeGraph
    limits: Limits

    def warm_up(self) -> None:
        """Read and import now whatever is otherwise read or imported when first needed."""
        with suppress(AssbkgError):
            self.graph.entities.resolve(_NO_SUCH, "Bottleneck")
        with suppress(AssbkgError):
            self.graph.query(_NO_SUCH)
        rows = evaluate(self.graph.release.store, "SELECT (1 AS ?one) {}")
        assert isinstance(rows, QuerySolutions)
        write_solutions(rows, QueryResultsFormat.JSON, self.limits)

    def answer(self, question: Question) -> Answer:
        """Answer completely. Raises errors of the asking room, or `HttpProblem`."""
        if isinstance(question, LibraryQuestion):
            return self._answer_named(question)
        if not isinstance(question, SparqlQuestion):
            raise HttpProblem(HTTPStatus.BAD_REQUEST, "this worker has no tools", "a query")
        return self._write(self._evaluate(question), question.formats)

    def _evaluate(self, question: SparqlQuestion) -> Found:
        dataset = question.dataset
        # As the protocol has it, the request's data set stands in place of the query's own.
        picked = None if dataset is None else (dataset.default, dataset.named)
        try:
            return evaluate(self.graph.release.store, question.text, picked=picked)
        except QueryRejected:
            raise
        except QueryError as error:
            expected = "a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE"
            raise HttpProblem(HTTPStatus.BAD_REQUEST, str(error), expected) from error

    def _write(self, found: Found, formats: Formats) -> Answer:
        try:
            if isinstance(found, QueryTriples):
                name = require(formats.graph, list(GRAPHS))
                return Answer(name, write_triples(found, GRAPHS[name], self.limits))
            name = require(formats.solutions, list(SOLUTIONS))
            return Answer(name, write_solutions(found, SOLUTIONS[name], self.limits))
        except (ValueError, OSError, RuntimeError) as error:
            reason = f"the query failed while it ran: {brief(error)}"
            raise HttpProblem(HTTPStatus.INTERNAL_SERVER_ERROR, reason) from error

    def _answer_named(self, question: LibraryQuestion) -> Answer:
        name = require(question.formats.solutions, list(SOLUTIONS))
        query = self.graph.library[question.name]
        values = bind(query, question.values, self.graph.entities)
        rows = evaluate(self.graph.release.store, query.text, values=values)
        result = self.graph.result(as_json(rows), query.columns)
        found = parse_query_results(result.json, format=QueryResultsFormat.JSON)
        return Answer(name, write_solutions(found, SOLUTIONS[name], self.limits))
