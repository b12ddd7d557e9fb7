"""Validate with SHACL in native code, which hostile shapes can crash: only in its own process.

The validator is imported at the top, before that process gives up its access to files.
"""

from __future__ import annotations

import shifty

from assbkg.errors import BuildError

__all__ = ["violations"]


def violations(data: bytes, shapes: str) -> list[tuple[str, str, str]]:
    """Validate N-Triples against shapes in Turtle; return node, path and message per violation.

    Raises `BuildError` if the shapes are no shapes graph.
    """
    try:
        result = shifty.validate_algebra(data.decode(), shapes)
    except ValueError as error:
        raise BuildError(str(error)) from error
    return [
        (violation.focus_node, reason.path or "", reason.author_message or reason.message)
        for violation in result.violations
        for reason in violation.reasons
    ]
