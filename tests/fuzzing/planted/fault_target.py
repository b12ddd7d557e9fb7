"""A target that raises for inputs that a fuzzer has to look for."""

from __future__ import annotations

from typing import Final

from assbkg.nearest import normalise

SEEDS: Final = (b"harmless",)


def one_input(data: bytes) -> None:
    """Raise for a text that begins with b once it is folded."""
    assert normalise(data.decode(errors="replace"))[:1] != "b", "the planted fault"
