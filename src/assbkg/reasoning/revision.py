"""Update a closure after a change, without starting from scratch.

First, facts that rested on what is no longer given are withdrawn, from low ranks to high; a fact
stays if some rule still gives it at the same rank from facts that stay. Then new facts, and
withdrawn facts that still follow, are settled, again from low ranks to high, so that each fact
gets the rank that a closure from scratch would give it; for a given fact, that is the level at
which it is given, from whatever it may follow. Both visit only the facts that change and their
neighbours.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import overload

from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.closure import Clash
from assbkg.reasoning.facts import (
    Consequences,
    Fact,
    Facts,
    Instances,
    Rank,
    follows_at,
    ground,
    solutions,
)
from assbkg.reasoning.fixpoint import DEEPEST
from assbkg.reasoning.rules import Existential, RuleSet, is_witness

__all__ = ["Change", "Overlay", "Revision", "clashes_of", "revise"]


class Overlay:
    """A closed set of facts with changes on top; the facts beneath stay as they are."""

    def __init__(self, beneath: Facts, given: Mapping[Fact, int | None]) -> None:
        """Put changes over facts: the new level of each, or None if it is no longer given.

        Ranks are those beneath until `put` and `drop` change them.
        """
        self.beneath = beneath
        self.given = given
        self.changed: dict[Fact, Rank | None] = {}
        self._objects: dict[tuple[str, str], _Ends] = {}
        self._subjects: dict[tuple[str, str], _Ends] = {}

    def put(self, fact: Fact, rank: Rank) -> None:
        """Add a fact with a rank, or change its rank."""
        self._note(fact, rank)

    def drop(self, fact: Fact) -> None:
        """Remove a fact."""
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
        """Return the rank of a fact, or None if it does not hold."""
        if fact in self.changed:
            return self.changed[fact]
        return self.beneath.rank(fact)

    def asserted(self, fact: Fact) -> int | None:
        """Return the level at which a fact is given, or None if it is not given."""
        if fact in self.given:
            return self.given[fact]
        return self.beneath.asserted(fact)

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """Return the objects of a subject's links."""
        ends = self._objects.get((predicate, subject))
        return self.beneath.objects(predicate, subject) if ends is None else ends.copy()

    def subjects(self, predicate: str, target: str) -> Sequence[str]:
        """Return the subjects of an object's links."""
        ends = self._subjects.get((predicate, target))
        return self.beneath.subjects(predicate, target) if ends is None else ends.copy()

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield all links by a predicate, as subject and object."""
        touched = {f: rank for f, rank in self.changed.items() if f.predicate == predicate}
        for subject, target in self.beneath.pairs(predicate):
            if Fact(predicate, subject, target) not in touched:
                yield subject, target
        for fact in sorted(f for f, rank in touched.items() if rank is not None):
            yield fact.subject, fact.object


class _Ends(Sequence[str]):
    """Ends of links: those beneath that remain, in their order, then new ones, sorted."""

    def __init__(self, beneath: Sequence[str]) -> None:
        self.beneath = beneath
        self.more: set[str] = set()
        self.fewer: set[str] = set()

    def note(self, end: str, beneath: bool, now: bool) -> None:
        """Record that there now is, or no longer is, a link to an end."""
        ends = self.fewer if beneath else self.more
        (ends.discard if now == beneath else ends.add)(end)

    def copy(self) -> _Ends:
        """Return a copy that later changes leave alone."""
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


@dataclass(frozen=True, order=True)
class Change:
    """A fact whose rank changed; None where it does not hold."""

    fact: Fact
    before: Rank | None
    after: Rank | None


@dataclass(frozen=True)
class Revision:
    """The facts after a change, over those before it, and the differences.

    `changes` leaves out witnesses; it is sorted by fact.
    """

    facts: Overlay
    changes: tuple[Change, ...]


def revise(facts: Facts, rule_set: RuleSet, given: Mapping[Fact, int | None]) -> Revision:
    """Change what is given and return what then holds.

    `facts` are closed under the rules; `given` has the new level of each fact whose level
    changes, or None for one that is no longer given.
    """
    overlay = Overlay(facts, given)
    reviser = _Reviser(overlay, rule_set)
    reviser.withdraw()
    reviser.settle()
    changes = (
        Change(fact, facts.rank(fact), rank)
        for fact, rank in overlay.changed.items()
        if not (is_witness(fact.subject) or is_witness(fact.object))
    )
    return Revision(overlay, tuple(sorted(c for c in changes if c.before != c.after)))


def clashes_of(revision: Revision, rule_set: RuleSet) -> tuple[Clash, ...]:
    """Return each thing that a revision puts in two disjoint classes."""
    facts = revision.facts
    found = set()
    for fact, rank in facts.changed.items():
        if fact.predicate == TYPE and rank is not None:
            for first, second in rule_set.disjoint:
                other = second if fact.object == first else first
                if fact.object in (first, second) and Fact(TYPE, fact.subject, other) in facts:
                    found.add(Clash(fact.subject, first, second))
    return tuple(sorted(found))


class _Reviser:
    """One revision: a queue of facts by rank."""

    def __init__(self, overlay: Overlay, rule_set: RuleSet) -> None:
        self.facts = overlay
        self.before = overlay.beneath
        self.rules = Consequences(rule_set)
        self.instances = Instances(overlay, rule_set)
        self.queue: list[tuple[Rank, Fact]] = []
        #: Needs for a witness to look into, by rank: rank, number of the axiom, thing.
        self.needs: list[tuple[Rank, int, str]] = []
        #: Things whose witness for an axiom was withdrawn.
        self.bereft: set[tuple[Existential, str]] = set()

    def withdraw(self) -> None:
        """Drop every fact whose rank rests on what is no longer given as it was.

        That includes a derived fact that is now given: it holds no more strongly than that.
        """
        for fact in self.facts.given:
            rank = self.before.rank(fact)
            if rank is not None:
                self._push(rank, fact)
        while self.queue:
            rank, fact = heapq.heappop(self.queue)
            if self.facts.rank(fact) is None or self._stands(fact, rank):
                continue
            self.bereft.update(self.rules.witnessed_by(fact, self.before))
            for head, at in self._dependents(fact):
                if self.before.rank(head) == at:
                    self._push(at, head)
            self.facts.drop(fact)

    def _stands(self, fact: Fact, rank: Rank) -> bool:
        """Tell whether a fact still has its rank, from facts of lower rank that stand."""
        level = self.facts.asserted(fact)
        if level is not None or rank.round == 0:
            return rank == (level, 0)
        return any(
            follows_at(instance.premises, self.facts) == rank
            for instance in self.instances.of(fact)
        )

    def _dependents(self, fact: Fact) -> Iterator[tuple[Fact, Rank]]:
        """Yield what followed from a fact before, with its rank."""
        yield from self.rules.of(fact, self.before)
        for existential, thing, at in self.rules.needs(fact, self.before):
            for head in self.instances.heads(existential, thing):
                yield head, at

    def settle(self) -> None:
        """Give each fact that is new, or may still follow, its new rank."""
        self._find_starts()
        while self.queue or self.needs:
            rank = min(heap[0][0] for heap in (self.queue, self.needs) if heap)
            for fact in self._settle_at(rank):
                for head, at in self.rules.of(fact, self.facts):
                    self._improve(head, at)
                for existential, thing, at in self.rules.needs(fact, self.facts):
                    self._need(existential, thing, at)
            while self.needs and self.needs[0][0] == rank:
                _, number, thing = heapq.heappop(self.needs)
                self._witness(self.rules.rule_set.existentials[number], thing, rank)

    def _find_starts(self) -> None:
        """Queue newly given facts, dropped facts that still follow, and needs for witnesses."""
        for fact in {**self.facts.given, **self.facts.changed}:
            level = self.facts.asserted(fact)
            if level is not None:
                self._improve(fact, Rank(level, 0))
        for fact in self.facts.changed:
            for instance in self.instances.of(fact):
                self._improve(fact, follows_at(instance.premises, self.facts))
        for existential, thing in self.bereft:
            for found in solutions(existential.body, {existential.frontier: thing}, self.facts):
                premises = [ground(atom, found) for atom in existential.body]
                self._need(existential, thing, follows_at(premises, self.facts))

    def _settle_at(self, rank: Rank) -> list[Fact]:
        """Take all facts of the lowest rank from the queue, add them, and return the new ones."""
        settled = []
        while self.queue and self.queue[0][0] == rank:
            fact = heapq.heappop(self.queue)[1]
            known = self.facts.rank(fact)
            if known is None or rank < known:
                self.facts.put(fact, rank)
                settled.append(fact)
        return settled

    def _need(self, existential: Existential, thing: str, at: Rank) -> None:
        """Queue a need for a witness until all facts are settled on which it depends."""
        number = self.rules.rule_set.existentials.index(existential)
        heapq.heappush(self.needs, (Rank(at.level, at.round - 1), number, thing))

    def _witness(self, existential: Existential, thing: str, rank: Rank) -> None:
        """Give a thing a witness, unless it has one at this rank or is too deep."""
        if self.instances.depth(thing) >= DEEPEST:
            return
        for found in solutions(existential.heads, {existential.frontier: thing}, self.facts):
            known = [self.facts.rank(ground(atom, found)) for atom in existential.heads]
            if all(r is not None and r <= rank for r in known):
                return
        for head in self.instances.heads(existential, thing):
            self._improve(head, Rank(rank.level, rank.round + 1))

    def _improve(self, fact: Fact, rank: Rank) -> None:
        """Queue a rank for a fact if it is better than the present one and open to the fact."""
        level, known = self.facts.asserted(fact), self.facts.rank(fact)
        if (level is None or rank == (level, 0)) and (known is None or rank < known):
            self._push(rank, fact)

    def _push(self, rank: Rank, fact: Fact) -> None:
        heapq.heappush(self.queue, (rank, fact))
