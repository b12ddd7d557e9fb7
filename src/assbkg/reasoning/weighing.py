"""Find every minimal set of facts whose addition gives a fact, with the best proof for each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

from assbkg.reasoning.facts import Binding, Fact, ground, solutions, unify, value
from assbkg.reasoning.fitting import Fitting, unnamed
from assbkg.reasoning.rules import Atom, Rule

__all__ = ["Conditional", "Conditionals", "Missing", "Way", "Weighing"]


@dataclass(frozen=True)
class Conditional:
    """A rule applied to facts; those in `needs` do not hold, all others do."""

    rule: Rule
    premises: tuple[Fact, ...]
    needs: tuple[Fact, ...]


class Conditionals:
    """Rules applied backwards to a goal that does not hold.

    `found` has, for the goal and every fact from which it might follow, the rules that would
    give it. Variables that no known fact binds stand for the things in `hands`, or for a thing
    without a name. After `work` applications of rules the search stops, and `cut` is true.
    """

    def __init__(self, goal: Fact, fitting: Fitting, hands: Sequence[str], work: int) -> None:
        """Search, nearest to the goal first."""
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
        """Yield the bodies of a rule that give a fact, with any of their atoms among the facts."""
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


#: Facts to be added together.
Missing = frozenset[Fact]


@dataclass(frozen=True)
class Way:
    """How a fact would follow: by a rule, from known facts and the ways of its needs.

    `level` is the level of the weakest known fact. `size` counts the facts of the proof; a known
    fact counts one more for each round that was needed to derive it. A missing fact has no rule.
    """

    level: int = 0
    size: int = 1
    by: Conditional | None = None
    below: tuple[Way, ...] = ()

    @property
    def rank(self) -> tuple[int, int, str, tuple[Fact, ...]]:
        """The sort key; lower is better: first more strongly stated, then smaller."""
        rule = (self.by.rule.axiom, self.by.premises) if self.by else ("", ())
        return (self.level, self.size, *rule)

    def over(self, below: Way) -> Way:
        """Return the same way with one more need met."""
        level, size = max(self.level, below.level), self.size + below.size
        return Way(level, size, self.by, (*self.below, below))

    @property
    def alone(self) -> bool:
        """Whether it follows from one missing fact and nothing else."""
        return self.by is None or (len(self.by.premises) == 1 and self.below[0].alone)

    def leaves(self, fact: Fact) -> Missing:
        """Return what is missing on the way to a fact."""
        if self.by is None:
            return frozenset({fact})
        return frozenset[Fact]().union(*(below.leaves(need) for need, below in self.needs()))

    def needs(self) -> Iterator[tuple[Fact, Way]]:
        """Yield the premises of the rule that do not hold, with the way of each."""
        if self.by is not None:
            yield from zip(self.by.needs, self.below, strict=True)


class Weighing:
    """For each fact on the way to a goal: how it would follow, by what is missing.

    All minimal sets of up to `most_missing` facts are found, each with its best way. After `work`
    combinations the search stops, and `cut` is true.
    """

    def __init__(self, conditionals: Conditionals, most_missing: int, work: int) -> None:
        """Start from facts that may be missing, and continue until nothing improves."""
        self.conditionals = conditionals
        self.most_missing = most_missing
        self.cut = False
        self.ways: dict[Fact, dict[Missing, Way]] = {
            fact: {frozenset({fact}): Way()} if self._may_be(fact) else {}
            for fact in conditionals.found
        }
        self._fitting: dict[Missing, bool] = {}
        self._left = work
        self._settle()

    def _settle(self) -> None:
        waiting = deque(reversed(self.ways))
        queued = set(waiting)
        while waiting and not self.cut:
            current = waiting.popleft()
            queued.discard(current)
            if self._improve(current):
                again = [user for user in self._users.get(current, ()) if user not in queued]
                waiting += again
                queued.update(again)

    def direct(self) -> dict[Missing, Way]:
        """Return the ways of the goal, without detours.

        A way is a detour if stating a fact on it would leave fewer facts missing; or as many, if
        that fact follows from a missing fact alone.
        """
        ways = self.ways[self.conditionals.goal]
        return {missing: way for missing, way in ways.items() if not self._detour(missing, way)}

    def _detour(self, missing: Missing, way: Way) -> bool:
        return any(len(less) < len(missing) + alone for less, alone in self._shortcuts(way))

    def _shortcuts(self, way: Way) -> Iterator[tuple[Missing, bool]]:
        """Yield what would be missing with a fact on the way stated, and if it followed alone."""
        leaves = [below.leaves(need) for need, below in way.needs()]
        for number, (need, below) in enumerate(way.needs()):
            others = frozenset[Fact]().union(*leaves[:number], *leaves[number + 1 :])
            if below.by and frozenset({need}) in self.ways[need]:
                yield others | {need}, below.alone
            for shorter, alone in self._shortcuts(below):
                yield others | shorter, alone

    def _may_be(self, fact: Fact) -> bool:
        """Tell whether a fact may be missing: not the goal itself, nor an equivalent fact."""
        fitting = self.conditionals.fitting
        goal = fitting.signatures.restatements(self.conditionals.goal)
        return fact not in goal and fitting.may_be_missing(fact)

    def _improve(self, fact: Fact) -> bool:
        ways, better = self.ways[fact], False
        for conditional in self.conditionals.found[fact]:
            for missing, way in self._combined(conditional).items():
                if any(less < missing for less in ways):
                    continue
                if missing not in ways or way.rank < ways[missing].rank:
                    for larger in [other for other in ways if missing < other]:
                        del ways[larger]
                    ways[missing], better = way, True
        return better

    def _combined(self, conditional: Conditional) -> dict[Missing, Way]:
        """Return the combinations of one way for each need whose missing facts fit together."""
        fitting = self.conditionals.fitting
        ranks = map(fitting.facts.rank, conditional.premises)
        there = [rank for rank in ranks if rank is not None]
        level = max((rank.level for rank in there), default=0)
        size = 1 + sum(1 + rank.round for rank in there)
        found = {frozenset[Fact](): Way(level, size, conditional)}
        for need in conditional.needs:
            extended: dict[Missing, Way] = {}
            for (missing, way), (more, below) in product(found.items(), self.ways[need].items()):
                self._left -= 1
                if self._left < 0:
                    self.cut = True
                    return {}
                both = missing | more
                if len(both) <= self.most_missing and self._fits(both):
                    longer = way.over(below)
                    if both not in extended or longer.rank < extended[both].rank:
                        extended[both] = longer
            found = extended
        return found

    def _fits(self, missing: Missing) -> bool:
        if missing not in self._fitting:
            self._fitting[missing] = self.conditionals.fitting.fits(missing)
        return self._fitting[missing]

    @cached_property
    def _users(self) -> Mapping[Fact, list[Fact]]:
        """For each fact, those that might follow from it."""
        found: dict[Fact, list[Fact]] = {}
        for fact, conditionals in self.conditionals.found.items():
            for need in dict.fromkeys(n for c in conditionals for n in c.needs):
                found.setdefault(need, []).append(fact)
        return found
