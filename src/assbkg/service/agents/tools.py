"""The tools that agents call; their docstrings tell agents when."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import Field

from assbkg.asking.advising.telling import tell_advice
from assbkg.asking.conditions import Conditions
from assbkg.asking.explaining import Explanation
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.supposing.telling import tell_outcome
from assbkg.asking.telling import tell
from assbkg.errors import DoesNotHold, QueryError, UnknownName
from assbkg.nearest import nearest
from assbkg.service.agents.answers import (
    entity_as_json,
    query_as_json,
    reply_as_json,
    rows_as_json,
)
from assbkg.service.agents.card import describe
from assbkg.service.serving.formats import Formats
from assbkg.service.serving.pool import Pool
from assbkg.service.serving.questions import LibraryQuestion, Question, SparqlQuestion

__all__ = ["Tools"]

#: Graphs are taken from a worker only to say that they are not what to ask for.
_JSON: Final = Formats("application/sparql-results+json", "application/n-triples")

Name = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=2_000)]
Limit = Annotated[int, Field(ge=1, le=1_000, description="Rows to show, 1000 at most.")]
Parameters = Annotated[dict[Name, Text], Field(max_length=20)]
Links = Annotated[
    list[tuple[Name, Name, Name]],
    Field(max_length=5, description="Links, each [subject, property, object]; 5 at most."),
]
Query = Annotated[str, Field(max_length=20_000)]


@dataclass(frozen=True)
class Tools:
    """All tools over one graph; queries are answered by workers that can be ended."""

    graph: KnowledgeGraph
    pool: Pool

    def all(self) -> tuple[Callable[..., Any], ...]:
        """Every tool, in the order in which agents see them."""
        return (
            self.describe_schema,
            self.resolve_entity,
            self.list_queries,
            self.run_query,
            self.sparql,
            self.ask,
            self.explain,
            self.advise,
            self.what_if,
        )

    def describe_schema(self) -> str:
        """Describe the graph. Call this first, and before you write SPARQL.

        One card: classes with counts, properties, named graphs, grades, prefixes, examples.
        """
        return describe(self.graph)

    def resolve_entity(self, name: Name, kind: Name = "") -> dict[str, Any]:
        """Find the IRI and names of a thing. Call this before you use a name in SPARQL.

        `name` is a label, formula, CURIE or IRI; `kind` narrows it to a class ("Bottleneck"),
        or to `class` or `property`. A name that nothing has, or several things, is an error
        that offers what to say instead.
        """
        return entity_as_json(self.graph.entity(name, kind))

    def list_queries(self, topic: Name = "") -> dict[str, Any]:
        """List the named queries for `run_query`. Prefer these to SPARQL of your own.

        Without a topic you get names and summaries; with one, columns and parameters too.
        """
        queries = self.graph.library.queries.values()
        topics = sorted({query.topic for query in queries})
        if topic and topic not in topics:
            raise UnknownName("topic", topic, tuple(nearest(topic, topics)) or tuple(topics))
        if topic:
            found = [query_as_json(query) for query in queries if query.topic == topic]
        else:
            found = [{"name": query.name, "summary": query.summary} for query in queries]
        return {"topics": topics, "queries": found}

    async def run_query(
        self, name: Name, parameters: Parameters | None = None, limit: Limit = 50
    ) -> dict[str, Any]:
        """Answer a named query of `list_queries`; things are given by any of their names.

        `total` counts all rows, `cut` tells whether some are not shown.
        """
        columns = self.graph.library[name].columns
        values = parameters or {}
        return await self._rows(LibraryQuestion(name, values, _JSON), limit, columns)

    async def sparql(self, query: Query, limit: Limit = 50) -> dict[str, Any]:
        """Answer a SPARQL SELECT or ASK query, when no named query fits. Read-only.

        Usual prefixes are known; see `describe_schema`. Updates, SERVICE and FROM are refused;
        time, memory and rows are limited.
        """
        return await self._rows(SparqlQuestion(query, None, _JSON), limit, None)

    def ask(self, question: Text, limit: Limit = 50) -> dict[str, Any]:
        """Answer a question in plain English. Call this when you don't know which query fits.

        A sure reading comes with SPARQL and rows; otherwise you get up to three readings, each
        with the call that answers it, or word that the question is out of scope.
        """
        return reply_as_json(self.graph.ask(question), limit)

    # Agents see the names of parameters, so these are called what they are.
    def explain(self, subject: Name, property: Name, object: Name) -> dict[str, Any]:  # noqa: A002
        """Say why a link holds, down to the claims, or what is missing if it does not.

        Call this to cite sources. `property` is an object property, or `a` for a class. The
        proof is there as text and as a tree: claims have place, references and grade.
        """
        said: Explanation | Conditions
        try:
            said = self.graph.explain(subject, property, object)
        except DoesNotHold:
            said = self.graph.conditions(subject, property, object)
        tree: dict[str, Any] = json.loads(tell(said, "json"))
        return tree | {"text": tell(said, "text")}

    def advise(
        self, component: Name = "", bottleneck: Name = "", dimension: Name = ""
    ) -> dict[str, Any]:
        """Say what to try in a component, against a bottleneck, for a performance dimension.

        At least one is needed. Strategies come best borne out first; gaps are what nobody in
        the graph has tried, and no evidence that it fails.
        """
        advice = self.graph.advise(component=component, bottleneck=bottleneck, dimension=dimension)
        return {"text": tell_advice(advice, "text")}

    def what_if(self, add: Links, without: Links | None = None) -> dict[str, Any]:
        """Say what would follow, and what no longer, if links were stated or not.

        Call this to try a design on the graph; it is not changed. A class such as
        `VoidEngineering` as the object of `employs` means that part of the system.
        """
        outcome = self.graph.what_if(*add, without=without or ())
        said: dict[str, Any] = json.loads(tell_outcome(outcome, "json"))
        return said

    async def _rows(
        self, question: Question, limit: int, columns: tuple[str, ...] | None
    ) -> dict[str, Any]:
        answer = await self.pool.ask(question)
        if answer.media_type != _JSON.solutions:
            raise QueryError("CONSTRUCT and DESCRIBE give graphs; ask with SELECT or ASK")
        return rows_as_json(self.graph.result(answer.body, columns), limit)
