from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from tests.selecting import select

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.results.frames import Cell, typed_columns
from assbkg.asking.results.result import Result
from assbkg.document.legible import sound
from assbkg.errors import QueryError
from assbkg.vocabulary import KG, PREFIXES


@pytest.fixture(scope="module")
def mixed() -> Result:
    """One column of each kind, with a gap in each."""
    return select(
        """
        SELECT ?whole ?number ?flag ?day ?moment ?zoned ?thing ?nothing {
          VALUES (?whole ?number ?flag ?day ?moment ?zoned ?thing ?nothing) {
            (1 1.5 true "2024-02-29"^^xsd:date "2024-02-29T01:02:03"^^xsd:dateTime
             "2024-02-29T01:02:03+02:00"^^xsd:dateTime kg:ti3c2tx UNDEF)
            (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF)
            (-7 2e3 false "1991-06-11"^^xsd:date "1991-06-11T00:00:00"^^xsd:dateTime
             "1991-06-11T00:00:00Z"^^xsd:dateTime kg:graphite UNDEF)
          }
        }
        """
    )


ROWS = [
    {
        "whole": 1,
        "number": 1.5,
        "flag": True,
        "day": date(2024, 2, 29),
        "moment": datetime(2024, 2, 29, 1, 2, 3),
        "zoned": datetime(2024, 2, 28, 23, 2, 3, tzinfo=UTC),
        "thing": "Ti₃C₂Tₓ MXene",
        "thing_iri": KG + "ti3c2tx",
        "nothing": None,
    },
    dict.fromkeys(
        ["whole", "number", "flag", "day", "moment", "zoned", "thing", "thing_iri", "nothing"]
    ),
    {
        "whole": -7,
        "number": 2000.0,
        "flag": False,
        "day": date(1991, 6, 11),
        "moment": datetime(1991, 6, 11),
        "zoned": datetime(1991, 6, 11, tzinfo=UTC),
        "thing": "graphite",
        "thing_iri": KG + "graphite",
        "nothing": None,
    },
]


def test_rows_are_mappings_from_column_to_typed_value(mixed: Result) -> None:
    assert ROWS == list(mixed)


def test_polars_gets_the_same_rows(mixed: Result) -> None:
    assert ROWS == mixed.to_polars().to_dicts()


def test_arrow_gets_the_same_rows(mixed: Result) -> None:
    assert ROWS == mixed.to_arrow().to_pylist()


def test_pandas_gets_the_same_rows(mixed: Result) -> None:
    frame = mixed.to_pandas().astype(object)
    shown: list[dict[str, Any]] = frame.where(frame.notna(), None).to_dict("records")
    for row in shown:
        row["day"] = row["day"] and row["day"].date()
    assert ROWS == shown


def test_pandas_columns_are_typed_and_take_gaps(mixed: Result) -> None:
    assert {
        "whole": "Int64",
        "number": "float64",
        "flag": "boolean",
        "day": "datetime64[s]",
        "moment": "datetime64[us]",
        "zoned": "datetime64[us, UTC]",
        "thing": "string",
        "thing_iri": "string",
        "nothing": "string",
    } == {name: str(dtype) for name, dtype in mixed.to_pandas().dtypes.items()}


def test_polars_columns_are_typed(mixed: Result) -> None:
    assert [
        *("Int64", "Float64", "Boolean", "Date"),
        "Datetime(time_unit='us', time_zone=None)",
        "Datetime(time_unit='us', time_zone='UTC')",
        *("String", "String", "String"),
    ] == [str(kind) for kind in mixed.to_polars().dtypes]


def test_arrow_columns_are_typed(mixed: Result) -> None:
    assert [
        *("int64", "double", "bool", "date32[day]", "timestamp[us]", "timestamp[us, tz=UTC]"),
        *("string", "string", "string"),
    ] == [str(kind) for kind in mixed.to_arrow().schema.types]


def test_an_answer_without_rows_keeps_its_columns_as_text(graph: KnowledgeGraph) -> None:
    empty = graph.sparql("SELECT ?a ?b { ?a a kg:nothing ; rdfs:label ?b }")
    pandas, polars, arrow = empty.to_pandas(), empty.to_polars(), empty.to_arrow()
    assert {"a": "string", "b": "string"} == {n: str(t) for n, t in pandas.dtypes.items()}
    assert {"a": "String", "b": "String"} == {n: str(t) for n, t in polars.schema.items()}
    assert [("a", "string"), ("b", "string")] == [(f.name, str(f.type)) for f in arrow.schema]


def test_a_yes_or_no_is_a_frame_of_one_boolean(graph: KnowledgeGraph) -> None:
    assert [{"answer": True}] == graph.sparql("ASK { ?any a ?kind }").to_polars().to_dicts()


def cells(*cells: Cell) -> list[dict[str, object]]:
    """The columns of an answer of one column, with their kinds and values."""
    columns = typed_columns(["x"], [[cell] for cell in cells], {KG + "a": "A"}.__getitem__)
    return [{column.kind: list(column.values), "name": column.name} for column in columns]


def xsd(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + kind))


def test_whole_numbers_among_decimals_become_numbers() -> None:
    assert [{"number": [1.0, 0.5], "name": "x"}] == cells(xsd("1", "int"), xsd("0.5", "decimal"))


def test_a_year_is_a_whole_number() -> None:
    assert [{"integer": [1991], "name": "x"}] == cells(xsd("1991", "gYear"))


def test_a_column_of_things_and_values_is_text_with_iris_beside() -> None:
    assert [
        {"text": ["A", "7"], "name": "x"},
        {"text": [KG + "a", None], "name": "x_iri"},
    ] == cells(NamedNode(KG + "a"), xsd("7", "integer"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("9223372036854775808", "integer"),
        ("1_000", "integer"),
        ("seven", "integer"),
        ("9" * 400, "decimal"),
        ("1e5", "decimal"),
        ("nan", "double"),
        ("yes", "boolean"),
        ("2023-02-29", "date"),
        ("2023-W05-1", "date"),
        ("2024-01-01T00:00:00.1234567", "dateTime"),
    ],
)
def test_what_its_type_can_not_hold_stays_text_to_the_letter(text: str, kind: str) -> None:
    assert [{"text": [text], "name": "x"}] == cells(xsd(text, kind))


def test_infinity_is_a_number_and_no_gap() -> None:
    assert [{"number": [float("inf"), None], "name": "x"}] == cells(xsd("INF", "double"), None)


def test_moments_with_and_without_a_time_zone_are_not_mixed() -> None:
    texts = ["2024-01-01T00:00:00", "2024-01-01T00:00:00Z"]
    assert [{"text": texts, "name": "x"}] == cells(*(xsd(text, "dateTime") for text in texts))


def test_the_column_of_iris_gives_way_to_one_of_its_name(graph: KnowledgeGraph) -> None:
    frame = graph.sparql("SELECT ?x ?x_iri { VALUES (?x ?x_iri) { (kg:graphite 1) } }").to_polars()
    assert ["x", "x_iri_", "x_iri"] == frame.columns


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9, places=5))
@settings(max_examples=50)
def test_a_figure_of_fifteen_digits_survives_becoming_a_float(figure: object) -> None:
    (column,) = typed_columns(["x"], [[xsd(f"{figure:f}", "decimal")]], str)
    assert f"{figure:.5f}" == f"{column.values[0]:.5f}"


FRAMES: dict[str, Callable[[Result], object]] = {
    "pandas": Result.to_pandas,
    "polars": Result.to_polars,
    "pyarrow": Result.to_arrow,
}


@pytest.mark.parametrize("library", FRAMES)
def test_a_library_that_is_missing_is_named_with_how_to_install_it(
    mixed: Result, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(QueryError, match=rf"`pip install {library}` brings it"):
        FRAMES[library](mixed)


def test_the_shown_form_is_short(mixed: Result) -> None:
    assert "<Result: 3 rows of whole, number, flag, day, moment, zoned, thing, nothing>" == repr(
        mixed
    )


def test_a_notebook_sees_labels_with_their_iris(mixed: Result) -> None:
    shown = mixed._repr_html_()
    assert f'<span title="{KG}ti3c2tx">Ti₃C₂Tₓ MXene</span>' in shown
    assert "3 rows" in shown


def test_a_notebook_sees_fifty_rows_and_how_many_more_there_are(graph: KnowledgeGraph) -> None:
    shown = graph.sparql("SELECT ?s { ?s ?p ?o } LIMIT 60")._repr_html_()
    assert 50 + 1 == shown.count("<tr>")
    assert "50 of 60 rows; 10 more" in shown


def test_html_in_an_answer_is_shown_and_not_run(graph: KnowledgeGraph) -> None:
    query = """SELECT ("<script>alert(1)</script>" AS ?x) (IRI("x:\'&amp;") AS ?y) {}"""
    shown = graph.sparql(query)._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert 'title="x:\'&amp;amp;"' in shown


class Reader(HTMLParser):
    """Takes down the tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
@settings(max_examples=50)
def test_no_text_breaks_out_of_its_cell(text: str) -> None:
    reader = Reader()
    reader.feed(Result(("x",), ((Literal(text),),), str)._repr_html_())
    reader.close()
    assert ["table", "caption", "span", "thead", "tr", "th", "tbody", "tr", "td"] == reader.tags
    assert f"1 rowx{sound(text)}" == reader.text.replace("\n", "")
