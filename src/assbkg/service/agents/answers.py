"""What tools answer, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from assbkg.asking.entity import Entity
from assbkg.asking.plainly.readings import Reading
from assbkg.asking.plainly.replying import Reply
from assbkg.asking.results.result import Result
from assbkg.library import NamedQuery

__all__ = ["entity_as_json", "query_as_json", "reply_as_json", "rows_as_json"]

_MOST_LINKS = 60


def rows_as_json(result: Result, limit: int) -> dict[str, Any]:
    """The first rows of a result, with what things are called and their IRIs."""
    rows = [
        {
            name: _cell(cell, text)
            for name, cell, text in zip(result.columns, row, texts, strict=True)
        }
        for row, texts in zip(result.rows[:limit], result.texts()[:limit], strict=True)
    ]
    said: dict[str, Any] = {
        "columns": list(result.columns),
        "rows": rows,
        "total": len(result),
        "cut": len(result) > limit,
    }
    if said["cut"]:
        said["note"] = (
            f"{limit} of {len(result):,} rows are shown; ask with a higher limit, narrow the "
            "question, or use LIMIT and OFFSET in `sparql`"
        )
    return said


def _cell(cell: object, text: str) -> object:
    if cell is None:
        return None
    if isinstance(cell, NamedNode):
        return {"label": text, "iri": cell.value}
    return text


def entity_as_json(entity: Entity) -> dict[str, Any]:
    """A thing with its names, kinds and links."""
    return {
        "iri": entity.iri,
        "curie": entity.curie,
        "label": entity.label,
        "kind": entity.kind,
        "other_names": list(entity.alternative_labels),
        "formula": entity.formula,
        "definition": entity.definition,
        "types": list(entity.types),
        "inferred_types": list(entity.inferred_types),
        "claims": entity.claims,
        "links": [
            {
                "property": link.property,
                "direction": link.direction,
                "asserted": link.asserted,
                "inferred": link.inferred,
            }
            for link in entity.links[:_MOST_LINKS]
        ],
        "name_also_means": list(map(str, entity.also)),
    }


def query_as_json(query: NamedQuery) -> dict[str, Any]:
    """A named query, as much as is needed to call it."""
    return {
        "name": query.name,
        "topic": query.topic,
        "summary": query.summary,
        "columns": list(query.columns),
        "parameters": [
            {"name": p.name, "type": p.type, "about": p.about, "default": p.default}
            for p in query.parameters
        ],
    }


def reply_as_json(reply: Reply, limit: int) -> dict[str, Any]:
    """The answer to a question, or the calls that answer the nearest questions."""
    said: dict[str, Any] = {"question": reply.question, "verdict": reply.verdict}
    if reply.result is not None:
        reading = reply.readings[0]
        said |= {
            "read_as": reading.question,
            "left_out": list(reading.left_out),
            "call": _call(reading.query.name, reading.values),
            "sparql": reply.sparql,
            "answer": rows_as_json(reply.result, limit),
        }
    elif reply.readings:
        said["note"] = "not answered: the question may mean one of these; make the call that fits"
        said["readings"] = list(map(_reading, reply.readings))
    else:
        said["note"] = (
            "out of scope: the graph knows nano-designs for solid-state batteries, their "
            "mechanisms, bottlenecks, benefits, figures, syntheses and who says so; "
            "`list_queries` has all questions"
        )
    return said


def _reading(reading: Reading) -> dict[str, Any]:
    return {"read_as": reading.question, "call": _call(reading.query.name, reading.values)}


def _call(name: str, values: Mapping[str, str]) -> dict[str, Any]:
    return {"tool": "run_query", "arguments": {"name": name, "parameters": dict(values)}}
