"""A target that takes more memory than it may."""

from __future__ import annotations

import time
from typing import Final

SEEDS: Final = (b"harmless",)

_MEGABYTES: Final = 2_300


def one_input(data: bytes) -> None:
    """Hold on to a lot of memory when there is anything."""
    if data:
        held = bytearray(b"x") * (_MEGABYTES << 20)
        time.sleep(3)
        del held
