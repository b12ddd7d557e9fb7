"""Compare HermiT with the rules: whether both derive the same, and what only one derives.

Two questions decide it: can everything be denied that the rules did not derive, and does
everything follow that they did? Only if an answer is no is HermiT asked to list what follows,
which takes much longer, so that each difference is named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assbkg.reasoning.axioms import TYPE, TripleText, short
from assbkg.reasoning.closure import Closure, close
from assbkg.reasoning.denial import deny_all_but, deny_one_of
from assbkg.reasoning.hermit import NOTHING, is_consistent, realise
from assbkg.reasoning.rules import RuleSet
from assbkg.vocabulary import GENID, PREFIXES, shorten

__all__ = [
    "HERMIT",
    "RULES",
    "Agreement",
    "Difference",
    "Terms",
    "compare_facts",
    "compare_hierarchies",
    "subsumptions",
]


_PROBE = GENID + "probe-"


def subsumptions(
    classes: Collection[str], facts: Mapping[TripleText, int], rules: RuleSet
) -> frozenset[tuple[str, str]]:
    """Return each class with each other class that it is below by the rules, given some facts.

    A class that can have no member is below `NOTHING` and in no other pair. The facts must not
    clash. All classes are tried in one closure; if an axiom names an individual, two of them can
    meet there and give too much, which trying them one by one shows. Raises `ReasoningError`.
    """
    empty: set[str] = set()
    others = sorted(classes)
    closure = _try(others, facts, rules)
    if closure.clashes:
        empty = _without_members(others, facts, rules)
        others = sorted({*classes} - empty)
        closure = _try(others, facts, rules)
    return frozenset(_proper(closure, others) | {(name, NOTHING) for name in empty})


def _without_members(
    classes: Sequence[str], facts: Mapping[TripleText, int], rules: RuleSet
) -> set[str]:
    """Return the classes of which a member would make the facts clash, found by halving."""
    if not classes or not _try(classes, facts, rules).clashes:
        return set()
    if len(classes) == 1:
        return {*classes}
    middle = len(classes) // 2
    halves = (classes[:middle], classes[middle:])
    return set().union(*(_without_members(half, facts, rules) for half in halves))


def _try(classes: Sequence[str], facts: Mapping[TripleText, int], rules: RuleSet) -> Closure:
    """Return the closure with one new thing in each class."""
    probes = {(f"{_PROBE}{number}", TYPE, name): 0 for number, name in enumerate(classes)}
    return close({**facts, **probes}, rules)


def _proper(closure: Closure, classes: Sequence[str]) -> set[tuple[str, str]]:
    found = set()
    for fact in closure.derived:
        if fact.predicate == TYPE and fact.subject.startswith(_PROBE):
            name = classes[int(fact.subject.removeprefix(_PROBE))]
            found.add((name, fact.object))
    return {(name, top) for name, top in found if name != top}


HERMIT: Final = "HermiT"
RULES: Final = "the rules"

_OWL, _RDF, _RDFS = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))
_SUB_CLASS = _RDFS + "subClassOf"
_NAMING = {_OWL + "hasValue", _RDF + "first"}

_Tell = Callable[[str], None]


@dataclass(frozen=True, order=True)
class Difference:
    """What only one side derives; `only` is `HERMIT` or `RULES`.

    A class below another is a link by `rdfs:subClassOf`.
    """

    only: str
    fact: TripleText

    def __str__(self) -> str:
        subject, predicate, value = self.fact
        if predicate == TYPE:
            told = f"{shorten(subject)} is a {short(value)}"
        elif value == NOTHING:
            told = f"{short(subject)} can have no member"
        elif predicate == _SUB_CLASS:
            told = f"every {short(subject)} is a {short(value)}"
        else:
            told = f"{shorten(subject)} {short(predicate)} {shorten(value)}"
        return f"only {self.only}: {told}"


@dataclass(frozen=True)
class Terms:
    """The classes and object properties that an ontology declares, and its individuals."""

    classes: frozenset[str]
    properties: frozenset[str]
    individuals: frozenset[str]

    @classmethod
    def of(cls, triples: Iterable[TripleText]) -> Terms:
        """Return the terms in the triples of an ontology.

        An individual need not be declared: it may be just a value or the member of a list.
        """
        kinds: dict[str, set[str]] = {}
        named: set[str] = set()
        for subject, predicate, value in triples:
            if predicate == TYPE and not subject.startswith("_:"):
                kinds.setdefault(value.removeprefix(_OWL), set()).add(subject)
            elif predicate in _NAMING and not value.startswith(('"', "_:")):
                named.add(value)
        classes, properties = (kinds.get(kind, set()) for kind in ("Class", "ObjectProperty"))
        individuals = (named | kinds.get("NamedIndividual", set())) - classes - properties
        return cls(*map(frozenset, (classes, properties, individuals)))

    def hold(self, fact: TripleText) -> bool:
        """Tell whether a fact is a membership or link in these terms, rather than a value."""
        return fact[1] in self.properties or (fact[1] == TYPE and fact[2] in self.classes)


@dataclass(frozen=True)
class Agreement:
    """The comparison of what HermiT and the rules derive from some facts.

    From a contradiction anything follows, so there is nothing to compare. `unnamed` is whether
    there is a difference that HermiT does not list.
    """

    consistent: bool
    differences: tuple[Difference, ...] = ()
    unnamed: bool = False


def compare_facts(
    said: bytes,
    given: Iterable[TripleText],
    derived: Iterable[TripleText],
    terms: Terms,
    seconds: float,
    tell: _Tell = lambda _: None,
) -> Agreement:
    """Compare what follows for individuals: every membership and link, both ways.

    `said` is the ontology with what is given, as N-Triples; `derived` is what the rules add. A
    value that they derive must follow too. `seconds` limits each question to HermiT, which
    `tell` announces. Raises `ReasoningError`.
    """
    derived = sorted(derived)
    known = {*given, *derived}
    tell("HermiT: checking that nothing else follows")
    denial = deny_all_but(known, terms.classes, terms.properties, terms.individuals)
    no_more = is_consistent(said + denial, seconds)
    if not no_more and not is_consistent(said, seconds):
        return Agreement(consistent=False)
    tell("HermiT: checking that everything derived follows")
    no_less = _all_follow(said, derived, seconds)
    if no_more and no_less:
        return Agreement(consistent=True)
    tell("HermiT: listing all inferences to find the differences")
    theirs = {fact for fact in realise(said, seconds) if terms.hold(fact)}
    values = [fact for fact in derived if not terms.hold(fact)]
    more = theirs - known
    less = {f for f in derived if terms.hold(f)} - theirs
    less |= _unfounded(said, values, seconds)
    differences = [Difference(HERMIT, f) for f in more] + [Difference(RULES, f) for f in less]
    unnamed = not (no_more or more) or not (no_less or less)
    return Agreement(True, tuple(sorted(differences)), unnamed)


def compare_hierarchies(
    theirs: Iterable[tuple[str, str]],
    given: Mapping[TripleText, int],
    rules: RuleSet,
    classes: frozenset[str],
) -> tuple[Difference, ...]:
    """Compare which classes are below which, both ways.

    `theirs` is what `classify` returns for an ontology with the facts `given`. Raises
    `ReasoningError`.
    """
    terms = classes | {NOTHING}
    theirs = {pair for pair in theirs if terms.issuperset(pair)}
    ours = {pair for pair in subsumptions(classes, given, rules) if terms.issuperset(pair)}
    doubtful = {lower for lower, _ in ours - theirs}
    ours = {(lower, upper) for lower, upper in ours if lower not in doubtful}
    ours.update(*(subsumptions([name], given, rules) for name in doubtful))
    more = [Difference(HERMIT, (lower, _SUB_CLASS, upper)) for lower, upper in theirs - ours]
    less = [Difference(RULES, (lower, _SUB_CLASS, upper)) for lower, upper in ours - theirs]
    return tuple(sorted(more + less))


def _all_follow(said: bytes, facts: Sequence[TripleText], seconds: float) -> bool:
    return not facts or not is_consistent(said + deny_one_of(facts), seconds)


def _unfounded(said: bytes, facts: Sequence[TripleText], seconds: float) -> set[TripleText]:
    """Return the facts that do not follow, found by halving."""
    if _all_follow(said, facts, seconds):
        return set()
    if len(facts) == 1:
        return {*facts}
    middle = len(facts) // 2
    halves = (facts[:middle], facts[middle:])
    return set().union(*(_unfounded(said, half, seconds) for half in halves))
