"""SHACL: whether the quads of the tables have the shape that queries rely on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assbkg.errors import BuildError
from assbkg.graph.serialise import n_triples
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = ["ShapeViolation", "check_shapes"]


@dataclass(frozen=True, order=True)
class ShapeViolation:
    """A node that breaks a shape, with the property and the reason."""

    node: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.node} {self.path}: {self.message}"


def check_shapes(quads: Iterable[Quad], shapes: Path) -> tuple[ShapeViolation, ...]:
    """Hold quads, all graphs together, against the shapes of a Turtle file.

    Classes are taken as the quads give them, so subclass links belong to the quads.
    """
    import shifty

    data = n_triples(quads)
    try:
        result = shifty.validate_algebra(data.decode(), shapes.read_text(encoding="utf-8"))
    except OSError as error:
        raise BuildError(f"{shapes}: can't be read: {error.strerror}") from error
    except ValueError as error:
        raise BuildError(f"{shapes}: {error}") from error
    return tuple(
        sorted(
            ShapeViolation(
                shorten(violation.focus_node.strip("<>")),
                shorten((reason.path or "").strip("<>")),
                reason.author_message or reason.message,
            )
            for violation in result.violations
            for reason in violation.reasons
        )
    )
