"""How a question may be read: by which query and with which values, and whether to answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from assbkg.asking.plainly.mentions import Filled, Filling, Meanings, Mentions
from assbkg.asking.plainly.weighing import Weighing
from assbkg.asking.plainly.wordings import Wording, Wordings
from assbkg.asking.plainly.words import split
from assbkg.errors import QueryError
from assbkg.library import IGNORED, Library, NamedQuery
from assbkg.printable import in_brief
from assbkg.record.names import Entities

__all__ = ["LONGEST", "OFFERED", "Reader", "Reading", "Verdict", "decide"]


#: The most characters of a question.
LONGEST: Final = 2_000


@dataclass(frozen=True, repr=False)
class Reading:
    """One way to read a question.

    `values` are names for parameters of the query; a `score` of 1 is a good fit. `left_out` are
    words of the question that make no difference to the answer, `unknown` those among them that
    nothing in the graph or library has, and numbers, `misspelt` pairs of what was written and
    what was read. `doubt` says why a negation, number or sign makes the reading doubtful, if one
    does; `opposed` tells whether the question has a sign that no wording of the query has.
    """

    query: NamedQuery
    values: Mapping[str, str]
    score: float
    left_out: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    misspelt: tuple[tuple[str, str], ...] = ()
    doubt: str = ""
    opposed: bool = False

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

        Readings that the sign of the question opposes come last. Raises `QueryError` for a
        question of more than `LONGEST` characters.
        """
        if len(question) > LONGEST:
            raise QueryError(
                f"the question has {len(question):,} characters, expected at most {LONGEST:,}; "
                "ask one question at a time"
            )
        words = split(question)
        mentions = self._mentions.find(words, self._wordings.known)
        named, valued = self._meanings.named(mentions), self._meanings.valued(mentions)
        weighing = Weighing(self._wordings, words, mentions, named, valued)
        filling = Filling(self._meanings, mentions)
        best: dict[str, tuple[bool, float, Wording, tuple[Filled, ...]]] = {}
        for wording in self._wordings.all:
            name = wording.query.name
            for chosen in filling.ways(wording):
                # Of the wordings of a query, one with a negation asks for something else.
                fit = weighing.fits(wording, chosen), weighing.score(wording, chosen)
                if name not in best or fit > best[name][:2]:
                    best[name] = *fit, wording, chosen
        readings = [_reading(weighing, *found[1:]) for found in best.values()]
        return sorted(readings, key=lambda one: (one.opposed, -one.score, one.query.name))


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
        weighing.is_opposed(wording, chosen),
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
    if not readings or max(reading.score for reading in readings) < _NEAR:
        return "out of scope"
    best, rivals = readings[0], [one for one in readings[1:] if not one.opposed]
    ahead = best.score - rivals[0].score if rivals else 1.0
    # A word that nothing here has may be what the question is about.
    sure = (
        not best.unknown
        and not best.doubt
        and best.score >= _NEAR
        and ahead >= (_AHEAD if best.score >= _SURE else _FAR_AHEAD)
    )
    return "sure" if sure else "unsure"
