"""How a question may be read: by which query, with which values, how well and how surely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from assbkg.asking.plainly.mentions import JOINTS, Filled, Filling, Meanings, Mention, Mentions
from assbkg.asking.plainly.words import (
    Denial,
    Negation,
    Wording,
    Wordings,
    denials,
    negations,
    read_words,
    split,
)
from assbkg.errors import QueryError
from assbkg.library import IGNORED, Library, NamedQuery
from assbkg.printable import in_brief
from assbkg.record.names import Entities

__all__ = [
    "LONGEST",
    "OFFERED",
    "Reader",
    "Reading",
    "Verdict",
    "Weighing",
    "decide",
]


#: Words before a number that is a name: `reference no. 14`.
_NUMBERED: Final = frozenset({"no", "nr", "number"})
#: What a word weighs that only qualifies: part of a name that the reading has no place for.
_ASIDE: Final = 0.8
#: The share of all words used of a query, beside the one wording that fits best.
_AROUND: Final = 0.25
#: What it counts at most that a wording has the very words of the question, small ones too:
#: `made of` asks for something else than `made from`.
_LITERAL: Final = 0.1
#: What each word of a name counts beyond its weight: of two names the longer one is meant.
_LONGER: Final = 0.005
#: Weights are rounded to one part in this many, so that sums are exact in any order.
_PARTS: Final = 2**20


@dataclass(frozen=True)
class Weighing:
    """One question against all wordings.

    A reading takes some words of the question as names, and only these are looked at again to
    weigh it. Its cost depends on the wording, not on the length of the question.
    """

    wordings: Wordings
    words: Sequence[str]
    mentions: Sequence[Mention]

    def score(self, wording: Wording, chosen: Sequence[Filled]) -> float:
        """Return how well a wording fits, with the chosen mentions in its slots: 1 is well."""
        taken = _taken(chosen)
        gone = Counter(self._meanings[at] for at in taken)
        weight = self.wordings.weight
        filled = sum(mention.weight for mention, _ in chosen)
        slots = sum(mention.weight_as_meant for mention, _ in chosen)
        asked = self._total - sum(self._weights[at] for at in taken) + slots
        matched = filled + self._weight_of(wording.words, taken)
        covered = filled + sum(weight(w) for w in wording.words if self._counts[w] > gone[w])
        wanted = slots + sum(map(weight, wording.words))
        fit = _harmonic(_share(matched, asked), _share(covered, wanted))
        around = _share(filled + self._weight_around(wording, taken), asked)
        return (
            (1 - _AROUND) * fit
            + _AROUND * around * fit
            + _LONGER * len(taken)
            + _LITERAL * self._literalness(wording, taken) * fit
        )

    def left_out(self, wording: Wording, chosen: Sequence[Filled]) -> tuple[str, ...]:
        """Return the words of the question that make no difference to the answer, in order."""
        spoken = self.wordings.around[wording.query.name]
        left = self._left(chosen)
        return tuple(self.words[at] for at in left if self._meanings[at] not in spoken)

    def unknown(self, chosen: Sequence[Filled]) -> tuple[str, ...]:
        """Return those left out that nothing in the graph or library has, and numbers."""
        numbers = {mention.start for mention in self.mentions if mention.number}
        known = self.wordings.known
        return tuple(
            self.words[at]
            for at in self._left(chosen)
            if at in numbers or (self._meanings[at] not in known and at not in self._named)
        )

    def fits(self, wording: Wording, chosen: Sequence[Filled]) -> bool:
        """Tell whether question and wording both have a negation, or neither has."""
        return bool(wording.denials) == bool(self._negating(chosen))

    def doubt(self, wording: Wording, chosen: Sequence[Filled]) -> str:
        """Return why a negation or number makes a reading doubtful; empty if none does.

        A wording may deny what another one of its query denies: all ask for the same.
        """
        for mention, _ in chosen:
            if mention.number and not self._counts_as_asked(mention, wording):
                return f"nothing beside “{mention.number}” says what it counts"
        found = self._negating(chosen)
        if wording.denials and not found:
            return "the nearest question has a negation, and this one has none"
        asked = denials(found, self.words, read_words(), _taken(chosen))
        known = self.wordings.denials.get(wording.query.name, frozenset())
        if not found or any(
            len(asked) == len(those) and all(map(Denial.fits, asked, those)) for those in known
        ):
            return ""
        quoted = (" ".join(self.words[one.start : one.end]) for one in found)
        denied = " and ".join(f"“{one}”" for one in dict.fromkeys(quoted))
        return f"{denied} can't be interpreted here, and would reverse the answer"

    def _counts_as_asked(self, number: Mention, wording: Wording) -> bool:
        """Tell whether a number has a word beside it that numbers of the query have."""
        counted = self.wordings.counted.get(wording.query.name, frozenset())
        passed = [word.isdecimal() or word in JOINTS or word in _NUMBERED for word in self.words]
        after = (self._meanings[at] for at in range(number.end, len(passed)) if not passed[at])
        before = (self._meanings[at] for at in range(number.start)[::-1] if not passed[at])
        beside = next(after, ""), next(filter(None, before), "")
        return not counted.isdisjoint(beside)

    def _negating(self, chosen: Sequence[Filled]) -> list[Negation]:
        """Return the negations that stand in no chosen name."""
        if not self._negations:
            return []
        taken = _taken([(mention, name) for mention, name in chosen if not mention.misspelt])
        return [one for one in self._negations if one.start not in taken]

    @cached_property
    def _negations(self) -> tuple[Negation, ...]:
        return negations(self.words, read_words(), self.wordings.known)

    def _left(self, chosen: Sequence[Filled]) -> list[int]:
        taken = _taken(chosen)
        return [at for at, meaning in enumerate(self._meanings) if meaning and at not in taken]

    def _weight_of(self, words: Collection[str], taken: Collection[int]) -> float:
        """Return the weight of all words that mean one of `words`, and aren't taken."""
        lost = sum(self._weights[at] for at in taken if self._meanings[at] in words)
        return sum(self._by_meaning.get(word, 0.0) for word in words) - lost

    def _weight_around(self, wording: Wording, taken: Collection[int]) -> float:
        """Return the weight of all words that are used of a query, and aren't taken."""
        name = wording.query.name
        spoken = self.wordings.around[name]
        lost = sum(self._weights[at] for at in taken if self._meanings[at] in spoken)
        return self._spoken[name] - lost

    def _literalness(self, wording: Wording, taken: Collection[int]) -> float:
        """Return the share of words that wording and question have in common."""
        gone = Counter(self.words[at] for at in taken)
        rest = len(self._literal) - sum(self._literal[w] == count for w, count in gone.items())
        common = sum(self._literal[word] > gone[word] for word in wording.literal)
        return _share(common, rest + len(wording.literal) - common)

    @cached_property
    def _meanings(self) -> tuple[str, ...]:
        """What each word asks for; nothing for a word without meaning here."""
        vocabulary = read_words()
        return tuple(
            "" if word in vocabulary.stop else vocabulary.meaning(word) for word in self.words
        )

    @cached_property
    def _weights(self) -> tuple[float, ...]:
        return tuple(
            _rounded(self._weight(at, meaning)) if meaning else 0.0
            for at, meaning in enumerate(self._meanings)
        )

    def _weight(self, at: int, meaning: str) -> float:
        if meaning in self.wordings.known or at not in self._named:
            return self.wordings.weight(meaning)
        return _ASIDE

    @cached_property
    def _named(self) -> frozenset[int]:
        """The places of all words that are part of a name."""
        return frozenset(at for m in self.mentions for at in range(m.start, m.end))

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(self._meanings)

    @cached_property
    def _literal(self) -> Counter[str]:
        return Counter(self.words)

    @cached_property
    def _total(self) -> float:
        return sum(self._weights)

    @cached_property
    def _by_meaning(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for meaning, weight in zip(self._meanings, self._weights, strict=True):
            found[meaning] = found.get(meaning, 0.0) + weight
        return found

    @cached_property
    def _spoken(self) -> dict[str, float]:
        return {name: self._weight_of(words, ()) for name, words in self.wordings.around.items()}


def _taken(chosen: Sequence[Filled]) -> frozenset[int]:
    return frozenset(at for mention, _ in chosen for at in range(mention.start, mention.end))


def _rounded(weight: float) -> float:
    return round(weight * _PARTS) / _PARTS


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


#: The most characters of a question.
LONGEST: Final = 2_000


@dataclass(frozen=True, repr=False)
class Reading:
    """One way to read a question.

    `values` are names for parameters of the query; a `score` of 1 is a good fit. `left_out` are
    words of the question that make no difference to the answer, `unknown` those among them that
    nothing in the graph or library has, and numbers, `misspelt` pairs of what was written and
    what was read. `doubt` says why a negation or number makes the reading doubtful, if it does.
    """

    query: NamedQuery
    values: Mapping[str, str]
    score: float
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    misspelt: tuple[tuple[str, str], ...] = ()
    doubt: str = ""

    def __repr__(self) -> str:
        return in_brief(self, self.question)

    @property
    def question(self) -> str:
        """The question as it was understood."""
        return self.query.asked(self.values)


@dataclass(frozen=True, repr=False)
class Reader:
    """Reads questions against a library and the names of a graph."""

    library: Library
    entities: Entities

    def __repr__(self) -> str:
        return in_brief(self, repr(self.library))

    @cached_property
    def _wordings(self) -> Wordings:
        return Wordings(self.library)

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self.entities)

    @cached_property
    def _meanings(self) -> Meanings:
        return Meanings(self.entities)

    def read(self, question: str) -> list[Reading]:
        """Return the best reading for each query, best first; ties go by name.

        Raises `QueryError` for a question of more than `LONGEST` characters.
        """
        if len(question) > LONGEST:
            raise QueryError(
                f"the question has {len(question):,} characters, expected at most {LONGEST:,}; "
                "ask one question at a time"
            )
        words = split(question)
        mentions = self._mentions.find(words, self._wordings.known)
        weighing = Weighing(self._wordings, words, mentions)
        filling = Filling(self._meanings, mentions)
        best: dict[str, tuple[bool, float, Wording, tuple[Filled, ...]]] = {}
        for wording in self._wordings.all:
            name = wording.query.name
            for chosen in filling.ways(wording):
                # Of the wordings of a query, one with a negation asks for something else.
                fit = weighing.fits(wording, chosen), weighing.score(wording, chosen)
                if name not in best or fit > best[name][:2]:
                    best[name] = *fit, wording, chosen
        ranked = sorted(best.values(), key=lambda found: (-found[1], found[2].query.name))
        return [_reading(weighing, *found[1:]) for found in ranked]


def _reading(
    weighing: Weighing, score: float, wording: Wording, chosen: tuple[Filled, ...]
) -> Reading:
    words = weighing.words
    values = {
        name: value
        for slot, (_, value) in zip(wording.slots, chosen, strict=True)
        for name in slot
        if name != IGNORED
    }
    return Reading(
        wording.query,
        values,
        score,
        weighing.left_out(wording, chosen),
        weighing.unknown(chosen),
        tuple((" ".join(words[m.start : m.end]), m.names[0]) for m, _ in chosen if m.misspelt),
        weighing.doubt(wording, chosen),
    )


#: What to do: answer the first reading, offer the nearest ones, or say that none is near.
Verdict = Literal["sure", "unsure", "out of scope"]

#: Maximum readings offered to choose from.
OFFERED: Final = 3

#: A reading that fits less well is answered only when it is far ahead.
_SURE: Final = 0.66
#: How much better than the next one a reading must be, and one that fits less well.
_AHEAD: Final = 0.015
_FAR_AHEAD: Final = 0.1
#: A reading that fits less well is not worth offering.
_NEAR: Final = 0.45


def decide(readings: Sequence[Reading]) -> Verdict:
    """Return what to do about a question, from its readings, best first."""
    if not readings or readings[0].score < _NEAR:
        return "out of scope"
    best = readings[0]
    ahead = best.score - readings[1].score if len(readings) > 1 else 1.0
    # A word that nothing here has may be what the question is about.
    sure = (
        not best.unknown
        and not best.doubt
        and ahead >= (_AHEAD if best.score >= _SURE else _FAR_AHEAD)
    )
    return "sure" if sure else "unsure"
