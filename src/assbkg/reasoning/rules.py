"""Turn OWL axioms into rules, in a form for any engine: a head follows from a body.

An atom is a predicate with two terms; membership in a class is the predicate
`rdf:type`. A term that begins with `?` is a variable, any other an IRI. An existential on
the right of an axiom says that there is something, which a rule can't: it becomes an
`Existential`, whose witness gets a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Final

from assbkg.errors import OntologyError
from assbkg.reasoning.axioms import (
    THING,
    TYPE,
    Axioms,
    Chain,
    ClassExpression,
    HasValue,
    Intersection,
    Named,
    SomeValues,
    SubClass,
)
from assbkg.vocabulary import GENID, above

__all__ = [
    "MOST_RULES",
    "WITNESS",
    "Atom",
    "Existential",
    "Rule",
    "RuleSet",
    "irregular_chains",
    "is_witness",
    "make_rules",
    "require_regular",
    "witness_name",
    "witness_names",
]


def require_regular(axioms: Axioms) -> None:
    """Raise `OntologyError`, which names them, if property chains are circular."""
    chains = irregular_chains(axioms)
    if chains:
        named = "; ".join(map(str, chains))
        raise OntologyError(
            f"property chains form a cycle: {named}. A chain may begin or end with "
            "the property that it defines, and may otherwise use only properties that don't "
            "depend on that one"
        )


def irregular_chains(axioms: Axioms) -> tuple[Chain, ...]:
    """Return every chain with a link that depends on the property that the chain defines.

    Regular chains make OWL 2 DL, and HermiT, decidable. A chain may begin or end with the
    property that it defines, or be that property twice; all its other links must be *simpler*:
    they must not depend on it, through whatever chains and subproperties there are (OWL 2
    Structural Specification, section 11.2).
    """
    dependents = _dependents(axioms)
    return tuple(
        chain
        for chain in axioms.chains
        if above(chain.sup, dependents).intersection(_simpler(chain))
    )


def _simpler(chain: Chain) -> tuple[str, ...]:
    """Return the links of a chain that must not depend on the property that it defines."""
    links, sup = chain.links, chain.sup
    if links == (sup, sup):
        return ()
    if links[0] == sup:
        return links[1:]
    return links[:-1] if links[-1] == sup else links


def _dependents(axioms: Axioms) -> dict[str, set[str]]:
    """Return the properties that get links directly from each; inverses count as one."""
    found: dict[str, set[str]] = {}

    def add(lower: str, upper: str) -> None:
        found.setdefault(lower, set()).add(upper)

    for axiom in axioms.sub_properties:
        add(axiom.sub, axiom.sup)
    for inverse in axioms.inverses:
        add(inverse.first, inverse.second)
        add(inverse.second, inverse.first)
    for longer in axioms.chains:
        for link in _simpler(longer):
            add(link, longer.sup)
    return found


#: Maximum number of rules that an ontology may give; the shipped one gives 735.
MOST_RULES: Final = 30_000

#: What the name of a witness begins with.
WITNESS: Final = GENID + "witness-"


@dataclass(frozen=True)
class Atom:
    """A link between two terms."""

    predicate: str
    subject: str
    object: str


@dataclass(frozen=True)
class Rule:
    """`head` holds wherever all of `body` does, by `axiom`."""

    head: Atom
    body: tuple[Atom, ...]
    axiom: str


@dataclass(frozen=True)
class Existential:
    """Wherever `body` holds, there are things for which `heads` hold, by `axiom`.

    `frontier` is the one variable that body and heads share; `witnesses` are the variables of
    the heads alone.
    """

    body: tuple[Atom, ...]
    frontier: str
    heads: tuple[Atom, ...]
    axiom: str

    @property
    def witnesses(self) -> tuple[str, ...]:
        """The variables of the heads alone, in order of appearance."""
        terms = (term for atom in self.heads for term in (atom.subject, atom.object))
        return tuple(dict.fromkeys(t for t in terms if t[0] == "?" and t != self.frontier))


@dataclass(frozen=True)
class RuleSet:
    """All rules, pairs of disjoint classes, and the axioms that no rule expresses."""

    rules: tuple[Rule, ...]
    disjoint: tuple[tuple[str, str], ...]
    unsupported: tuple[str, ...]
    existentials: tuple[Existential, ...] = ()

    @property
    def predicates(self) -> frozenset[str]:
        """Every predicate in a rule or a clash."""
        return frozenset({TYPE, *(atom.predicate for atom in self._atoms())})

    @property
    def constants(self) -> frozenset[str]:
        """Every term in a rule or a clash, other than predicates."""
        terms = (term for atom in self._atoms() for term in (atom.subject, atom.object))
        named = {term for term in terms if not term.startswith("?")}
        return frozenset(named.union(*self.disjoint))

    def _atoms(self) -> Iterator[Atom]:
        for rule in self.rules:
            yield from (rule.head, *rule.body)
        for existential in self.existentials:
            yield from (*existential.body, *existential.heads)


def is_witness(term: str) -> bool:
    """Tell whether a term is the name of a witness: something that an axiom requires."""
    return term.startswith(WITNESS)


def witness_name(axiom: str, variable: int, needed_by: str) -> str:
    """Return the name of an individual that an axiom requires for a thing, the same always."""
    said = f"{axiom}\n{variable}\n{needed_by}"
    return WITNESS + hashlib.sha256(said.encode()).hexdigest()[:20]


def witness_names(
    witnesses: Iterable[tuple[int, int, int, int]], rules: RuleSet, names: Mapping[int, str]
) -> dict[int, str]:
    """Return the name of each witness, by its code.

    A witness is its code, the numbers of its existential and its variable in the rules, and the
    code of the thing that needs it, which comes earlier or is in `names`.
    """
    found: dict[int, str] = {}
    for code, number, variable, needed_by in witnesses:
        axiom = rules.existentials[number].axiom
        found[code] = witness_name(axiom, variable, found.get(needed_by) or names[needed_by])
    return found


def make_rules(axioms: Axioms) -> RuleSet:
    """Turn axioms into rules; axioms without a rule are added to `unsupported` by name.

    Raises `OntologyError` if property chains are circular or there are too many rules.
    """
    require_regular(axioms)
    unsupported = set(axioms.unsupported)
    every = chain(
        _property_rules(axioms),
        map(_chain_rule, axioms.chains),
        _class_rules(axioms, unsupported),
        _typing_rules(axioms),
    )
    said = list(islice(every, MOST_RULES + 1))
    if len(said) > MOST_RULES:
        raise OntologyError(
            f"the ontology gives more than {MOST_RULES:,} rules; is a chain of subclasses too long?"
        )
    rules = {rule for rule in said if isinstance(rule, Rule) and rule.head not in rule.body}
    existentials = {rule for rule in said if isinstance(rule, Existential)}
    return RuleSet(
        rules=tuple(sorted(rules, key=lambda r: (r.axiom, str(r)))),
        disjoint=tuple((d.first, d.second) for d in axioms.disjoint),
        unsupported=tuple(sorted(unsupported)),
        existentials=tuple(sorted(existentials, key=lambda e: (e.axiom, str(e)))),
    )


def _property_rules(axioms: Axioms) -> Iterator[Rule]:
    for axiom in axioms.sub_properties:
        subject, target = ("?y", "?x") if axiom.inverted else ("?x", "?y")
        head, body = Atom(axiom.sup, subject, target), Atom(axiom.sub, "?x", "?y")
        yield Rule(head, (body,), str(axiom))
    for inverse in axioms.inverses:
        forth, back = Atom(inverse.first, "?x", "?y"), Atom(inverse.second, "?y", "?x")
        yield Rule(back, (forth,), str(inverse))
        yield Rule(forth, (back,), str(inverse))


def _chain_rule(axiom: Chain) -> Rule:
    variables = [f"?x{i}" for i in range(len(axiom.links) + 1)]
    body = tuple(Atom(link, variables[i], variables[i + 1]) for i, link in enumerate(axiom.links))
    return Rule(Atom(axiom.sup, variables[0], variables[-1]), body, str(axiom))


def _class_rules(axioms: Axioms, unsupported: set[str]) -> Iterator[Rule | Existential]:
    parents: dict[str, set[str]] = {}
    for axiom in axioms.sub_classes:
        body = tuple(_body(axiom.sub, "?x", count()))
        if not body:
            unsupported.add(f"{axiom}: true of everything there is")
        elif isinstance(axiom.sub, Named) and isinstance(axiom.sup, Named):
            parents.setdefault(axiom.sub.iri, set()).add(axiom.sup.iri)
        else:
            yield from _heads(axiom.sup, "?x", body, str(axiom))
    for child in parents:
        # Named superclasses are followed here, once, and not round by round.
        for ancestor in sorted(above(child, parents) - {child, THING}):
            body = (Atom(TYPE, "?x", child),)
            axiom_text = str(SubClass(Named(child), Named(ancestor)))
            yield Rule(Atom(TYPE, "?x", ancestor), body, axiom_text)


def _typing_rules(axioms: Axioms) -> Iterator[Rule | Existential]:
    for typing in axioms.typings:
        body = (Atom(typing.property, "?x", "?y"),)
        variable = "?x" if typing.end == "domain" else "?y"
        yield from _heads(typing.target, variable, body, str(typing))


def _body(expression: ClassExpression, variable: str, numbers: Iterator[int]) -> Iterator[Atom]:
    """Yield what holds for a member of a class; nothing for `owl:Thing`."""
    match expression:
        case Named(iri):
            if iri != THING:
                yield Atom(TYPE, variable, iri)
        case HasValue(prop, individual):
            yield Atom(prop, variable, individual)
        case SomeValues(prop, filler):
            value = f"?v{next(numbers)}"
            yield Atom(prop, variable, value)
            yield from _body(filler, value, numbers)
        case Intersection(members):
            for member in members:
                yield from _body(member, variable, numbers)


def _heads(
    expression: ClassExpression, variable: str, body: tuple[Atom, ...], axiom: str
) -> Iterator[Rule | Existential]:
    """Yield one rule for each thing that membership in a class implies."""
    match expression:
        case Named(iri):
            if iri != THING:
                yield Rule(Atom(TYPE, variable, iri), body, axiom)
        case HasValue(prop, individual):
            yield Rule(Atom(prop, variable, individual), body, axiom)
        case Intersection(members):
            for member in members:
                yield from _heads(member, variable, body, axiom)
        case SomeValues():
            yield Existential(body, variable, tuple(_body(expression, variable, count())), axiom)
