"""Rules applied backwards to what does not hold: in which ways it would follow."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from assbkg.reasoning.facts import Binding, Fact, solutions, value
from assbkg.reasoning.lacking.fitting import Fitting, unnamed
from assbkg.reasoning.proving.instances import ground, unify
from assbkg.reasoning.rules import Atom, Rule

__all__ = ["Conditional", "Conditionals"]


@dataclass(frozen=True)
class Conditional:
    """A rule applied to facts of which those in `needs` do not hold, and all others do."""

    rule: Rule
    premises: tuple[Fact, ...]
    needs: tuple[Fact, ...]


class Conditionals:
    """Everything from which a fact that does not hold might follow.

    `found` has, for the goal and for whatever it might follow from, the ways in which that
    would follow. Variables that no known fact binds stand for things in `hands`, or for
    one without a name. After `work` applications of rules the search is given up, and
    `cut` is true.
    """

    def __init__(self, goal: Fact, fitting: Fitting, hands: Sequence[str], work: int) -> None:
        """Search, what is near the goal first."""
        self.goal = goal
        self.fitting = fitting
        self.hands = hands
        self.cut = False
        self.found: dict[Fact, tuple[Conditional, ...]] = {}
        self._left = work
        waiting = deque([goal])
        while waiting:
            fact = waiting.popleft()
            if fact not in self.found:
                self.found[fact] = tuple(self._of(fact))
                waiting += [need for way in self.found[fact] for need in way.needs]

    def _of(self, fact: Fact) -> Iterator[Conditional]:
        seen: set[tuple[Rule, tuple[Fact, ...]]] = set()
        for rule in self._by_head.get(fact.predicate, ()):
            for premises in self._applied(rule, fact):
                self._left -= 1
                if self._left < 0:
                    self.cut = True
                    return
                needs = tuple(p for p in dict.fromkeys(premises) if not self.fitting.holds(p))
                new = (rule, premises) not in seen
                seen.add((rule, premises))
                if new and needs and fact not in needs and all(map(self.fitting.possible, needs)):
                    yield Conditional(rule, premises, needs)

    def _applied(self, rule: Rule, fact: Fact) -> Iterator[tuple[Fact, ...]]:
        """The bodies of a rule that give a fact, with some of their atoms among the facts."""
        start = unify(rule.head, fact)
        if start is None:
            return
        for size in reversed(range(len(rule.body))):
            for known in combinations(rule.body, size):
                for binding in solutions(known, start, self.fitting.facts):
                    for whole in self._completed(rule.body, binding):
                        yield tuple(ground(atom, whole) for atom in rule.body)

    def _completed(self, body: tuple[Atom, ...], binding: Binding) -> Iterator[Binding]:
        terms = dict.fromkeys(term for atom in body for term in (atom.subject, atom.object))
        free = [term for term in terms if value(term, binding) is None]
        kinds = [unnamed(self.fitting.signatures.kind_for(variable, body)) for variable in free]
        for chosen in product(*([*self.hands, kind] for kind in kinds)):
            yield {**binding, **dict(zip(free, chosen, strict=True))}

    @cached_property
    def _by_head(self) -> Mapping[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.fitting.signatures.rule_set.rules:
            found.setdefault(rule.head.predicate, []).append(rule)
        return found
