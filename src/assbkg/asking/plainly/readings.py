"""How a question may be read: as which named query, with which values, and how well it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.asking.entities import Entities
from assbkg.asking.plainly.filling import IGNORED, Filling
from assbkg.asking.plainly.mentions import Mention, Mentions
from assbkg.asking.plainly.wordings import Wording, Wordings
from assbkg.asking.plainly.words import read_words, split
from assbkg.library import Library, NamedQuery

__all__ = ["Reader", "Reading"]

#: What a name of a thing weighs, beside words of about 0.4 to 1.8.
_NAME: Final = 2.2
#: What each further word of a name adds: a longer name is less likely a chance hit.
_FURTHER: Final = 0.4
#: What a number weighs: it tells little by itself.
_NUMBER: Final = 1.0
#: What a word weighs that only qualifies: part of a name that the reading has no place for.
_ASIDE: Final = 0.8
#: How far a name with a misspelling counts.
_MISSPELT: Final = 0.8
#: The share of all that speaks of a query, beside the one wording that fits best.
_AROUND: Final = 0.25
#: What it counts at most that a wording has the very words of the question, small ones too:
#: `made of` asks for something else than `made from`.
_LITERAL: Final = 0.1
#: What each word of a name counts beyond its weight: of two names the longer one is meant.
_LONGER: Final = 0.005


@dataclass(frozen=True)
class Reading:
    """One way to read a question.

    `values` are names for parameters of the query, `score` says how well it fits: 1 is well.
    `left_out` are words of the question that make no difference to the answer, `unknown`
    those among them that nothing in the graph or library has, and numbers, `misspelt` pairs
    of what was written and what was read.
    """

    query: NamedQuery
    values: Mapping[str, str]
    score: float
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    misspelt: tuple[tuple[str, str], ...] = ()

    @property
    def question(self) -> str:
        """The question as it was understood."""
        return self.query.asked(self.values)


@dataclass(frozen=True)
class Reader:
    """What reads questions against a library and the names of a graph."""

    library: Library
    entities: Entities

    @cached_property
    def _wordings(self) -> Wordings:
        return Wordings(self.library)

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.entities)

    @cached_property
    def _filling(self) -> Filling:
        return Filling(self.entities)

    def read(self, question: str) -> list[Reading]:
        """The best reading for each query, best first; ties go by name."""
        words = split(question)
        mentions = self._mentions.find(words, self._wordings.known)
        best: dict[str, Reading] = {}
        for wording in self._wordings.all:
            for chosen in self._filling.ways(wording, mentions):
                reading = self._weigh(wording, words, mentions, chosen)
                known = best.get(wording.query.name)
                if known is None or reading.score > known.score:
                    best[wording.query.name] = reading
        return sorted(best.values(), key=lambda r: (-r.score, r.query.name))

    def _weigh(
        self,
        wording: Wording,
        words: Sequence[str],
        mentions: Sequence[Mention],
        chosen: tuple[tuple[Mention, str], ...],
    ) -> Reading:
        weight, told = self._wordings.weight, read_words()
        taken = {at for mention, _ in chosen for at in range(mention.start, mention.end)}
        named = {at for mention in mentions for at in range(mention.start, mention.end)}
        numbers = {mention.start for mention in mentions if mention.number} - taken
        left = {
            at: told.meaning(word)
            for at, word in enumerate(words)
            if at not in taken and word not in told.stop
        }
        known = self._wordings.known
        weights = {
            at: weight(word) if word in known or at not in named else _ASIDE
            for at, word in left.items()
        }
        filled = sum(_weight_of(mention) for mention, _ in chosen)
        slots = sum(_weight_of(mention, as_written=False) for mention, _ in chosen)
        asked = sum(weights.values()) + slots
        matched = filled + sum(w for at, w in weights.items() if left[at] in wording.words)
        said = set(left.values())
        covered = filled + sum(weight(word) for word in wording.words & said)
        wanted = slots + sum(map(weight, wording.words))
        fit = _harmonic(_share(matched, asked), _share(covered, wanted))
        spoken = self._wordings.around[wording.query.name]
        around = _share(filled + sum(w for at, w in weights.items() if left[at] in spoken), asked)
        rest = {word for at, word in enumerate(words) if at not in taken}
        same = _share(len(rest & wording.literal), len(rest | wording.literal))
        values = {
            name: value
            for slot, (_, value) in zip(wording.slots, chosen, strict=True)
            for name in slot
            if name != IGNORED
        }
        return Reading(
            wording.query,
            values,
            (1 - _AROUND) * fit
            + _AROUND * around * fit
            + _LONGER * len(taken)
            + _LITERAL * same * fit,
            tuple(words[at] for at in left if left[at] not in spoken),
            tuple(
                words[at]
                for at in left
                if at in numbers or (left[at] not in known and at not in named)
            ),
            tuple((" ".join(words[m.start : m.end]), m.names[0]) for m, _ in chosen if m.misspelt),
        )


def _weight_of(mention: Mention, *, as_written: bool = True) -> float:
    if mention.number:
        return _NUMBER
    weight = _NAME + _FURTHER * (mention.end - mention.start - 1)
    return weight * _MISSPELT if mention.misspelt and as_written else weight


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
