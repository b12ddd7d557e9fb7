"""The process that answers queries, one at a time, and that may be killed at any time.

It talks over standard input and output, and ends when its input is closed.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from pyoxigraph import RdfFormat, Store

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.errors import AssbkgError
from assbkg.graph.release import Release
from assbkg.service.serving.answering import Answerer
from assbkg.service.serving.confinement import begin, confine, end
from assbkg.service.serving.frames import pack, read_frame
from assbkg.service.serving.limits import Limits
from assbkg.service.serving.problems import HttpProblem, problem_of
from assbkg.service.serving.questions import Question, question_from

__all__ = ["load", "main", "seed"]


def seed(release: Release, quads: bytes, queries: Path, limits: Limits) -> bytes:
    """The first message to a worker: the graph that it answers from, and its limits."""
    said = {
        "folder": str(release.folder),
        "manifest": release.manifest,
        "queries": str(queries),
        "limits": asdict(limits),
    }
    return pack(said, quads)


def load(said: dict[str, Any], quads: bytes) -> Answerer:
    """Make what a seed is of, with everything in memory."""
    store = Store()
    store.bulk_load(quads, format=RdfFormat.N_QUADS)
    release = Release(Path(said["folder"]), said["manifest"], store)
    answerer = Answerer(KnowledgeGraph(release, Path(said["queries"])), Limits(**said["limits"]))
    answerer.warm_up()
    return answerer


def main() -> None:
    """Load the graph, give up what could do harm, and answer until the input is closed."""
    # Ctrl-C at a terminal reaches workers too; whether they end is for the service to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    questions = sys.stdin.buffer
    # Whatever else writes to standard output must not end up among the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    first = read_frame(questions)
    if first is None:
        return
    answerer = load(*first)
    del first
    confine(answerer.limits)
    _send(answers, pack({"ready": True}))
    while (asked := read_frame(questions)) is not None:
        begin(answerer.limits)
        reply = _reply(answerer, question_from(asked[0]))
        _send(answers, reply)
        end()


def _reply(answerer: Answerer, question: Question) -> bytes:
    try:
        answer = answerer.answer(question)
        return pack({"media_type": answer.media_type}, answer.body)
    except AssbkgError as error:
        problem: HttpProblem = problem_of(error)
        said = {"status": problem.status, "detail": problem.detail, "expected": problem.expected}
        return pack(said)
    except MemoryError:
        os.abort()  # as the store does when it gets no memory


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(message)
    pipe.flush()


if __name__ == "__main__":
    main()
