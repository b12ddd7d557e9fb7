"""What a question names: things and terms of the graph, and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.asking.plainly.words import read_words, split, stem
from assbkg.record.names import Entities

__all__ = ["JOINTS", "Mention", "Mentions"]

#: The most words of a name.
_LONGEST: Final = 9
#: A misspelt name shares this much of its letters with the right one, of 100.
_ALIKE: Final = 84
#: Shorter words are not taken for misspelt names: too many are alike.
_SHORTEST: Final = 5
#: Only the first unknown words of a question are looked up: one with more is about something else.
_MOST_UNKNOWN: Final = 24

#: What a name of a thing weighs, beside words of about 0.4 to 1.8.
_NAME: Final = 2.2
#: What each further word of a name adds: a longer name is less likely a chance hit.
_FURTHER: Final = 0.4
#: What a number weighs: it tells little by itself.
_NUMBER: Final = 1.0
#: How far a name with a misspelling counts.
_MISSPELT: Final = 0.8

#: Units, as the words of a question, behind a number that counts nothing.
_UNITS: Final = frozenset(
    {
        "mah",
        "ah",
        "wh",
        "kwh",
        "ma",
        "\u03bca",
        "c",
        "v",
        "mv",
        "s",
        "ms",
        "\u03bcs",
        "\u03c9",
        "ohm",
    }
    | {
        "ohms",
        "kg",
        "g",
        "mg",
        "km",
        "m",
        "cm",
        "mm",
        "\u03bcm",
        "um",
        "nm",
        "k",
        "\u00b0c",
        "degrees",
    }
    | {"nanometers", "nanometres", "micrometers", "micrometres", "h", "hour", "hours", "min"}
    | {"minutes", "%", "percent"}
)
#: Units that a question may give with an exponent: `mAh g-1`.
_PER: Final = frozenset({"g", "kg", "cm", "m"})
#: Words between two numbers of one range.
JOINTS: Final = frozenset({"and", "to", "or"})


@dataclass(frozen=True)
class Mention:
    """Some words of a question, from `start` up to `end`, that name something.

    `names` are folded names of the graph; a number has none and a `number`.
    """

    start: int
    end: int
    names: tuple[str, ...]
    number: str = ""
    misspelt: bool = False

    @property
    def weight(self) -> float:
        """How much it tells of which query is meant."""
        return self.weight_as_meant * (_MISSPELT if self.misspelt else 1.0)

    @property
    def weight_as_meant(self) -> float:
        """Its weight if nothing is misspelt."""
        return _NUMBER if self.number else _NAME + _FURTHER * (self.end - self.start - 1)

    def overlaps(self, other: Mention) -> bool:
        """Whether two mentions share a word."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Mentions:
    """What finds the names of a graph in a question."""

    entities: Entities

    def find(self, words: list[str], known: frozenset[str]) -> list[Mention]:
        """All names in some words, overlapping ones too, in the order of the text.

        Words that are in `known`, as stems, are never taken for misspelt names.
        """
        found = [*self._numbers(words), *self._exact(words)]
        covered = {number for mention in found for number in range(mention.start, mention.end)}
        unknown = [
            number
            for number, word in enumerate(words)
            if number not in covered
            and len(word) >= _SHORTEST
            and word not in read_words().stop
            and stem(word) not in known
        ]
        misspelt = self._misspelt(words, unknown[:_MOST_UNKNOWN])
        return sorted([*found, *misspelt], key=lambda m: (m.start, m.end))

    def _numbers(self, words: list[str]) -> Iterator[Mention]:
        """The whole numbers; one with a unit, or joined to such a one, counts nothing."""
        measured: set[int] = set()
        for at in reversed(range(len(words))):
            number = words[at].removesuffix("th").removesuffix("st")
            after = words[at + 1] if at + 1 < len(words) else ""
            exponent = at > 0 and words[at - 1] in _PER
            unit = after in _UNITS or ("/" in after and after.partition("/")[0] in {*_UNITS, "a"})
            if unit or exponent or (after in JOINTS and at + 2 in measured):
                measured.add(at)
            elif number.isdecimal():
                yield Mention(at, at + 1, (), number)

    def _exact(self, words: list[str]) -> Iterator[Mention]:
        stems = tuple(map(stem, words))
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _LONGEST) + 1):
                names = self._by_stems.get(stems[start:end]) or self._turned(stems[start:end])
                if names and not all(word in read_words().stop for word in words[start:end]):
                    yield Mention(start, end, names)

    def _turned(self, stems: tuple[str, ...]) -> tuple[str, ...]:
        """The names for `growth of dendrites` that are written `dendrite growth`."""
        if "of" not in stems[1:-1]:
            return ()
        at = stems.index("of", 1)
        after = stems[at + 2 :] if stems[at + 1] == "the" else stems[at + 1 :]
        return self._by_stems.get((*after, *stems[:at]), ())

    def _misspelt(self, words: list[str], unknown: list[int]) -> Iterator[Mention]:
        """The most alike name for each stretch that holds an unknown word."""
        from rapidfuzz import fuzz, process

        for number in unknown:
            best: tuple[float, Mention] | None = None
            for start in range(max(0, number - 3), number + 1):
                for end in range(number + 1, min(len(words), number + 4) + 1):
                    text = " ".join(words[start:end])
                    alike = process.extractOne(
                        text, self._texts, scorer=fuzz.ratio, score_cutoff=_ALIKE
                    )
                    if alike and (best is None or alike[1] > best[0]):
                        best = alike[1], Mention(start, end, (alike[0],), misspelt=True)
            if best is not None:
                yield best[1]

    @cached_property
    def _texts(self) -> list[str]:
        return sorted(name for name in self.entities.names if len(name) >= _SHORTEST)

    @cached_property
    def _by_stems(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        for name in sorted(self.entities.names):
            key = tuple(map(stem, split(name)))
            if 0 < len(key) <= _LONGEST:
                found[key] = (*found.get(key, ()), name)
        return found
