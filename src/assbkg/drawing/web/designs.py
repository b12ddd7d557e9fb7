"""What designs do, link by link, from systems to outcomes; and parts of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from assbkg.asking.advising.components import Components
from assbkg.asking.explaining import Explainer
from assbkg.errors import DrawingError
from assbkg.nearest import nearest
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.proofs import Proof, best_proof
from assbkg.record.claims import Claim, Standing
from assbkg.vocabulary import ASSB

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = [
    "EVERYTHING",
    "Choice",
    "Designs",
    "Tie",
    "Ties",
    "around",
    "chosen",
    "narrowed",
    "read_designs",
    "read_ties",
]


@dataclass(frozen=True)
class Choice:
    """A part of a graph: of a component, around a focus, and of at least a grade.

    Names are those that `Entities.resolve` takes; an empty one does not narrow. With
    `contested`, contested claims are included.
    """

    component: str = ""
    focus: str = ""
    min_grade: str = ""
    contested: bool = False

    @property
    def grades(self) -> frozenset[str]:
        """The grades that are strong enough. Raises `DrawingError` for an unknown `min_grade`."""
        if not self.min_grade:
            return frozenset(GRADES)
        if self.min_grade not in GRADES:
            meant = nearest(self.min_grade, GRADES) or GRADES
            raise DrawingError(f"{self.min_grade!r} is not a grade; known are {'; '.join(meant)}")
        return frozenset(GRADES[: GRADES.index(self.min_grade) + 1])

    @property
    def summary(self) -> str:
        """A sentence on what is left; empty for the whole graph.

        >>> Choice(focus="volume expansion", min_grade="stated").summary
        'Only what has to do with volume expansion and is graded stated or stronger.'
        """
        words = [f"serves as {self.component}"] * bool(self.component)
        words += [f"has to do with {self.focus}"] * bool(self.focus)
        words += [f"is graded {self.min_grade} or stronger"] * bool(self.min_grade)
        return f"Only what {' and '.join(words)}." if words else ""


EVERYTHING: Final = Choice()


@dataclass(frozen=True)
class Tie:
    """A link of the graph, with its standing."""

    fact: Fact
    standing: Standing

    @property
    def grade(self) -> str:
        """Its grade."""
        return self.standing.grade

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that state it, strongest first."""
        return self.standing.claims

    @property
    def contested(self) -> bool:
        """Whether it would not hold, or less strongly, without contested claims."""
        return self.standing.contested

    @property
    def start(self) -> str:
        """Where it leads from."""
        return self.fact.subject

    @property
    def end(self) -> str:
        """Where it leads to."""
        return self.fact.object


Ties = tuple[Tie, ...]

#: The names of the ties of designs, with their properties.
_PROPERTIES: Final[Mapping[str, str]] = {
    "employs": ASSB + "employs",
    "operates": ASSB + "operatesThrough",
    "contributed": ASSB + "contributedBy",
    "promotes": ASSB + "promotes",
    "mitigates": ASSB + "mitigates",
}
_CASE_OF: Final = ASSB + "caseOf"


@dataclass(frozen=True)
class Designs:
    """Systems employ strategies, which operate through mechanisms.

    Mechanisms are contributed by materials, promote benefits and mitigate bottlenecks.
    Strategies and mechanisms belong to one system each; `kinds` gives their classes, and
    `families` the family of such a class if it has several kinds. `users` gives the systems
    that employ a strategy, or in which a mechanism acts, at any grade. All ties are in the
    order of their facts.
    """

    explainer: Explainer
    families: Mapping[str, str]
    users: Mapping[str, frozenset[str]]
    employs: Ties
    operates: Ties
    contributed: Ties
    promotes: Ties
    mitigates: Ties

    def cases(self, thing: str) -> frozenset[str]:
        """Return the cases of a bottleneck, one of each bearer that a source names."""
        return frozenset(self.explainer.reasoned.instances.facts.subjects(_CASE_OF, thing))

    def label(self, thing: str) -> str:
        """Return the label of a thing or a class."""
        return self.explainer.label(thing)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The class of every strategy and mechanism, as in its table."""
        parts = {tie.end for tie in (*self.employs, *self.operates)}
        parts |= {tie.start for tie in (*self.contributed, *self.promotes, *self.mitigates)}
        return {part: self.components.classes_of(part)[0] for part in sorted(parts)}

    @cached_property
    def components(self) -> Components:
        """Which systems serve as what."""
        return Components(self.explainer.reasoned.instances.facts, self.explainer.entities)

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """The strategies that only contested claims say are employed."""
        sure = {tie.end for tie in self.employs if not tie.contested}
        return frozenset(tie.end for tie in self.employs) - sure

    @property
    def systems(self) -> tuple[str, ...]:
        """Every system that employs a strategy."""
        return tuple(sorted({tie.start for tie in self.employs}))

    def paths(self) -> Iterator[Ties]:
        """Yield every way on from a system: its strategy, the mechanism, and the outcome.

        A way ends at a mechanism that has no outcome.
        """
        outcomes = _by_start((*self.promotes, *self.mitigates))
        mechanisms = _by_start(self.operates)
        for employs in self.employs:
            for operates in mechanisms[employs.end]:
                for outcome in outcomes[operates.end]:
                    yield employs, operates, outcome
                if not outcomes[operates.end]:
                    yield employs, operates

    def keeping(self, kept: Iterable[Tie]) -> Designs:
        """Return these designs with only some of their ties."""
        wanted = frozenset(kept)

        def left(ties: Ties) -> Ties:
            return tuple(tie for tie in ties if tie in wanted)

        return replace(
            self,
            employs=left(self.employs),
            operates=left(self.operates),
            contributed=left(self.contributed),
            promotes=left(self.promotes),
            mitigates=left(self.mitigates),
        )


def _by_start(ties: Ties) -> Mapping[str, list[Tie]]:
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        found[tie.start].append(tie)
    return found


def read_designs(graph: KnowledgeGraph, *, contested: bool = False) -> Designs:
    """Read what designs do from a graph, with or without contested claims."""
    explainer = graph.contested_explainer if contested else graph.explainer
    families = {
        kind.value: family.value
        for name in ("strategy-families", "mechanism-families")
        for kind, family in graph.query(name).rows
        if kind is not None and family is not None
    }
    ties = {name: read_ties(graph, prop, contested=contested) for name, prop in _PROPERTIES.items()}
    # That the family of a material contributes too goes without saying.
    ties["contributed"] = tuple(tie for tie in ties["contributed"] if tie.claims)
    ties |= _of_employed(ties)
    return Designs(explainer, families, _users(ties["employs"], ties["operates"]), **ties)


def _of_employed(ties: Mapping[str, Ties]) -> dict[str, Ties]:
    """Return the ties of strategies that a system employs, and of mechanisms through them.

    A strategy that only contested claims say is employed is no design, nor is what it alone
    operates through.
    """
    employed = {tie.end for tie in ties["employs"]}
    operates = tuple(tie for tie in ties["operates"] if tie.start in employed)
    idle = {tie.end for tie in ties["operates"]} - {tie.end for tie in operates}
    outcomes = {
        name: tuple(tie for tie in ties[name] if tie.start not in idle)
        for name in ("contributed", "promotes", "mitigates")
    }
    return {"operates": operates, **outcomes}


def _users(employs: Ties, operates: Ties) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for tie in employs:
        found[tie.end].add(tie.start)
    for tie in operates:
        found[tie.end] |= found[tie.start]
    return {part: frozenset(systems) for part, systems in found.items()}


def read_ties(graph: KnowledgeGraph, predicate: str, *, contested: bool = False) -> Ties:
    """Read all links by a property, with or without contested claims."""
    explainer = graph.contested_explainer if contested else graph.explainer
    pairs = sorted(explainer.reasoned.instances.facts.pairs(predicate))
    facts = [Fact(predicate, subject, target) for subject, target in pairs]
    return tuple(Tie(fact, explainer.standing(fact)) for fact in facts)


def chosen(graph: KnowledgeGraph, choice: Choice) -> Designs:
    """Read the designs of a choice from a graph. Raises as `narrowed` does."""
    return narrowed(read_designs(graph, contested=choice.contested), choice)


def narrowed(designs: Designs, choice: Choice) -> Designs:
    """Narrow designs to a choice, whose `contested` is ignored.

    Raises `UnknownName` for an unknown name, and `DrawingError` for an unknown grade or when
    nothing is left.
    """
    parts = designs
    if choice.component:
        parts = _in_component(parts, choice.component)
        _require(parts, f"no system serves as {choice.component}")
    if choice.min_grade:
        parts = _graded(parts, choice.grades)
        _require(parts, f"no link is {choice.min_grade} or stronger")
    if choice.focus:
        parts = around(parts, choice.focus)
        _require(parts, f"no link of the network has to do with {choice.focus}")
    return parts


def _require(designs: Designs, otherwise: str) -> None:
    if not designs.operates:
        raise DrawingError(f"nothing to draw: {otherwise}")


def _of_systems(designs: Designs, systems: Iterable[str]) -> Designs:
    """Return what some systems employ, and its outcomes."""
    wanted = frozenset(systems)
    within = {part: users & wanted for part, users in designs.users.items() if users & wanted}
    kept = designs.keeping(
        [
            *(tie for tie in designs.employs if tie.start in wanted),
            *(tie for tie in designs.operates if tie.start in within),
            *(tie for tie in (*designs.contributed, *_outcomes(designs)) if tie.start in within),
        ]
    )
    return replace(kept, users=within)


def _in_component(designs: Designs, name: str) -> Designs:
    """Return the designs of systems that serve as a component of the cell. Raises `UnknownName`."""
    component = designs.components.resolve(name)
    here = (s for s in designs.systems if designs.components.place(s, component)[0] == "here")
    return _of_systems(designs, here)


def _graded(designs: Designs, grades: Collection[str]) -> Designs:
    """Return the designs with only ties of some grades."""
    return designs.keeping(tie for tie in _all(designs) if tie.grade in grades)


def around(designs: Designs, name: str) -> Designs:
    """Return the designs with only the ways that pass a thing, its case, or a member of a class.

    The proof of a link may pass it, too. Raises `UnknownName`.
    """
    thing = designs.explainer.entities.resolve(name).value
    wanted = designs.cases(thing) | {thing}
    touching = frozenset(tie for tie in _all(designs) if _touches(designs, tie, wanted))
    carried = {tie.start for tie in designs.contributed if tie in touching}
    kept = {
        tie
        for path in designs.paths()
        if touching.intersection(path) or path[1].end in carried
        for tie in path
    }
    reached = {tie.end for tie in kept}
    contributed = (tie for tie in designs.contributed if tie.start in reached)
    around = kept.union(tie for tie in contributed if tie in touching or not carried)
    users = {part: systems for part, systems in designs.users.items() if part in reached}
    return replace(designs.keeping(around), users=users)


def _touches(designs: Designs, tie: Tie, wanted: frozenset[str]) -> bool:
    facts = designs.explainer.reasoned.instances.facts
    proof = best_proof(tie.fact, designs.explainer.reasoned.instances)
    ends = {end for fact in _facts(proof) for end in (fact.subject, fact.object)}
    return not wanted.isdisjoint(ends) or any(
        Fact(TYPE, end, thing) in facts for end in ends for thing in wanted
    )


def _facts(proof: Proof) -> Iterable[Fact]:
    yield proof.fact
    for premise in proof.premises:
        yield from _facts(premise)


def _outcomes(designs: Designs) -> Iterable[Tie]:
    return (*designs.promotes, *designs.mitigates)


def _all(designs: Designs) -> Iterable[Tie]:
    return (*designs.employs, *designs.operates, *designs.contributed, *_outcomes(designs))
