"""The worker that answers the calls of agents: each tool returns an object of JSON."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import RdfFormat, parse

from assbkg.asking.advising.telling import tell_advice
from assbkg.asking.as_json import as_json
from assbkg.asking.conditions import Conditions
from assbkg.asking.explaining import Explanation
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.suppositions import Link
from assbkg.asking.telling import tell
from assbkg.errors import AssbkgError, DoesNotHold, QueryError, UnknownName
from assbkg.nearest import nearest
from assbkg.printable import printable
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.service.agents.answers import (
    Json,
    describe,
    entity_as_json,
    fitted,
    query_as_json,
    reply_as_json,
    rows_as_json,
)
from assbkg.service.serving.answering import Answerer
from assbkg.service.serving.formats import Formats
from assbkg.service.serving.problems import Limits
from assbkg.service.serving.questions import (
    TOOL_ANSWER,
    Answer,
    LibraryQuestion,
    Question,
    SparqlQuestion,
    ToolQuestion,
)
from assbkg.service.serving.worker import load, main
from assbkg.vocabulary import ASSB

__all__ = [
    "ToolAnswerer",
]


_JSON: Final = Formats("application/sparql-results+json", "application/n-triples")
_BOTTLENECK: Final = ASSB + "Bottleneck"


@dataclass(frozen=True)
class ToolAnswerer:
    """All tools over one graph."""

    queries: Answerer

    @property
    def limits(self) -> Limits:
        """How much an answer may cost."""
        return self.queries.limits

    @property
    def graph(self) -> KnowledgeGraph:
        """The graph that is asked."""
        return self.queries.graph

    def answer(self, question: Question) -> Answer:
        """Answer completely. Raises an `AssbkgError` when there is no answer."""
        if not isinstance(question, ToolQuestion):
            return self.queries.answer(question)
        try:
            found = _TOOLS[question.tool](self, **question.arguments)
        except RecursionError as error:
            raise QueryError("the answer is nested too deeply; ask for a part of it") from error
        return Answer(TOOL_ANSWER, fitted(found))

    def warm_up(self) -> None:
        """Call each tool once, so that it has nothing left to read or import."""
        self.describe_schema()
        queries = list(self.graph.library.queries)[:1]
        explainer = self.graph.explainer
        derived = explainer.reasoned.facts.ranks.keys() - explainer.reasoned.facts.given.keys()
        subject, predicate, target = _names(min(derived, default=None))
        bottleneck = next(iter(explainer.reasoned.facts.subjects(TYPE, _BOTTLENECK)), "")
        calls: tuple[tuple[str, Json], ...] = (
            ("explain", {"subject": subject, "predicate": predicate, "target": target}),
            ("explain", {"subject": target, "predicate": predicate, "target": subject}),
            ("what_if", {"add": [(target, predicate, subject)], "without": ()}),
            ("advise", {"component": "", "bottleneck": bottleneck, "dimension": ""}),
            ("ask", {"question": f"what is known of qwertz and {bottleneck}", "limit": 1}),
            ("sparql", {"query": "SELECT ?s { ?s ?p ?o } LIMIT 1", "limit": 1}),
            ("sparql", {"query": "DESCRIBE ?s { ?s ?p ?o } LIMIT 1", "limit": 1}),
            ("resolve_entity", {"name": bottleneck, "kind": "Bottleneck"}),
            ("list_queries", {"topic": "nothing"}),
            *(("run_query", {"name": name, "parameters": {}, "limit": 1}) for name in queries),
        )
        for tool, arguments in calls:
            # A release of somebody's own need not have what is asked for here.
            with suppress(AssbkgError):
                self.answer(ToolQuestion(tool, arguments))

    def describe_schema(self) -> Json:
        """Describe the graph on one card."""
        return {"text": printable(describe(self.graph))}

    def resolve_entity(self, name: str, kind: str) -> Json:
        """Look up a thing."""
        return entity_as_json(self.graph.entity(name, kind))

    def list_queries(self, topic: str) -> Json:
        """List named queries, those of a topic with columns and parameters."""
        queries = self.graph.library.queries.values()
        topics = sorted({query.topic for query in queries})
        if topic and topic not in topics:
            raise UnknownName("topic", topic, tuple(nearest(topic, topics)) or tuple(topics))
        if topic:
            found = [query_as_json(query) for query in queries if query.topic == topic]
        else:
            found = [{"name": query.name, "summary": query.summary} for query in queries]
        return {"topics": topics, "queries": found}

    def run_query(self, name: str, parameters: Mapping[str, str], limit: int) -> Json:
        """Answer a named query."""
        query = self.graph.library[name]
        answer = self._rows(LibraryQuestion(name, parameters, _JSON), limit, query.columns)
        if query.absence or not answer["total"]:
            read = f"this is what the graph has as far as it was read: {self.graph.extent_read}"
            answer.setdefault("note", read)
        return answer

    def sparql(self, query: str, limit: int) -> Json:
        """Answer a query; triples come as rows of subject, predicate and object."""
        return self._rows(SparqlQuestion(query, None, _JSON), limit, None)

    def ask(self, question: str, limit: int) -> Json:
        """Answer a question in plain English."""
        return reply_as_json(self.graph.ask(question), limit)

    def explain(self, subject: str, predicate: str, target: str) -> Json:
        """Say why a link holds, or what is missing."""
        found: Explanation | Conditions
        try:
            found = self.graph.explain(subject, predicate, target)
        except DoesNotHold:
            found = self.graph.conditions(subject, predicate, target)
        return as_json(found, without=["supports"]) | {"text": tell(found, "text")}

    def advise(self, component: str, bottleneck: str, dimension: str) -> Json:
        """Say what to try."""
        advice = self.graph.advise(component=component, bottleneck=bottleneck, dimension=dimension)
        return {"text": tell_advice(advice, "text")}

    def what_if(self, add: Sequence[Sequence[str]], without: Sequence[Sequence[str]]) -> Json:
        """Say what would follow if links were stated or not."""
        return as_json(self.graph.what_if(*map(_link, add), without=map(_link, without)))

    def _rows(self, question: Question, limit: int, columns: tuple[str, ...] | None) -> Json:
        answer = self.queries.answer(question)
        if answer.media_type == _JSON.graph:
            found = parse(answer.body, format=RdfFormat.N_TRIPLES)
            return rows_as_json(self.graph.triples(quad.triple for quad in found), limit)
        return rows_as_json(self.graph.result(answer.body, columns), limit)


#: The tools, by the names that agents call them by.
_TOOLS: Final[Mapping[str, Callable[..., Json]]] = {
    name: getattr(ToolAnswerer, name)
    for name in (
        "describe_schema",
        "resolve_entity",
        "list_queries",
        "run_query",
        "sparql",
        "ask",
        "explain",
        "advise",
        "what_if",
    )
}


def _link(names: Sequence[str]) -> Link:
    subject, predicate, target = names
    return subject, predicate, target


def _names(fact: Fact | None) -> Link:
    return (fact.subject, fact.predicate, fact.object) if fact else ("", "", "")


def load_tools(seed: dict[str, Any], quads: bytes) -> ToolAnswerer:
    """Return what a seed describes, with all that any tool needs in memory."""
    answerer = ToolAnswerer(load(seed, quads))
    answerer.warm_up()
    return answerer


if __name__ == "__main__":
    main(load_tools)
    # There is nothing to tidy up, and DuckDB would complain of what is left to the system.
    os._exit(0)
