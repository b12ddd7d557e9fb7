"""Time and memory over size, both axes logarithmic, each line named at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.views.figure import WIDTH
from assbkg.views.lettering import FONT
from assbkg.views.palette import COLOURS, INFERRED, INK, MUTED
from assbkg.views.rendering import render
from assbkg.views.writing import write_whole
from benchmarks.engines import ENGINES, Engine
from benchmarks.results import Results, Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw"]

_TITLE: Final = "The closure: time and memory over the number of claims"
_HEIGHT: Final = 96.0
_SIZE: Final = 6.5  # points
_MM: Final = 1 / 25.4

#: Ours, in the order of `ENGINES`: a colour, and how the line goes.
_STYLES: Final = (
    (COLOURS["strategy"], "-"),
    (COLOURS["strategy"], (0, (3, 1.2))),
    (COLOURS["mechanism"], "-"),
    (COLOURS["benefit"], "-"),
)


@dataclass(frozen=True)
class _Panel:
    """One quantity: what it is called, how a run gives it, and where its axes stand."""

    name: str
    of: Callable[[Run], float]
    left: float
    limit: float | None = None


def draw(results: Results, path: Path) -> None:
    """Draw both panels into an .svg, .pdf or .png file; the same results, the same bytes."""
    write_whole(path, render(lambda: _compose(results), path.suffix, _TITLE))


def _compose(results: Results) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH * _MM, _HEIGHT * _MM))
    panels = (
        _Panel("seconds", lambda run: run.median, 0.055, results.limit),
        _Panel("MiB at most", lambda run: run.mebibytes, 0.555),
    )
    for panel in panels:
        axes = figure.add_axes((panel.left, 0.1, 0.265, 0.86))
        _draw_panel(axes, panel, results)
    return figure


def _draw_panel(axes: Axes, panel: _Panel, results: Results) -> None:
    axes.set_xscale("log")
    axes.set_yscale("log")
    ends: list[tuple[float, float, str, str]] = []
    styles = iter(_STYLES)
    for engine in ENGINES:
        colour, line = next(styles) if engine.ours else (INFERRED, "-")
        runs = [run for run in results.runs if run.engine == engine.name]
        shown = [run for run in runs if run.outcome == "done" or _is_late(run, panel)]
        if shown:
            xs = [float(run.claims) for run in shown]
            ys = [min(panel.of(run), panel.limit or panel.of(run)) for run in shown]
            _draw_line(axes, xs, ys, colour, line, engine)
            if shown[-1].outcome == "slow":
                axes.plot(xs[-1:], ys[-1:], marker="x", color=colour, markersize=3.4, zorder=4)
            ends.append((xs[-1], ys[-1], engine.name, colour if engine.ours else MUTED))
    if panel.limit:
        axes.axhline(panel.limit, color=MUTED, linewidth=0.5, linestyle=(0, (1, 2)))
    _dress(axes, panel, results)
    _name(axes, ends)


def _is_late(run: Run, panel: _Panel) -> bool:
    """Whether a run that was killed still tells something: that it took so long at least."""
    return run.outcome == "slow" and panel.limit is not None


def _draw_line(
    axes: Axes,
    xs: Sequence[float],
    ys: Sequence[float],
    colour: str,
    line: object,
    engine: Engine,
) -> None:
    width, order = (1.6, 3) if engine.ours else (0.8, 2)
    axes.plot(
        xs,
        ys,
        color=colour,
        linestyle=line,
        linewidth=width,
        marker="o",
        markersize=2.6 if engine.ours else 1.8,
        zorder=order,
    )


def _dress(axes: Axes, panel: _Panel, results: Results) -> None:
    from matplotlib.ticker import FuncFormatter, NullLocator

    axes.set_xlim(min(results.given) / 1.5, max(results.given) * 1.5)
    axes.set_xticks(sorted(results.given))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    axes.tick_params(labelsize=_SIZE, colors=INK, width=0.5, length=2, labelfontfamily=FONT)
    axes.set_xlabel("claims", size=_SIZE, color=INK, family=FONT, labelpad=2)
    axes.set_title(panel.name, size=_SIZE + 0.5, color=INK, family=FONT, loc="left", pad=3)
    axes.grid(color="#E6E6E6", linewidth=0.4)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_linewidth(0.5)


def _name(axes: Axes, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Put names right of the axes, none over another, with a thin line from each end."""
    place = axes.transData + axes.transAxes.inverted()
    points = sorted((*place.transform((x, y)), name, colour) for x, y, name, colour in ends)
    points.sort(key=lambda point: point[1])
    step = 0.042
    heights: list[float] = []
    for point in points:
        heights.append(max(point[1], heights[-1] + step if heights else -0.02))
    over = max(0.0, heights[-1] - 1.0) if heights else 0.0
    for index in range(len(heights) - 1, -1, -1):  # pushed down where the top is full
        top = heights[index + 1] - step if index + 1 < len(heights) else heights[index] - over
        heights[index] = min(heights[index], top)
    for (x, y, name, colour), height in zip(points, heights, strict=True):
        axes.plot(
            [x, 1.03, 1.05],
            [y, height, height],
            transform=axes.transAxes,
            color=colour,
            linewidth=0.35,
            clip_on=False,
            zorder=1,
        )
        axes.text(
            1.06,
            height,
            name,
            transform=axes.transAxes,
            size=_SIZE,
            color=colour,
            family=FONT,
            va="center",
        )
