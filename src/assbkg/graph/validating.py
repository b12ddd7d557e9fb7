"""SHACL in native code, which hostile shapes can break: only ever called in a process of its own.

What the validator needs is imported here at the top, before that process gives up files.
"""

from __future__ import annotations

import shifty

from assbkg.errors import BuildError

__all__ = ["violations"]


def violations(data: bytes, shapes: str) -> list[tuple[str, str, str]]:
    """Hold N-Triples against shapes in Turtle; gives node, path and message of each violation.

    Raises `BuildError` for what is no shapes graph.
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
