"""SHACL: whether the quads of the tables have the shape that queries rely on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assbkg.confined import Bounds, run_confined
from assbkg.errors import BuildError, UnreadableFile
from assbkg.files import MIB, read_text
from assbkg.graph.serialise import n_triples
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = ["ShapeViolation", "check_shapes"]

#: What the validator may take: a base, and more for each byte of the data; it needs half.
_MOST_BYTES: Final = 4 * MIB
_MEMORY_BYTES: Final = 2048 * MIB
_MEMORY_A_BYTE: Final = 16
_SECONDS: Final = 30.0
_BYTES_A_SECOND: Final = 1_000_000


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

    Classes are taken as the quads give them, so subclass links belong to the quads. Raises
    `BuildError` for what is no shapes graph, and `Confined` for shapes that take too long.
    """
    data = n_triples(quads)
    try:
        found = run_confined(
            "assbkg.graph.validating:violations",
            data,
            read_text(shapes, _MOST_BYTES),
            returns=list,
            bounds=Bounds(
                _SECONDS + len(data) / _BYTES_A_SECOND, _MEMORY_BYTES + _MEMORY_A_BYTE * len(data)
            ),
            about=shapes,
        )
    except UnreadableFile as error:
        raise BuildError(str(error)) from error
    except BuildError as error:
        raise BuildError(f"{shapes}: {error}") from error
    return tuple(
        sorted(
            ShapeViolation(shorten(node.strip("<>")), shorten(path.strip("<>")), message)
            for node, path, message in found
        )
    )
