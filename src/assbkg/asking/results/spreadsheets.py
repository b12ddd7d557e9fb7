"""Answers that a spreadsheet shows and does not reckon with.

A spreadsheet takes a cell that begins with =, +, - or @ for a formula, and a formula can send
what stands beside it to another server. An apostrophe before it makes it text.
"""

from __future__ import annotations

import json
import re
from typing import Final

__all__ = ["defuse_answer", "defused"]

#: What begins a formula, in letters of full width too; white space before it may be dropped.
_FORMULA: Final = re.compile(r"[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_KINDS: Final = ("literal", "typed-literal")


def defused(text: str) -> str:
    """Return the text of a cell, with an apostrophe before what would be a formula.

    Numbers stay numbers.

    >>> defused("=HYPERLINK(1)"), defused("-12.5"), defused("SiNPs@MXenes")
    ("'=HYPERLINK(1)", '-12.5', 'SiNPs@MXenes')
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def defuse_answer(data: bytes) -> bytes:
    """Return SPARQL Results JSON whose literals are `defused`; CSV and TSV of it are harmless."""
    answer = json.loads(data)
    for row in answer.get("results", {}).get("bindings", ()):
        for term in row.values():
            if term["type"] in _KINDS:
                term["value"] = defused(term["value"])
    return json.dumps(answer, ensure_ascii=False).encode()
