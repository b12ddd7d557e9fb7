"""Write results as Markdown between the markers of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.engines import ENGINES, IN_VAIN, Engine
from benchmarks.missed import KINDS
from benchmarks.results import Comparison, Results, Run

__all__ = ["rewrite", "tell"]

_BEGIN: Final = "<!-- closure: begin; `make bench-closure` rewrites this part -->"
_END: Final = "<!-- closure: end -->"

_Cell = Callable[[Run, float], str]


def rewrite(page: Path, text: str) -> None:
    """Replace the text between the markers of a page; raise `ValueError` without them."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{page}: lacks the line {_BEGIN if not begin else _END}")
    page.write_text(f"{before}{_BEGIN}\n\n{text}\n{_END}{after}", encoding="utf-8")


def tell(results: Results, largest: Results | None, figure: Path) -> str:
    """Return all tables as Markdown, with a link to the figure."""
    parts = [
        f"![Time and memory of each reasoner over the number of claims]({figure.as_posix()})",
        _machine(results),
        "Wall-clock time in seconds, median of the runs:",
        _table(results, _seconds),
        *_processor_table(results),
        "Maximum memory in MiB:",
        _table(results, _memory),
        _largest(largest),
        "Missed facts, by the rule that was not applied; *in consequence* counts facts that follow "
        "only from other missed facts:",
        _missed(results),
        "How each one works:",
        "\n".join(f"- **{engine.name}**: {engine.works}" for engine in _shown(results)),
        "Tried without obtaining a closure:",
        "\n".join(f"- {name}: {reason}" for name, reason in IN_VAIN.items()),
    ]
    skipped = [f"- {name}: {absent}" for name, absent in sorted(results.absent.items())]
    parts += ["Not installed, hence not measured:", "\n".join(skipped)] if skipped else []
    return "\n\n".join(part for part in parts if part) + "\n"


def _machine(results: Results) -> str:
    said = results.machine
    loads = [run.load for run in results.runs]
    versions = ", ".join(
        f"{engine.package} {results.versions[engine.name]}"
        for engine in _unique_packages(_shown(results))
    )
    runs = ", ".join(
        f"{count} at {claims:,}" for claims, count in sorted(_run_counts(results).items())
    )
    return (
        f"{said['processor']}, {said['cores']} cores, {said['memory']}, {said['system']}, "
        f"Python {said['Python']}, DuckDB {said['DuckDB']}; {versions}. Runs: {runs}. The load "
        f"average of the machine before a run, including the benchmark itself, was "
        f"{min(loads):.1f} to {max(loads):.1f}."
    )


def _unique_packages(engines: Sequence[Engine]) -> Iterator[Engine]:
    yield from {engine.package: engine for engine in engines}.values()


def _run_counts(results: Results) -> dict[int, int]:
    counts: dict[int, int] = {}
    for run in results.runs:
        counts[run.claims] = max(counts.get(run.claims, 0), len(run.seconds))
    return counts


def _shown(results: Results) -> list[Engine]:
    return [engine for engine in ENGINES if engine.name not in results.absent]


def _table(results: Results, cell: _Cell) -> str:
    sizes = sorted(results.given)
    heads = [f"{claims:,} claims, {results.given[claims]:,} facts" for claims in sizes]
    lines = ["| | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(sizes)]
    for engine in _shown(results):
        runs = [results.run(engine.name, claims) for claims in sizes]
        cells = [cell(run, results.limit) if run else "" for run in runs]
        name = f"**{engine.name}**" if engine.ours else engine.name
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _processor_table(results: Results) -> list[str]:
    """Return the table of processor time, which a busy machine changes least, if measured."""
    if any(run.processor is None for run in results.runs):
        return []
    text = (
        "Processor time in seconds, minimum of the runs. Separate Java processes (Spark, and "
        "HermiT if it is killed) are not counted:"
    )
    return [text, _table(results, _processor)]


def _processor(run: Run, _: float) -> str:
    if run.outcome == "failed" or run.processor is None:
        return "failed"
    return ("> " if run.outcome == "slow" else "") + f"{run.processor:.2f}"


def _seconds(run: Run, limit: float) -> str:
    if run.outcome == "slow":
        return f"> {limit:.0f}"
    if run.outcome == "failed":
        return "failed"
    return f"{run.median:.2f}" if run.median < 9.95 else f"{run.median:.1f}"


def _memory(run: Run, _: float) -> str:
    if run.outcome == "failed":
        return "failed"
    return ("> " if run.outcome == "slow" else "") + f"{run.mebibytes:,.0f}"


def _largest(largest: Results | None) -> str:
    if largest is None:
        return ""
    (run,) = largest.runs
    if run.outcome != "done":
        return f"{run.engine} at {run.claims:,} claims: {run.outcome}, {run.message}"
    return (
        f"{run.engine} at {run.claims:,} claims, once: {run.median:.0f} s and "
        f"{run.mebibytes:,.0f} MiB for {run.facts:,} facts, given and derived."
    )


def _missed(results: Results) -> str:
    lines = [
        "| | claims | derived | missed | " + " | ".join(KINDS) + " | extra | grades and ranks |",
        "| --- |" + " ---: |" * (len(KINDS) + 4) + " --- |",
    ]
    for engine in _shown(results):
        told = _last_comparison(results, engine.name)
        if told:
            kinds = " | ".join(f"{told.kinds.get(kind, 0) or ''}" for kind in KINDS)
            lines.append(
                f"| {engine.name} | {told.claims:,} | {told.derived:,} | {told.missed:,} | {kinds} "
                f"| {told.more or ''} | {'yes' if engine.grades else 'no'} |"
            )
    return "\n".join(lines)


def _last_comparison(results: Results, engine: str) -> Comparison | None:
    told = [one for one in results.comparisons if one.engine == engine]
    return max(told, key=lambda one: one.claims, default=None)
