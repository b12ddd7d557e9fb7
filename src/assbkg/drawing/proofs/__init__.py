"""The proof of a link as a figure, or what a link that does not hold would follow from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.asking.conditions import Conditions
from assbkg.asking.explaining import Explanation, Step
from assbkg.asking.telling import CUT, contested_lines
from assbkg.drawing.lettering import require_glyphs, wrap
from assbkg.drawing.marks import add_text
from assbkg.drawing.palette import INK, MUTED
from assbkg.drawing.proofs.layout import (
    BETWEEN,
    LETTERS,
    MARGIN,
    REASON,
    Frame,
    Row,
    add_row,
    bottom,
    lay_out,
    leading,
    legend,
    source_name,
)
from assbkg.drawing.rendering import render, write_figure
from assbkg.drawing.sheet import (
    PDF,
    SIZES,
    Size,
    add_entries,
    blank,
    entries_height,
    first_that_fits,
)
from assbkg.drawing.web.wording import count
from assbkg.errors import DrawingError
from assbkg.record.claims import Claim

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
__all__ = ["compose_proof", "draw_proof", "render_proof"]


@dataclass(frozen=True)
class _Detail:
    """What a figure shows: statements of claims, links down to a depth, a number of ways."""

    statements: bool = True
    depth: int | None = None
    ways: int | None = None


def _details(answer: Explanation | Conditions) -> Iterator[_Detail]:
    """Yield ever less: fewer ways, with and without statements, then fewer links of one way."""
    ways = len(answer.found) if isinstance(answer, Conditions) else 1
    for some in range(max(ways, 1), 0, -1):
        yield _Detail(ways=some)
        yield _Detail(ways=some, statements=False)
    deepest = max((_depth(proof) for proof in _proofs(answer)), default=0)
    for depth in range(deepest - 1, -1, -1):
        yield _Detail(ways=1, statements=False, depth=depth)


def _omissions(answer: Explanation | Conditions, detail: _Detail, rows: int) -> str:
    """Return what a figure with some rows leaves out for lack of space; empty if nothing."""
    parts = []
    shown = _proofs(answer)[: detail.ways]
    if rows and len(shown) < len(_proofs(answer)):
        parts.append(count(len(_proofs(answer)) - len(shown), "other way"))
    links = sum(1 for proof in shown for _ in _steps(proof)) - rows
    if links > 0 and rows:
        parts.append(f"{count(links, 'link')} below those shown")
    if not detail.statements:
        parts.append("what the claims say")
    return f"Left out for lack of space: {'; '.join(parts)}." if parts else ""


def _depth(step: Step) -> int:
    return max((1 + _depth(premise) for premise in step.premises), default=0)


def _proofs(answer: Explanation | Conditions) -> list[Step]:
    """Return the proofs to show."""
    return [answer.proof] if isinstance(answer, Explanation) else [c.proof for c in answer.found]


def _steps(step: Step) -> Iterator[Step]:
    """Yield a link and all below it."""
    yield step
    for premise in step.premises:
        yield from _steps(premise)


_GAP: Final = 3.0  # between one proof and what comes next
_BREAK: Final = 1.0  # between words that belong together


@dataclass(frozen=True)
class _Line:
    """A line of text outside of boxes, its middle at `y`."""

    id: str
    y: float
    text: str
    size: float
    bold: bool
    colour: str

    def add(self, axes: Axes) -> None:
        """Set the line."""
        add_text(
            axes,
            MARGIN,
            self.y,
            self.text,
            size=self.size,
            bold=self.bold,
            colour=self.colour,
            gid=self.id,
        )


@dataclass
class _Sheet:
    """What is on a figure so far; `top` is where it goes on, `legend` where the legend begins."""

    frame: Frame
    detail: _Detail
    rows: list[Row] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)
    legend: float = 0.0
    top: float = MARGIN

    @property
    def height(self) -> float:
        """How tall the figure is."""
        return self.top + MARGIN

    @property
    def grades(self) -> set[str]:
        """The grades that the figure shows."""
        return {row.step.grade for row in self.rows if row.leaf or row.heading}

    def add_proof(self, proof: Step, id_: str, more: tuple[str, ...] = ()) -> None:
        """Add a proof."""
        rows = lay_out(
            proof,
            self.top,
            id_,
            more,
            frame=self.frame,
            statements=self.detail.statements,
            depth=self.detail.depth,
        )
        self.rows += rows
        self.top = bottom(rows) + _GAP

    def add_text(
        self, id_: str, text: str, size: float, *, bold: bool = False, colour: str = INK
    ) -> None:
        """Add words, as wide as the figure."""
        for number, line in enumerate(
            wrap(text, size, self.frame.right - MARGIN, bold=bold), start=1
        ):
            y = self.top + leading(size) / 2
            self.lines.append(_Line(f"{id_}.line{number}", y, line, size, bold, colour))
            self.top += leading(size)

    def add_conditions(self, conditions: Conditions) -> None:
        """Add the ways in which a link would follow, one below the other."""
        link = f"It does not hold that {conditions.link}"
        outcome = conditions.outcome[0].upper() + conditions.outcome[1:]
        self.add_text("title", link, LETTERS["goal"], bold=True)
        for number, line in enumerate(contested_lines(conditions.contested), start=1):
            self.add_text(f"contested.{number}", line, REASON, colour=MUTED)
        self.top += _BREAK
        self.add_text("outcome", outcome, LETTERS["link"])
        if conditions.cut:
            self.add_text("cut", CUT, REASON, colour=MUTED)
        self.top += _GAP
        found = () if conditions.itself else conditions.found[: self.detail.ways]
        for number, condition in enumerate(found, start=1):
            words = f"{number}. {condition.words}"
            self.add_text(f"condition.{number}", words, LETTERS["link"], bold=True)
            self.add_text(f"standing.{number}", condition.standing, REASON, colour=MUTED)
            self.top += _BREAK
            self.add_proof(condition.proof, str(number))


def _make_sheet(answer: Explanation | Conditions, size: Size) -> _Sheet:
    """Lay out all that a figure shows or, if its height is fixed, as much as fits.

    Raises `DrawingError` when a label has a character that the font lacks, or not even the
    link itself fits.
    """
    require_glyphs(_texts(answer))
    ways = _details(answer) if size.fixed else [_Detail()]
    sheets = (_filled(answer, size, detail) for detail in ways)
    sheet = first_that_fits(sheets, lambda sheet: sheet.height <= size.tallest)
    if sheet.height <= size.tallest or not size.fixed:
        return sheet
    raise DrawingError(
        f"even the link alone does not fit {size.tallest:g} mm; draw it in a size that may grow"
    )


def _filled(answer: Explanation | Conditions, size: Size, detail: _Detail) -> _Sheet:
    sources = sorted({c.source for proof in _proofs(answer) for c in _claims(proof)})
    sheet = _Sheet(Frame(size.width), detail)
    if isinstance(answer, Explanation):
        sheet.add_proof(answer.proof, "1", tuple(_standing(answer)))
    else:
        sheet.add_conditions(answer)
    if sheet.rows:
        sheet.legend = sheet.top
        sheet.top += entries_height(
            legend(sheet.grades), sheet.frame.right - MARGIN, between=BETWEEN
        )
    if sources:
        sheet.add_text("places", _places(sources), REASON, colour=MUTED)
    if left_out := _omissions(answer, detail, len(sheet.rows)):
        sheet.add_text("omissions", left_out, REASON, bold=True)
    return sheet


def _claims(proof: Step) -> Iterator[Claim]:
    for step in _steps(proof):
        yield from step.claims


def _texts(answer: Explanation | Conditions) -> Iterator[str]:
    """Yield all words that come from the graph."""
    if isinstance(answer, Conditions):
        yield answer.link
        yield from (condition.words for condition in answer.found)
        yield from contested_lines(answer.contested)
    for proof in _proofs(answer):
        for step in _steps(proof):
            yield from (step.sentence, step.axiom)
        for claim in _claims(proof):
            yield from (claim.statement, claim.place, source_name(claim.source))


def _standing(answer: Explanation) -> Iterator[str]:
    yield f"grade: {answer.grade}"
    yield answer.weight
    if answer.otherwise:
        yield f"without contested claims: {answer.otherwise}"


def _places(sources: list[str]) -> str:
    """Return how to read citations."""
    named = source_name(sources[0]) if len(sources) == 1 else "the paper that is named"
    return f"§ and s.: section and sentence of {named}; in brackets: number in its references"


def draw_proof(
    answer: Explanation | Conditions, path: Path, *, size: Size = SIZES["double"]
) -> None:
    """Draw why a link holds, or would, into an .svg, .pdf or .png file.

    Raises `DrawingError` as `compose_proof` does, for another ending, and when the file
    can't be written.
    """
    write_figure(path, lambda: compose_proof(answer, size), _title(answer), enlarged=size.enlarged)


def render_proof(answer: Explanation | Conditions, form: str) -> bytes:
    """Return the figure as bytes in a form that `rendering.render` takes; the same in every run."""
    return render(lambda: compose_proof(answer), form, _title(answer))


def _title(answer: Explanation | Conditions) -> str:
    return answer.proof.sentence if isinstance(answer, Explanation) else answer.link


def compose_proof(answer: Explanation | Conditions, size: Size = SIZES["double"]) -> Figure:
    """Lay out a figure on a size: as tall as needed, or with as much as fits a fixed one.

    Raises `DrawingError` when a label has a character that the font lacks, not even the link
    itself fits, or the page would be taller than PDF readers show.
    """
    sheet = _make_sheet(answer, size)
    height = sheet.height
    if height > PDF:
        raise DrawingError(
            f"{len(sheet.rows)} links make a page {height / 1000:.1f} m tall, and PDF readers "
            "show 5 m; print it as text instead"
        )
    figure, axes = blank(size.width, height)
    for row in sheet.rows:
        add_row(axes, row)
    for line in sheet.lines:
        line.add(axes)
    if sheet.rows:
        add_entries(
            axes,
            legend(sheet.grades),
            left=MARGIN,
            top=sheet.legend,
            width=sheet.frame.right - MARGIN,
            between=BETWEEN,
        )
    return figure
