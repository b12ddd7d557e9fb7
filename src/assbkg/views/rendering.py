"""Figures as bytes: the same from run to run, with text as text and fonts embedded."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["ENDINGS", "render"]

#: The endings of files that a figure can be written to.
ENDINGS: Final = (".svg", ".pdf", ".png")

_DOTS_PER_INCH: Final = 300


def render(compose: Callable[[], Figure], form: str, title: str) -> bytes:
    """Make a figure and put it into a form: an ending of `ENDINGS`, with or without dot.

    The same figure gives the same bytes with one version of matplotlib.
    """
    import matplotlib as mpl

    form = form.lower().removeprefix(".")
    metadata = {
        "svg": {"Title": title, "Creator": "assbkg", "Date": None},
        "pdf": {"Title": title, "Creator": "assbkg", "Producer": "assbkg", "CreationDate": None},
        "png": {"Title": title, "Software": "assbkg"},
    }[form]
    with mpl.rc_context():
        mpl.rcdefaults()  # a reader's own style must not change the figure
        mpl.rcParams.update(
            {
                "path.simplify": False,
                "pdf.fonttype": 42,
                "svg.fonttype": "none",
                "svg.hashsalt": "assbkg",
            }
        )
        data = io.BytesIO()
        compose().savefig(data, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    return data.getvalue()
