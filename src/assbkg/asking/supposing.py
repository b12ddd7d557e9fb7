"""What would newly follow, and what would no longer, if something else were stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from assbkg.asking.explaining import Explainer, Explanation, Step
from assbkg.asking.suppositions import Link, Suppositions
from assbkg.errors import QueryError
from assbkg.graph.terms import EVIDENCE
from assbkg.printable import in_brief
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact, Rank
from assbkg.reasoning.grades import GRADES, STRUCTURAL, claimed_levels
from assbkg.reasoning.revision import Change, clashes_of, revise
from assbkg.record.reasoned import Supposed

__all__ = [
    "SUPPOSED",
    "Effect",
    "Outcome",
    "explain_with_contested",
    "suppose",
    "with_contested",
]


_CONTESTED = frozenset({"contested"})

#: The grade of what follows from suppositions and tables alone.
SUPPOSED: Final = "as supposed"


@dataclass(frozen=True, repr=False)
class Effect:
    """A link that would newly hold, no longer hold, or have another grade.

    `before` and `after` are its grades, empty where it does not hold; `why` is its best
    proof where it holds: after the change or, if it falls away, before it.
    """

    before: str
    after: str
    why: Explanation

    def __repr__(self) -> str:
        before, after = (grade or "no link" for grade in (self.before, self.after))
        return in_brief(self, f"{self.why.proof.sentence}, {before} → {after}")


@dataclass(frozen=True, repr=False)
class Outcome:
    """What a supposition would change; `supposed` and `readings` put the supposition in words.

    `effects` hold each link once, not also its inverse, and each thing's new classes by the
    narrowest; first what is gained, then what changes its grade, then what is lost.
    """

    supposed: tuple[str, ...]
    readings: tuple[str, ...]
    effects: tuple[Effect, ...]

    def __repr__(self) -> str:
        counts = (len(self.gained), len(self.regraded), len(self.lost))
        return in_brief(self, "{} gained, {} regraded, {} lost".format(*counts))

    @property
    def gained(self) -> tuple[Effect, ...]:
        """Links that would newly follow."""
        return tuple(e for e in self.effects if not e.before)

    @property
    def regraded(self) -> tuple[Effect, ...]:
        """Links that would be supported more strongly or weakly."""
        return tuple(e for e in self.effects if e.before and e.after)

    @property
    def lost(self) -> tuple[Effect, ...]:
        """Links that would no longer follow."""
        return tuple(e for e in self.effects if not e.after)


def suppose(
    explainer: Explainer,
    add: Iterable[Link] = (),
    without: Iterable[Link] = (),
    contested: bool = False,
) -> Outcome:
    """Find what would change if links were stated, or not, or contested claims stood.

    The graph stays as it is. Raises `UnknownName`, or `QueryError` when nothing is
    supposed, a link is stated already or by nobody, or the graph would contradict itself.
    """
    suppositions = Suppositions(explainer)
    for link in add:
        suppositions.add(link)
    for link in without:
        suppositions.remove(link)
    if not (suppositions.added or suppositions.removed or contested):
        raise QueryError("nothing is supposed; give a link, or include contested claims")
    after = _supposed(explainer, suppositions, contested)
    return Outcome(
        supposed=tuple(_sentences(after, suppositions, contested)),
        readings=tuple(suppositions.readings),
        effects=tuple(_effects(explainer, after, suppositions)),
    )


def with_contested(explainer: Explainer) -> Explainer:
    """Return what explains links as if contested claims stood."""
    return _supposed(explainer, Suppositions(explainer), contested=True)


def explain_with_contested(fact: Fact, explainer: Explainer, contested: Explainer) -> Explanation:
    """Explain a link as if contested claims stood, and say how it is without them.

    Raises `DoesNotHold` when it doesn't hold even then.
    """
    included = contested.why(fact)
    if explainer.reasoned.facts.rank(fact) is None:
        return replace(included, otherwise="it does not hold")
    without = explainer.why(fact)
    same = (without.grade, without.supports) == (included.grade, included.supports)
    standing = "the same" if same else f"grade {without.grade} · {without.weight}"
    return replace(included, otherwise=standing)


def _supposed(explainer: Explainer, suppositions: Suppositions, contested: bool) -> Explainer:
    """Return what explains the graph as it would be. Raises `QueryError` for a contradiction."""
    reasoned = explainer.reasoned
    given: dict[Fact, int | None] = {
        **(_contested_levels(explainer) if contested else {}),
        **dict.fromkeys(suppositions.added, GRADES.index(STRUCTURAL)),
        **dict.fromkeys(suppositions.removed),
    }
    revision = revise(reasoned.facts, reasoned.rule_set, given)
    entities = replace(explainer.entities, supposed=suppositions.labels)
    statuses = explainer.evidence.statuses | (_CONTESTED if contested else frozenset())
    evidence = replace(
        explainer.evidence, statuses=statuses, supposed=frozenset(suppositions.added)
    )
    label = entities.label
    for clash in clashes_of(revision, reasoned.rule_set):
        raise QueryError(
            f"that would contradict the ontology: {label(clash.individual)} would be both "
            f"{label(clash.first)} and {label(clash.second)}, which are disjoint"
        )
    return Explainer(Supposed(reasoned, revision), entities, evidence)


def _contested_levels(explainer: Explainer) -> dict[Fact, int]:
    """Return each link that contested claims would state more strongly, with its level."""
    store, facts = explainer.reasoned.release.store, explainer.reasoned.facts
    quads = store.quads_for_pattern(None, None, None, EVIDENCE)
    found: dict[Fact, int] = {}
    for (subject, predicate, target), level in claimed_levels(quads, _CONTESTED).items():
        fact = Fact(predicate, subject, target)
        known = facts.asserted(fact)
        if predicate in explainer.reasoned.rule_set.predicates and (known is None or level < known):
            found[fact] = level
    return found


def _sentences(after: Explainer, suppositions: Suppositions, contested: bool) -> Iterator[str]:
    for fact in suppositions.added:
        if not _introduces(fact, suppositions):
            yield after.sentence(fact)
    for fact in suppositions.removed:
        yield f"no source states that {after.sentence(fact)}"
    if contested:
        yield "contested claims are included"


def _introduces(fact: Fact, suppositions: Suppositions) -> bool:
    """Tell whether a fact only gives the class of a part that is new to the graph."""
    return fact.predicate == TYPE and fact.subject in suppositions.labels


def _effects(before: Explainer, after: Explainer, suppositions: Suppositions) -> Iterator[Effect]:
    assert isinstance(after.reasoned, Supposed)
    changes = after.reasoned.revision.changes
    distinct = _without_inverses(_narrowest(changes, before), before)
    supposed = {*suppositions.added, *suppositions.removed}
    kept = [c for c in distinct if c.fact not in supposed and not _introduces(c.fact, suppositions)]
    for change in sorted(kept, key=lambda c: _order(c, after)):
        grades = (_grade(change.before), _grade(change.after))
        why = (after if change.after else before).why(change.fact)
        if grades[0] == grades[1] or (grades[0] and grades[1] == STRUCTURAL):
            continue  # that a supposition is not graded makes nothing stronger
        if grades[1] == STRUCTURAL and any(leaf.supposed for leaf in _leaves(why.proof)):
            grades = (grades[0], SUPPOSED)
        yield Effect(*grades, why)


def _leaves(step: Step) -> Iterator[Step]:
    if not step.premises:
        yield step
    for premise in step.premises:
        yield from _leaves(premise)


def _order(change: Change, after: Explainer) -> tuple[int, bool, str]:
    kind = 0 if change.before is None else 1 if change.after else 2
    return kind, change.fact.predicate == TYPE, after.sentence(change.fact)


def _grade(rank: Rank | None) -> str:
    return GRADES[rank.level] if rank else ""


def _narrowest(changes: Iterable[Change], before: Explainer) -> list[Change]:
    """Leave out classes of a thing that follow from a narrower one."""
    changes = list(changes)
    types = {c.fact for c in changes if c.fact.predicate == TYPE}
    wider = {
        Fact(TYPE, fact.subject, rule.head.object)
        for rule in before.reasoned.rule_set.rules
        if len(rule.body) == 1 and rule.head.predicate == TYPE == rule.body[0].predicate
        for fact in types
        if rule.body[0].object == fact.object
    }
    return [c for c in changes if c.fact not in wider]


def _without_inverses(changes: Iterable[Change], before: Explainer) -> list[Change]:
    """Leave out a link that another states from its other end."""
    inverse = before.entities.terms.inverses
    changes = list(changes)
    facts = {c.fact for c in changes}
    doubled = {
        Fact(inverse[f.predicate], f.object, f.subject) for f in facts if f.predicate in inverse
    }
    turned = {Fact(f.predicate, f.object, f.subject) for f in facts if f.subject < f.object}
    return [c for c in changes if c.fact not in doubled and c.fact not in turned]
