"""How a question may be read: which named query, with which values, and how well it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from assbkg.asking.plainly.filling import Filled, Filling, Meanings
from assbkg.asking.plainly.mentions import Mentions
from assbkg.asking.plainly.weighing import Weighing
from assbkg.asking.plainly.wordings import Wording, Wordings
from assbkg.asking.plainly.words import split
from assbkg.errors import QueryError
from assbkg.library import IGNORED, Library, NamedQuery
from assbkg.printable import in_brief
from assbkg.record.names import Entities

__all__ = ["LONGEST", "Reader", "Reading"]

#: The most characters of a question.
LONGEST: Final = 2_000


@dataclass(frozen=True, repr=False)
class Reading:
    """One way to read a question.

    `values` are names for parameters of the query, `score` says how well it fits: 1 is well.
    `left_out` are words of the question that make no difference to the answer, `unknown`
    those among them that nothing in the graph or library has, and numbers, `misspelt` pairs
    of what was written and what was read. `doubt` says how a negation keeps the question from
    being read so; it is empty when none does.
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
    """What reads questions against a library and the names of a graph."""

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
                "ask one thing at a time"
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
