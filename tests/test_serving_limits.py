"""Queries that would harm the service or somebody else, and what stops them."""

from __future__ import annotations

import asyncio
import io
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, replace

import psutil
import pytest
from starlette.testclient import TestClient

from assbkg.errors import ResultTooLarge
from assbkg.places import shipped
from assbkg.service.serving.application import Served, create_application, read_served
from assbkg.service.serving.formats import Formats
from assbkg.service.serving.pool import Pool
from assbkg.service.serving.problems import MIB, HttpProblem, Limits
from assbkg.service.serving.questions import SparqlQuestion, pack, read_frame
from assbkg.service.serving.worker import END, FORK, ORDER, REPORT, YIELD, load

LIMITS = Limits(
    seconds=1.0,
    patience_seconds=30.0,
    memory_bytes=64 * MIB,
    rows=1000,
    answer_bytes=MIB,
    waiting=2,
    cache_bytes=0,
)
WORKERS = 3
QUERY = {"Content-Type": "application/sparql-query"}
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def read(limits: Limits) -> Served:
    return read_served(shipped("graphs") / "release", shipped("queries"), limits)


@pytest.fixture(scope="module")
def served() -> Served:
    """The shipped release under tight limits."""
    return read(LIMITS)


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[TestClient]:
    """A service that gives a query one second and 64 MiB."""
    with TestClient(create_application(served, WORKERS, LIMITS)) as opened:
        yield opened


def status(client: TestClient, text: str) -> int:
    """Ask, and see that an answer of any kind says something, and that the next one is right."""
    answer = client.post("/sparql", content=text.encode(), headers=QUERY)
    assert answer.content
    assert '{"head":{},"boolean":true}' == client.get("/sparql?query=ASK%7B%7D").text
    return answer.status_code


def nested(opening: str, depth: int, closing: str = "}") -> str:
    return "ASK {" + opening * depth + closing * depth + "}"


# --- queries of death -----------------------------------------------------------------------

TIME, SIZE, BROKEN, FINE, WRONG = 504, 507, 500, 200, 400

DEADLY = {
    "cross product": (ENDLESS, {TIME}),
    "path of paths": ("SELECT * { ?s (!<x:p>)*/(!<x:p>)*/(!<x:p>)* ?o }", {TIME, SIZE}),
    "sorting a cross product": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY STR(?f) ?a",
        {TIME, SIZE},
    ),
    "distinct cross product": ("SELECT DISTINCT * { ?a ?b ?c . ?d ?e ?f }", {SIZE, TIME}),
    "grouping a cross product": (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?g) { ?a ?b ?c . ?d ?e ?f }",
        {TIME, SIZE},
    ),
    "text that doubles": (
        "SELECT (STRLEN(?z) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?a0) "
        + " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(40))
        + " BIND(?a40 AS ?z) }",
        {SIZE},
    ),
    "backtracking": (
        f"ASK {{ FILTER(REGEX('{'a' * 60}', '^(a+)+(a+)+b$')) }}",
        {FINE, TIME, WRONG},
    ),
    "counted repetition": (
        "ASK { FILTER(REGEX('a', '((((a{0,99}){0,99}){0,99}){0,99}){0,99}')) }",
        {FINE, TIME, SIZE},
    ),
    "values of a megabyte": ("SELECT * { VALUES ?x {" + "1 " * 480_000 + "} }", {TIME, SIZE}),
    "triples of a megabyte": ("ASK {" + "?s ?p ?o ." * 90_000 + "}", {WRONG}),
    "lists in lists": ("ASK { ?s ?p " + "(" * 500 + ")" * 500 + " }", {TIME, SIZE, BROKEN, FINE}),
    "500 groups": (nested("{", 500), {FINE}),
    "100,000 groups": (nested("{", 100_000), {WRONG}),
    "80,000 options": (nested("OPTIONAL {", 80_000), {WRONG}),
    "100,000 negations": ("ASK { FILTER(" + "!" * 100_000 + "true) }", {WRONG}),
    "100,000 brackets": ("ASK { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }", {WRONG}),
    "15,000 groups": (nested("{", 15_000), {BROKEN}),
    "15,000 negations": ("ASK { FILTER(" + "!" * 15_000 + "true) }", {BROKEN}),
    "70,000 sub-selects": (
        "SELECT * {" + "{SELECT * {" * 70_000 + "}}" * 70_000 + "}",
        {WRONG},
    ),
    "all rows": ("SELECT * { ?s ?p ?o }", {SIZE}),
    "all triples": ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", {SIZE}),
    "a long value": (
        "SELECT ?z { BIND('" + "a" * 600_000 + "' AS ?a) BIND(CONCAT(?a, ?a) AS ?z) }",
        {SIZE},
    ),
    "unfinished": ("SELECT * {" * 50_000, {WRONG}),
}


@pytest.mark.parametrize("name", DEADLY)
def test_a_deadly_query_ends_in_a_status_and_the_next_one_is_answered(
    client: TestClient, name: str
) -> None:
    text, expected = DEADLY[name]
    # On a busy machine time may be over before anything else is.
    assert status(client, text) in expected | {TIME}


@pytest.mark.parametrize("form", ["text/csv", "application/sparql-results+xml", "application/json"])
def test_rows_are_counted_in_every_form(client: TestClient, form: str) -> None:
    def asked(rows: int) -> int:
        text = f"SELECT ?s {{ ?s ?p ?o }} LIMIT {rows}"
        return client.get("/sparql", params={"query": text}, headers={"Accept": form}).status_code

    assert (200, 507) == (asked(1000), asked(1001))


def test_an_answer_that_is_too_long_says_so_and_is_no_short_one(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert "more than 1,000 rows" in answer.json()["detail"]


def test_a_named_query_has_the_same_limits(served: Served) -> None:
    few = replace(LIMITS, rows=1)
    with TestClient(create_application(read(few), 1, few)) as client:
        answer = client.get("/queries/milestones/answer")
    assert 507 == answer.status_code


# --- one beside the other -------------------------------------------------------------------


def test_quick_queries_are_answered_while_slow_ones_run(client: TestClient) -> None:
    with ThreadPoolExecutor() as others:
        slow = [
            others.submit(client.post, "/sparql", content=ENDLESS.encode(), headers=QUERY)
            for _ in range(WORKERS - 1)
        ]
        for _ in range(5):
            assert 200 == client.get("/sparql?query=ASK%7B%7D").status_code
        assert not any(query.done() for query in slow), "the quick ones waited"
        assert [504] * len(slow) == [query.result().status_code for query in slow]


def test_a_full_line_says_when_to_come_again(client: TestClient) -> None:
    with ThreadPoolExecutor(WORKERS + LIMITS.waiting + 4) as others:
        asked = [
            others.submit(client.post, "/sparql", content=ENDLESS.encode(), headers=QUERY)
            for _ in range(WORKERS + LIMITS.waiting + 4)
        ]
        answers = [query.result() for query in asked]
    busy = [answer for answer in answers if answer.status_code == 503]
    assert busy
    assert all(answer.headers["retry-after"].isdecimal() for answer in busy)
    assert {503, 504} == {answer.status_code for answer in answers}


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_worker_that_dies_while_idle_is_replaced_without_anybody_seeing_it(
    client: TestClient, number: signal.Signals
) -> None:
    dying = workers(client)[0]
    dying.send_signal(number)
    while psutil.pid_exists(dying.pid):  # until the service has noticed
        time.sleep(0.01)
    answers = [client.get("/sparql?query=ASK%7B%7D") for _ in range(WORKERS + 1)]
    assert {200} == {answer.status_code for answer in answers}


def workers(client: TestClient) -> list[psutil.Process]:
    """The processes behind a service, once all of them have started."""
    while client.get("/health").json()["workers"]["alive"] < WORKERS:
        time.sleep(0.01)
    return [
        worker
        for child in psutil.Process().children()
        if "assbkg.service.serving.worker" in child.cmdline()
        for worker in child.children()
    ]


# --- other servers --------------------------------------------------------------------------


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on a loopback port that nobody should talk to."""
    with closing(socket.create_server(("127.0.0.1", 0))) as opened:
        opened.setblocking(False)
        yield opened


def nobody_came(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return True
    return False


REACHING = {
    "plainly": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silently": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "in lower case": "SELECT * { service <URL> { ?s ?p ?o } }",
    "without space": "SELECT*{SERVICE<URL>{?s?p?o}}",
    "in a sub-select": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in NOT EXISTS": "ASK { FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in OPTIONAL": "SELECT * { OPTIONAL { { } OPTIONAL { SERVICE <URL> { ?s ?p ?o } } } }",
    "in UNION": "SELECT * { {} UNION { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "in MINUS": "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "by a variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "by a prefix": "PREFIX a: <URL> SELECT * { SERVICE a: { ?s ?p ?o } }",
    "by a base": "BASE <URL> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "escaped": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "escaped at length": "SELECT * { S\\U00000045RVICE <URL> { ?s ?p ?o } }",
    "after a comment": "SELECT * { # }\nSERVICE#\n<URL> { ?s ?p ?o } }",
    "after a less-than": "SELECT * { FILTER(1<2) SERVICE <URL> { ?s ?p ?o } FILTER(3>2) }",
    "after an empty prefix and an escape": (
        "PREFIX : <urn:x:> SELECT * { OPTIONAL { ?s :\\# ?o } SERVICE <URL> { ?a ?b ?c } }"
    ),
    "silently after an empty prefix and an escape": (
        "PREFIX : <urn:x:> SELECT * { OPTIONAL { ?s :\\# ?o } SERVICE SILENT <URL> { ?a ?b ?c } }"
    ),
    "by a name with a middle dot": (
        "PREFIX ex: <URL> SELECT * { SERVICE SILENT ex:x\u00b7 { ?a ?b ?c } }"
    ),
    "without a space before a prefix": "PREFIX ex: <URL> SELECT * {SERVICEex:{?a ?b ?c}}",
    "silently deep inside": "SELECT * "
    + "{ OPTIONAL " * 50
    + "{ SERVICE SILENT <URL> {} }"
    + "}" * 50,
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "as a data set": "SELECT * FROM <URL> { ?s ?p ?o }",
    "as a named data set": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "loading": "LOAD <URL>",
    "loading silently": "LOAD SILENT <URL> INTO GRAPH <x:g>",
    "inserting": "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "deleting": "DELETE WHERE { ?s ?p ?o }",
    "clearing": "CLEAR ALL",
    "dropping": "DROP GRAPH graph:asserted",
    "copying": "COPY graph:asserted TO graph:evidence",
}


@pytest.mark.parametrize("way", REACHING)
def test_no_query_reaches_another_server_or_changes_anything(
    client: TestClient, listener: socket.socket, way: str
) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    text = REACHING[way].replace("URL", address)
    answers = [
        client.get("/sparql", params={"query": text}),
        client.post("/sparql", data={"query": text}),
        client.post("/sparql", data={"update": text}),
    ]
    assert {403} >= {answer.status_code for answer in answers if answer.status_code != 400}
    assert nobody_came(listener)


_UNGUARDED = """
import os, sys
from pyoxigraph import QueryResultsFormat
from assbkg.confined import confine
from assbkg.service.serving.questions import pack, read_frame
from assbkg.service.serving.worker import END, FORK, ORDER, REPORT, YIELD, load

answerer = load(*read_frame(sys.stdin.buffer))
if sys.argv[1] == "confined":
    confine(answerer.limits.memory_bytes)
try:
    answerer.graph.release.store.query(sys.argv[2]).serialize(format=QueryResultsFormat.CSV)
except Exception as error:
    print("failed:", type(error).__name__, file=sys.stderr)
try:
    os.open("/", os.O_RDONLY)
    print("opened", file=sys.stderr)
except OSError:
    print("opened nothing", file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("how", "reached", "said"), [("free", True, "opened"), ("confined", False, "opened nothing")]
)
def test_a_worker_reaches_nobody_even_with_a_query_that_no_guard_has_seen(
    served: Served, listener: socket.socket, how: str, reached: bool, said: str
) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    text = f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"
    # Who may reach the listener waits for its answer in vain.
    with subprocess.Popen(
        [sys.executable, "-c", _UNGUARDED, how, text],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(served.seed)
        process.stdin.flush()
        if reached:
            listener.setblocking(True)
            listener.settimeout(20)
            listener.accept()[0].close()
        errors = process.stderr.read().decode()
    assert said == errors.strip().splitlines()[-1], errors
    assert reached or nobody_came(listener)


# --- the worker by itself -------------------------------------------------------------------


@contextmanager
def forking(served: Served) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """The process that forks workers, ready for orders, and the socket to it."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-P", "-m", "assbkg.service.serving.worker"]
    with subprocess.Popen(command, stdin=theirs.fileno()) as process, ours:
        theirs.close()
        ours.settimeout(20)
        ours.sendall(served.seed)
        assert report(ours) == (0, 0)
        yield process, ours


def report(control: socket.socket) -> tuple[int, int]:
    number, status = REPORT.unpack(control.recv(REPORT.size, socket.MSG_WAITALL))
    return number, status


def fork(control: socket.socket) -> tuple[int, socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        socket.send_fds(control, [ORDER.pack(FORK, 0)], [theirs.fileno()])
    with ours.makefile("rb") as stream:
        first = read_frame(stream)
    assert first is not None
    return first[0]["ready"], ours


def test_a_worker_ends_when_its_socket_is_closed(served: Served) -> None:
    with forking(served) as (_, control):
        number, worker = fork(control)
        worker.close()
        assert (number, 0) == report(control)


def test_a_worker_ends_when_that_is_ordered(served: Served) -> None:
    with forking(served) as (_, control):
        number, worker = fork(control)
        control.sendall(ORDER.pack(END, number))
        assert (number, -signal.SIGKILL) == report(control)
        worker.close()


def test_nobody_but_a_worker_is_ended_or_slowed_down(served: Served) -> None:
    with forking(served) as (_, control), subprocess.Popen(["sleep", "60"]) as other:
        for what in (END, YIELD):
            control.sendall(ORDER.pack(what, other.pid))
        number, worker = fork(control)  # which comes after the other orders
        worker.close()
        assert (number, 0) == report(control)
        assert None is other.poll()
        assert psutil.Process().nice() == psutil.Process(other.pid).nice()
        other.kill()


def test_workers_end_with_the_process_that_forked_them(served: Served) -> None:
    with forking(served) as (process, control):
        _, worker = fork(control)
        worker.sendall(pack(asdict(SparqlQuestion(ENDLESS, None, Formats("text/csv", None)))))
        control.close()
        assert 0 == process.wait(10)
        with suppress(ConnectionResetError):  # it left a question unread
            assert b"" == worker.recv(1)
        worker.close()


def test_a_process_that_forks_has_one_thread(served: Served) -> None:
    with forking(served) as (process, _):
        assert 1 == psutil.Process(process.pid).num_threads()


def test_a_service_whose_forking_process_dies_gets_another(client: TestClient) -> None:
    (dying,) = {worker.parent() for worker in workers(client)}
    dying.kill()
    while psutil.pid_exists(dying.pid):
        time.sleep(0.01)
    assert 200 == client.get("/sparql?query=ASK%7B%7D").status_code
    assert {dying} != {worker.parent() for worker in workers(client)}


def test_a_limit_is_passed_while_rows_come_not_afterwards(served: Served) -> None:
    first = read_frame(io.BytesIO(served.seed))
    assert first is not None
    endless = SparqlQuestion(
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", None, Formats("text/csv", None)
    )
    with pytest.raises(ResultTooLarge):
        load(*first).answer(endless)


def test_a_worker_that_can_t_start_keeps_the_service_from_starting() -> None:
    async def opened() -> None:
        pool = Pool(pack({"folder": ""}, b"no quads"), 2, LIMITS)
        try:
            await pool.open()
        finally:
            assert 0 == pool.alive

    with pytest.raises(HttpProblem, match="did not start"):
        asyncio.run(opened())


def test_a_closed_pool_starts_no_worker_any_more(client: TestClient, served: Served) -> None:
    async def asked() -> int:
        pool = Pool(served.seed, 1, LIMITS)
        await pool.open()
        question = SparqlQuestion(ENDLESS, None, Formats("text/csv", None))
        asking = asyncio.create_task(pool.ask(question))
        await asyncio.sleep(0.1)
        await pool.close()
        await asyncio.gather(asking, return_exceptions=True)
        return pool.alive

    before = workers(client)
    assert 0 == asyncio.run(asked())
    assert before == workers(client)
