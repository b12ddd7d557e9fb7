"""Every named query means the same to a second SPARQL engine, with its values filled in."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import RdfFormat, Store, parse
from tests.shipped_work import shipped_graph as graph

from assbkg.graph.query_catalogue import CATALOGUE
from assbkg.library import QUALITY, read_library
from assbkg.places import shipped

LIBRARY = read_library(shipped("queries"))
ASKED = [name for name, query in LIBRARY.queries.items() if query.topic != QUALITY]
Row = tuple[tuple[str, ...], ...]


@cache
def on_rdflib() -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    return dataset.parse(shipped("graphs") / "release" / "assbkg.nq", format="nquads")


def rows(answer: bytes, columns: tuple[str, ...]) -> list[Row]:
    """The rows of an answer in SPARQL Results JSON, numbers by their values."""
    bindings = json.loads(answer)["results"]["bindings"]
    return [tuple(cell(binding.get(name)) for name in columns) for binding in bindings]


def cell(term: dict[str, Any] | None) -> tuple[str, ...]:
    # An empty text and nothing at all look the same to a reader.
    if term is None or (term["type"] == "literal" and term["value"] == ""):
        return ()
    datatype = term.get("datatype", "").rpartition("#")[2]
    if datatype in ("integer", "decimal"):
        return ("number", str(Decimal(term["value"]).normalize()))
    return (term["type"], term["value"], term.get("xml:lang", ""))


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib's own methods
def test_a_named_query_gives_on_rdflib_what_it_gives_here(name: str) -> None:
    expected = graph().query(name)
    found = on_rdflib().query(graph().filled(name)).serialize(format="json")
    assert found is not None
    assert rows(expected.json, expected.columns) == rows(found, expected.columns)


def test_the_catalogue_has_every_query_as_it_can_be_run(tmp_path: Path) -> None:
    catalogue = Store()
    catalogue.extend(parse(path=shipped("graphs") / "release" / CATALOGUE, format=RdfFormat.TURTLE))
    texts = catalogue.query(
        "PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?q ?t { ?q sh:select ?t }"
    )
    found = {row["q"].value.rpartition("/")[2]: row["t"].value for row in texts}  # type: ignore[union-attr]
    assert {name: graph().filled(name) for name in ASKED} == found
