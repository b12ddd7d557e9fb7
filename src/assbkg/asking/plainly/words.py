"""The words of questions: folded, without their endings, and as what they ask for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

from assbkg.nearest import normalise

__all__ = ["Words", "read_words", "split", "stem"]


#: Shorter words have no ending to be cut: `gas`, `ion`.
_CUT: Final = 4
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NEGATED: Final = re.compile(r"n[’'`´‘\u02bc\u2032\uff07]t\b", re.IGNORECASE)
#: Two words that are one, written apart or not.
_COMPOUND: Final = re.compile(r"\b(side|trade)[ -]?(effect|off)", re.IGNORECASE)
_PUNCTUATION: Final = re.compile(r"[?!,;:()\[\]{}\"“”‘’']|\.(?=\s|$)|(?<=\s)/(?=\s)")


@dataclass(frozen=True)
class Words:
    """What words do in a question.

    `stop` words say nothing about what is asked, `light` ones very little; both are whole words.
    `same` maps a word or stem to the one that stands for all that ask for the same. `denying`
    words turn a question round. `bettering` and `worsening` hold stems of words that say that
    something gets better or worse, `raising` and `lowering` of those that say more or less.
    """

    stop: frozenset[str]
    light: frozenset[str]
    same: Mapping[str, str]
    denying: frozenset[str]
    bettering: frozenset[str]
    worsening: frozenset[str]
    raising: frozenset[str]
    lowering: frozenset[str]

    @cached_property
    def signed(self) -> frozenset[str]:
        """The stems of all words that have a sign."""
        return self.bettering | self.worsening | self.raising | self.lowering

    def meaning(self, word: str) -> str:
        """Return what a word asks for."""
        stemmed = stem(word)
        return self.same.get(word) or self.same.get(stemmed, stemmed)


@cache
def read_words() -> Words:
    """Return the words that come with the package."""
    text = Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    same = {stem(word): stem(group.split()[0]) for group in lists["same"] for word in group.split()}
    return Words(
        frozenset(lists["stop"].split()),
        frozenset(lists["light"].split()),
        same,
        frozenset(lists["denying"].split()),
        *(
            frozenset(map(stem, lists[sign].split()))
            for sign in ("bettering", "worsening", "raising", "lowering")
        ),
    )


def split(text: str) -> list[str]:
    """Return the words of a text, folded; a formula such as `SiNPs@MXenes` is one word.

    >>> split("Which strategies buffer Ti₃C₂Tₓ, please?")
    ['which', 'strategies', 'buffer', 'ti3c2tx', 'please']
    """
    written = _THOUSANDS.sub("", _NEGATED.sub(" not", text))
    written = _COMPOUND.sub(r"\1-\2", written)
    return _PUNCTUATION.sub(" ", normalise(written)).split()


@lru_cache(maxsize=10_000)
def stem(word: str) -> str:
    """Return a word without its ending, if it is one of the language and not a formula."""
    if len(word) < _CUT:
        return word
    if not word.isalpha():
        return word.removesuffix("s")
    import snowballstemmer

    british = word.replace("sulph", "sulf").replace("aluminum", "aluminium")
    stemmed: str = snowballstemmer.stemmer("english").stemWord(british)
    return stemmed
