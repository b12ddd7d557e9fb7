"""Commands that draw."""

from __future__ import annotations

from assbkg.cli.drawing import network

__all__ = ["network"]
