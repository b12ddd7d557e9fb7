"""How well and how surely a question fits a wording, with names of the question in its slots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from assbkg.asking.plainly.mentions import JOINTS, Filled, Mention
from assbkg.asking.plainly.negations import Denial, Negation, denials, negations
from assbkg.asking.plainly.signs import VALUED, Sign, Value, find_signs
from assbkg.asking.plainly.wordings import Wording, Wordings
from assbkg.asking.plainly.words import read_words, stem

__all__ = ["Weighing"]


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
    weigh it. Its cost depends on the wording, not on the length of the question. `named` are the
    places of words that are part of the name of a thing, `valued` those where the name of a
    benefit or a bottleneck begins.
    """

    wordings: Wordings
    words: Sequence[str]
    mentions: Sequence[Mention]
    named: frozenset[int] = frozenset()
    valued: Mapping[int, Value] = field(default_factory=dict)

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

    def is_opposed(self, wording: Wording, chosen: Sequence[Filled]) -> bool:
        """Tell whether a question has a sign that no wording of the query has."""
        signs = frozenset(self._signs(wording, chosen).values())
        return bool(signs) and signs not in self.wordings.signs[wording.query.name]

    def _signs(self, wording: Wording, chosen: Sequence[Filled]) -> Mapping[int, Sign]:
        """Return the words of the question that say better or worse, more or less."""
        if not self._may_have_sign:
            return {}
        taken, valued = _taken(chosen), dict(self.valued)
        types = {parameter.name: parameter.type for parameter in wording.query.parameters}
        for slot, (mention, _) in zip(wording.slots, chosen, strict=True):
            valued.pop(mention.start, None)
            if value := VALUED.get(types.get(slot[0], "")):
                valued[mention.start] = value
        return find_signs(self.words, read_words(), valued, self.named | taken)

    @cached_property
    def _may_have_sign(self) -> bool:
        """Whether a word of the question has a sign, wherever it stands."""
        signed = read_words().signed
        return any(stem(word) in signed for word in self.words)

    def doubt(self, wording: Wording, chosen: Sequence[Filled]) -> str:
        """Return why a negation, a number or a sign makes a reading doubtful; empty if none does.

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
            return self._doubted_sign(wording, chosen)
        quoted = (" ".join(self.words[one.start : one.end]) for one in found)
        denied = " and ".join(f"“{one}”" for one in dict.fromkeys(quoted))
        return f"{denied} can't be interpreted here, and would reverse the answer"

    def _doubted_sign(self, wording: Wording, chosen: Sequence[Filled]) -> str:
        if not self.is_opposed(wording, chosen):
            return ""
        signs = self._signs(wording, chosen)
        quoted = dict.fromkeys(f"“{self.words[at]}”" for at in sorted(signs))
        if {"better", "worse"} <= set(signs.values()):
            return f"{' and '.join(quoted)} ask for better and for worse; ask one at a time"
        return f"no question that can be answered here has the sense of {' and '.join(quoted)}"

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
