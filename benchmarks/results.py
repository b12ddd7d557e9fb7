"""What was measured, as data, so that table and figure can be made again without measuring."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

__all__ = ["Comparison", "Results", "Run", "describe_machine", "read_results", "write_results"]


@dataclass(frozen=True)
class Run:
    """One engine at one size.

    `outcome` is `done`, `slow` (killed at the limit) or `failed`, with `message`. `facts` is
    the engine's own count, which for those that read OWL includes what follows for classes.
    `processor` is the least that a run kept cores busy, in seconds, and `load` the mean load
    of the machine in the minute before.
    """

    engine: str
    claims: int
    outcome: str
    seconds: tuple[float, ...]
    mebibytes: float
    facts: int | None = None
    message: str = ""
    load: float = 0.0
    processor: float | None = None

    @property
    def median(self) -> float:
        """The middle run, in seconds."""
        return statistics.median(self.seconds)


@dataclass(frozen=True)
class Comparison:
    """What an engine misses at one size; see `missed.Missed`."""

    engine: str
    claims: int
    derived: int
    missed: int
    kinds: Mapping[str, int]
    more: int


@dataclass
class Results:
    """A whole measurement, as far as it has come."""

    machine: Mapping[str, str]
    limit: float
    versions: dict[str, str] = field(default_factory=dict)
    given: dict[int, int] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)

    def forget(self, engine: str | None) -> None:
        """Drop what was measured of an engine, so that it can be measured anew."""
        self.absent.pop(engine or "", None)
        self.runs = [run for run in self.runs if run.engine != engine]
        self.comparisons = [one for one in self.comparisons if one.engine != engine]

    def run(self, engine: str, claims: int) -> Run | None:
        """How an engine went at a size; None when it was not tried."""
        for run in self.runs:
            if (run.engine, run.claims) == (engine, claims):
                return run
        return None


def describe_machine() -> dict[str, str]:
    """What the figures depend on, beside the versions of the engines."""
    processors = Path("/proc/cpuinfo")
    names = [
        line.split(":", 1)[1].strip()
        for line in (processors.read_text().splitlines() if processors.exists() else ())
        if line.startswith("model name")
    ]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "DuckDB": version("duckdb"),
    }


def write_results(results: Results, path: Path) -> None:
    """Write all results, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(results), indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def read_results(path: Path) -> Results:
    """Read what `write_results` wrote."""
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    said["given"] = {int(claims): facts for claims, facts in said["given"].items()}
    said["runs"] = [Run(**{**run, "seconds": tuple(run["seconds"])}) for run in said["runs"]]
    said["comparisons"] = [Comparison(**one) for one in said["comparisons"]]
    return Results(**said)
