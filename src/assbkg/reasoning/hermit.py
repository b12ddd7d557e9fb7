"""HermiT, the authority that the rules are held against.

It runs in a process of its own, with a time limit, and is killed with all its children:
a hard ontology costs a clear error and never a hanging command.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assbkg.errors import ReasoningError

__all__ = ["Verdict", "classify"]


@dataclass(frozen=True)
class Verdict:
    """What HermiT found; `unsatisfiable` holds the IRIs of classes without members."""

    consistent: bool
    unsatisfiable: tuple[str, ...]
    individuals: int


def classify(n_triples: bytes, seconds: float = 120.0) -> Verdict:
    """Have HermiT classify an ontology with its individuals, given as N-Triples.

    Raises `ReasoningError` when the extra is missing, HermiT fails, or time runs out.
    """
    with tempfile.TemporaryDirectory(prefix="assbkg-") as folder:
        path = Path(folder) / "ontology.nt"
        path.write_bytes(n_triples)
        command = [sys.executable, "-m", "assbkg.reasoning.hermit_worker", str(path)]
        output, errors, code = _run(command, seconds)
    if code != 0:
        last = errors.strip().splitlines()[-1:] or ["no message"]
        raise ReasoningError(f"HermiT failed: {last[0]}")
    found = json.loads(output)
    return Verdict(found["consistent"], tuple(found["unsatisfiable"]), found["individuals"])


def _run(command: list[str], seconds: float) -> tuple[str, str, int]:
    process = subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise ReasoningError(f"HermiT did not finish within {seconds:g} s") from error
    finally:
        _kill_group(process)
    return output, errors, process.returncode


def _kill_group(process: subprocess.Popen[str]) -> None:
    """End the worker and the Java process that it started."""
    if process.poll() is None and os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    if process.poll() is None:
        process.kill()
    process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
