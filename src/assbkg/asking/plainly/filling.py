"""Which names in a question can be the values of which parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from assbkg.asking.plainly.mentions import Mention
from assbkg.asking.plainly.wordings import NUMBERS, Wording
from assbkg.errors import AmbiguousName
from assbkg.library import NamedQuery, Parameter
from assbkg.record.names import Entities
from assbkg.vocabulary import KG

__all__ = ["Filled", "Filling", "Meanings"]

#: What fills a slot: where the question names it, and what it is called.
Filled = tuple[Mention, str]


#: The type of what fills a slot, and the class that it has to be under.
Kind = tuple[str, str]

#: The most names of one kind that are tried: the longest ones, in a question that has more.
_MOST: Final = 8


@dataclass(frozen=True)
class Filling:
    """What finds values for the slots of wordings in one question."""

    meanings: Meanings
    mentions: Sequence[Mention]
    _candidates: dict[Kind, list[Filled]] = field(default_factory=dict)

    def ways(self, wording: Wording) -> Iterator[tuple[Filled, ...]]:
        """Every way to fill the slots of a wording; slots of one kind in the order of the text."""
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
        """The mentions that can be values of a kind, in the order of the text."""
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
    _known: dict[tuple[tuple[str, ...], str, str], str | None] = field(default_factory=dict)

    def value(self, mention: Mention, kind: str, under: str) -> str | None:
        """The name of what a mention means as a value of a kind; None when it is no such."""
        if kind in NUMBERS or mention.number:
            return mention.number if kind in NUMBERS and mention.number else None
        # Questions of strangers leave nothing here: names are those of the graph.
        key = mention.names, kind, under
        if key not in self._known:
            self._known[key] = self._meaning(*key)
        return self._known[key]

    def _meaning(self, names: tuple[str, ...], kind: str, under: str) -> str | None:
        for name in names:
            found = self._thing(name, kind)
            if found and (not under or self.entities.is_under(found, under)):
                return self._name(found, kind)
        return None

    def _thing(self, name: str, kind: str) -> str | None:
        """What a name means; of a class that has one member, that may be meant."""
        found = self._first(name, "" if kind == "thing" else kind)
        if kind == "thing" and found and not found.startswith(KG):
            return None  # terms and kinds are spoken of, but nothing is said about them
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
        """What a thing is called, if that means this thing, else its IRI."""
        label = self.entities.label(iri)
        return label if self._first(label, "" if kind == "thing" else kind) == iri else iri


def _follows(
    mention: Mention,
    kind: Kind,
    way: Sequence[Filled],
    kinds: Sequence[Kind],
) -> bool:
    """Whether a mention stands apart from those chosen, and behind those of its kind."""
    return all(
        not mention.overlaps(other) and (other.start < mention.start or before != kind)
        for (other, _), before in zip(way, kinds, strict=False)
    )


def _kind(query: NamedQuery, slot: tuple[str, ...]) -> Kind:
    parameter = _parameter(query, slot[0])
    return (parameter.type, parameter.under) if parameter else ("integer", "")


def _parameter(query: NamedQuery, name: str) -> Parameter | None:
    return next((p for p in query.parameters if p.name == name), None)
