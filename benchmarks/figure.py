"""Time and memory over size, both axes logarithmic, each line named at its end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.drawing.lettering import FONT
from assbkg.drawing.palette import COLOURS, INFERRED, INK, MUTED, tint
from assbkg.drawing.rendering import render
from assbkg.drawing.sheet import SIZES
from assbkg.files.replacing import write_whole
from benchmarks.engines import ENGINES, Engine
from benchmarks.naming import SIZE, End, name_ends, name_late
from benchmarks.results import Results, Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_TITLE: Final = "The closure: time and memory over the number of claims"
_HEIGHT: Final = 108.0
_MM: Final = 1 / 25.4
_GRID: Final = tint(INFERRED, 0.3)

#: Ours, in the order of `ENGINES`: a colour, and how the line goes.
_STYLES: Final = (
    (COLOURS["strategy"], "-"),
    (COLOURS["strategy"], (0, (2.2, 1.0))),
    (COLOURS["mechanism"], "-"),
    (COLOURS["benefit"], "-"),
)


@dataclass(frozen=True)
class _Panel:
    """One quantity: what it is called, how a run gives it, where its axes stand, any limit."""

    name: str
    of: Callable[[Run], float]
    left: float
    limit: float | None = None


@dataclass(frozen=True)
class _Line:
    """An engine's runs that were done, and the one that was not done in time."""

    engine: Engine
    colour: str
    dashes: object
    done: Sequence[Run]
    late: Run | None


def draw(results: Results, path: Path) -> None:
    """Draw both panels into an .svg, .pdf or .png file; the same results, the same bytes."""
    write_whole(path, render(lambda: _compose(results), path.suffix, _TITLE))


def _compose(results: Results) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(SIZES["double"].width * _MM, _HEIGHT * _MM))
    lines = _lines(results)
    time = _Panel("seconds", lambda run: run.median, 0.055, results.limit)
    memory = _Panel("MiB at most", lambda run: run.mebibytes, 0.565)
    for panel in (time, memory):
        axes = figure.add_axes((panel.left, 0.085, 0.275, 0.72))
        _dress(axes, panel, results)
        for line in lines:
            _draw_line(axes, panel, line)
        axes.set_ylim(top=panel.limit)  # after the lines, which say where it begins
        late = [line for line in lines if panel.limit and line.late]
        name_ends(axes, [_end(line, panel) for line in lines if line not in late])
        if panel.limit:
            name_late(axes, f"> {panel.limit:.0f} s", [_late_end(line) for line in late])
    return figure


def _lines(results: Results) -> list[_Line]:
    styles = iter(_STYLES)
    lines = []
    for engine in ENGINES:
        colour, dashes = next(styles) if engine.ours else (INFERRED, "-")
        runs = [run for run in results.runs if run.engine == engine.name]
        done = [run for run in runs if run.outcome == "done"]
        late = next((run for run in runs if run.outcome == "slow"), None)
        if done:
            lines.append(_Line(engine, colour, dashes, done, late))
    return lines


def _end(line: _Line, panel: _Panel) -> End:
    last = line.done[-1]
    colour = line.colour if line.engine.ours else MUTED
    return End(last.claims, panel.of(last), line.engine.name, colour)


def _late_end(line: _Line) -> End:
    assert line.late is not None
    colour = line.colour if line.engine.ours else MUTED
    return End(line.late.claims, 1.0, line.engine.name, colour)


def _draw_line(axes: Axes, panel: _Panel, line: _Line) -> None:
    ours = line.engine.ours
    xs = [float(run.claims) for run in line.done]
    ys = [panel.of(run) for run in line.done]
    axes.plot(
        xs,
        ys,
        color=line.colour,
        linestyle=line.dashes,
        linewidth=1.5 if ours else 0.8,
        marker="o",
        markersize=2.6 if ours else 1.8,
        zorder=4 if ours else 3,
    )
    if panel.limit and line.late:  # towards the limit, where it was killed
        axes.plot(
            [xs[-1], line.late.claims],
            [ys[-1], panel.limit],
            color=line.colour,
            linestyle=(0, (1, 1.5)),
            linewidth=0.8,
            zorder=2,
        )


def _dress(axes: Axes, panel: _Panel, results: Results) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullLocator

    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(min(results.given) / 1.6, max(results.given) * 1.6)
    axes.xaxis.set_major_locator(FixedLocator(sorted(results.given)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _power(value)))
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 3)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
    axes.tick_params(labelsize=SIZE, colors=INK, width=0.5, length=2, labelfontfamily=FONT)
    axes.set_xlabel("claims", size=SIZE, color=INK, family=FONT, labelpad=2)
    axes.set_ylabel(panel.name, size=SIZE, color=INK, family=FONT, labelpad=2)
    axes.grid(color=_GRID, linewidth=0.4)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_linewidth(0.5)
    if panel.limit:
        axes.axhline(panel.limit, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))


def _power(value: float) -> str:
    """A power of ten, written as one.

    >>> _power(1000)
    '10³'
    """
    return "10" + str(round(math.log10(value))).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
