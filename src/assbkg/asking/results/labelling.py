"""Answers whose columns of things hold labels, with IRIs beside them."""

from __future__ import annotations

import json
from collections.abc import Callable

from assbkg.asking.results.columns import IRI_SUFFIX, free_name

__all__ = ["label_answer"]


def label_answer(data: bytes, label: Callable[[str], str]) -> bytes:
    """Return SPARQL Results JSON in which a column of things has their labels.

    A column with the IRIs follows it, named as in frames (`columns.typed_columns`): labels are
    what a person reads, IRIs what a join needs. ASK stays as it is.
    """
    answer = json.loads(data)
    if "results" not in answer:
        return data
    names, rows = answer["head"]["vars"], answer["results"]["bindings"]
    taken = set(names)
    columns: list[str] = []
    for name in names:
        columns.append(name)
        things = [row for row in rows if row.get(name, {}).get("type") == "uri"]
        if things:
            columns.append(free_name(name + IRI_SUFFIX, taken))
        for row in things:
            row[columns[-1]] = row[name]
            row[name] = {"type": "literal", "value": label(row[name]["value"])}
    answer["head"]["vars"] = columns
    return json.dumps(answer, ensure_ascii=False).encode()
