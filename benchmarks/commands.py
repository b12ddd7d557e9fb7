"""Time whole commands as a user runs them: `make bench`.

Prints, as a Markdown table, the median and range of wall time and the greatest resident
memory over several runs, beside a peer that does the same with rdflib where there is one.
Figures depend on the machine; nothing here fails because something is slow.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from assbkg.places import shipped

RUNS = 7
ASSBKG = [sys.executable, "-m", "assbkg"]
RELEASE = shipped("graphs") / "release" / "assbkg.nq"
QUERY = shipped("queries") / "measurements" / "capacities-at-cycles.rq"

#: The same named query with rdflib: load the release, bind, ask, print.
PEER = f"""
from pathlib import Path
import rdflib
import rdflib.plugins.sparql as sparql
sparql.SPARQL_LOAD_GRAPHS = False
from assbkg.vocabulary import PREFIXES
data = rdflib.Dataset(default_union=True)
data.parse({str(RELEASE)!r}, format="nquads")
text = Path({str(QUERY)!r}).read_text(encoding="utf-8")
for row in data.query(text, initNs=PREFIXES, initBindings={{
    "from": rdflib.Literal(30), "to": rdflib.Literal(200)}}):
    print(row)
"""


@dataclass(frozen=True)
class Timing:
    """Seconds of each run, in order, and the greatest memory of all runs in MiB."""

    seconds: tuple[float, ...]
    memory: float

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)

    def row(self, name: str) -> str:
        """A line of the table."""
        low, high = min(self.seconds), max(self.seconds)
        return f"| {name} | {self.median:.2f} | {low:.2f}–{high:.2f} | {self.memory:.0f} |"


def measure(command: list[str], runs: int = RUNS) -> Timing:
    """Run a command once to warm up and then `runs` times; raises when it fails."""
    seconds, memory = [], 0.0
    for number in range(runs + 1):
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")
        if number:
            seconds.append(time.perf_counter() - start)
            memory = max(memory, usage.ru_maxrss / 1024)
    return Timing(tuple(seconds), memory)


def main() -> None:
    """Measure all commands and print the table."""
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; {RUNS} runs each, after one to warm up\n")
    print("| command | median s | range s | MiB |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "release")
        commands = {
            "`assbkg --help`": [*ASSBKG, "--help"],
            "`assbkg query capacities-at-cycles`": [*ASSBKG, "query", "capacities-at-cycles"],
            "`assbkg build`": [*ASSBKG, "build", "--out", out],
            "`assbkg check`": [*ASSBKG, "check"],
            "`assbkg draw network` (SVG)": [*ASSBKG, "draw", "network", "--out", f"{folder}/n.svg"],
        }
        timings = {name: measure(command) for name, command in commands.items()}
    for name, timing in timings.items():
        print(timing.row(name))
    peer = measure([sys.executable, "-c", PEER])
    print(peer.row("the same query with rdflib"))
    ratio = peer.median / timings["`assbkg query capacities-at-cycles`"].median
    print(f"\nrdflib takes {ratio:.1f} times as long for the same query.")


if __name__ == "__main__":
    main()
