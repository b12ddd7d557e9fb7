"""What a page carries inside itself: vis-network, our script and style, and the leave to run."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Final

from assbkg.drawing.palette import COLOURS, CONTESTED, FAMILY, INFERRED, TINT, tint
from assbkg.errors import DrawingError

__all__ = ["TEMPLATES", "content_hash", "library", "part", "policy", "style"]

TEMPLATES: Final = Path(__file__).parent / "templates"


def part(name: str) -> str:
    """The text of a file that stands beside the template."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def library() -> str:
    """vis-network, as pyvis brings it, with its licence at the head.

    Raises `DrawingError` when pyvis came without it.
    """
    import pyvis

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    found = sorted(folder.glob("vis-*/vis-network.min.js"))
    if not found:
        raise DrawingError(f"{folder}: holds no vis-network; install pyvis again")
    return found[-1].read_text(encoding="utf-8")


def style(width: int, height: int) -> str:
    """Our style, with the colours of the palette and the shape of the drawing."""
    colours = "".join(
        f"--{name}:{colour};--{name}-ground:{tint(colour, TINT)};"
        for name, colour in COLOURS.items()
    )
    others = f"--inferred:{INFERRED};--family:{FAMILY};--contested:{CONTESTED}"
    shared = f":root{{{colours}{others}}}\n"
    return f"{shared}#graph{{aspect-ratio:{width}/{height}}}\n" + part("network.css")


def policy(scripts: tuple[str, ...], style: str) -> str:
    """A content security policy that lets these texts run inline, and nothing else at all."""
    runs = " ".join(map(content_hash, scripts))
    return (
        f"default-src 'none'; script-src {runs}; style-src {content_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def content_hash(text: str) -> str:
    """How a policy names an inline script or style that may run."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
