"""A target that does not end."""

from __future__ import annotations

import time
from typing import Final

SEEDS: Final = (b"harmless",)


def one_input(data: bytes) -> None:
    """Wait for ever when there is anything."""
    while data:
        time.sleep(0.01)
