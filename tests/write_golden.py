"""Write the golden answers anew: `make golden`. Look at the difference before you commit."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tests import review

import assbkg

GOLDEN = Path(__file__).parent / "golden"


def main() -> None:
    # Imported here: what asks of the shipped tables finds the review alone.
    from tests.json_keys import collect

    graph = assbkg.open()
    for old in GOLDEN.glob("*.csv"):
        old.unlink()
    cases = tomllib.loads((GOLDEN / "cases.toml").read_text(encoding="utf-8"))["case"]
    asked: list[tuple[str, str, dict[str, str]]] = [
        (name, name, {}) for name, q in graph.library.queries.items() if q.topic != "quality"
    ]
    asked += [(case["file"], case["query"], case["parameters"]) for case in cases]
    for file, name, parameters in asked:
        answer = graph.query(name, **parameters).write("csv")
        (GOLDEN / f"{file}.csv").write_text(answer, encoding="utf-8", newline="")
    (GOLDEN / "json").mkdir(exist_ok=True)
    for file, keys in collect():
        (GOLDEN / "json" / f"{file}.txt").write_text(keys, encoding="utf-8", newline="")


if __name__ == "__main__":
    with review.alone():
        main()
