"""The tools that agents call; their docstrings tell agents when."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from assbkg.service.agents.workers import Workers
from assbkg.service.serving.questions import ToolQuestion

__all__ = ["Tools"]

Name = Annotated[str, Field(max_length=300)]
Text = Annotated[str, Field(max_length=2_000)]
Limit = Annotated[int, Field(ge=1, le=1_000, description="Rows to show, 1000 at most.")]
Parameters = Annotated[dict[Name, Text], Field(max_length=20)]
#: A list, since some clients refuse tools whose schema has tuples.
Link = Annotated[list[Name], Field(min_length=3, max_length=3)]
Links = Annotated[
    list[Link],
    Field(max_length=5, description="Links, each [subject, property, object]; 5 at most."),
]
Query = Annotated[str, Field(max_length=20_000)]


@dataclass(frozen=True)
class Tools:
    """All tools over one graph; workers that can be ended answer them."""

    workers: Workers

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

    async def describe_schema(self) -> str:
        """Describe the graph. Call this first, and before you write SPARQL.

        One card: classes with counts, properties, named graphs, grades, prefixes, examples.
        """
        return str((await self._ask("describe_schema"))["text"])

    async def resolve_entity(self, name: Name, kind: Name = "") -> dict[str, Any]:
        """Find the IRI and names of a thing. Call this before you use a name in SPARQL.

        `name` is a label, formula, CURIE or IRI; `kind` narrows it to a class ("Bottleneck"),
        or to `class` or `property`. An unknown or ambiguous name is an error
        that suggests names to use instead.
        """
        return await self._ask("resolve_entity", name=name, kind=kind)

    async def list_queries(self, topic: Name = "") -> dict[str, Any]:
        """List the named queries for `run_query`. Prefer these to SPARQL of your own.

        Without a topic you get names and summaries; with one, columns and parameters too.
        """
        return await self._ask("list_queries", topic=topic)

    async def run_query(
        self, name: Name, parameters: Parameters | None = None, limit: Limit = 50
    ) -> dict[str, Any]:
        """Answer a named query of `list_queries`; things are given by any of their names.

        `total` counts all rows; `cut` is true if some are not shown.
        """
        return await self._ask("run_query", name=name, parameters=parameters or {}, limit=limit)

    async def sparql(self, query: Query, limit: Limit = 50) -> dict[str, Any]:
        """Answer a SPARQL query, when no named query fits. Read-only.

        CONSTRUCT and DESCRIBE give rows of subject, predicate and object. Usual prefixes are
        known; see `describe_schema`. Updates, SERVICE and FROM are refused;
        time, memory and rows are limited.
        """
        return await self._ask("sparql", query=query, limit=limit)

    async def ask(self, question: Text, limit: Limit = 50) -> dict[str, Any]:
        """Answer a question in plain English. Call this when you don't know which query fits.

        A sure reading comes with SPARQL and rows; otherwise you get up to three readings, each
        with the call that answers it, or word that the question is out of scope.
        """
        return await self._ask("ask", question=question, limit=limit)

    # Agents see the names of parameters, so these are called what they are.
    async def explain(
        self,
        subject: Name,
        property: Name,  # noqa: A002
        object: Name,  # noqa: A002
    ) -> dict[str, Any]:
        """Explain why a link holds, down to the claims, or what is missing if it does not.

        Call this to cite sources. `property` is an object property, or `a` for a class. The
        proof is there as text and as a tree: claims have place, references and grade.
        """
        return await self._ask("explain", subject=subject, predicate=property, target=object)

    async def advise(
        self, component: Name = "", bottleneck: Name = "", dimension: Name = ""
    ) -> dict[str, Any]:
        """Suggest what to try in a component, against a bottleneck, for a performance dimension.

        At least one is needed. Strategies come best supported first; gaps are
        combinations not tried in the graph, and no evidence that they fail.
        """
        return await self._ask(
            "advise", component=component, bottleneck=bottleneck, dimension=dimension
        )

    async def what_if(self, add: Links, without: Links | None = None) -> dict[str, Any]:
        """Show what would follow, and what no longer would, if links were stated or not.

        Call this to try a design on the graph; it is not changed. A class such as
        `VoidEngineering` as the object of `employs` means that part of the system.
        """
        return await self._ask("what_if", add=add, without=without or [])

    async def _ask(self, tool: str, **arguments: object) -> dict[str, Any]:
        answer = await self.workers.ask(ToolQuestion(tool, arguments))
        said: dict[str, Any] = json.loads(answer.body)
        return said
