"""Super- and subscripts as characters, and repairs of what converters leave of ligatures."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from assbkg.reading.blocks import UNMAPPED

__all__ = ["join_hyphenated", "repaired", "squeezed", "subscript", "superscript", "words_of"]

_RAISED: Final = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED: Final = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
#: A list of raised numbers: there is no raised comma, and a raised dash would be a minus.
_NUMBERS: Final = re.compile(r"\s*\d+(?:\s*[,;–-]\s*\d+)+\s*|\s*\d+\s*[,;]\s*")
_AS_IT_IS: Final = re.compile(r"[\s∘°′″*†‡§¶#,;.]+")

_LIGATURES: Final = {"FB00": "ff", "FB01": "fi", "FB02": "fl", "FB03": "ffi", "FB04": "ffl"}
_LIGATURE: Final = re.compile(r"(?P<left>\w*)(?P<gap>\s?)/uni(?P<code>FB0[0-4])(?P<right>\s?\w*)")
#: How words begin that begin with a ligature.
_BEGINNINGS: Final = re.compile(
    r"(?:fi(?:rst|lm|nd|nal|nit|ne|ll|t|gur|x|eld|ber|bre|bri|ve|ft|ght|lt|le|rm|nger|nish|scal)"
    r"|fl(?:ow|at|ex|u|am|oat|ak|ash|oor|y|aw|ip))"
)
_CODE: Final = re.compile(r"/u(?:ni)?(?P<code>1?[0-9A-F]{4})(?![0-9A-Za-z])")
_GLYPH: Final = re.compile(r"GLYPH(?:<|&lt;)[^>&]{0,40}(?:>|&gt;)|\(cid:\d+\)|[\ue000-\uf8ff]")
_PRESENTED: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_PRESENTATION: Final = str.maketrans(_PRESENTED)
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f]")
_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def superscript(text: str) -> str:
    """Return `text` raised.

    >>> superscript("−1"), superscript("3,4"), superscript("th")
    ('⁻¹', '³,⁴', '^{th}')
    """
    if _NUMBERS.fullmatch(text):
        return "".join(_RAISED[c] if c.isdecimal() and c in _RAISED else c for c in text)
    return _shifted(text, _RAISED, "^")


def subscript(text: str) -> str:
    """Return `text` lowered.

    >>> subscript("0.8"), subscript("max")
    ('_{0.8}', 'ₘₐₓ')
    """
    return _shifted(text, _LOWERED, "_")


def _shifted(text: str, shapes: dict[str, str], mark: str) -> str:
    core = text.strip()
    if not core or _AS_IT_IS.fullmatch(core):
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if all(character in shapes for character in core):
        return before + "".join(shapes[character] for character in core) + after
    return f"{before}{mark}{{{core}}}{after}"


def repaired(text: str) -> str:
    """Return `text` with ligatures as letters and each glyph without a character marked.

    >>> repaired("speci /uniFB01 c, the /uniFB01 rst di/uniFB00erence")
    'specific, the first difference'
    """
    plain = _LIGATURE.sub(_ligature, text) if "/uniFB0" in text else text
    plain = _CODE.sub(lambda found: chr(int(found["code"], 16)), plain)
    plain = _GLYPH.sub(UNMAPPED, plain).translate(_PRESENTATION)
    return _INVISIBLE.sub("", plain)


def _ligature(found: re.Match[str]) -> str:
    letters = _LIGATURES[found["code"]]
    right = found["right"].lstrip()
    begins = found["gap"] and (not found["left"] or _BEGINNINGS.match(letters + right))
    return found["left"] + (found["gap"] if begins else "") + letters + right


def squeezed(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return " ".join(text.split())


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, hyphenated ones as a whole."""
    return frozenset(word.lower() for word in _WORD.findall(text))


def join_hyphenated(before: str, after: str, words: Collection[str]) -> str:
    """Return two lines as one, the first of which ends in a hyphen.

    The hyphen stays where the paper writes the word with it elsewhere, and behind what is no
    word (`Li-`, `3-`).

    >>> join_hyphenated("of electro-", "lyte.", {"electrolyte"})
    'of electrolyte.'
    """
    left = re.search(r"[^\W_]+(?:-[^\W_]+)*-$", before)
    right = re.match(r"[^\W\d_]+", after)
    if not left or not right:
        return before + after
    first, second = left[0][:-1].lower(), right[0].lower()
    whole, hyphenated = first + second, f"{first}-{second}"
    stays = not first.isalpha() and "-" not in first
    stays = stays or (hyphenated in words and whole not in words) or right[0][0].isupper()
    return before + after if stays else before[:-1] + after
