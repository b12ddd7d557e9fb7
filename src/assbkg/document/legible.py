"""Characters that a form of the report can't show, written as their code: `[U+7845]`.

A character without a glyph would come out as a box or as another character, a control
character makes HTML, DOCX and PDF invalid, and an invisible one becomes part of its
neighbour in the text of a PDF.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from itertools import groupby
from typing import Final

__all__ = ["clusters", "code_of", "is_sound", "legible", "named", "sound"]

#: The most codes that a text shows; it gives the number of the others.
_MOST_CODES: Final = 24
#: The most marks that stand on one letter.
_MOST_MARKS: Final = 4
_SPACE: Final = re.compile(r"[\t\n\x0b\f\r\x85\u2028\u2029]+")
#: A letter with its marks, or marks without a letter.
_CLUSTERED: Final = ("Mn", "Mc", "Me")
#: Categories of what is not to be seen: control, format, surrogate, private, not assigned.
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Co", "Cn")


#: What neither XML nor HTML can hold: controls, surrogates, and what is no character.
_UNSOUND: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
    + "]"
)
#: Marks that are invisible: joiners, selectors of variants, fillers.
_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


def code_of(character: str) -> str:
    """The code of a character in brackets.

    >>> code_of("硅")
    '[U+7845]'
    """
    return f"[U+{ord(character):04X}]"


def is_sound(character: str) -> bool:
    """Whether XML and HTML can hold a character."""
    return not _UNSOUND.match(character)


def sound(text: str) -> str:
    r"""A text with codes for what XML and HTML can't hold; lines stay.

    >>> sound("a\x00b")
    'a[U+0000]b'
    """
    if text.isprintable():
        return text
    return "".join(one if is_sound(one) else code_of(one) for one in text)


def legible(
    text: str,
    fonts: tuple[Container[int], ...] | None = None,
    found: dict[str, str] | None = None,
) -> str:
    r"""A text with codes for what can't be shown, on one line.

    With `fonts`, the code points of each, that is what none of them has, all that is
    invisible, and marks that stand on no letter or on one of another font; without, only
    what XML can't hold. Adds each character shown by code to `found`, with its first text.

    >>> legible("a\x07b"), legible("Si/硅", (range(32, 127),))
    ('a[U+0007]b', 'Si/[U+7845]')
    """
    shown = _SPACE.sub(" ", text)
    if shown.isascii() and shown.isprintable():
        return shown
    told: list[tuple[bool, str]] = []
    for cluster in clusters(shown) if fonts is not None else shown:
        told += _told(cluster, fonts)
    if found is not None:
        for coded, character in told:
            if coded:
                found.setdefault(character, text)
    return "".join(_joined(told))


def _told(cluster: str, fonts: tuple[Container[int], ...] | None) -> Iterator[tuple[bool, str]]:
    """The characters of a cluster, and whether each is shown by code."""
    if fonts is None:
        yield from ((not is_sound(character), character) for character in cluster)
        return
    base, marks = cluster[0], cluster[1:]
    marked = unicodedata.category(base) in _CLUSTERED
    fitting = () if marked or _is_unseen(base) else tuple(f for f in fonts if ord(base) in f)
    yield not fitting, base
    for number, mark in enumerate(marks):
        fitting = tuple(font for font in fitting if ord(mark) in font)
        yield number >= _MOST_MARKS or not fitting or _is_unseen(mark), mark


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN or bool(_INVISIBLE.match(character))


def clusters(text: str) -> Iterator[str]:
    """Yield the letters of a text, each with the marks on it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or unicodedata.category(text[at]) not in _CLUSTERED:
            yield text[start:at]
            start = at


def _joined(told: list[tuple[bool, str]]) -> Iterator[str]:
    """The characters or codes, with a number in place of many codes."""
    left = _MOST_CODES
    for coded, run in groupby(told, key=lambda one: one[0]):
        characters = [character for _, character in run]
        if not coded:
            yield "".join(characters)
            continue
        yield "".join(map(code_of, characters[:left]))
        if len(characters) > left:
            yield f"[{len(characters) - left:,} more]"
        left = max(0, left - len(characters))


def named(found: Mapping[str, str]) -> str:
    """The characters that are shown by code, named: `U+7845 CJK UNIFIED IDEOGRAPH-7845`."""
    names = [
        f"U+{ord(one):04X} {unicodedata.name(one, 'without a name')}".lower().replace("u+", "U+")
        for one in sorted(found)
    ]
    more = f" and {len(names) - _MOST_CODES:,} more" * (len(names) > _MOST_CODES)
    return ", ".join(names[:_MOST_CODES]) + more
