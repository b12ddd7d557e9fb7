"""`python -m tests.fuzzing NAME`: fuzz a target, and keep the inputs that reach new code."""

from __future__ import annotations

import argparse
import sys

from tests.fuzzing.running import fuzz, keep
from tests.fuzzing.targets import names


def main() -> int:
    """Fuzz a target, print the fault if there is one, and else keep what reaches new code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing")
    parser.add_argument("name", choices=names(), help="the target")
    parser.add_argument("--seconds", type=int, default=60, help="how long (default: 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default: 1)")
    asked = parser.parse_args()
    outcome = fuzz(asked.name, asked.seconds, asked.seed)
    print(f"{asked.name}: {outcome.executions} executions")
    if outcome.fault:
        print(outcome.fault)
        return 1
    print(f"{asked.name}: {keep(asked.name, outcome.interesting)} inputs kept")
    return 0


if __name__ == "__main__":
    sys.exit(main())
