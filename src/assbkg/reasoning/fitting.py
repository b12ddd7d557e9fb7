"""Decide what tables could still state: which facts may be missing, and which fit together.

A missing fact may be about a thing without a name, of which only the class is known, such as
"some mechanism". There is one for each class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from assbkg.reasoning.axioms import THING, TYPE
from assbkg.reasoning.facts import Fact, Facts
from assbkg.reasoning.rules import Atom, Rule, RuleSet
from assbkg.vocabulary import above

__all__ = ["Fitting", "Sayable", "Signatures", "kind_of", "unnamed"]


@dataclass(frozen=True)
class Signatures:
    """Classes above classes, and the classes of ends of links, from rules with one premise."""

    rule_set: RuleSet

    def above(self, name: str) -> set[str]:
        """Return a class and all classes above it."""
        return above(name, self._parents)

    def apart(self, classes: set[str]) -> bool:
        """Tell whether two of these classes are disjoint."""
        return any(not self._apart.get(name, frozenset()).isdisjoint(classes) for name in classes)

    def demands(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """Yield the memberships that a fact implies: a thing and its class."""
        if fact.predicate == TYPE:
            yield fact.subject, fact.object
        for wanted in self._domains.get(fact.predicate, ()):
            yield fact.subject, wanted
        for wanted in self._ranges.get(fact.predicate, ()):
            yield fact.object, wanted

    def kind_for(self, variable: str, body: Iterable[Atom]) -> str:
        """Return the narrowest class that the atoms of a body require of a variable."""
        wanted = {
            name
            for atom in body
            for thing, name in self.demands(Fact(atom.predicate, atom.subject, atom.object))
            if thing == variable and not name.startswith("?")
        }
        broader = set[str]().union(*(self.above(name) - {name} for name in wanted))
        return min(wanted - broader, default=THING)

    def restatements(self, fact: Fact) -> set[Fact]:
        """Return the fact and all equivalent ones, such as the one by an inverse property."""
        found: set[Fact] = set()
        waiting = [fact]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self._turned(current)
        return found

    def _turned(self, fact: Fact) -> Iterator[Fact]:
        for head, body, crossed in self._turns:
            if body == fact.predicate and (body, head, crossed) in self._turns:
                ends = (fact.object, fact.subject) if crossed else (fact.subject, fact.object)
                yield Fact(head, *ends)

    @cached_property
    def _turns(self) -> frozenset[tuple[str, str, bool]]:
        """Head, body and whether the ends swap, for each rule from link to link."""
        found = set()
        for rule in self._simple:
            head, body = rule.head, rule.body[0]
            ends, others = (head.subject, head.object), (body.subject, body.object)
            variables = all(end.startswith("?") for end in ends) and ends[0] != ends[1]
            if variables and TYPE not in (head.predicate, body.predicate):
                if ends == others:
                    found.add((head.predicate, body.predicate, False))
                elif ends == others[::-1]:
                    found.add((head.predicate, body.predicate, True))
        return frozenset(found)

    @cached_property
    def _parents(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for rule in self._simple:
            if rule.head.predicate == rule.body[0].predicate == TYPE:
                found.setdefault(rule.body[0].object, set()).add(rule.head.object)
        return found

    @cached_property
    def _domains(self) -> dict[str, list[str]]:
        return self._typed(lambda link: link.subject)

    @cached_property
    def _ranges(self) -> dict[str, list[str]]:
        return self._typed(lambda link: link.object)

    def _typed(self, end: Callable[[Atom], str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for rule in self._simple:
            link = rule.body[0]
            if rule.head.predicate == TYPE != link.predicate and rule.head.subject == end(link):
                found.setdefault(link.predicate, []).append(rule.head.object)
        return found

    @cached_property
    def _simple(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rule_set.rules if len(rule.body) == 1)

    @cached_property
    def _apart(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for first, second in self.rule_set.disjoint:
            found.setdefault(first, set()).add(second)
            found.setdefault(second, set()).add(first)
        return found


_UNNAMED: Final = "some:"
#: How many links of a property are examined to see whether tables use it.
_LOOKED_AT: Final = 100


def unnamed(kind: str) -> str:
    """Return the term for some thing of a class.

    >>> kind_of(unnamed("Mechanism"))
    'Mechanism'
    """
    return _UNNAMED + kind


def kind_of(term: str) -> str | None:
    """Return the class of a thing without a name, or None for any other term."""
    return term.removeprefix(_UNNAMED) if term.startswith(_UNNAMED) else None


@dataclass(frozen=True)
class Sayable:
    """What tables state, and what they leave to reasoning.

    Tables never state a property in `derived_only`, nor anything new about the things in
    `complete` or new members of the classes in it. For each part of a system, `owners` has the
    system and `papers` the paper; members of the classes in `owned` are such parts. The
    properties in `holding` lead from a system to its own parts. The facts in `contested` are
    stated, but not reasoned over.
    """

    derived_only: frozenset[str] = frozenset()
    complete: frozenset[str] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, str] = field(default_factory=dict)
    owned: frozenset[str] = frozenset()
    holding: frozenset[str] = frozenset()
    contested: frozenset[Fact] = frozenset()


class _Whose(NamedTuple):
    """The system and the paper of a part; blank while unknown."""

    system: str = ""
    paper: str = ""

    def differs(self, other: _Whose) -> bool:
        """Tell whether two parts can't belong to one system in one paper."""
        return any(one and two and one != two for one, two in zip(self, other, strict=True))


@dataclass(frozen=True)
class Fitting:
    """Judges facts that do not hold by those that do."""

    facts: Facts
    signatures: Signatures
    sayable: Sayable

    def holds(self, fact: Fact) -> bool:
        """Tell whether a fact is known, or evident for a thing without a name."""
        return self.evident(fact) or fact in self.facts

    def evident(self, fact: Fact) -> bool:
        """Tell whether a fact states what the class of a thing without a name implies."""
        kind = kind_of(fact.subject) if fact.predicate == TYPE else None
        return kind is not None and fact.object in self.signatures.above(kind)

    def possible(self, fact: Fact) -> bool:
        """Tell whether both ends of a fact can be in the classes that its property requires."""
        return not fact.subject.startswith('"') and self._classes_fit([fact])

    def may_be_missing(self, fact: Fact) -> bool:
        """Tell whether a table could state a fact that does not hold.

        No table links a thing to itself. Of equivalent links, such as by a property and its
        inverse, the one counts that tables use.
        """
        ends = {fact.subject} if fact.predicate == TYPE else {fact.subject, fact.object}
        return (
            fact.predicate not in self.sayable.derived_only
            and fact.subject != fact.object
            and not any(self._complete(end) for end in ends)
            and self._sharper(fact)
            and fact == min(self.signatures.restatements(fact), key=self._usual)
            and self.fits([fact])
        )

    def fits(self, facts: Iterable[Fact]) -> bool:
        """Tell whether facts can be added together.

        Nothing may get into two disjoint classes, and no part of a system into another system or
        next to a part of it in another paper.
        """
        facts = list(facts)
        return self._classes_fit(facts) and self.systems(facts) is not None

    def systems(self, facts: Sequence[Fact]) -> dict[str, str] | None:
        """Return the system of each part that facts name, if known; None if one would be in two.

        None also if a part of a system in one paper would be linked to one in another.
        """
        found: dict[str, _Whose] = {}
        links = [fact for fact in facts if fact.predicate != TYPE]
        for fact in links * len(links):  # a system passes along at most that many links
            for part, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
                if self._is_part(part):
                    own = self._whose(part, found)
                    beside = self._whose_beside(other, fact.predicate, found)
                    if own.differs(beside):
                        return None
                    found[part] = _Whose(own.system or beside.system, own.paper or beside.paper)
        return {part: whose.system for part, whose in found.items()}

    def loose_ends(self, facts: Iterable[Fact]) -> int:
        """Return how many ends are not known to be in the class that their property requires."""
        return sum(
            not self.holds(Fact(TYPE, thing, wanted))
            for fact in facts
            if fact.predicate != TYPE
            for thing, wanted in self.signatures.demands(fact)
        )

    def _complete(self, term: str) -> bool:
        known = self.sayable.complete
        return term.startswith('"') or term in known or kind_of(term) in known

    def _sharper(self, fact: Fact) -> bool:
        """Tell whether a membership narrows the classes that tables give: only that is new."""
        if fact.predicate != TYPE:
            return True
        classes = self.facts.objects(TYPE, fact.subject)
        given = [c for c in classes if self.facts.asserted(Fact(TYPE, fact.subject, c)) is not None]
        return self.signatures.above(fact.object).issuperset(given)

    def _usual(self, fact: Fact) -> tuple[bool, bool, Fact]:
        """Return the sort key of equivalent facts: those in use first, then derived-only ones.

        A property that tables leave to reasoning is not in use, even if a fact by it is given.
        """
        derived_only = fact.predicate in self.sayable.derived_only
        return derived_only or not self._in_use(fact.predicate), not derived_only, fact

    def _in_use(self, predicate: str) -> bool:
        links = islice(self.facts.pairs(predicate), _LOOKED_AT)
        return any(self.facts.asserted(Fact(predicate, *link)) is not None for link in links)

    def _classes_fit(self, facts: Sequence[Fact]) -> bool:
        classes: dict[str, set[str]] = {}
        for fact in facts:
            for thing, wanted in self.signatures.demands(fact):
                found = classes.setdefault(thing, self._known_classes(thing))
                found |= self.signatures.above(wanted)
        return not any(map(self.signatures.apart, classes.values()))

    def _known_classes(self, thing: str) -> set[str]:
        kind = kind_of(thing)
        return set(self.facts.objects(TYPE, thing)) if kind is None else self.signatures.above(kind)

    def _whose_beside(self, other: str, predicate: str, found: Mapping[str, _Whose]) -> _Whose:
        """Return the owner that the other end of a link implies for a part."""
        if self._is_part(other):
            return self._whose(other, found)
        held = predicate in self.sayable.holding and kind_of(other) is None
        return _Whose(other if held else "")

    def _whose(self, part: str, found: Mapping[str, _Whose]) -> _Whose:
        if part in self.sayable.owners:
            return _Whose(self.sayable.owners[part], self.sayable.papers.get(part, ""))
        return found.get(part, _Whose())

    def _is_part(self, term: str) -> bool:
        kind = kind_of(term)
        if kind is None:
            return term in self.sayable.owners
        return not self.sayable.owned.isdisjoint(self.signatures.above(kind))
