"""Proofs as figures."""

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
    """How much is shown: what claims say, links down to a depth, so many ways for a link."""

    statements: bool = True
    depth: int | None = None
    ways: int | None = None


def _details(said: Explanation | Conditions) -> Iterator[_Detail]:
    """Ever less: fewer ways, each also without what claims say, then fewer links of one way."""
    ways = len(said.found) if isinstance(said, Conditions) else 1
    for some in range(max(ways, 1), 0, -1):
        yield _Detail(ways=some)
        yield _Detail(ways=some, statements=False)
    deepest = max((_depth(proof) for proof in _proofs(said)), default=0)
    for depth in range(deepest - 1, -1, -1):
        yield _Detail(ways=1, statements=False, depth=depth)


def _omissions(said: Explanation | Conditions, detail: _Detail, rows: int) -> str:
    """What a figure with this many rows leaves out for lack of space; empty when nothing."""
    parts = []
    shown = _proofs(said)[: detail.ways]
    if rows and len(shown) < len(_proofs(said)):
        parts.append(count(len(_proofs(said)) - len(shown), "other way"))
    links = sum(1 for proof in shown for _ in _steps(proof)) - rows
    if links > 0 and rows:
        parts.append(f"{count(links, 'link')} below those shown")
    if not detail.statements:
        parts.append("what the claims say")
    return f"Left out for lack of space: {'; '.join(parts)}." if parts else ""


def _depth(step: Step) -> int:
    return max((1 + _depth(premise) for premise in step.premises), default=0)


def _proofs(said: Explanation | Conditions) -> list[Step]:
    """The proofs that there are to show."""
    return [said.proof] if isinstance(said, Explanation) else [c.proof for c in said.found]


def _steps(step: Step) -> Iterator[Step]:
    """A link and all below it."""
    yield step
    for premise in step.premises:
        yield from _steps(premise)


_GAP: Final = 3.0  # between one proof and what comes next
_BREAK: Final = 1.0  # between words that belong together


@dataclass(frozen=True)
class _Line:
    """A line of text that stands free, its middle at `y`."""

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
    """What is on a figure so far; `top` is where it goes on, `legend` where that begins."""

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
        """Put a proof below what is there."""
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
        """Put words below what is there, as wide as the figure."""
        for number, line in enumerate(
            wrap(text, size, self.frame.right - MARGIN, bold=bold), start=1
        ):
            y = self.top + leading(size) / 2
            self.lines.append(_Line(f"{id_}.line{number}", y, line, size, bold, colour))
            self.top += leading(size)

    def add_conditions(self, conditions: Conditions) -> None:
        """Put the ways in which a link would follow one below the other."""
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


def _make_sheet(said: Explanation | Conditions, size: Size) -> _Sheet:
    """Lay out everything that a figure shows; where its height is fixed, as much as fits.

    Raises `DrawingError` when a label has a character that the font lacks, or not even the
    link alone fits.
    """
    require_glyphs(_texts(said))
    ways = _details(said) if size.fixed else [_Detail()]
    sheets = (_filled(said, size, detail) for detail in ways)
    sheet = first_that_fits(sheets, lambda sheet: sheet.height <= size.tallest)
    if sheet.height <= size.tallest or not size.fixed:
        return sheet
    raise DrawingError(
        f"even the link alone does not fit {size.tallest:g} mm; draw it in a size that may grow"
    )


def _filled(said: Explanation | Conditions, size: Size, detail: _Detail) -> _Sheet:
    sources = sorted({c.source for proof in _proofs(said) for c in _claims(proof)})
    sheet = _Sheet(Frame(size.width), detail)
    if isinstance(said, Explanation):
        sheet.add_proof(said.proof, "1", tuple(_standing(said)))
    else:
        sheet.add_conditions(said)
    if sheet.rows:
        sheet.legend = sheet.top
        sheet.top += entries_height(
            legend(sheet.grades), sheet.frame.right - MARGIN, between=BETWEEN
        )
    if sources:
        sheet.add_text("places", _places(sources), REASON, colour=MUTED)
    if left_out := _omissions(said, detail, len(sheet.rows)):
        sheet.add_text("omissions", left_out, REASON, bold=True)
    return sheet


def _claims(proof: Step) -> Iterator[Claim]:
    for step in _steps(proof):
        yield from step.claims


def _texts(said: Explanation | Conditions) -> Iterator[str]:
    """All words that come from the graph."""
    if isinstance(said, Conditions):
        yield said.link
        yield from (condition.words for condition in said.found)
        yield from contested_lines(said.contested)
    for proof in _proofs(said):
        for step in _steps(proof):
            yield from (step.sentence, step.axiom)
        for claim in _claims(proof):
            yield from (claim.statement, claim.place, source_name(claim.source))


def _standing(said: Explanation) -> Iterator[str]:
    yield f"grade: {said.grade}"
    yield said.weight
    if said.otherwise:
        yield f"without contested claims: {said.otherwise}"


def _places(sources: list[str]) -> str:
    """What the marks of places mean."""
    named = source_name(sources[0]) if len(sources) == 1 else "the paper that is named"
    return f"§ and s.: section and sentence of {named}; in brackets: number in its references"


def draw_proof(said: Explanation | Conditions, path: Path, *, size: Size = SIZES["double"]) -> None:
    """Draw why a link holds, or would, into an .svg, .pdf or .png file.

    Raises `DrawingError` as `compose_proof` does, for another ending, and when the file
    can't be written.
    """
    write_figure(path, lambda: compose_proof(said, size), _title(said), enlarged=size.enlarged)


def render_proof(said: Explanation | Conditions, form: str) -> bytes:
    """The figure over a page in a form, as `rendering.render` takes it; the same in every run."""
    return render(lambda: compose_proof(said), form, _title(said))


def _title(said: Explanation | Conditions) -> str:
    return said.proof.sentence if isinstance(said, Explanation) else said.link


def compose_proof(said: Explanation | Conditions, size: Size = SIZES["double"]) -> Figure:
    """Lay out a figure on a size: as tall as it must be, or with as much as fits a fixed one.

    Raises `DrawingError` when a label has a character that the font lacks, when not even the
    link alone fits, or the page would be taller than PDF readers show.
    """
    sheet = _make_sheet(said, size)
    height = sheet.height
    if height > PDF:
        raise DrawingError(
            f"{len(sheet.rows)} links make a page {height / 1000:.1f} m tall, and PDF readers "
            "show 5 m; tell it as text instead"
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
