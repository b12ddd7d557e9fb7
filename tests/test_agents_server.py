"""The agents' server as a process: what strangers send, who waits for whom, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from mcp import Client
from mcp.server.lowlevel import Server
from pyoxigraph import Literal

from assbkg.asking.results.result import Result
from assbkg.errors import ResultTooLarge
from assbkg.places import shipped
from assbkg.service.agents import server
from assbkg.service.agents.answers import fitted, rows_as_json
from assbkg.service.agents.lines import Lines
from assbkg.service.agents.server import LIMITS, create_server

if TYPE_CHECKING:
    from mcp_types import CallToolResult

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PING = b'{"jsonrpc":"2.0","id":"ping","method":"ping"}'
NO_JSON, NO_REQUEST, NO_METHOD, BUSY = -32700, -32600, -32601, -32000


# --- what strangers send --------------------------------------------------------------------


@asynccontextmanager
async def lines() -> AsyncIterator[tuple[int, asyncio.StreamReader]]:
    """A server without tools over two pipes: where to write, and what it answers."""
    source, to_server = os.pipe()
    from_server, sink = os.pipe()
    empty: Server[Any] = Server("empty")
    answers = asyncio.StreamReader(limit=2_000_000)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(answers), os.fdopen(from_server, "rb")
    )

    async def speak() -> None:
        async with Lines(source, sink) as opened:
            await empty.run(opened.read, opened.write, empty.create_initialization_options())

    speaking = asyncio.create_task(speak())
    try:
        yield to_server, answers
        os.close(to_server)
        await asyncio.wait_for(speaking, 20)
    finally:
        speaking.cancel()
        transport.close()
        os.close(sink)
        os.close(source)


async def answers_to(*sent: bytes) -> list[dict[str, Any]]:
    """What comes back for some lines, each followed by a ping that must be answered."""
    found = []
    async with lines() as (to_server, answers):
        for line in sent:
            await asyncio.to_thread(write, to_server, line + b"\n" + PING + b"\n")
            while (said := json.loads(await answers.readline())).get("id") != "ping":
                found.append(said)
    return found


def write(sink: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(sink, left) :]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"nonsense", NO_JSON),
        (b"\xff\xfe\x00\x1b[2J", NO_JSON),
        (b"[" * 100_000, NO_JSON),
        (b'{"a":' * 100_000, NO_JSON),
        (b"9" * 100_000, NO_JSON),
        (b'{"jsonrpc":"2.0","id":7,"method":"\\ud800"}', NO_JSON),
        (b"[]", NO_REQUEST),
        (b"{}", NO_REQUEST),
        (b"NaN", NO_REQUEST),
        (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', NO_REQUEST),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', NO_REQUEST),
        (b'{"jsonrpc":"2.0","id":[1],"method":"ping"}', NO_REQUEST),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', NO_REQUEST),
        (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', NO_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":5}', NO_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":5}', NO_REQUEST),
        (b'{"jsonrpc":"2.0","id":1,"method":"nothing"}', NO_METHOD),
        (b"x" * 60_000_000, NO_REQUEST),
    ],
    ids=lambda value: ascii(value[:45]) if isinstance(value, bytes) else str(value),
)
def test_a_line_that_is_no_request_gets_an_error_and_the_next_is_answered(
    line: bytes, code: int
) -> None:
    assert [code] == [said["error"]["code"] for said in asyncio.run(answers_to(line))]


@pytest.mark.parametrize(
    "line",
    [b"", b"  \r", b'{"jsonrpc":"2.0","id":8,"result":{}}', b'{"jsonrpc":"2.0","method":"x"}'],
)
def test_a_line_that_asks_nothing_gets_no_answer(line: bytes) -> None:
    assert [] == asyncio.run(answers_to(line))


def test_a_client_that_asks_without_taking_answers_is_not_read_for_ever() -> None:
    async def sent() -> int:
        """How much the server takes of requests whose answers nobody reads."""
        source, to_server = os.pipe()
        from_server, sink = os.pipe()
        os.set_blocking(to_server, False)
        taken = 0
        async with Lines(source, sink):  # and no server, so that no request gets an answer
            for number in range(200_000):
                request = b'{"jsonrpc":"2.0","id":%d,"method":"ping"}\n' % number
                try:
                    taken += os.write(to_server, request)
                except BlockingIOError:
                    await asyncio.sleep(0.2)
                    try:
                        taken += os.write(to_server, request)
                    except BlockingIOError:
                        break
        for end in (to_server, from_server):
            os.close(end)
        return taken

    assert asyncio.run(sent()) < 1_000_000


# --- who waits for whom ---------------------------------------------------------------------


def new_server(seconds: float) -> Server[None]:
    limits = replace(LIMITS, seconds=seconds, patience_seconds=seconds)
    return create_server(shipped("graphs") / "release", shipped("queries"), limits)


def test_two_slow_calls_delay_no_other_and_end_when_they_are_cancelled() -> None:
    async def rounds() -> None:
        async with Client(new_server(seconds=300)) as client:
            await client.call_tool("list_queries")  # at which the client imports what it needs
            for number in range(2):  # the second one needs the workers of the first
                slow = [
                    asyncio.create_task(client.call_tool("sparql", {"query": ENDLESS + " " * n}))
                    for n in (2 * number, 2 * number + 1)
                ]
                await asyncio.sleep(0.2)  # until they are at work
                quick = [
                    client.call_tool(tool, arguments)
                    for tool, arguments in [
                        ("ask", {"question": "what mitigates volume expansion?"}),
                        ("resolve_entity", {"name": "Ti3C2Tx"}),
                        ("describe_schema", {}),
                        ("list_queries", {}),
                        ("explain", {"subject": "Ti3C2Tx", "property": "a", "object": "MXene"}),
                    ]
                    * 2
                ]
                answered = await asyncio.gather(*quick)
                assert [] == [result for result in answered if result.is_error]
                assert not any(task.done() for task in slow)
                for task in slow:
                    task.cancel()
                await asyncio.gather(*slow, return_exceptions=True)

    asyncio.run(asyncio.wait_for(rounds(), 120))


def test_a_call_is_refused_when_no_worker_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_WORKER", "assbkg.no_such_module")

    async def called() -> CallToolResult:
        async with Client(new_server(seconds=5)) as client:
            return await client.call_tool("list_queries")

    result = asyncio.run(called())
    assert result.is_error
    assert "a worker did not start" in str(result.content[0])


# --- how much an answer may be --------------------------------------------------------------


def result(rows: int, text: str) -> Result:
    return Result(("text",), ((Literal(text),),) * rows, str)


def test_a_long_value_and_long_rows_are_cut_with_a_note() -> None:
    said = rows_as_json(result(1, "a" * 3_000_000), 50)
    assert len(said["rows"][0]["text"]) < 5_000
    assert "(3,000,000 characters in all)" in said["rows"][0]["text"]
    said = rows_as_json(result(1_000, "ä" * 3_000), 1_000)
    assert said["cut"]
    assert 0 < len(said["rows"]) < 100
    assert f"{len(said['rows'])} of 1,000 rows are shown" in said["note"]


def test_an_answer_that_is_too_long_is_cut_to_its_text_or_refused() -> None:
    cut = json.loads(fitted({"grade": "stated", "text": "a" * 900_000, "proof": ["b"]}))
    assert ("stated", True) == (cut["grade"], cut["cut"])
    assert "at most 524,288 are sent" in cut["note"]
    assert len(json.dumps(cut)) < 200_000
    with pytest.raises(ResultTooLarge, match="ask for less"):
        fitted({"effects": ["a" * 900_000]})


# --- how it ends ----------------------------------------------------------------------------


@contextmanager
def serving() -> Iterator[subprocess.Popen[bytes]]:
    """The command, after its first answer; one of its workers is busy for good."""
    command = [sys.executable, "-m", "assbkg", "mcp"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            info = {"name": "test", "version": "1"}
            asked = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": info}
            slow = {"name": "sparql", "arguments": {"query": ENDLESS}}
            for message in (
                {"id": 1, "method": "initialize", "params": asked},
                {"method": "notifications/initialized"},
                {"id": 2, "method": "tools/call", "params": slow},
                {"id": 3, "method": "tools/call", "params": {"name": "list_queries"}},
            ):
                line = json.dumps({"jsonrpc": "2.0", **message}).encode()
                process.stdin.write(line + b"\n")
            process.stdin.flush()
            assert [1, 3] == [json.loads(process.stdout.readline())["id"] for _ in range(2)]
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize(
    "how",
    [
        None,
        pytest.param(signal.SIGTERM, marks=pytest.mark.deep),
        pytest.param(signal.SIGINT, marks=pytest.mark.deep),
    ],
    ids=str,
)
def test_the_server_ends_with_its_client_or_a_signal_and_leaves_no_worker(
    how: signal.Signals | None,
) -> None:
    with serving() as process:
        workers = psutil.Process(process.pid).children(recursive=True)
        if how is None:
            _, said = process.communicate(timeout=20)  # which closes its input
        else:
            process.send_signal(how)
            process.wait(20)
            assert process.stderr is not None
            said = process.stderr.read()
        _, alive = psutil.wait_procs(workers, timeout=10)
    assert (128 + how if how else 0) == process.returncode
    assert said in (b"", b"assbkg: interrupted\n")
    assert len(workers) >= 3
    assert [] == alive
