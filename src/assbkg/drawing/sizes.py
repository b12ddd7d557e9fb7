"""The sizes of figures: over one column of a journal's page, over both, or on a slide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assbkg.errors import DrawingError
from assbkg.nearest import nearest

__all__ = ["SIZES", "Size", "size_of"]

_PDF: Final = 5000.0  # readers show pages up to 200 inches
_ROUNDING: Final = 1e-6


@dataclass(frozen=True)
class Size:
    """What a figure is laid out on, in millimetres, and how often that is enlarged at the end.

    `tallest` is the height that fits. A figure that can't be brought down to it may grow,
    unless `fixed`.
    """

    width: float
    tallest: float
    enlarged: float = 1.0
    fixed: bool = False

    def require_room(self, height: float, what: str) -> None:
        """Raise `DrawingError` when a figure of `what` is too tall for the size or for a PDF."""
        limit = self.tallest + _ROUNDING if self.fixed else _PDF
        if height > limit:
            raise DrawingError(
                f"a figure of {what} would be {height:,.0f} mm tall, of which {limit:,.0f} mm fit; "
                "show less, or take a size that may grow"
            )


#: Journals set columns of 85 to 90 mm and pages of 180 to 190 mm by about 247 mm. A slide is
#: laid out like a page over both columns, so that its letters come out at 12 points.
SIZES: Final[Mapping[str, Size]] = {
    "single": Size(89.0, 247.0),
    "double": Size(183.0, 247.0),
    "slide": Size(183.0, 102.9, enlarged=338.7 / 183.0, fixed=True),
}


def size_of(name: str) -> Size:
    """One of `SIZES`. Raises `DrawingError` for any other name."""
    if name not in SIZES:
        meant = nearest(name, SIZES) or tuple(SIZES)
        raise DrawingError(f"no figure is {name!r} wide; there is {', '.join(meant)}")
    return SIZES[name]
