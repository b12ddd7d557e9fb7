"""A signal ends every command: its status says so, and nothing is left, no file and no process."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import duckdb
import psutil
import pytest

from assbkg.stopping import in_thread, stop_all, stoppable

#: A query that nobody would live to see the end of.
ENDLESS: Final = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i "
    "FILTER(STR(?c) < STR(?f) && STR(?i) < STR(?a)) }"
)
SIGNALS: Final = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
Begun = Callable[[psutil.Process], bool]


def busy(seconds: float) -> Begun:
    """Whether a process has worked so long."""
    return lambda process: sum(process.cpu_times()[:2]) > seconds


def making(folder: Path) -> Begun:
    """Whether something is being made beside its place."""
    return lambda _: any(folder.glob(".*.making"))


def ended(words: list[str], number: signal.Signals, begun: Begun) -> tuple[int, str]:
    """The status and message of a command that gets a signal once it has begun its work.

    No child of it may be left.
    """
    command = [sys.executable, "-m", "assbkg", *words]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]
        watched = psutil.Process(process.pid)
        given_up = time.monotonic() + 120
        while process.poll() is None and not begun(watched) and time.monotonic() < given_up:
            time.sleep(0.02)
        assert process.poll() is None, process.stderr.read()
        children = watched.children(recursive=True)
        process.send_signal(number)
        try:
            status = process.wait(60)
        finally:
            process.kill()
        said = process.stderr.read()
    _, alive = psutil.wait_procs(children, timeout=10)
    assert [] == alive
    return status, said


def assert_interrupted(words: list[str], number: signal.Signals, begun: Begun) -> None:
    status, said = ended(words, number, begun)
    assert (128 + number, "assbkg: interrupted") == (status, said.splitlines()[-1])
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.parametrize("number", SIGNALS)
def test_a_query_without_end_ends(number: signal.Signals) -> None:
    assert_interrupted(["sparql", ENDLESS], number, busy(1.0))


@pytest.mark.parametrize("number", SIGNALS[:2])
def test_a_folder_that_is_half_made_goes(number: signal.Signals, tmp_path: Path) -> None:
    words = ["synthesise", "--papers", "300000", "--out", str(tmp_path / "made")]
    assert_interrupted(words, number, making(tmp_path))
    assert [] == list(tmp_path.iterdir())


def test_a_server_for_agents_ends_while_its_client_waits() -> None:
    assert_interrupted(["mcp"], signal.SIGTERM, busy(0.4))


def test_an_upload_ends_while_the_server_says_nothing() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/store"
        accepted, held = threading.Event(), list[socket.socket]()

        def accept() -> None:
            held.append(silent.accept()[0])
            accepted.set()

        threading.Thread(target=accept, daemon=True).start()
        words = ["publish", "--to", url]
        status, said = ended(words, signal.SIGINT, lambda _: accepted.is_set())
        held[0].close()
    assert 130 == status
    assert said.startswith("assbkg: interrupted")


def test_before_anything_is_loaded_a_signal_ends_python_itself() -> None:
    code = "import os, signal, assbkg.__main__ as m; "
    code += "sys = __import__('sys'); sys.modules['assbkg.cli'] = None; "
    code += "import builtins; real = builtins.__import__; "
    code += "builtins.__import__ = lambda n, *a: os.kill(os.getpid(), 2) or real(n, *a) "
    code += "if n == 'assbkg.cli' else real(n, *a); m.main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (-signal.SIGINT, b"") == (done.returncode, done.stderr)


@pytest.mark.deep
@pytest.mark.parametrize("number", SIGNALS[:2])
@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        (["build", "--out", "OUT/b"], 0.7),
        (["build", "--out", "OUT/b"], 1.4),
        (["check"], 1.0),
        (["check", "--dl"], 3.0),
        (["facts", "--out", "OUT/f"], 0.4),
        (["report", "--out", "OUT/r"], 2.0),
        (["report", "--out", "OUT/r"], 6.0),
        (["demo", "--out", "OUT/d"], 2.0),
        (["draw", "network", "--out", "OUT/n.svg"], 1.2),
        (["draw", "matrix", "--out", "OUT/m.pdf"], 1.2),
        (["reference", "--out", "OUT/p"], 0.5),
        (["serve", "--port", "0"], 0.4),
    ],
    ids=lambda one: " ".join(one[:2]) if isinstance(one, list) else str(one),
)
def test_every_long_command_ends_and_leaves_nothing(
    words: list[str], seconds: float, number: signal.Signals, tmp_path: Path
) -> None:
    placed = [word.replace("OUT", str(tmp_path)) for word in words]
    assert_interrupted(placed, number, busy(seconds))
    assert [] == [
        path for path in tmp_path.rglob("*") if ".making" in path.name or ".new" in path.name
    ]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts") / "papers"
    words = ["synthesise", "--claims", "300000", "--out", str(folder)]
    subprocess.run([sys.executable, "-m", "assbkg", *words], check=True, capture_output=True)
    return folder


@pytest.mark.deep
@pytest.mark.parametrize("engine", ["duckdb", "spark"])
@pytest.mark.parametrize("after", [0.0, 1.0, 4.0, 8.0])
def test_reasoning_ends_with_its_database_or_java(
    engine: str, after: float, papers: Path, tmp_path: Path
) -> None:
    words = ["reason", "--engine", engine, "--facts", str(papers), "--out", str(tmp_path / "out")]
    since: list[float] = []

    def begun(_: psutil.Process) -> bool:
        if any(tmp_path.glob(".*.making")):
            since.append(time.monotonic())
        return bool(since) and time.monotonic() > since[0] + after

    assert_interrupted(words, signal.SIGINT, begun)
    assert [] == list(tmp_path.iterdir())


def test_a_database_is_interrupted_from_another_thread() -> None:
    database = stoppable(duckdb.connect(":memory:"))
    timer = threading.Timer(0.3, stop_all)
    timer.start()
    with pytest.raises(duckdb.InterruptException):
        database.execute(
            "SELECT count(*) FROM range(300000) a, range(300000) b WHERE a.range * b.range = 7"
        )
    timer.join()
    database.close()
    stop_all()  # which a closed database does not mind


def test_a_call_in_a_thread_gives_what_it_gives_and_raises_what_it_raises() -> None:
    assert threading.main_thread() != in_thread(threading.current_thread)
    with pytest.raises(ZeroDivisionError):
        in_thread(lambda: 1 / 0)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    code = "import signal, os; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
    code += "from assbkg.cli.running import listen; ending = listen(); "
    code += "os.kill(os.getpid(), signal.SIGHUP); print(ending.status)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "0\n" == done.stdout
