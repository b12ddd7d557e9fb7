"""Answers of SELECT and ASK from the shipped graph."""

from __future__ import annotations

import assbkg
from assbkg.asking.results.result import Result

__all__ = ["select"]


def select(text: str) -> Result:
    """Answer a query that gives rows."""
    answer = assbkg.open().sparql(text)
    assert isinstance(answer, Result)
    return answer
