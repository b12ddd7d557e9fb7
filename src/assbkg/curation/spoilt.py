"""Refuse text that a spreadsheet or a wrong encoding has spoilt: error values, dates, mojibake."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["require_unspoilt"]

#: An error value alone in a cell, in any language: capitals and a mark at the end.
_ERROR: Final = re.compile(r"#[¡¿]?[^\W\d_a-z][^\W_a-z/]*(?:[ _/.][^\W_a-z]*)*[!?]")
#: Error values without a mark, those of LibreOffice, and the filling of too narrow a column.
_UNMARKED: Final = re.compile(
    r"#(?:N/A(?: N/A| N\.A\.)?|NV|N/D|N/T|N/B|I/T|N\.D\.|ND|NA|Н/Д|YOK|BRAK|SAKNAS!?|HIÁNYZIK"
    r"|NEDOSTUPNÝ|N/TILGJ|GETTING_DATA|ERROR|NULL)|(?:Err|Fehler|Erreur):[0-9]{3}|#{2,}",
    re.IGNORECASE,
)
#: English error values are found inside longer cells too.
_INSIDE: Final = re.compile(
    r"#(?:N/A(?!\w)|(?:REF|VALUE|DIV/0|NULL|NUM|SPILL|CALC|FIELD|BUSY|BLOCKED|CONNECT)!|NAME\?)"
)

_MONTHS: Final = (
    "jan(?:uary|v|uar)?|feb(?:ruary|ruar)?|févr?|mar(?:ch|s)?|mär(?:z)?|mrz|apr(?:il)?|avr|may|mai"
    "|june?|juni|juin|july?|juli|juil|aug(?:ust)?|août|sept?(?:ember)?|o[ck]t(?:ober)?"
    "|nov(?:ember)?|de[cz](?:ember)?|déc"
)
_DATE: Final = re.compile(
    rf"\d{{1,2}}(?:\.\s?|[- /])(?:{_MONTHS})\.?(?:[- /.]\d{{2}}(?:\d{{2}})?)?"
    rf"|(?:{_MONTHS})[-/.]\d{{1,4}}"
    r"|(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4})[ T]0?0:00(?::00(?:\.0+)?)?(?: AM)?"
    r"|(?:12/3[01]/1899|1/0/1900|0[01]/0?[01]/1900|1899-12-3[01]|1900-01-0[01])",
    re.IGNORECASE | re.ASCII,
)
_LONGEST_DATE: Final = 30

#: The encodings in which the bytes of UTF-8 are most often misread. Only the first bytes of
#: Latin 1, Greek, punctuation and pictures count: `Å–` and `ß“` are what people write.
_ENCODINGS: Final = ("cp1252", "mac_roman")


def _followers(encoding: str) -> str:
    found = bytes(range(0x80, 0xC0)).decode(encoding, errors="ignore")
    latin_1 = "".join(map(chr, range(0x80, 0xA0))) if encoding == "cp1252" else ""
    return f"[{re.escape(found + latin_1)}]"


def _run(encoding: str) -> str:
    follower = _followers(encoding)
    two, three, four = (
        re.escape(bytes(first).decode(encoding))
        for first in (b"\xc2\xc3\xce\xcf", b"\xe2", b"\xf0")
    )
    return f"[{two}]{follower}|{three}{follower}{{2}}|{four}{follower}{{3}}"


_MOJIBAKE: Final = {name: re.compile(_run(name)) for name in _ENCODINGS}


def require_unspoilt(cell: str) -> None:
    """Raise `ValueError` for a cell that a spreadsheet or a wrong encoding has spoilt.

    It shows what is wrong and what to write. A word in capitals between `#` and `!` or `?`
    counts as an error value, whatever the language.
    """
    if "#" in cell or cell[-4:-3] == ":":
        _refuse_errors(cell)
    if len(cell) <= _LONGEST_DATE and _DATE.fullmatch(cell):
        raise ValueError(
            f"{cell!r} is a date that a spreadsheet made from text; write what the paper has, "
            "as in '1-2', in a column that is formatted as text"
        )
    if not cell.isascii():
        _refuse_mojibake(cell)


def _refuse_errors(cell: str) -> None:
    found = _ERROR.fullmatch(cell) or _UNMARKED.fullmatch(cell) or _INSIDE.search(cell)
    if found:
        raise ValueError(
            f"{found[0]!r} is an error value of a spreadsheet; "
            "write what the cell held before, or what the formula should give"
        )


def _refuse_mojibake(cell: str) -> None:
    for encoding, pattern in _MOJIBAKE.items():
        found = pattern.search(cell)
        if found is None:
            continue
        try:
            meant = _as_bytes(found[0], encoding).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        name = unicodedata.name(meant, "")
        raise ValueError(
            f"{found[0]!r} is {meant!r}{f' ({name.lower()})' if name else ''} read in a wrong "
            f"encoding; write {meant!r}, and open and save the table as UTF-8"
        )


def _as_bytes(text: str, encoding: str) -> bytes:
    """Return the bytes that an encoding decodes to this text; gaps in Windows-1252 are Latin-1."""
    return b"".join(
        character.encode("latin-1") if character < "\xa0" else character.encode(encoding)
        for character in text
    )
