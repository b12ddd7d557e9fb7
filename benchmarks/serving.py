"""The service under load, beside an Oxigraph server: queries of the library from many clients.

`python -m benchmarks.serving --seconds 60` asks our service with its memory for answers, ours
without it, and `oxigraph serve-read-only` on the same graph, one after the other.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import shutil
import socket
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from pyoxigraph import RdfFormat, Store

import assbkg
from assbkg.graph.release import QUADS
from assbkg.library import QUALITY
from assbkg.places import shipped

__all__ = ["SERVERS", "Load", "beside_slow", "library_texts", "load", "ours", "oxigraph"]

_START_SECONDS: Final = 30
_HEADERS: Final = {
    "Content-Type": "application/sparql-query",
    "Accept": "application/sparql-results+json",
}
_MIB: Final = 1 << 20


#: Queries that need all the time or memory that they get, and some that need none to speak of.
SLOW: Final = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT DISTINCT ?a ?f { ?a ?b ?c . ?d ?e ?f }",
    "SELECT * { ?s (!<x:p>)*/(!<x:p>)* ?o } ORDER BY ?o",
)
QUICK: Final = ("ASK {}", "ASK { ?s a assb:Bottleneck }")


@dataclass(frozen=True)
class Server:
    """A server that runs: where it answers, and its process."""

    port: int
    path: str
    process: subprocess.Popen[bytes]

    def mebibytes(self) -> float:
        """What it and its children have resident now."""
        parent = psutil.Process(self.process.pid)
        resident = 0
        for process in (parent, *parent.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # workers come and go
                resident += process.memory_info().rss
        return resident / _MIB


@dataclass(frozen=True)
class Load:
    """How a server bore it; `errors` are the answers other than 200, or none at all."""

    seconds: float
    milliseconds: Sequence[float]
    errors: Sequence[str]
    mebibytes: Sequence[float]

    def told(self) -> str:
        """One line of figures."""
        cuts = statistics.quantiles(self.milliseconds, n=100)
        return (
            f"{len(self.milliseconds) / self.seconds:8,.0f} a second"
            f"   median {cuts[49]:7.1f} ms   p95 {cuts[94]:7.1f} ms   p99 {cuts[98]:7.1f} ms"
            f"   {self.mebibytes[0]:,.0f} to {self.mebibytes[-1]:,.0f} MiB,"
            f" at most {max(self.mebibytes):,.0f}   {len(self.errors)} errors"
        )


def library_texts() -> list[str]:
    """Every query of the library with the defaults of its parameters, but for quality rules."""
    graph = assbkg.open()
    queries = graph.library.queries.values()
    return [graph.filled(query.name) for query in queries if query.topic != QUALITY]


@contextmanager
def ours(cache: int) -> Iterator[Server]:
    """Our service, which keeps so many MiB of answers."""
    command = [sys.executable, "-m", "assbkg", "serve", "--cache", str(cache)]
    with _running(command, "--port", "{port}", "/sparql") as server:
        yield server


@contextmanager
def oxigraph() -> Iterator[Server]:
    """An Oxigraph server that only reads, over the shipped release."""
    binary = Path(sysconfig.get_path("scripts")) / "oxigraph"
    if shutil.which(binary) is None:
        raise SystemExit("the package `oxigraph` is not installed: nothing to compare with")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        quads = (shipped("graphs") / "release" / QUADS).read_bytes()
        store.bulk_load(quads, format=RdfFormat.N_QUADS)
        store.flush()
        del store
        command = [str(binary), "serve-read-only", "--union-default-graph", "--location", folder]
        with _running(command, "--bind", "127.0.0.1:{port}", "/query") as server:
            yield server


SERVERS: Final = {
    "assbkg serve": lambda: ours(16),
    "assbkg serve --cache 0": lambda: ours(0),
    "oxigraph serve-read-only": oxigraph,
}


@contextmanager
def _running(command: Sequence[str], option: str, value: str, path: str) -> Iterator[Server]:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    whole = [*command, option, value.format(port=port)]
    with subprocess.Popen(whole, stderr=subprocess.DEVNULL) as process:
        server = Server(port, path, process)
        try:
            _wait_for(server)
            yield server
        finally:
            process.terminate()


def _wait_for(server: Server) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with closing(_Client(server)) as client:
                if client.ask("ASK {}")[0] == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("a server did not start")


class _Client:
    """One connection, kept open; after a fault it opens again by itself."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        self._path = server.path

    def close(self) -> None:
        self._connection.close()

    def ask(self, text: str) -> tuple[int, bytes]:
        self._connection.request("POST", self._path, text.encode(), _HEADERS)
        answer = self._connection.getresponse()
        return answer.status, answer.read()


def load(server: Server, texts: Sequence[str], clients: int, seconds: float) -> Load:
    """Ask all queries in random order, from each client anew, until time is over."""
    began = time.monotonic()
    until = began + seconds
    resident: list[float] = []
    with ThreadPoolExecutor(clients + 1) as threads:
        asking = [threads.submit(_ask_on, server, texts, seed, until) for seed in range(clients)]
        while time.monotonic() < until:
            # Once everything has been asked, what is resident should stay as it is.
            resident.append(server.mebibytes())
            time.sleep(min(1.0, seconds / 10))
        done = [client.result() for client in asking]
    return Load(
        time.monotonic() - began,
        [took for times, _ in done for took in times],
        [error for _, errors in done for error in errors],
        resident,
    )


def beside_slow(server: Server, slow: int, quick: int, seconds: float) -> Load:
    """Ask quick questions, now and then, while others ask slow ones without a pause.

    Every question is one that nobody has asked before. Times and errors are of the quick ones.
    """
    began = time.monotonic()
    until = began + seconds
    resident: list[float] = []
    with ThreadPoolExecutor(slow + quick) as threads:
        asking = [
            threads.submit(_ask_on, server, SLOW, seed, until, new=True) for seed in range(slow)
        ]
        waiting = [
            threads.submit(_ask_on, server, QUICK, slow + seed, until, new=True, pause=0.25)
            for seed in range(quick)
        ]
        while time.monotonic() < until:
            resident.append(server.mebibytes())
            time.sleep(min(1.0, seconds / 10))
        done = [client.result() for client in waiting]
        for client in asking:
            client.result()
    return Load(
        time.monotonic() - began,
        [took for times, _ in done for took in times],
        [error for _, errors in done for error in errors],
        resident,
    )


def _ask_on(
    server: Server,
    texts: Sequence[str],
    seed: int,
    until: float,
    *,
    new: bool = False,
    pause: float = 0.0,
) -> tuple[list[float], list[str]]:
    order, client = random.Random(seed), _Client(server)
    times: list[float] = []
    errors: list[str] = []
    while time.monotonic() < until:
        text = order.choice(texts) + (f" # {order.random()}" if new else "")
        time.sleep(2 * pause * order.random())
        began = time.perf_counter()
        try:
            status, said = client.ask(text)
        except (OSError, http.client.HTTPException) as error:
            errors.append(repr(error))
            client.close()
            continue
        times.append(1000 * (time.perf_counter() - began))
        if status != 200:
            errors.append(f"{status}: {said[:300]!r}")
    client.close()
    return times, errors


def rows(server: Server, texts: Sequence[str]) -> list[int]:
    """How many rows each query gives."""
    with closing(_Client(server)) as client:
        answers = [json.loads(client.ask(text)[1]) for text in texts]
    return [len(answer["results"]["bindings"]) for answer in answers]


def main(say: Callable[[str], None] = print) -> None:
    """Measure all servers and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long for each server")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--slow", type=int, default=10, help="clients with slow queries, at last")
    chosen = parser.parse_args()
    texts = library_texts()
    say(f"{len(texts)} queries, {chosen.clients} clients, {chosen.seconds:g} s each")
    counted: list[list[int]] = []
    for name, start in SERVERS.items():
        with start() as server:
            counted.append(rows(server, texts))
            result = load(server, texts, chosen.clients, chosen.seconds)
        say(f"{name:26}{result.told()}")
        for error in sorted(set(result.errors))[:5]:
            say(f"    {error}")
    with ours(0) as server:
        result = beside_slow(server, chosen.slow, 50, chosen.seconds)
    say(f"quick, beside {chosen.slow} slow ".ljust(26) + result.told())
    say(
        "same number of rows everywhere"
        if counted.count(counted[0]) == len(counted)
        else f"rows differ: {counted}"
    )


if __name__ == "__main__":
    main()
