"""Changes over a closed set of facts, which itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import overload

from assbkg.reasoning.facts import Fact, Facts, Rank

__all__ = ["Overlay"]


class Overlay:
    """Facts with some more, some fewer and some of another rank than those beneath."""

    def __init__(self, beneath: Facts, given: Mapping[Fact, int | None]) -> None:
        """Lay changes of what is given over facts: the new level, None when it no longer is.

        Ranks are those beneath until `put` and `drop` change them.
        """
        self.beneath = beneath
        self.given = given
        self.changed: dict[Fact, Rank | None] = {}
        self._objects: dict[tuple[str, str], _Ends] = {}
        self._subjects: dict[tuple[str, str], _Ends] = {}

    def put(self, fact: Fact, rank: Rank) -> None:
        """Let a fact hold with a rank."""
        self._note(fact, rank)

    def drop(self, fact: Fact) -> None:
        """Let a fact no longer hold."""
        self._note(fact, None)

    def _note(self, fact: Fact, rank: Rank | None) -> None:
        held = fact in self
        self.changed[fact] = rank
        if held != (rank is not None):
            subject, target = (fact.predicate, fact.subject), (fact.predicate, fact.object)
            if subject not in self._objects:
                self._objects[subject] = _Ends(self.beneath.objects(*subject))
            if target not in self._subjects:
                self._subjects[target] = _Ends(self.beneath.subjects(*target))
            beneath = fact in self.beneath
            self._objects[subject].note(fact.object, beneath, rank is not None)
            self._subjects[target].note(fact.subject, beneath, rank is not None)

    def __contains__(self, fact: Fact) -> bool:
        """Tell whether a fact holds."""
        return self.rank(fact) is not None

    def rank(self, fact: Fact) -> Rank | None:
        """The rank of a fact; None when it does not hold."""
        if fact in self.changed:
            return self.changed[fact]
        return self.beneath.rank(fact)

    def asserted(self, fact: Fact) -> int | None:
        """The level at which a fact is given; None when it only follows or does not hold."""
        if fact in self.given:
            return self.given[fact]
        return self.beneath.asserted(fact)

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """What a thing is linked to."""
        ends = self._objects.get((predicate, subject))
        return self.beneath.objects(predicate, subject) if ends is None else ends.copy()

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """What is linked to a thing."""
        ends = self._subjects.get((predicate, target))
        return self.beneath.subjects(predicate, target) if ends is None else ends.copy()

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """All links by a predicate, as subject and object."""
        touched = {f: rank for f, rank in self.changed.items() if f.predicate == predicate}
        for subject, target in self.beneath.pairs(predicate):
            if Fact(predicate, subject, target) not in touched:
                yield subject, target
        for fact in sorted(f for f, rank in touched.items() if rank is not None):
            yield fact.subject, fact.object


class _Ends(Sequence[str]):
    """Ends of links: those beneath that still are, in their order, then new ones, sorted."""

    def __init__(self, beneath: Sequence[str]) -> None:
        self.beneath = beneath
        self.more: set[str] = set()
        self.fewer: set[str] = set()

    def note(self, end: str, beneath: bool, now: bool) -> None:
        """Take note that there now is, or no longer is, a link to an end."""
        ends = self.fewer if beneath else self.more
        (ends.discard if now == beneath else ends.add)(end)

    def copy(self) -> _Ends:
        """The same ends, however these change."""
        ends = _Ends(self.beneath)
        ends.more, ends.fewer = self.more.copy(), self.fewer.copy()
        return ends

    def __len__(self) -> int:
        return len(self.beneath) + len(self.more) - len(self.fewer)

    def __iter__(self) -> Iterator[str]:
        kept = (end for end in self.beneath if end not in self.fewer)
        return chain(kept, sorted(self.more))

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        return list(self)[index]
