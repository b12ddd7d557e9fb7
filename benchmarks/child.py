"""One reasoner, once, in a process of its own: `python -m benchmarks.child PLACE FORMS OUT`.

Prints how many facts it has in the end. With `--facts FILE` it lists them too, a line each,
for a comparison: such a run is not timed.
"""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from benchmarks.closed_facts import Closed
from benchmarks.forms import Forms

__all__ = ["main"]


def main() -> None:
    """Run the reasoner that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("place")
    parser.add_argument("forms", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--facts", type=Path)
    asked = parser.parse_args()
    module, name = asked.place.split(":")
    closed: Closed = getattr(importlib.import_module(module), name)(Forms(asked.forms), asked.out)
    print(closed.count)
    if asked.facts:
        with asked.facts.open("w", encoding="utf-8") as handle:
            handle.writelines("\t".join(fact) + "\n" for fact in closed.facts())


if __name__ == "__main__":
    main()
