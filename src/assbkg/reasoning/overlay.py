"""Changes over a closed set of facts, which itself stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

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
        self._objects: dict[tuple[str, str], dict[str, None]] = {}
        self._subjects: dict[tuple[str, str], dict[str, None]] = {}

    def put(self, fact: Fact, rank: Rank) -> None:
        """Let a fact hold with a rank."""
        self._note(fact, rank)

    def drop(self, fact: Fact) -> None:
        """Let a fact no longer hold."""
        self._note(fact, None)

    def _note(self, fact: Fact, rank: Rank | None) -> None:
        self.changed[fact] = rank
        self._objects.setdefault((fact.predicate, fact.subject), {})[fact.object] = None
        self._subjects.setdefault((fact.predicate, fact.object), {})[fact.subject] = None

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
        known = self.beneath.objects(predicate, subject)
        touched = self._objects.get((predicate, subject))
        if not touched:
            return known
        return self._sorted(known, touched, lambda end: Fact(predicate, subject, end))

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """What is linked to a thing."""
        known = self.beneath.subjects(predicate, target)
        touched = self._subjects.get((predicate, target))
        if not touched:
            return known
        return self._sorted(known, touched, lambda end: Fact(predicate, end, target))

    def _sorted(
        self, known: Sequence[str], touched: Mapping[str, None], fact: Callable[[str], Fact]
    ) -> Sequence[str]:
        kept = [end for end in known if end not in touched]
        return sorted(kept + [end for end in touched if self.changed[fact(end)] is not None])

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """All links by a predicate, as subject and object."""
        touched = {f: rank for f, rank in self.changed.items() if f.predicate == predicate}
        for subject, target in self.beneath.pairs(predicate):
            if Fact(predicate, subject, target) not in touched:
                yield subject, target
        for fact in sorted(f for f, rank in touched.items() if rank is not None):
            yield fact.subject, fact.object
