from __future__ import annotations

import os
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docs.write_questions import questions_page
from pyoxigraph import NamedNode

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.named import bind
from assbkg.errors import AssbkgError, QueryError, UnknownName
from assbkg.graph.ontology import read_ontology
from assbkg.graph.terms import plain
from assbkg.library import PLAIN_TYPES, Library, Parameter, parse_query, read_library
from assbkg.places import shipped

GOLDEN = Path(__file__).parent / "golden"
LIBRARY = read_library(shipped("queries"))
ASKED = [name for name, query in LIBRARY.queries.items() if query.topic != "quality"]
CASES: list[dict[str, Any]] = tomllib.loads((GOLDEN / "cases.toml").read_text(encoding="utf-8"))[
    "case"
]
MEND = "if the new answer is right: make golden"

QUERY = """#+ summary = "Things that are linked to a number"
#+ question = "What is linked to {number}?"
#+ columns = ["thing"]
#+ [parameters.number]
#+ type = "integer"
#+ about = "a whole number"
SELECT ?thing ?number { ?thing ?property ?number }
"""


@pytest.mark.parametrize("name", ASKED)
def test_a_named_query_gives_its_golden_answer(graph: KnowledgeGraph, name: str) -> None:
    expected = (GOLDEN / f"{name}.csv").read_bytes().decode()
    assert expected == graph.query(name).write("csv"), MEND


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["file"]))
def test_parameters_give_their_golden_answer(graph: KnowledgeGraph, case: dict[str, Any]) -> None:
    expected = (GOLDEN / f"{case['file']}.csv").read_bytes().decode()
    assert expected == graph.query(case["query"], **case["parameters"]).write("csv"), MEND


def test_no_golden_answer_is_left_over() -> None:
    known = {*ASKED, *(case["file"] for case in CASES)}
    assert known == {path.stem for path in GOLDEN.glob("*.csv")}


#: Queries for what the shipped review does not have; `test_signs` and `test_background` ask
#: them of made-up papers.
NOT_IN_THE_REVIEW = {
    "background",
    "denied-claims",
    "losses",
    "losses-of-system",
    "strategies-impairing-benefit",
    "systems-losing",
}


@pytest.mark.parametrize("name", [name for name in ASKED if name not in NOT_IN_THE_REVIEW])
def test_a_named_query_finds_something_with_its_defaults(graph: KnowledgeGraph, name: str) -> None:
    assert len(graph.query(name)) > 0


@pytest.mark.parametrize("name", ASKED)
def test_a_header_names_the_columns_that_come_back(graph: KnowledgeGraph, name: str) -> None:
    assert graph.library[name].columns == graph.query(name).columns


def test_every_parameter_has_a_known_type() -> None:
    classes = read_ontology(shipped("ontology")).schema.ancestors
    types = {p.type for query in LIBRARY.queries.values() for p in query.parameters}
    assert types <= PLAIN_TYPES | set(classes)


def test_every_parameter_occurs_in_the_question() -> None:
    missing = [
        f"{query.name}: {parameter.name}"
        for query in LIBRARY.queries.values()
        for parameter in query.parameters
        if "{" + parameter.name + "}" not in query.question
        and parameter.name != "sentence"
        and not parameter.optional
    ]
    assert missing == []


def test_a_value_that_looks_like_sparql_is_only_a_name(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="no bottleneck is called"):
        graph.query("strategies-for-bottleneck", bottleneck="> } UNION { ?s ?p ?o } #")


def test_a_bound_value_filters_as_written(graph: KnowledgeGraph) -> None:
    result = graph.query("capacities-at-cycles", **{"from": 50, "to": 50})
    assert {"50"} == {row[result.columns.index("cycle")] for row in result.texts()}


def test_an_unknown_query_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'figures-of-system'"):
        LIBRARY["figures-of-sytem"]


def test_an_unknown_parameter_names_the_nearest(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="did you mean 'bottleneck'"):
        graph.query("strategies-for-bottleneck", botleneck="cost")


def test_a_missing_value_says_what_it_is_for(graph: KnowledgeGraph) -> None:
    query = parse_query(QUERY, "q", "t", "here")
    asked = KnowledgeGraph(graph.release, graph.queries)
    object.__setattr__(asked, "library", Library({"q": query}))
    with pytest.raises(QueryError, match="'q' needs number: a whole number"):
        asked.query("q")


def test_a_value_of_the_wrong_type_says_what_is_expected(graph: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match=r"from of .* is 'ten', expected integer"):
        graph.query("capacities-at-cycles", **{"from": "ten"})


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "9" * 5000),
        ("decimal", "1e999999999"),
        ("decimal", "-1e-999999999"),
        ("decimal", "NaN"),
        ("decimal", "sNaN"),
        ("decimal", "Infinity"),
        ("text", "\ud800"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_refused_briefly(
    graph: KnowledgeGraph, kind: str, value: str
) -> None:
    query = parse_query(QUERY.replace('"integer"', f'"{kind}"'), "linked", "test", "linked.rq")
    with pytest.raises(QueryError, match=f"expected {kind}") as caught:
        bind(query, {"number": value}, graph.entities)
    assert len(str(caught.value)) < 400


def test_an_entity_of_another_kind_is_not_taken(graph: KnowledgeGraph) -> None:
    with pytest.raises(UnknownName, match="no bottleneck is called 'cycle life'"):
        graph.query("strategies-for-bottleneck", bottleneck="cycle life")


@pytest.mark.parametrize("text", ["", "SELECT", "SELECT * { ?s ?p }", "🜁", "{" * 500])
def test_what_is_no_query_is_refused_in_a_short_message(graph: KnowledgeGraph, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        graph.sparql(text)
    assert len(str(caught.value)) < 200


def test_a_named_query_that_gives_triples_is_refused(graph: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    head = '#+ summary = "s"\n#+ question = "q"\n#+ columns = []\n'
    (tmp_path / "own" / "mine.rq").write_text(f"{head}DESCRIBE kg:silicon")
    with pytest.raises(QueryError, match="SELECT"):
        KnowledgeGraph(graph.release, tmp_path).query("mine")


def test_an_ask_query_answers_with_one_word(graph: KnowledgeGraph) -> None:
    assert [("true",)] == graph.sparql("ASK { kg:sinps-mxenes a assb:MaterialSystem }").texts()


def test_a_named_graph_can_be_asked_alone(graph: KnowledgeGraph) -> None:
    ask = "ASK { GRAPH graph:%s { ?s assb:expectedGain ?o } }"
    answers = [graph.sparql(ask % name).texts() for name in ("inferred", "asserted")]
    assert [[("true",)], [("false",)]] == answers


def test_things_come_back_as_iris(graph: KnowledgeGraph) -> None:
    result = graph.query("benefits-of-system")
    assert all(isinstance(row[0], NamedNode) for row in result.rows)


def test_a_header_that_is_no_toml_names_the_file() -> None:
    with pytest.raises(QueryError, match=r"x\.rq: the '#\+' header is not valid TOML"):
        parse_query("#+ summary = \nSELECT * {}", "x", "t", "x.rq")


def test_a_header_without_a_summary_says_so() -> None:
    with pytest.raises(QueryError, match=r"x\.rq: the '#\+' header lacks 'summary'"):
        parse_query('#+ question = "?"\nSELECT * {}', "x", "t", "x.rq")


NOT_TEXT = ("1", "[]", "1979-05-27", "true", "{}", '"\\n"', '"' + "a" * 1001 + '"')
WRONG = [
    *[("summary", f"summary = {value}") for value in NOT_TEXT],
    *[("question", f"question = {value}") for value in NOT_TEXT],
    *[("severity", f"severity = {value}") for value in NOT_TEXT],
    *[("columns", f"columns = {value}") for value in ("1", '"x"', "{a = 1}", "[1]", "[[]]")],
    ("column", 'columns = ["a b"]'),
    ("columns", "columns = [" + '"x", ' * 101 + "]"),
    *[("asks", f"asks = {value}") for value in ('"what"', "1", "[1]", "{}", "[[]]")],
    ("asks", "asks = [" + '"x", ' * 101 + "]"),
    ("asks", 'asks = ["what of {nothing}"]'),
    ("asks", 'asks = ["what of {{number}}"]'),
    ("asks", f'asks = ["{"{" * 900}"]'),
    ("slots", f'asks = ["{"{number} " * 5}"]'),
    *[("parameters", f"parameters = {value}") for value in ("1", "[]", '"x"', "{a = 1}")],
    ("parameters", "".join(f"[parameters.p{n}]\n" for n in range(21))),
    ("variable", '[parameters."a b"]'),
    ("variable", "[parameters.absent]"),
    ("lacks 'type'", '[parameters.number]\nabout = "n"'),
    ("lacks 'about'", '[parameters.number]\ntype = "text"'),
    ("type", '[parameters.number]\ntype = "a b>"\nabout = "n"'),
    ("type", '[parameters.number]\ntype = "class"\nunder = "<"\nabout = "n"'),
    *[
        ("default", f'[parameters.number]\ntype = "{kind}"\nabout = "n"\ndefault = {value}')
        for kind, value in [
            ("integer", "1.5"),
            ("integer", "true"),
            ("integer", '"many"'),
            ("integer", "[1]"),
            ("decimal", "nan"),
            ("decimal", "inf"),
            ("decimal", "1979-05-27"),
            ("decimal", '"1.5.5"'),
            ("text", "1"),
            ("Bottleneck", "{}"),
            ("class", "1979-05-27T07:32:00Z"),
            ("text", '""'),
        ]
    ],
    ("nests more than 64", f"asks = {'[' * 100_000}"),
    ("nests more than 64", "x = " + "{a = " * 100_000),
    ("more than 64 parts", "a" + ".a" * 100_000 + " = 1"),
    ("not valid TOML", "columns = ["),
]


@pytest.mark.parametrize(("expected", "line"), WRONG, ids=lambda text: ascii(text[:40]))
def test_a_header_of_wrong_types_is_refused_in_one_sentence(expected: str, line: str) -> None:
    key = line.split(" ", 1)[0]
    kept = [kept for kept in QUERY.splitlines() if not kept.startswith(f"#+ {key} =")]
    if line.startswith(("[parameters", "parameters")):
        kept = [one for one in kept if not re.match(r"#\+ (\[|type|about)", one)]
    at = 3 if line.startswith("[") else 0
    kept[at:at] = [f"#+ {part}" for part in line.split("\n")]
    with pytest.raises(QueryError, match=expected) as caught:
        parse_query("\n".join(kept), "q", "t", "queries/t/q.rq")
    assert str(caught.value).startswith("queries/t/q.rq: the '#+' header ")
    assert len(str(caught.value)) < 700
    assert 1 == len(str(caught.value).splitlines())


def put(folder: Path, name: str, data: bytes = QUERY.encode()) -> Path:
    path = folder / "topic" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("expected", "data"),
    [
        ("not UTF-8", b"\xff" + QUERY.encode()),
        ("not UTF-8", QUERY.encode() + b"\xe9"),
        ("UTF-16", QUERY.encode("utf-16")),
        ("NUL", QUERY.encode() + b"\0"),
        ("larger than 256 KiB", b"#+ a = 1\n" * 2_000_000),
        ("nests", b"#+ a = " + b"[" * 100_000),
        ("lacks", b""),
    ],
    ids=lambda value: ascii(value[:12]),
)
def test_a_file_that_is_no_query_is_named(tmp_path: Path, expected: str, data: bytes) -> None:
    path = put(tmp_path, "broken.rq", data)
    with pytest.raises(AssbkgError, match=expected) as caught:
        read_library(tmp_path)
    assert str(path) in str(caught.value)


def test_a_library_reads_only_regular_files_of_its_own(tmp_path: Path) -> None:
    outside = tmp_path / "outside.rq"
    outside.write_text(QUERY)
    folder = tmp_path / "library"
    folder.mkdir()
    path = put(folder, "q.rq")

    def refused(expected: str) -> None:
        with pytest.raises(AssbkgError, match=expected) as caught:
            read_library(folder)
        assert str(path) in str(caught.value)
        path.unlink()

    path.unlink()
    os.mkfifo(path)
    refused("is a pipe")
    path.symlink_to("/dev/zero")
    refused("leads out of the folder")
    path.symlink_to(outside)
    refused("leads out of the folder")
    path.symlink_to(path)
    refused(r"can't be read")


@pytest.mark.parametrize(
    "name", ["a b.rq", "-p.rq", "\u202eq.rq", "q\n.rq", "a" * 101 + ".rq"], ids=ascii
)
def test_an_odd_name_of_a_query_is_refused(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    with pytest.raises(QueryError, match="is not a name for a query or topic"):
        read_library(tmp_path)


def test_a_library_has_room_for_thousands_of_queries_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assbkg.library.MOST_QUERIES", 20)
    for number in range(20):
        put(tmp_path, f"q{number}.rq")
    assert 20 == len(read_library(tmp_path).queries)
    put(tmp_path, "q20.rq")
    with pytest.raises(QueryError, match="more than 20 queries"):
        read_library(tmp_path)
    monkeypatch.setattr("assbkg.library.MOST_QUERIES", 21)
    monkeypatch.setattr("assbkg.library._MOST_IN_ALL", 1_000)
    with pytest.raises(QueryError, match="of queries"):
        read_library(tmp_path)


def test_a_value_is_not_looked_into_for_further_parameters() -> None:
    query = replace(
        LIBRARY["conditions-of-figures"],
        question="{a} {b} {c}",
        parameters=tuple(Parameter(name, "text", "x") for name in "ab"),
    )
    assert "{b}{b} {a} {c}" == query.asked({"a": "{b}{b}", "b": "{a}"})


def test_a_line_of_a_text_stays_where_python_would_break_it() -> None:
    text = QUERY.replace("?property ?number", '"a\u2028b\x85\x0bc" ?number')
    assert '"a\u2028b\x85\x0bc"' in parse_query(text, "q", "t", "here").filled({})


def test_two_queries_of_one_name_are_refused(tmp_path: Path) -> None:
    for topic in ("a", "b"):
        (tmp_path / topic).mkdir()
        (tmp_path / topic / "same.rq").write_text(QUERY, encoding="utf-8")
    with pytest.raises(QueryError, match="'same' is taken by another topic"):
        read_library(tmp_path)


def test_the_question_is_told_with_its_values() -> None:
    query = parse_query(QUERY, "q", "t", "here")
    assert query.asked({"number": "3"}) == "What is linked to 3?"


def test_the_page_of_questions_is_what_the_headers_say() -> None:
    page = Path(__file__).parents[1] / "docs" / "questions.md"
    assert page.read_text(encoding="utf-8") == questions_page(LIBRARY), "mend with: make questions"


def test_forty_questions_and_more_can_be_asked_by_name() -> None:
    assert len(ASKED) >= 40


def test_a_value_fills_the_query(graph: KnowledgeGraph) -> None:
    filled = graph.filled("claims-of-sentence", sentence=81)
    assert 'VALUES (?sentence) { ("81"^^<http://www.w3.org/2001/XMLSchema#integer>) }' in filled


@pytest.mark.parametrize("text", ['a" } UNION { ?s ?p ?thing } #', "\\", "}", "> }\n", '"""'])
def test_text_with_quotes_and_braces_stays_one_value(graph: KnowledgeGraph, text: str) -> None:
    asked = QUERY.replace("SELECT ?thing ?number {", "SELECT ?thing ?number WHERE {")
    filled = parse_query(asked, "q", "t", "here").filled({"number": str(plain(text))})
    assert 0 == len(graph.sparql(filled))
