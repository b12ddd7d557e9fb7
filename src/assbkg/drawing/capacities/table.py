"""The table below the plot: each value with its conditions and citation, and how to read it.

If its columns don't fit side by side, each value has a paragraph instead; if no table fits,
there is a key. Lengths are in millimetres from the top left of the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from assbkg.drawing.capacities.series import Look, add_mark, joints
from assbkg.drawing.lettering import shorten_to, width_mm, wrap
from assbkg.drawing.marks import add_line, add_text
from assbkg.drawing.palette import INFERRED, INK, MUTED
from assbkg.drawing.reading import CONDITIONS, MEASURED, Capacity, tell_signs
from assbkg.drawing.sheet import SMALL, SMALL_LEADING, Note
from assbkg.drawing.web.wording import count
from assbkg.record.measurements import RESULT
from assbkg.vocabulary import NOT_REPORTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Omissions", "Table", "legend", "make_key", "make_table"]


_NAMES: Final = "system, sample"
_MARK: Final = 4.0  # the room of a mark
_NUMBER: Final = 5.0  # the room of a number
_BETWEEN: Final = 2.6  # columns
_LEAST: Final = 26.0  # the room that names need
_PADDING: Final = 0.35  # above and below a row
_TOGETHER: Final = "\u00a0"  # a space at which no line ends


@dataclass(frozen=True)
class _Words:
    x: float
    y: float
    text: str
    bold: bool
    muted: bool
    id: str


@dataclass
class Table:
    """What is in the table so far, and where it goes on.

    A `terse` one leaves out conditions that are not reported.
    """

    terse: bool = False
    words: list[_Words] = field(default_factory=list)
    marks: list[tuple[float, float, Capacity]] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    height: float = 0.0

    def add(
        self, x: float, lines: Sequence[str], id_: str, *, bold: bool = False, muted: bool = False
    ) -> float:
        """Add lines from `x` where the table goes on; return the height that they take."""
        for number, line in enumerate(lines):
            y = self.height + _PADDING + SMALL_LEADING * (number + 0.5)
            self.words.append(_Words(x, y, line, bold, muted, f"{id_}.line{number + 1}"))
        return len(lines) * SMALL_LEADING + 2 * _PADDING

    def draw(
        self, axes: Axes, looks: Mapping[str, Look], *, left: float, top: float, width: float
    ) -> None:
        """Draw the table from `left` and `top`."""
        for y in self.rules:
            add_line(axes, (left, top + y), (left + width, top + y), INFERRED, width=0.4, zorder=2)
        for number, (x, y, capacity) in enumerate(self.marks, start=1):
            look = looks[capacity.system]
            add_mark(axes, left + x, top + y, capacity, look, f"key.{number}")
        for words in self.words:
            add_text(
                axes,
                left + words.x,
                top + words.y,
                words.text,
                size=SMALL,
                bold=words.bold,
                colour=MUTED if words.muted else INK,
                gid=words.id,
            )


def _reported_conditions(capacities: Sequence[Capacity]) -> list[str]:
    """Return the conditions that are reported for at least one value."""
    return [
        name
        for number, name in enumerate(CONDITIONS)
        if any(c.conditions[number] not in ("", NOT_REPORTED) for c in capacities)
    ]


def make_table(capacities: Sequence[Capacity], width: float, *, numbered: bool) -> Table:
    """Return a table of a width; if `numbered`, with the numbers of values."""
    columns = _columns(capacities)
    natural = [_width(heading, cells) for heading, cells in columns.items()]
    before = _MARK + _NUMBER * numbered
    room = width - before - sum(natural) - _BETWEEN * len(natural)
    if room < _LEAST:
        return _paragraphs(capacities, width, numbered=numbered)
    names = _width(_NAMES, [c.name for c in capacities])
    return _side_by_side(capacities, columns, [min(room, names), *natural], before)


def _width(heading: str, cells: Sequence[str]) -> float:
    return max(width_mm(heading, SMALL, bold=True), *(width_mm(cell, SMALL) for cell in cells))


def _columns(capacities: Sequence[Capacity]) -> dict[str, list[str]]:
    """Return the columns after that of names, each with its heading and cells."""
    unit = capacities[0].unit
    roles = {"role": [c.role for c in capacities]}
    columns = {
        "kind": [c.kind for c in capacities],
        **(roles if any(c.role != RESULT for c in capacities) else {}),
        "cycle": [_shown(c.cycle) for c in capacities],
        "as written": [c.marked for c in capacities],
        f"in {unit}": [c.converted for c in capacities],
    }
    for name in _reported_conditions(capacities):
        place = CONDITIONS.index(name)
        columns[name.replace("_", " ")] = [_shown(c.conditions[place]) for c in capacities]
    columns["modality"] = [c.modality for c in capacities]
    columns["where"] = [c.citation for c in capacities]
    return columns


def _shown(condition: str) -> str:
    return condition.replace(NOT_REPORTED, "not reported") or "–"


def _side_by_side(
    capacities: Sequence[Capacity],
    columns: Mapping[str, Sequence[str]],
    widths: Sequence[float],
    before: float,
) -> Table:
    table = Table()
    lefts = [before]
    for width in widths[:-1]:
        lefts.append(lefts[-1] + width + _BETWEEN)
    for left, heading in zip(lefts, (_NAMES, *columns), strict=True):
        high = table.add(left, [heading], f"heading.{heading}", bold=True)
    table.height += high
    table.rules.append(table.height)
    last = ""
    for row, capacity in enumerate(capacities):
        name = wrap(capacity.name, SMALL, widths[0]) if capacity.name != last else ()
        last = capacity.name
        middle = table.height + _PADDING + SMALL_LEADING / 2
        table.marks.append((before - _MARK + 1.5, middle, capacity))
        if before > _MARK:
            table.add(0, [f"({row + 1})"], f"row.{row + 1}.number")
        high = max(SMALL_LEADING + 2 * _PADDING, table.add(lefts[0], name, f"row.{row + 1}.name"))
        for left, (heading, cells) in zip(lefts[1:], columns.items(), strict=True):
            muted = cells[row] in ("not reported", "–")
            table.add(left, [cells[row]], f"row.{row + 1}.{heading}", muted=muted)
        table.height += high
    table.rules.append(table.height)
    return table


def _paragraphs(capacities: Sequence[Capacity], width: float, *, numbered: bool) -> Table:
    """Return a table with a paragraph for each value under the name of its sample."""
    table = Table(terse=True, rules=[0.0], height=_PADDING)
    before = _MARK + _NUMBER * numbered
    last = ""
    for row, capacity in enumerate(capacities, start=1):
        if capacity.name != last:
            name = wrap(capacity.name, SMALL, width - before, bold=True)
            table.height += table.add(before, name, f"row.{row}.name", bold=True) - _PADDING
            last = capacity.name
        middle = table.height + _PADDING + SMALL_LEADING / 2
        table.marks.append((before - _MARK + 1.5, middle, capacity))
        if numbered:
            table.add(0, [f"({row})"], f"row.{row}.number")
        lines = wrap(_sentence(capacity), SMALL, width - before)
        table.height += table.add(before, lines, f"row.{row}.words") - _PADDING
    table.height += _PADDING
    table.rules.append(table.height)
    return table


def _sentence(capacity: Capacity) -> str:
    beside = f" = {capacity.converted} {capacity.unit}"
    named = zip(CONDITIONS, capacity.conditions, strict=True)
    parts = [
        capacity.marked + beside * (capacity.as_written != f"{capacity.converted} {capacity.unit}"),
        capacity.kind if capacity.role == RESULT else f"{capacity.role}, {capacity.kind}",
        f"cycle {_shown(capacity.cycle)}",
        *(
            f"{name.replace('_', ' ')} {value}"
            for name, value in named
            if value in capacity.reported
        ),
        f"{capacity.modality}, {capacity.citation}".replace(" ", _TOGETHER),
    ]
    return " · ".join(parts)


_BETWEEN_NAMES: Final = 4.0
_WIDEST_NAME: Final = 55.0  # a name


def make_key(capacities: Sequence[Capacity], width: float, *, places: bool) -> Table:
    """Return the systems side by side, in rows of a width; if asked for, with `places`."""
    key = Table(terse=True)
    x = 0.0
    shown: dict[str, Capacity] = {}
    for capacity in capacities:  # a system is shown filled if any of its values is
        if capacity.system not in shown or not capacity.sign:
            shown[capacity.system] = capacity
    for number, (system, capacity) in enumerate(shown.items(), start=1):
        name = shorten_to(system, SMALL, min(_WIDEST_NAME, width - _MARK))
        if places:
            name += ": " + _places(c for c in capacities if c.system == system)
        wide = _MARK + width_mm(name, SMALL)
        if x and x + wide > width:
            key.height += SMALL_LEADING + 0.6
            x = 0.0
        key.marks.append((x + 1.5, key.height + SMALL_LEADING / 2 + 0.45, capacity))
        key.add(x + _MARK, [name], f"system.{number}")
        x += wide + _BETWEEN_NAMES
    key.height += SMALL_LEADING + 0.9
    return key


def _places(capacities: Iterable[Capacity]) -> str:
    """Return the citations of values, each once, with the modality if it is not `measured`."""
    places = (
        c.citation if c.modality == MEASURED else f"{c.modality}, {c.citation}" for c in capacities
    )
    return "; ".join(dict.fromkeys(places))


@dataclass(frozen=True)
class Omissions:
    """What a figure leaves out for lack of space: why values are doubted, the table, places.

    Without a table, labels have the reported conditions. `systems` counts those not shown,
    `unlabelled` the values without a label, `bare` those whose label leaves out a kind or
    condition. If `numbered`, some labels are numbers in the table; if `terse`, conditions that
    are not reported are left out.
    """

    reasons: bool = False
    table: bool = False
    places: bool = False
    systems: int = 0
    unlabelled: int = 0
    bare: int = 0
    numbered: bool = False
    terse: bool = True


def legend(shown: Sequence[Capacity], others: Sequence[Capacity], left: Omissions) -> list[Note]:
    """Return the notes below a plot of `shown`; `others` are in other units."""
    omissions = _omissions(shown, others, left)
    notes = [Note("omissions", omissions, urgent=True)] if omissions else []
    notes.append(Note("reading", ". ".join([*_reading(shown, left), *_missing(shown, left)]) + "."))
    if not left.reasons:
        notes += [Note(f"reason.{n}", text) for n, text in enumerate(_reasons(shown), start=1)]
    return notes


def _omissions(shown: Sequence[Capacity], others: Sequence[Capacity], left: Omissions) -> str:
    parts = []
    if left.systems:
        parts.append(f"{count(left.systems, 'system')} with the fewest measurements")
    if left.unlabelled:
        parts.append(f"the labels of {left.unlabelled} of {count(len(shown), 'measurement')}")
    if left.table and left.bare:
        parts.append(f"the kind or conditions of {count(left.bare, 'labelled measurement')}")
    if left.places:
        parts.append("where measurements are reported and how firmly")
    if left.reasons and any(c.reasons for c in shown):
        parts.append("why measurements are doubted")
    sentences = [f"Left out for lack of space: {', '.join(parts)}."] if parts else []
    if others:
        units = ", ".join(sorted({c.unit for c in others}))
        sentences.append(
            f"Left out: {count(len(others), 'measurement')} in {units}, which need another axis."
        )
    return " ".join(sentences)


def _reading(shown: Sequence[Capacity], left: Omissions) -> Iterator[str]:
    kinds = any(c.short_kind for c in shown)
    reported = [*["kind of capacity"] * kinds, *["conditions"] * left.table]
    brackets = f", with {' and '.join(reported)} in brackets where reported" if reported else ""
    number = "; a number in brackets refers to the table" if left.numbered else ""
    yield f"Values as written{brackets}{number}"
    found = list(joints(shown))
    if found:
        dashed = ", dashed where the kinds differ" if not all(j.alike for j in found) else ""
        yield (
            "A line joins values of one sample and study under the same reported "
            f"conditions{dashed}"
        )
    if len({c.of for c in shown}) > len({c.system for c in shown}):
        yield "Samples of a system are never joined"
    if signs := tell_signs(c.status for c in shown):
        yield f"Hollow marks: {signs}, and not joined"
    if left.table and not left.places:
        yield "Values are measured results unless stated otherwise"
    if not left.places:
        yield "§ and s.: section and sentence of the source; [n]: its reference n"


def _missing(shown: Sequence[Capacity], left: Omissions) -> Iterator[str]:
    reported = _reported_conditions(shown)
    missing = [
        name.replace("_", " ")
        for place, name in enumerate(CONDITIONS)
        if name not in reported and any(c.conditions[place] for c in shown)
    ]
    if missing:
        yield f"Not reported for any of these measurements: {', '.join(missing)}"
    silent = left.table and (left.bare or left.unlabelled)
    if reported and left.terse and not silent:
        named = " or ".join(name.replace("_", " ") for name in reported)
        yield f"Where no {named} stands, none is reported"


def _reasons(shown: Sequence[Capacity]) -> Iterator[str]:
    """Yield why values are doubted: each reason once, with the names of all values concerned."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for capacity in shown:
        for reason in capacity.reasons:
            name = f"{capacity.name} at {capacity.written}"
            names[capacity.sign, reason].append(name)
    for (sign, reason), of in names.items():
        yield f"{sign} {'; '.join(dict.fromkeys(of))}: {reason}"
