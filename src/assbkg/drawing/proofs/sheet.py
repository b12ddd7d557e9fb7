"""Everything that stands on a figure of proofs, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from assbkg.asking.conditions import Conditions
from assbkg.asking.explaining import Explanation, Step
from assbkg.asking.telling import CUT, contested
from assbkg.drawing.lettering import require_glyphs, wrap
from assbkg.drawing.marks import add_text
from assbkg.drawing.palette import INK, MUTED
from assbkg.drawing.proofs.detail import Detail, details, omissions, proofs, steps
from assbkg.drawing.proofs.layout import (
    MARGIN,
    REASON,
    SIZES,
    Frame,
    Row,
    bottom,
    lay_out,
    leading,
)
from assbkg.drawing.proofs.marks import legend_height
from assbkg.drawing.proofs.reasons import source_name
from assbkg.drawing.sizes import Size
from assbkg.errors import DrawingError
from assbkg.record.claims import ClaimEvidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Line", "Sheet", "make_sheet"]

_GAP: Final = 3.0  # between one proof and what comes next
_BREAK: Final = 1.0  # between words that belong together


@dataclass(frozen=True)
class Line:
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
class Sheet:
    """What is on a figure so far; `top` is where it goes on, `legend` where that begins."""

    frame: Frame
    detail: Detail
    rows: list[Row] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
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
            self.lines.append(Line(f"{id_}.line{number}", y, line, size, bold, colour))
            self.top += leading(size)

    def add_conditions(self, conditions: Conditions) -> None:
        """Put the ways in which a link would follow one below the other."""
        link = f"It does not hold that {conditions.link}"
        outcome = conditions.outcome[0].upper() + conditions.outcome[1:]
        self.add_text("title", link, SIZES["goal"], bold=True)
        for number, line in enumerate(contested(conditions.contested), start=1):
            self.add_text(f"contested.{number}", line, REASON, colour=MUTED)
        self.top += _BREAK
        self.add_text("outcome", outcome, SIZES["link"])
        if conditions.cut:
            self.add_text("cut", CUT, REASON, colour=MUTED)
        self.top += _GAP
        found = () if conditions.itself else conditions.found[: self.detail.ways]
        for number, condition in enumerate(found, start=1):
            words = f"{number}. {condition.words}"
            self.add_text(f"condition.{number}", words, SIZES["link"], bold=True)
            self.add_text(f"standing.{number}", condition.standing, REASON, colour=MUTED)
            self.top += _BREAK
            self.add_proof(condition.proof, str(number))


def make_sheet(said: Explanation | Conditions, size: Size) -> Sheet:
    """Lay out everything that a figure shows; where its height is fixed, as much as fits.

    Raises `DrawingError` when a label has a character that the font lacks, or not even the
    link alone fits.
    """
    require_glyphs(_texts(said))
    for detail in details(said) if size.fixed else [Detail()]:
        sheet = _filled(said, size, detail)
        if not size.fixed or sheet.height <= size.tallest:
            return sheet
    raise DrawingError(
        f"even the link alone does not fit {size.tallest:g} mm; draw it in a size that may grow"
    )


def _filled(said: Explanation | Conditions, size: Size, detail: Detail) -> Sheet:
    sources = sorted({c.source for proof in proofs(said) for c in _claims(proof)})
    sheet = Sheet(Frame(size.width), detail)
    if isinstance(said, Explanation):
        sheet.add_proof(said.proof, "1", tuple(_standing(said)))
    else:
        sheet.add_conditions(said)
    if sheet.rows:
        sheet.legend = sheet.top
        sheet.top += legend_height(sheet.grades, sheet.frame)
    if sources:
        sheet.add_text("places", _places(sources), REASON, colour=MUTED)
    if left_out := omissions(said, detail, len(sheet.rows)):
        sheet.add_text("omissions", left_out, REASON, bold=True)
    return sheet


def _claims(proof: Step) -> Iterator[ClaimEvidence]:
    for step in steps(proof):
        yield from step.claims


def _texts(said: Explanation | Conditions) -> Iterator[str]:
    """All words that come from the graph."""
    if isinstance(said, Conditions):
        yield said.link
        yield from (condition.words for condition in said.found)
        yield from contested(said.contested)
    for proof in proofs(said):
        for step in steps(proof):
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
