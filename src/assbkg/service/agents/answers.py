"""What tools answer, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pyoxigraph import NamedNode

from assbkg.asking.entity import Entity
from assbkg.asking.plainly.readings import Reading
from assbkg.asking.plainly.replying import Reply
from assbkg.asking.results.tabular import Tabular
from assbkg.errors import ResultTooLarge
from assbkg.files.opening import KIB
from assbkg.library import NamedQuery

__all__ = [
    "Json",
    "entity_as_json",
    "fitted",
    "query_as_json",
    "reply_as_json",
    "rows_as_json",
]

Json = dict[str, Any]

#: The longest answer of a tool, in bytes of JSON, and how much of it may be rows.
_MOST_BYTES: Final = 512 * KIB
_MOST_ROW_BYTES: Final = 384 * KIB
#: The most characters of a value, and of a text that stands for an answer too long.
_LONGEST_VALUE: Final = 4_000
_LONGEST_TEXT: Final = 100_000
_MOST_LINKS: Final = 60


def fitted(found: Json) -> bytes:
    """An answer as JSON. One that is too long is cut down to its text and what is short.

    Raises `ResultTooLarge` when it has no text.
    """
    body = _dump(found)
    if len(body) <= _MOST_BYTES:
        return body
    too_long = f"the answer has {len(body):,} bytes, and at most {_MOST_BYTES:,} are sent"
    if "text" not in found:
        raise ResultTooLarge(f"{too_long}; ask for less at once")
    short = {key: value for key, value in found.items() if isinstance(value, (str, int))}
    text = _cut(found["text"], _LONGEST_TEXT)
    return _dump(short | {"text": text, "cut": True, "note": f"{too_long}: this is its text"})


def rows_as_json(result: Tabular, limit: int) -> Json:
    """The first rows or triples of an answer, with what things are called and their IRIs.

    There are fewer than `limit` when they are very long.
    """
    rows: list[Json] = []
    size = 0
    for row in result.rows[:limit]:
        said = {
            name: _cell(cell, result.text(cell))
            for name, cell in zip(result.columns, row, strict=True)
        }
        size += len(_dump(said))
        if size > _MOST_ROW_BYTES:
            break
        rows.append(said)
    answer: Json = {
        "columns": list(result.columns),
        "rows": rows,
        "total": len(result),
        "cut": len(result) > len(rows),
    }
    if answer["cut"]:
        answer["note"] = (
            f"{len(rows):,} of {len(result):,} {result.unit}s are shown; ask with a higher limit, "
            "narrow the question, or use LIMIT and OFFSET in `sparql`"
        )
    return answer


def _cell(cell: object, text: str) -> object:
    if cell is None:
        return None
    shown = _cut(text, _LONGEST_VALUE)
    if isinstance(cell, NamedNode):
        return {"label": shown, "iri": cell.value}
    return shown


def _cut(text: str, most: int) -> str:
    """A text, or its beginning and how long it is."""
    return text if len(text) <= most else f"{text[:most]}… ({len(text):,} characters in all)"


def _dump(found: Json) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()


def entity_as_json(entity: Entity) -> Json:
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
        "claims": len(entity.claims),
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


def query_as_json(query: NamedQuery) -> Json:
    """A named query, as much as is needed to call it."""
    return {
        "name": query.name,
        "topic": query.topic,
        "summary": query.summary,
        "columns": list(query.columns),
        "parameters": [
            {"name": p.name, "type": p.type, "about": p.about, "default": p.default}
            | ({"optional": True} if p.optional else {})
            for p in query.parameters
        ],
    }


def reply_as_json(reply: Reply, limit: int) -> Json:
    """The answer to a question, or the calls that answer the nearest questions."""
    said: Json = {"question": reply.question, "verdict": reply.verdict}
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
        doubt = reply.readings[0].doubt
        said["note"] = f"not answered: {doubt}; " * bool(doubt) + (
            "make one of these calls only if it asks for what is meant"
            if doubt
            else "not answered: the question may mean one of these; make the call that fits"
        )
        said["readings"] = list(map(_reading, reply.readings))
    else:
        said["note"] = (
            "out of scope: the graph knows nano-designs for solid-state batteries, their "
            "mechanisms, bottlenecks, benefits, figures, syntheses and who says so; "
            "`list_queries` has all questions"
        )
    return said


def _reading(reading: Reading) -> Json:
    return {"read_as": reading.question, "call": _call(reading.query.name, reading.values)}


def _call(name: str, values: Mapping[str, str]) -> Json:
    return {"tool": "run_query", "arguments": {"name": name, "parameters": dict(values)}}
