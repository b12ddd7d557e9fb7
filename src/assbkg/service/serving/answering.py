"""How a worker answers: it guards, evaluates and writes, all within its limits."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    parse_query_results,
)

from assbkg.asking.guard import names_its_dataset, require_harmless
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.results.answers import brief
from assbkg.errors import AssbkgError
from assbkg.service.serving.formats import GRAPHS, SOLUTIONS, Formats, require
from assbkg.service.serving.limits import Limits
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.questions import Answer, LibraryQuestion, Question, SparqlQuestion
from assbkg.service.serving.writing import write_solutions, write_triples
from assbkg.vocabulary import KG, PREFIXES

__all__ = ["Answerer"]

_NO_SUCH: Final = "a name that nothing has"


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
        rows = self.evaluate("SELECT (1 AS ?one) {}")
        assert isinstance(rows, QuerySolutions)
        write_solutions(rows, QueryResultsFormat.JSON, self.limits)

    def answer(self, question: Question) -> Answer:
        """Answer completely. Raises errors of the asking room, or `HttpProblem`."""
        if isinstance(question, LibraryQuestion):
            return self._answer_named(question)
        require_harmless(question.text)
        return self._write(self.evaluate(question.text, question), question.formats)

    def evaluate(
        self, text: str, question: SparqlQuestion | None = None
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Begin to answer a query that nobody has guarded; rows come as they are taken."""
        store = self.graph.release.store
        picked = question.dataset if question else None
        try:
            if picked is None:
                return store.query(
                    text,
                    base_iri=KG,
                    prefixes=PREFIXES,
                    use_default_graph_as_union=not names_its_dataset(text),
                )
            # As the protocol has it, the request's data set stands in place of the query's own.
            return store.query(
                text,
                base_iri=KG,
                prefixes=PREFIXES,
                default_graph=[NamedNode(iri) for iri in picked.default],
                named_graphs=[NamedNode(iri) for iri in picked.named],
            )
        except (SyntaxError, ValueError) as error:
            raise HttpProblem(
                HTTPStatus.BAD_REQUEST,
                f"this is no SPARQL query that can be run: {brief(error)}",
                "a SPARQL 1.1 query: SELECT, ASK, CONSTRUCT or DESCRIBE",
            ) from error

    def _write(
        self, found: QuerySolutions | QueryBoolean | QueryTriples, formats: Formats
    ) -> Answer:
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
        result = self.graph.query(question.name, **question.values)
        found = parse_query_results(result.json, format=QueryResultsFormat.JSON)
        return Answer(name, write_solutions(found, SOLUTIONS[name], self.limits))
