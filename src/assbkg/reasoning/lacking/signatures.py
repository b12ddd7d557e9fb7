"""What rules say of classes and properties: which class is above, what ends a link can have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from assbkg.reasoning.axioms import THING, TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.rules import Atom, Rule, RuleSet
from assbkg.vocabulary import above

__all__ = ["Signatures"]


@dataclass(frozen=True)
class Signatures:
    """Reads them off the rules with a body of one atom."""

    rule_set: RuleSet

    def above(self, name: str) -> set[str]:
        """A class and all classes above it."""
        return above(name, self._parents)

    def apart(self, classes: set[str]) -> bool:
        """Tell whether two of these classes have no common member."""
        return any(not self._apart.get(name, frozenset()).isdisjoint(classes) for name in classes)

    def demands(self, fact: Fact) -> Iterator[tuple[str, str]]:
        """What a fact says of classes: a thing, and a class that it is in."""
        if fact.predicate == TYPE:
            yield fact.subject, fact.object
        for wanted in self._domains.get(fact.predicate, ()):
            yield fact.subject, wanted
        for wanted in self._ranges.get(fact.predicate, ()):
            yield fact.object, wanted

    def kind_for(self, variable: str, body: Iterable[Atom]) -> str:
        """The narrowest class that the atoms of a body ask of a variable."""
        wanted = {
            name
            for atom in body
            for thing, name in self.demands(Fact(atom.predicate, atom.subject, atom.object))
            if thing == variable and not name.startswith("?")
        }
        broader = set[str]().union(*(self.above(name) - {name} for name in wanted))
        return min(wanted - broader, default=THING)

    def restatements(self, fact: Fact) -> set[Fact]:
        """The fact, and all that say the same in other words, as an inverse does."""
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
        """Head, body and whether the ends change places, of each rule from link to link."""
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
