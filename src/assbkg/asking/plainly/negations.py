"""Negations in a question: the words that turn it round, and what they deny.

Words such as *not* and *without* don't show what is asked for, and turn it round. A question with
a negation is answered only by a wording that denies the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from assbkg.asking.plainly.words import Words

__all__ = ["NAME", "Denial", "Negation", "denials", "negations"]


#: Stands in the words of a wording for the name of a thing.
NAME: Final = "\N{WHITE SQUARE}"

_PHRASES: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "all but",
        "any but",
        "anything but",
        "apart from",
        "aside from",
        "but for",
        "everything but",
        "far from",
        "few if any",
        "instead of",
        "opposed to",
        "other than",
        "rather than",
        "save for",
        "w o",
        "yet to",
    )
)
_PREFIXES: Final = ("un", "non")
#: Words that deny by themselves, whatever stands behind them.
_ALONE: Final = frozenset(
    {"missing", "undisclosed", "unreported", "unresolved", "unsolved", "unspecified"}
)
#: Shorter words with such a beginning are others: `unit`, `until`.
_REST: Final = 4


@dataclass(frozen=True)
class Negation:
    """A negation from word `start` up to `end`; `inner` is what it denies within."""

    start: int
    end: int
    inner: str = ""


@dataclass(frozen=True)
class Denial:
    """What is denied, with the meaningful words before, the denying word and the one after."""

    before: frozenset[str]
    denied: str
    word: str
    after: str

    def fits(self, wording: Denial) -> bool:
        """Tell whether a question denies what a wording does, of what that is about.

        What *lacks* conditions has *missing* conditions, and these words ask for the same.
        """
        alike = (self.word, self.after) == (wording.word, wording.after) and self.after
        about = wording.before - {NAME}
        return about <= self.before and (self.denied == wording.denied or bool(alike))


def negations(
    words: Sequence[str], vocabulary: Words, known: Collection[str]
) -> tuple[Negation, ...]:
    """Find the negations among the words of a question or wording, in order.

    `known` are meanings of words: `un-` and `non-` deny only before one of these.
    """
    return tuple(
        found
        for at in range(len(words))
        if (found := _at(words, at, vocabulary, known)) is not None
    )


def _at(
    words: Sequence[str], at: int, vocabulary: Words, known: Collection[str]
) -> Negation | None:
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    for phrase in _PHRASES:
        if tuple(words[at : at + len(phrase)]) == phrase:
            return Negation(at, at + len(phrase))
    # `no 14` is the number of a reference.
    counted = word == "no" and after.isdecimal()
    if word in vocabulary.denying and not counted:
        return Negation(at, at + 1, vocabulary.meaning(word) if word in _ALONE else "")
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _REST and word not in vocabulary.stop:
            meaning = vocabulary.meaning(rest)
            if vocabulary.meaning(word) not in vocabulary.same.values() and (
                meaning in known or rest in vocabulary.stop
            ):
                return Negation(at, at + 1, meaning)
    return None


def denials(
    found: Sequence[Negation], words: Sequence[str], vocabulary: Words, names: Collection[int]
) -> tuple[Denial, ...]:
    """Return what negations deny, and which meaningful words stand before each.

    `names` are the places of words that name things.
    """
    meanings = [
        NAME
        if at in names or word == NAME
        else ""
        if word in vocabulary.stop
        else vocabulary.meaning(word)
        for at, word in enumerate(words)
    ]
    return tuple(
        Denial(
            frozenset(filter(None, meanings[: one.start])),
            one.inner or after,
            vocabulary.meaning(words[one.start]),
            after,
        )
        for one in found
        for after in [next(filter(None, meanings[one.end :]), "")]
    )
