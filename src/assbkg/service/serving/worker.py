"""The process that reads the graph once, and the workers that it forks, which answer from it.

A worker answers one question at a time, and may be killed at any time: another is forked in a
few milliseconds and shares the memory of the graph. The first process never looks at a
question. It takes orders on its standard input, a socket, and reports on it which workers
have ended. When that socket is closed, it ends all workers, and itself.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import struct
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.confined import confine, start_clock, stop_clock
from assbkg.errors import AssbkgError
from assbkg.graph.release import QUADS, Release
from assbkg.service.serving.answering import Answerer, Answering
from assbkg.service.serving.problems import HttpProblem, Limits, problem_of
from assbkg.service.serving.questions import Question, pack, question_from, read_frame
from assbkg.vocabulary import CATALOGUE_GRAPH

__all__ = ["END", "FORK", "ORDER", "REPORT", "YIELD", "load", "load_beside", "main", "seed"]

#: An order: what to do, and to which worker. With `FORK` comes the socket of the new worker.
ORDER: Final = struct.Struct(">cI")
FORK, END, YIELD = b"f", b"e", b"y"
#: A report: which worker has ended, and its exit status, negative for the signal that ended it.
#: The number 0 stands for this process, which is ready.
REPORT: Final = struct.Struct(">Ii")

#: How far a worker steps back from the processor once its question is a slow one.
_NICENESS: Final = 19


def seed(
    release: Release, quads: bytes, queries: Path, limits: Limits, catalogue: bytes = b""
) -> bytes:
    """Return the first message to the process: the graph that workers answer from, and limits.

    `catalogue` describes the service, as N-Triples.
    """
    fields = {
        "folder": str(release.folder),
        "manifest": release.manifest,
        "queries": str(queries),
        "limits": asdict(limits),
        "catalogue": catalogue.decode(),
        "without": release.without,
        "made": {name: release.read(name).decode() for name in release.made if name != QUADS},
    }
    return pack(fields, quads)


def load(fields: dict[str, Any], quads: bytes) -> Answerer:
    """Return what answers from the graph of a seed, with everything in memory."""
    store = Store()
    store.bulk_load(quads, format=RdfFormat.N_QUADS)
    made = {name: text.encode() for name, text in fields["made"].items()}
    without = tuple(fields["without"])
    release = Release(Path(fields["folder"]), fields["manifest"], store, without, made)
    graph = KnowledgeGraph(release, Path(fields["queries"]))
    answerer = Answerer(graph, Limits(**fields["limits"]))
    answerer.warm_up()
    return answerer


def load_beside(fields: dict[str, Any], quads: bytes) -> Answerer:
    """Return the same, with the catalogue beside the graph, and not part of it."""
    answerer = load(fields, quads)
    store = answerer.graph.release.store
    own = tuple(name.value for name in store.named_graphs() if isinstance(name, NamedNode))
    # All names have been read, so that those of queries are none of the graph's.
    data, place = fields["catalogue"].encode(), NamedNode(CATALOGUE_GRAPH)
    store.bulk_load(data, format=RdfFormat.N_TRIPLES, to_graph=place)
    return replace(answerer, united=own)


def main(load: Callable[[dict[str, Any], bytes], Answering] = load_beside) -> None:
    """Load the graph, and fork workers until standard input is closed."""
    # Ctrl-C at a terminal reaches this process too; the service decides when it ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Whatever writes to standard output must not end up among reports or answers.
    os.dup2(2, 1)
    control = socket.socket(fileno=os.dup(0))
    with control.makefile("rb") as stream:
        first = read_frame(stream)
    if first is None:
        return
    answerer = load(*first)
    del first
    # Objects alive now stay alive: a worker's garbage collector must not touch, and so copy, them.
    gc.collect()
    gc.freeze()
    _Forking(answerer, control).run()


class _Forking:
    """Carries out orders, and reports workers that have ended."""

    def __init__(self, answerer: Answering, control: socket.socket) -> None:
        self._answerer = answerer
        self._control = control
        self._workers: set[int] = set()

    def run(self) -> None:
        """Carry out orders until the other side closes the socket."""
        woken, waking = socket.socketpair()
        with woken, waking:
            woken.setblocking(False)
            waking.setblocking(False)
            signal.set_wakeup_fd(waking.fileno(), warn_on_full_buffer=False)
            signal.signal(signal.SIGCHLD, lambda *_: None)
            # The other side may end without taking the last reports.
            with suppress(ConnectionError):
                self._report(0, 0)
                while self._wait(woken):
                    self._reap()
            signal.set_wakeup_fd(-1)
        for number in self._workers:
            os.kill(number, signal.SIGKILL)

    def _wait(self, woken: socket.socket) -> bool:
        """Wait for an order or the end of a worker; returns whether there will be more."""
        ready, _, _ = select.select([woken, self._control], [], [])
        if woken in ready:
            woken.recv(4096)
        return self._obey() if self._control in ready else True

    def _obey(self) -> bool:
        """Carry out one order; returns whether there was one."""
        order, descriptors, *_ = socket.recv_fds(self._control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return False
        what, number = ORDER.unpack(order)
        if what == FORK:
            self._fork(descriptors[0])
        elif number in self._workers:  # else it has ended, and the number may be another's
            if what == END:
                os.kill(number, signal.SIGKILL)
            else:
                os.setpriority(os.PRIO_PROCESS, number, _NICENESS)
        return True

    def _fork(self, descriptor: int) -> None:
        """Fork a worker that answers over a socket, which is closed if that fails."""
        try:
            number = os.fork()
        except OSError:
            traceback.print_exc()
        else:
            if number == 0:
                _be_worker(self._answerer, descriptor)
            self._workers.add(number)
        os.close(descriptor)

    def _reap(self) -> None:
        for number in list(self._workers):
            ended, status = os.waitpid(number, os.WNOHANG)
            if ended:
                self._workers.discard(number)
                self._report(number, os.waitstatus_to_exitcode(status))

    def _report(self, number: int, status: int) -> None:
        self._control.sendall(REPORT.pack(number, status))


def _be_worker(answerer: Answering, descriptor: int) -> None:
    """Answer until the socket is closed, and end the process: never return."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(descriptor, 0)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        whole = socket.socket(fileno=0)
        with whole.makefile("rb") as questions, whole.makefile("wb") as answers:
            _answer_all(answerer, questions, answers)
        os._exit(0)
    except ConnectionError:
        pass  # the client no longer waits for the answer
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _answer_all(answerer: Answering, questions: IO[bytes], answers: IO[bytes]) -> None:
    """Give up rights that could do harm, and answer one question after another."""
    confine(answerer.limits.memory_bytes)
    _send(answers, pack({"ready": os.getpid()}))
    while (asked := read_frame(questions)) is not None:
        start_clock(answerer.limits.seconds)
        reply = _reply(answerer, question_from(asked[0]))
        _send(answers, reply)
        stop_clock()


def _reply(answerer: Answering, question: Question) -> bytes:
    try:
        answer = answerer.answer(question)
        return pack({"media_type": answer.media_type}, answer.body)
    except AssbkgError as error:
        problem: HttpProblem = problem_of(error)
        fields = {
            "status": problem.status,
            "detail": problem.detail,
            "expected": problem.expected,
            "near": problem.near,
        }
        return pack(fields)
    except MemoryError:
        os.abort()  # as the store does when it gets no memory


def _send(answers: IO[bytes], message: bytes) -> None:
    answers.write(message)
    answers.flush()


if __name__ == "__main__":
    main()
