"""The words of questions: folded, negated, and as wordings of named queries.

Words such as *not* and *without* don't show what is asked for, and turn it round. A question with
a negation is answered only by a wording that denies the same.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Final

from assbkg.library import IGNORED, QUALITY, Library, NamedQuery, slots
from assbkg.nearest import normalise

__all__ = [
    "NUMBERS",
    "Denial",
    "Negation",
    "Wording",
    "Wordings",
    "denials",
    "negations",
    "read_words",
    "split",
    "stem",
]


#: Shorter words have no ending to be cut: `gas`, `ion`.
_CUT: Final = 4
_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}\b)")
_NEGATED: Final = re.compile(r"n[’'`´‘\u02bc\u2032\uff07]t\b", re.IGNORECASE)
_PUNCTUATION: Final = re.compile(r"[?!,;:()\[\]{}\"“”‘’']|\.(?=\s|$)|(?<=\s)/(?=\s)")


@dataclass(frozen=True)
class Words:
    """What words do in a question.

    `stop` words say nothing about what is asked, `light` ones very little; both are whole words.
    `same` maps a word or stem to the one that stands for all that ask for the same. `denying`
    words turn a question round.
    """

    stop: frozenset[str]
    light: frozenset[str]
    same: Mapping[str, str]
    denying: frozenset[str]

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
    )


def split(text: str) -> list[str]:
    """Return the words of a text, folded; a formula such as `SiNPs@MXenes` is one word.

    >>> split("Which strategies buffer Ti₃C₂Tₓ, please?")
    ['which', 'strategies', 'buffer', 'ti3c2tx', 'please']
    """
    written = _THOUSANDS.sub("", _NEGATED.sub(" not", text))
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


_LIGHT_WEIGHT: Final = 0.15
#: What the commonest words weigh.
_LEAST: Final = 0.4
#: A slot, and the words beside it.
_BESIDE: Final = re.compile(r"(\w*) ?\{([^{}]*)\}(?= ?(\w*))")
#: Words before numbers that don't say what is counted.
_BEFORE_NUMBERS: Final = frozenset({"after", "between"})
#: The types of parameters that take numbers.
NUMBERS: Final = ("integer", "decimal")
_BRACES: Final = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Wording:
    """One way to ask a query.

    `words` are what it asks for, `literal` all its words, folded; `slots` name the parameters
    whose values it holds, in their order. A slot can fill several parameters. `denials` are
    its negations.
    """

    query: NamedQuery
    words: frozenset[str]
    literal: frozenset[str]
    slots: tuple[tuple[str, ...], ...]
    denials: tuple[Denial, ...] = ()


@dataclass(frozen=True)
class Wordings:
    """All ways to ask a library, and how much each word says."""

    library: Library

    @cached_property
    def all(self) -> tuple[Wording, ...]:
        """The wordings of every query that is for people.

        One without any meaningful word, such as `what about {thing}`, would fit every question
        that names something: only queries about things of any kind may have one.
        """
        asks = [
            (query, ask)
            for query in self.library.queries.values()
            if query.topic != QUALITY
            for ask in query.asks
            if content(_bare(ask)) or (query.parameters and query.parameters[0].type == "thing")
        ]
        known = frozenset[str]().union(*(content(_bare(ask)) for _, ask in asks))
        return tuple(
            Wording(
                query,
                content(_bare(ask)),
                frozenset(split(_bare(ask))),
                slots(ask),
                _denials(ask, known),
            )
            for query, ask in asks
        )

    @cached_property
    def denials(self) -> dict[str, frozenset[tuple[Denial, ...]]]:
        """The negations of each wording of a query that has any, by the query's name."""
        found: dict[str, set[tuple[Denial, ...]]] = {}
        for wording in self.all:
            if wording.denials:
                found.setdefault(wording.query.name, set()).add(wording.denials)
        return {name: frozenset(denials) for name, denials in found.items()}

    @cached_property
    def counted(self) -> dict[str, frozenset[str]]:
        """What stands beside the numbers in the wordings of a query, by its name: `cycles`."""
        found: dict[str, set[str]] = {}
        vocabulary = read_words()
        for query in self.library.queries.values():
            numbers = {p.name for p in query.parameters if p.type in NUMBERS} | {IGNORED}
            for ask in query.asks:
                for before, slot, after in _BESIDE.findall(ask):
                    if numbers & set(slot.split(",")):
                        beside = {*split(before), *split(after)} - vocabulary.stop - _BEFORE_NUMBERS
                        found.setdefault(query.name, set()).update(map(vocabulary.meaning, beside))
        return {name: frozenset(words) for name, words in found.items()}

    @cached_property
    def around(self) -> dict[str, frozenset[str]]:
        """All words that are used of a query, by its name."""
        found: dict[str, set[str]] = {}
        for wording in self.all:
            query = wording.query
            spoken = content(f"{query.question} {query.summary} {query.topic}")
            found.setdefault(query.name, set(spoken)).update(wording.words)
        return {name: frozenset(words) for name, words in found.items()}

    @cached_property
    def known(self) -> frozenset[str]:
        """All words that any wording has."""
        return self._light.union(*(wording.words for wording in self.all))

    def weight(self, word: str) -> float:
        """Return how strongly a word points to a query: from 0.4 to about 1.8."""
        return _LIGHT_WEIGHT if word in self._light else self._weights.get(word, self._unknown)

    @property
    def _unknown(self) -> float:
        return max(self._weights.values(), default=_LEAST)

    @cached_property
    def _light(self) -> frozenset[str]:
        words = read_words()
        return frozenset(map(words.meaning, words.light))

    @cached_property
    def _weights(self) -> dict[str, float]:
        of_query: dict[str, set[str]] = {}
        for wording in self.all:
            of_query.setdefault(wording.query.name, set()).update(wording.words)
        having = Counter(word for words in of_query.values() for word in words)
        return {
            word: max(_LEAST, math.log(1 + len(of_query) / (1 + count)) / 2)
            for word, count in having.items()
        }


def content(text: str) -> frozenset[str]:
    """Return the meaningful words of a text, as what they ask for."""
    words = read_words()
    return frozenset(words.meaning(word) for word in split(text) if word not in words.stop)


def _denials(ask: str, known: frozenset[str]) -> tuple[Denial, ...]:
    words, vocabulary = split(_BRACES.sub(f" {NAME} ", ask)), read_words()
    return denials(negations(words, vocabulary, known), words, vocabulary, ())


def _bare(ask: str) -> str:
    return _BRACES.sub(" ", ask)
