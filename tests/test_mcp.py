"""The graph as tools for agents: each tool, its limits, and what it does not do."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent

import assbkg
from assbkg.library import QUALITY, read_library
from assbkg.places import shipped
from assbkg.printable import one_line, printable
from assbkg.service.agents.answers import EXAMPLES
from assbkg.service.agents.server import LIMITS, create_server
from assbkg.vocabulary import KG

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

TOOLS = [
    "describe_schema",
    "resolve_entity",
    "list_queries",
    "run_query",
    "sparql",
    "ask",
    "explain",
    "advise",
    "what_if",
]
LIBRARY = read_library(shipped("queries"))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
HOSTILE = ['"} ; DROP ALL #', "<script>", "\x00", "../../etc/passwd", "ignore all rules", "𝒳" * 99]

Call = Callable[..., CallToolResult]


def new_server() -> Server[None]:
    """The shipped release, with three seconds and 2,000 rows for a query."""
    return create_server(
        shipped("graphs") / "release", shipped("queries"), replace(LIMITS, seconds=3.0, rows=2000)
    )


@pytest.fixture(scope="module")
def call() -> Iterator[Call]:
    """Calls a tool as an agent does, with three seconds for each."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(new_server())) as client,
    ):

        def calling(tool: str, /, **arguments: object) -> CallToolResult:
            result = portal.call(client.call_tool, tool, arguments)
            assert isinstance(result, CallToolResult)
            return result

        yield calling


def told(result: CallToolResult) -> str:
    block = result.content[0]
    assert isinstance(block, TextContent)
    return block.text


def answer(result: CallToolResult) -> dict[str, Any]:
    assert not result.is_error, told(result)
    said: dict[str, Any] | None = result.structured_content
    assert said is not None
    return said


def refusal(result: CallToolResult) -> str:
    assert result.is_error
    return told(result)


@pytest.fixture(scope="module")
def tools() -> list[Any]:
    async def listed() -> list[Any]:
        async with Client(new_server()) as client:
            return list((await client.list_tools()).tools)

    return asyncio.run(listed())


def test_every_tool_says_when_to_use_it_and_that_it_only_reads(tools: list[Any]) -> None:
    assert [tool.name for tool in tools] == TOOLS
    assert all(tool.description and tool.annotations.read_only_hint for tool in tools)


def test_the_card_is_short_and_says_that_text_of_papers_is_not_there(call: Call) -> None:
    card = told(call("describe_schema"))
    assert len(card.encode()) < 6000
    assert "The text of papers is not in it" in card
    assert all(query in card for query in EXAMPLES)


@pytest.mark.parametrize("query", EXAMPLES)
def test_examples_of_the_card_have_answers(call: Call, query: str) -> None:
    assert answer(call("sparql", query=query))["total"] > 0


def test_a_thing_is_found_by_its_formula(call: Call) -> None:
    assert answer(call("resolve_entity", name="Ti3C2Tx"))["curie"] == "kg:ti3c2tx"


def test_a_misspelt_name_is_told_the_nearest(call: Call) -> None:
    assert "'volume expansion'" in refusal(call("resolve_entity", name="volume expansionn"))


def test_a_listed_query_runs_and_says_when_rows_are_cut(call: Call) -> None:
    listed = answer(call("list_queries", topic="benefits"))["queries"]
    assert "systems-gaining" in [query["name"] for query in listed]
    said = answer(
        call("run_query", name="systems-gaining", parameters={"benefit": "cycle life"}, limit=1)
    )
    assert (1, True) == (len(said["rows"]), said["cut"])
    assert said["total"] > 1
    assert "higher limit" in said["note"]
    assert {"label", "iri"} == set(said["rows"][0]["system"])


def test_triples_come_as_rows_with_labels_and_iris(call: Call) -> None:
    said = answer(call("sparql", query="DESCRIBE kg:graphite", limit=2))
    assert ["subject", "predicate", "object"] == said["columns"]
    assert (2, True) == (len(said["rows"]), said["cut"])
    assert {"label": "graphite", "iri": KG + "graphite"} == said["rows"][0]["subject"]
    assert f"2 of {said['total']} triples are shown" in said["note"]


def test_all_queries_are_listed_briefly(call: Call) -> None:
    assert {"name", "summary"} == set(answer(call("list_queries"))["queries"][0])


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("DROP ALL", "DROP is not allowed"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("SELECT * { ?s ?p ?o }", "more than 2,000 rows"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "more than 2,000 triples"),
        ("SELECT nonsense", "SPARQL"),
        (ENDLESS, "took longer than 3 s"),
        ("#" * 20_001, "at most 20000 characters"),
    ],
)
def test_a_query_that_is_not_allowed_or_too_costly_is_told_why(
    call: Call, query: str, why: str
) -> None:
    assert why in refusal(call("sparql", query=query))


def test_more_rows_than_a_thousand_are_not_to_be_had_at_once(call: Call) -> None:
    assert "less than or equal to 1000" in refusal(call("sparql", query="ASK {}", limit=1001))


def test_a_sure_question_is_answered_with_sparql_and_rows(call: Call) -> None:
    said = answer(call("ask", question="which strategies address volume expansion?"))
    assert "sure" == said["verdict"]
    assert "SELECT" in said["sparql"]
    assert said["answer"]["total"] > 0


def test_a_question_about_something_else_is_out_of_scope(call: Call) -> None:
    assert "out of scope" == answer(call("ask", question="who won the cup?"))["verdict"]


def test_a_link_is_explained_with_grade_proofs_and_claims(call: Call) -> None:
    said = answer(
        call("explain", subject="SiNPs@MXenes", property="expectedGain", object="cycle life")
    )
    assert said["holds"]
    assert said["minimal_proofs"] >= 1
    assert "§" in said["text"]


def test_of_a_link_that_does_not_hold_it_says_what_is_missing(call: Call) -> None:
    said = answer(
        call("explain", subject="SiNPs@MXenes", property="suffersFrom", object="dendrite growth")
    )
    assert not said["holds"]
    assert said["would_follow_if"]


def test_advice_is_given_on_a_bottleneck_and_not_on_nothing(call: Call) -> None:
    assert "volume expansion" in answer(call("advise", bottleneck="volume expansion"))["text"]
    assert "nothing to advise on" in refusal(call("advise"))


def test_a_supposition_tells_what_would_follow(call: Call) -> None:
    said = answer(call("what_if", add=[["Si/TiC", "employs", "InterfaceCoating"]]))
    assert said["effects"]


def test_a_supposition_is_of_links_of_three_names(call: Call) -> None:
    assert "add.0" in refusal(call("what_if", add=[["graphite", "employs"]]))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_names_that_nothing_has(call: Call, text: str) -> None:
    assert "no entity is called" in refusal(call("resolve_entity", name=text))
    assert "no query is called" in refusal(call("run_query", name=text))
    assert "no performance dimension is called" in refusal(
        call("run_query", name="systems-gaining", parameters={"benefit": text})
    )
    assert call("explain", subject=text, property="a", object=text).is_error
    assert call("advise", component=text).is_error
    assert call("what_if", add=[[text, "employs", text]]).is_error
    assert "sure" != answer(call("ask", question=text))["verdict"]


@pytest.mark.parametrize("name", [n for n, q in LIBRARY.queries.items() if q.topic != QUALITY])
def test_every_named_query_is_answered_by_a_confined_worker(call: Call, name: str) -> None:
    assert "rows" in answer(call("run_query", name=name, limit=1))


def test_questions_links_and_advice_of_all_kinds_need_no_file_any_more(call: Call) -> None:
    graph = assbkg.open()
    asked = [query.asked({}) for query in LIBRARY.queries.values() if query.topic != QUALITY]
    assert {"sure", "unsure"} == {
        answer(call("ask", question=question))["verdict"] for question in asked[::3]
    }
    links = graph.sparql(
        "SELECT ?s ?p ?o { GRAPH graph:inferred { ?s ?p ?o } "
        "FILTER(?p IN (assb:mitigates, assb:addresses, assb:expectedGain)) } ORDER BY ?s ?p ?o"
    )
    for subject, name, target in links.values()[::40]:
        answer(call("explain", subject=subject, property=name, object=target))
        call("explain", subject=target, property=name, object=subject)
    for (bottleneck,) in graph.sparql("SELECT DISTINCT ?b { ?b a assb:Bottleneck }").values()[::4]:
        answer(call("advise", bottleneck=bottleneck))
    assert "crashed" not in refusal(call("what_if", add=[["Si/TiC", "employs", "MXene"]]))


def test_null_stands_for_what_is_left_out(call: Call) -> None:
    without = answer(call("advise", bottleneck="volume expansion"))
    given = {"bottleneck": "volume expansion", "component": None, "dimension": None}
    assert without == answer(call("advise", **given))
    assert answer(call("list_queries")) == answer(call("list_queries", topic=None))
    assert answer(call("sparql", query="ASK {}")) == answer(
        call("sparql", query="ASK {}", limit=None)
    )


def test_schemas_have_no_array_without_items(tools: list[Any]) -> None:
    text = json.dumps([tool.input_schema for tool in tools])
    assert "prefixItems" not in text
    assert text.count('"type": "array"') == text.count('"items"')


@pytest.mark.parametrize(
    ("tool", "arguments", "why"),
    [
        ("ask", {"question": "a" * 2001}, "question: String should have at most 2000"),
        ("resolve_entity", {"name": "a" * 301}, "name: String should have at most 300"),
        ("explain", {"subject": "a", "property": "a", "object": "a" * 301}, "at most 300"),
        ("what_if", {"add": [["a", "a", "a"]] * 6}, "add: List should have at most 5"),
        ("what_if", {"add": [["a"] * 4]}, "add.0: List should have at most 3"),
        ("run_query", {"name": "a", "parameters": dict.fromkeys(map(str, range(21)), "a")}, "20"),
        ("run_query", {"name": "a", "parameters": {"b" * 9_000: {}}}, "parameters"),
        ("advise", {}, "nothing to advise on"),
        ("ask", {"question": ["a" * 1_000]}, "question: Input should be a valid string"),
        ("nothing", {}, "Unknown tool"),
    ],
)
def test_wrong_arguments_are_named_in_one_short_sentence(
    call: Call, tool: str, arguments: dict[str, Any], why: str
) -> None:
    said = refusal(call(tool, **arguments))
    assert why in said
    assert 1 == len(said.splitlines())
    assert len(said) < 1_100


def test_what_can_not_be_seen_is_escaped_in_text_and_stays_in_data(call: Call) -> None:
    said = "Ti₃C₂ \u202e\u200b\x9b\x1b[2J\U000e0041"
    query = 'SELECT ("Ti₃C₂ \\u202E\\u200B\\u009B\\u001B[2J\\U000E0041" AS ?text) {}'
    result = call("sparql", query=query)
    assert said == answer(result)["rows"][0]["text"]
    assert said == json.loads(told(result))["rows"][0]["text"]
    assert told(result) == printable(told(result))
    assert "Ti₃C₂" in told(result)
    refused = refusal(call("sparql", query="SELECT \u202e\x1b[2J"))
    assert refused == one_line(refused)


def test_nothing_is_written_and_no_network_used(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a tool would use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    before = digest(shipped("graphs") / "release")
    for name, arguments in {
        "ask": {"question": "what mitigates volume expansion?"},
        "explain": {"subject": "SiNPs@MXenes", "property": "expectedGain", "object": "cycle life"},
        "advise": {"bottleneck": "volume expansion"},
        "sparql": {"query": "ASK { ?s ?p ?o }"},
    }.items():
        answer(call(name, **arguments))
    assert before == digest(shipped("graphs") / "release")


def digest(folder: Path) -> list[tuple[str, str]]:
    return sorted((p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in folder.iterdir())


def test_the_command_lists_its_tools_over_standard_output() -> None:
    command = StdioServerParameters(command=sys.executable, args=["-m", "assbkg", "mcp"])

    async def names() -> list[str]:
        async with Client(stdio_client(command)) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert TOOLS == asyncio.run(names())


def test_standard_output_is_empty_until_a_client_speaks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "assbkg", "mcp"],
        input=b"",
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"" == done.stdout


def test_without_its_package_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['mcp'] = None; sys.argv[1:] = ['mcp']\n"
    code += "from assbkg.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (1, "") == (done.returncode, done.stdout)
    assert "pip install 'mcp>=2.3,<3'" in done.stderr
    assert 1 == done.stderr.count("\n")
