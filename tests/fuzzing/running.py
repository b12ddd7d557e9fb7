"""Running a fuzz target in a process of its own, within limits of time and memory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Final

from tests.fuzzing.targets import CORPUS, MOST_BYTES, MOST_FILES, inputs

__all__ = ["Outcome", "fuzz", "keep"]

_ROOT: Final = Path(__file__).parents[2]

#: The longest that one input may take, in seconds, and the most memory, in MB.
_SLOWEST_SECONDS: Final = 20
_MOST_MEGABYTES: Final = 2_048
#: The longest input, in bytes.
_LONGEST: Final = 4_096
#: How much longer than asked a run may take before it counts as hung, in seconds.
_GRACE_SECONDS: Final = 120
#: How much of what the fuzzer says about a fault is shown, in characters.
_SHOWN: Final = 6_000

_EXECUTIONS: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


@dataclass(frozen=True)
class Outcome:
    """What a run found: how many inputs were executed and, if one failed, how.

    `interesting` are inputs that reached code that no other reached.
    """

    executions: int
    fault: str
    interesting: tuple[bytes, ...]


def fuzz(name: str, seconds: int, seed: int = 1) -> Outcome:
    """Run a target for some seconds, starting from its seeds and kept inputs."""
    with tempfile.TemporaryDirectory() as made:
        corpus, faults = _folder(made, "corpus"), _folder(made, "faults")
        _write(corpus, inputs(name))
        limits = (
            f"-max_total_time={seconds}",
            f"-timeout={_SLOWEST_SECONDS}",
            f"-rss_limit_mb={_MOST_MEGABYTES}",
            f"-max_len={_LONGEST}",
            f"-seed={seed}",
            f"-artifact_prefix={faults}{os.sep}",
            "-print_final_stats=1",
        )
        failed, said = _guided(name, seconds, *limits, str(corpus))
        found = _EXECUTIONS.search(said)
        culprits = [f"{path.name}: {path.read_bytes()!r}" for path in sorted(faults.iterdir())]
        fault = "\n".join([said[-_SHOWN:], *culprits]) if failed or culprits else ""
        interesting = tuple(path.read_bytes() for path in sorted(corpus.iterdir()))
        return Outcome(int(found[1]) if found else 0, fault, interesting)


def keep(name: str, candidates: Iterable[bytes]) -> int:
    """Keep the fewest of some inputs that reach as much code as all, and return their number.

    Of those, the shortest that fit into the limits.
    """
    with tempfile.TemporaryDirectory() as made:
        found, merged = _folder(made, "found"), _folder(made, "merged")
        _write(found, candidates)
        failed, said = _guided(name, 600, "-merge=1", str(merged), str(found))
        if failed:
            raise RuntimeError(said[-_SHOWN:])
        chosen: list[bytes] = []
        for data in sorted((path.read_bytes() for path in merged.iterdir()), key=_by_length):
            if len(chosen) < MOST_FILES and sum(map(len, chosen)) + len(data) <= MOST_BYTES:
                chosen.append(data)
    shutil.rmtree(CORPUS / name, ignore_errors=True)
    (CORPUS / name).mkdir(parents=True)
    _write(CORPUS / name, chosen)
    return len(chosen)


def _guided(name: str, seconds: int, *options: str) -> tuple[bool, str]:
    """Run the fuzzer: whether it failed, and what it said."""
    command = [sys.executable, "-m", "tests.fuzzing.guided", name, *options]
    try:
        run = subprocess.run(
            command,
            cwd=_ROOT,
            env={**os.environ, "PYTHONHASHSEED": "0"},
            timeout=seconds + _GRACE_SECONDS,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return True, f"{(error.stdout or b'').decode(errors='replace')}\nthe fuzzer hung"
    return run.returncode != 0, run.stdout.decode(errors="replace")


def _folder(parent: str, name: str) -> Path:
    made = Path(parent) / name
    made.mkdir()
    return made


def _write(folder: Path, candidates: Iterable[bytes]) -> None:
    for data in candidates:
        (folder / sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)


def _by_length(data: bytes) -> tuple[int, bytes]:
    return len(data), data
