"""What a question names, and which parameters of a query that can fill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from assbkg.asking.plainly.signs import VALUED, Value, is_noun
from assbkg.asking.plainly.wordings import NUMBERS, Wording
from assbkg.asking.plainly.words import read_words, split, stem
from assbkg.errors import AmbiguousName
from assbkg.library import NamedQuery, Parameter
from assbkg.record.names import Entities
from assbkg.vocabulary import ASSB, KG

__all__ = ["JOINTS", "Filled", "Filling", "Meanings", "Mention", "Mentions"]


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
#: What a number weighs: it says little by itself.
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
        """How strongly it points to a query."""
        return self.weight_as_meant * (_MISSPELT if self.misspelt else 1.0)

    @property
    def weight_as_meant(self) -> float:
        """Its weight if nothing is misspelt."""
        return _NUMBER if self.number else _NAME + _FURTHER * (self.end - self.start - 1)

    def overlaps(self, other: Mention) -> bool:
        """Tell whether two mentions share a word."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Mentions:
    """Finds the names of a graph in a question."""

    entities: Entities

    def find(self, words: list[str], known: frozenset[str]) -> list[Mention]:
        """Return all names in some words, overlapping ones too, in the order of the text.

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
        """Yield the whole numbers, without those that have a unit or are joined to one that has."""
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
        """Return the names for `growth of dendrites` that are written `dendrite growth`."""
        if "of" not in stems[1:-1]:
            return ()
        at = stems.index("of", 1)
        after = stems[at + 2 :] if stems[at + 1] == "the" else stems[at + 1 :]
        return self._by_stems.get((*after, *stems[:at]), ())

    def _misspelt(self, words: list[str], unknown: list[int]) -> Iterator[Mention]:
        """Yield the most similar name for each unknown word and the words around it."""
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


#: What fills a slot: where the question names it, and what it is called.
Filled = tuple[Mention, str]


#: The type of what fills a slot, the class that it has to be under, and whether that class itself
#: fills it: `strategies` asks for all of them, but names no strategy.
Kind = tuple[str, str, bool]

#: The most names of one kind that are tried: the longest ones, in a question that has more.
_MOST: Final = 8


@dataclass(frozen=True)
class Filling:
    """Finds values for the slots of wordings in one question."""

    meanings: Meanings
    mentions: Sequence[Mention]
    _candidates: dict[Kind, list[Filled]] = field(default_factory=dict)

    def ways(self, wording: Wording) -> Iterator[tuple[Filled, ...]]:
        """Yield every way to fill the slots of a wording; each kind keeps the order of the text."""
        kinds = [_kind(wording.query, slot) for slot in wording.slots]
        ways: list[tuple[Filled, ...]] = [()]
        for kind in kinds:
            ways = [
                (*way, (mention, name))
                for way in ways
                for mention, name in self._of_kind(kind)
                if _follows(mention, kind, way, kinds)
            ]
        return iter(ways)

    def _of_kind(self, kind: Kind) -> list[Filled]:
        """Return the mentions that can be values of a kind, in the order of the text."""
        if kind not in self._candidates:
            found = [
                (mention, name)
                for mention in self.mentions
                if (name := self.meanings.value(mention, *kind)) is not None
            ]
            heaviest = sorted(found, key=lambda filled: -filled[0].weight)[:_MOST]
            self._candidates[kind] = sorted(heaviest, key=lambda f: (f[0].start, f[0].end))
        return self._candidates[kind]


@dataclass(frozen=True)
class Meanings:
    """What names of a graph mean as values of parameters."""

    entities: Entities
    _known: dict[tuple[tuple[str, ...], str, str, bool], str | None] = field(default_factory=dict)

    def value(self, mention: Mention, kind: str, under: str, whole: bool = True) -> str | None:
        """Return the name of what a mention means as a value of a kind, or None."""
        if kind in NUMBERS or mention.number:
            return mention.number if kind in NUMBERS and mention.number else None
        # Questions of strangers leave nothing here: names are those of the graph.
        key = mention.names, kind, under, whole
        if key not in self._known:
            self._known[key] = self._meaning(*key)
        return self._known[key]

    def named(self, mentions: Sequence[Mention]) -> frozenset[int]:
        """Return the places of all words in names of things.

        Names of properties and nouns such as `benefit` keep their signs.
        """
        return frozenset(
            at
            for mention in mentions
            if mention.names and self.value(mention, "property", "") is None
            if mention.end - mention.start > 1 or not is_noun(mention.names[0])
            for at in range(mention.start, mention.end)
        )

    def valued(self, mentions: Sequence[Mention]) -> Mapping[int, Value]:
        """Return where names of benefits and bottlenecks begin; of two in one, the longer."""
        found: dict[int, Value] = {}
        covered = -1
        for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
            kinds = [
                kind for kind in VALUED if not mention.number and self.value(mention, kind, "")
            ]
            if len(kinds) == 1 and mention.end > covered:
                found[mention.start], covered = VALUED[kinds[0]], mention.end
        return found

    def _meaning(self, names: tuple[str, ...], kind: str, under: str, whole: bool) -> str | None:
        for name in names:
            found = self._thing(name, kind)
            if found and (not under or self.entities.is_under(found, under)):
                return self._name(found, kind) if whole or found != ASSB + under else None
        return None

    def _thing(self, name: str, kind: str) -> str | None:
        """Return what a name means: for a class with a single member, that member if it fits."""
        found = self._first(name, "" if kind == "thing" else kind)
        if kind == "thing" and found and not found.startswith(KG):
            return None  # the graph has no claims about terms and kinds
        if found or kind in ("class", "property"):
            return found
        of_class = self._first(name, "class")
        members = self.entities.members(of_class) if of_class else []
        fitting = [iri for iri in members if kind == "thing" or self.entities.is_a(iri, kind)]
        return fitting[0] if len(members) == len(fitting) == 1 else None

    def _first(self, name: str, kind: str) -> str | None:
        try:
            return next(iter(self.entities.meanings(name, kind)), None)
        except AmbiguousName:
            return None

    def _name(self, iri: str, kind: str) -> str:
        """Return what a thing is called, if that name means this thing, else its IRI."""
        label = self.entities.label(iri)
        return label if self._first(label, "" if kind == "thing" else kind) == iri else iri


def _follows(
    mention: Mention,
    kind: Kind,
    way: Sequence[Filled],
    kinds: Sequence[Kind],
) -> bool:
    """Tell whether a mention is apart from those chosen, and behind those of its kind."""
    return all(
        not mention.overlaps(other) and (other.start < mention.start or before != kind)
        for (other, _), before in zip(way, kinds, strict=False)
    )


def _kind(query: NamedQuery, slot: tuple[str, ...]) -> Kind:
    parameter = _parameter(query, slot[0])
    if parameter is None:
        return "integer", "", True
    return parameter.type, parameter.under, not parameter.narrower


def _parameter(query: NamedQuery, name: str) -> Parameter | None:
    return next((p for p in query.parameters if p.name == name), None)
