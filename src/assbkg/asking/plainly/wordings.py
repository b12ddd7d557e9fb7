"""Wordings: the ways to ask each named query of a library, and how much their words say."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.asking.plainly.negations import NAME, Denial, denials, negations
from assbkg.asking.plainly.signs import VALUED, Sign, find_signs
from assbkg.asking.plainly.words import read_words, split
from assbkg.library import IGNORED, QUALITY, Library, NamedQuery, slots

__all__ = ["NUMBERS", "Wording", "Wordings", "content"]


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
    its negations, `signs` say whether it asks for the better or the worse.
    """

    query: NamedQuery
    words: frozenset[str]
    literal: frozenset[str]
    slots: tuple[tuple[str, ...], ...]
    denials: tuple[Denial, ...] = ()
    signs: frozenset[Sign] = frozenset()


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
                _signs(query, ask),
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
    def signs(self) -> dict[str, frozenset[frozenset[Sign]]]:
        """The signs of each wording of a query, by the query's name."""
        found: dict[str, set[frozenset[Sign]]] = {}
        for wording in self.all:
            found.setdefault(wording.query.name, set()).add(wording.signs)
        return {name: frozenset(signs) for name, signs in found.items()}

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


def _signs(query: NamedQuery, ask: str) -> frozenset[Sign]:
    """Return the signs of a wording, whose slots are benefits, bottlenecks or neither."""
    words = split(_BRACES.sub(f" {NAME} ", ask))
    places = [at for at, word in enumerate(words) if word == NAME]
    types = {parameter.name: parameter.type for parameter in query.parameters}
    kinds = [types.get(slot[0], "") for slot in slots(ask)]
    valued = {at: VALUED[kind] for at, kind in zip(places, kinds, strict=True) if kind in VALUED}
    return frozenset(find_signs(words, read_words(), valued, frozenset(places)).values())


def _bare(ask: str) -> str:
    return _BRACES.sub(" ", ask)
