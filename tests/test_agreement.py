"""HermiT and the rules derive the same from ontologies and facts that nobody thought of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import permutations, product, takewhile
from operator import itemgetter
from typing import Final

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Triple, parse

from assbkg.errors import ReasoningError
from assbkg.graph.blank_nodes import skolemise
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import texts
from assbkg.reasoning.agreement import (
    HERMIT,
    RULES,
    Agreement,
    Difference,
    Terms,
    compare_facts,
    compare_hierarchies,
)
from assbkg.reasoning.axioms import TYPE, Axioms, TripleText
from assbkg.reasoning.closure import Closure, close
from assbkg.reasoning.hermit import REALISE, ask_hermit, realised, subsumed
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.rules import RuleSet, irregular_chains, is_witness, make_rules
from assbkg.vocabulary import PREFIXES, above

# ── worlds: an ontology and some facts ────────────────────────────────────────

CLASSES: Final = tuple(":" + name for name in "ABCDE")
PROPERTIES: Final = tuple(":" + name for name in "pqrs")
INDIVIDUALS: Final = tuple(":" + name for name in "abcdef")

#: Two are enough to have what is strong and what is weak meet.
LEVELS: Final = (1, 3)

SPACE: Final = "https://example.org/world#"
HEAD: Final = f"@prefix : <{SPACE}> .\n" + "".join(
    f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()
)
NAMED: Final = [SPACE + name[1:] for name in CLASSES]
DECLARED: Final = [
    f"{name} a owl:{kind} ."
    for kind, names in (
        ("Class", CLASSES),
        ("ObjectProperty", PROPERTIES),
        ("NamedIndividual", INDIVIDUALS),
    )
    for name in names
]


def read(statements: Sequence[str]) -> list[Triple]:
    """Triples of statements in Turtle, blank nodes and all."""
    turtle = HEAD + "\n".join(statements)
    quads = parse(turtle, format=RdfFormat.TURTLE, rename_blank_nodes=True)
    return [Triple(q.subject, q.predicate, q.object) for q in quads]


@dataclass(frozen=True)
class World:
    """An ontology and facts, in Turtle; each fact has a level."""

    axioms: tuple[str, ...]
    facts: tuple[tuple[str, int], ...]

    def triples(self, *more: str) -> list[Triple]:
        """All that it says, and some more."""
        return read([*DECLARED, *self.axioms, *(fact for fact, _ in self.facts), *more])

    @cached_property
    def rules(self) -> RuleSet:
        """The rules that its axioms give. Raises `OntologyError` when chains are irregular."""
        return make_rules(axioms_of(self.axioms))

    @cached_property
    def given(self) -> dict[TripleText, int]:
        """Its facts with their levels."""
        return {texts(triple): level for fact, level in self.facts for triple in read([fact])}

    @cached_property
    def closure(self) -> Closure:
        """What the rules derive from its facts."""
        return close(self.given, self.rules)

    @cached_property
    def probed(self) -> Closure:
        """What they derive when each class has a member too."""
        return close({**self.given, **{(name, TYPE, name): 0 for name in NAMED}}, self.rules)

    @cached_property
    def known(self) -> frozenset[TripleText]:
        """What is given and what follows for things with names."""
        return frozenset({*self.given, *named(self.closure)})


def named(closure: Closure) -> set[TripleText]:
    """What follows for things with names."""
    derived = {(f.subject, f.predicate, f.object) for f in closure.derived}
    return {f for f in derived if not is_witness(f[0]) and not is_witness(f[2])}


def some(predicate: str, filler: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty {predicate} ; owl:someValuesFrom {filler} ]"


def value(predicate: str, individual: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty {predicate} ; owl:hasValue {individual} ]"


def both(first: str, second: str) -> str:
    return f"[ a owl:Class ; owl:intersectionOf ( {first} {second} ) ]"


@dataclass(frozen=True)
class Words:
    """The names of which one world speaks: the fewer, the more its statements meet."""

    classes: st.SearchStrategy[str]
    properties: tuple[str, ...]
    individuals: st.SearchStrategy[str]

    @property
    def property(self) -> st.SearchStrategy[str]:
        return st.sampled_from(self.properties)


def expressions(words: Words) -> st.SearchStrategy[str]:
    """Class expressions: names, values, and what is made of some of them."""
    simple = st.one_of(words.classes, st.builds(value, words.property, words.individuals))
    fillers = st.one_of(words.classes, words.classes, st.just("owl:Thing"))
    single = st.one_of(simple, st.builds(some, words.property, fillers))
    return st.one_of(
        single,
        st.builds(both, words.classes, single),
        st.builds(both, single, single),
        st.builds(some, words.property, single),
    )


@st.composite
def chains(draw: st.DrawFn, properties: Sequence[str]) -> str:
    """A chain of two or three links; most often regular, made of earlier properties."""
    number = draw(st.integers(0, len(properties) - 1))
    sup = properties[number]
    simpler = st.sampled_from(properties[:number] or properties)
    links = draw(
        st.one_of(
            st.just((sup, sup)),
            st.tuples(simpler, st.just(sup)),
            st.tuples(st.just(sup), simpler),
            st.tuples(simpler, simpler),
            st.tuples(simpler, simpler, st.just(sup)),
            st.tuples(st.just(sup), simpler, simpler),
            st.tuples(simpler, simpler, simpler),
        )
    )
    return f"{sup} owl:propertyChainAxiom ( {' '.join(links)} ) ."


@st.composite
def needs(draw: st.DrawFn, words: Words) -> str:
    """That members of one class have something, and that what has it is in another."""
    predicate, filler = draw(words.property), draw(words.classes)
    wider = draw(st.sampled_from((filler, "owl:Thing")))
    return (
        f"{draw(words.classes)} rdfs:subClassOf {some(predicate, filler)} . "
        f"{some(predicate, wider)} rdfs:subClassOf {draw(words.classes)} ."
    )


def axioms(words: Words) -> st.SearchStrategy[str]:
    """Axioms that rules express."""
    classes, properties, any_class = words.classes, words.property, expressions(words)
    there_is = st.builds(some, properties, any_class)
    two_classes = st.tuples(classes, classes).filter(lambda pair: pair[0] != pair[1])
    return st.one_of(
        st.builds("{} rdfs:subClassOf {} .".format, classes, any_class),
        st.builds("{} rdfs:subClassOf {} .".format, any_class, classes),
        st.builds("{} rdfs:subClassOf {} .".format, any_class, any_class),
        st.builds("{} rdfs:subClassOf {} .".format, classes, there_is),
        needs(words),
        st.builds("{} owl:equivalentClass {} .".format, classes, any_class),
        st.builds("{} rdfs:subPropertyOf {} .".format, properties, properties),
        st.builds("{} owl:inverseOf {} .".format, properties, properties),
        st.builds("{} a owl:SymmetricProperty .".format, properties),
        st.builds("{} a owl:TransitiveProperty .".format, properties),
        chains(words.properties),
        st.builds("{} rdfs:domain {} .".format, properties, any_class),
        st.builds("{} rdfs:range {} .".format, properties, any_class),
        *[two_classes.map(lambda pair: "{} owl:disjointWith {} .".format(*pair))] * 2,
    )


def facts(words: Words) -> st.SearchStrategy[str]:
    """Memberships and links."""
    return st.one_of(
        st.builds("{} a {} .".format, words.individuals, words.classes),
        st.builds("{} {} {} .".format, words.individuals, words.property, words.individuals),
    )


def axioms_of(said: Sequence[str]) -> Axioms:
    """Axioms in Turtle, read as the ontology is."""
    return read_axioms(map(texts, skolemise(read([*DECLARED, *said]))))


def is_regular(said: Sequence[str]) -> bool:
    return not irregular_chains(axioms_of(said))


def same(found: Axioms) -> set[str]:
    """The properties that are the same as another one, not just its inverse."""
    parents: dict[str, set[str]] = {}
    for axiom in found.sub_properties:
        for end, other in (("", "⁻"), ("⁻", "")):
            upper = axiom.sup + (other if axiom.inverted else end)
            parents.setdefault(axiom.sub + end, set()).add(upper)
    for inverse in found.inverses:
        for first, second in permutations((inverse.first, inverse.second)):
            parents.setdefault(first, set()).add(second + "⁻")
            parents.setdefault(first + "⁻", set()).add(second)
    tops = {name: above(name, parents) for name in parents if not name.endswith("⁻")}
    return {n for n, o in permutations(tops, 2) if n in tops[o] and o in tops[n]}


def is_fair(said: Sequence[str]) -> bool:
    """Whether HermiT can be asked of some axioms.

    It refuses irregular chains. Where a property of a chain is the same as another one, it
    finds a contradiction under some names and not under others.
    """
    found = axioms_of(said)
    linked = {name for chain in found.chains for name in (chain.sup, *chain.links)}
    return not irregular_chains(found) and not same(found) & linked


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Worlds small enough that their statements have to do with one another."""
    words = Words(
        classes=st.sampled_from(CLASSES[: draw(st.integers(2, len(CLASSES)))]),
        properties=PROPERTIES[: draw(st.integers(2, len(PROPERTIES)))],
        individuals=st.sampled_from(INDIVIDUALS[: draw(st.integers(2, len(INDIVIDUALS)))]),
    )
    said = draw(st.lists(axioms(words), min_size=5, max_size=9, unique=True).filter(is_fair))
    known = st.tuples(facts(words), st.sampled_from(LEVELS))
    first = itemgetter(0)
    return World(
        tuple(said),
        tuple(draw(st.lists(known, min_size=4, max_size=9, unique_by=first))),
    )


def generate(count: int, always_the_same: bool = False) -> list[World]:
    """So many worlds; all at once, since to start HermiT takes longer than to ask it."""
    found: list[World] = []

    @settings(max_examples=count, derandomize=always_the_same, phases=[Phase.generate])
    @given(worlds())
    def collect(world: World) -> None:
        found.append(world)

    collect()
    return found


@cache
def the_same_worlds() -> list[World]:
    """Worlds that are the same in every run, with what was derived of them."""
    return generate(30, always_the_same=True)


# ── the same worlds for HermiT ────────────────────────────────────────────────


@dataclass(frozen=True)
class Told:
    """What HermiT says of one world; of an inconsistent one it says nothing else."""

    consistent: bool
    facts: frozenset[TripleText] = frozenset()
    marked: frozenset[TripleText] = frozenset()
    below: frozenset[tuple[str, str]] = frozenset()


def ask(made: Sequence[World]) -> list[Told]:
    """Have HermiT realise each world; it stops at an inconsistent one and is started anew."""
    found: list[Told] = []
    while len(found) < len(made):
        batch = made[len(found) : len(found) + 30]
        files = {f"w{number}": for_hermit(world, number) for number, world in enumerate(batch)}
        answer = ask_hermit(files, [*REALISE, *(f"{{{name}}}" for name in files)])
        told = [of_world(answer.printed, number) for number in range(len(batch))]
        whole = list(takewhile(lambda printed: OVER_SEEN in printed, told))
        found += map(understand, whole)
        assert answer.inconsistent == (len(whole) < len(batch))
        found += [Told(consistent=False)] * answer.inconsistent
    return found


#: A class for each property and individual: what has a link to it is in the class. HermiT
#: lists classes in another way than links, so one is a check of the other.
MARKS: Final = [
    line
    for p, i in product(PROPERTIES, INDIVIDUALS)
    for line in (
        f":Only{i[1:]} a owl:Class . {i} a :Only{i[1:]} .",
        f"{p}To{i[1:]} a owl:Class .",
        f"{some(p, ':Only' + i[1:])} rdfs:subClassOf {p}To{i[1:]} .",
    )
]
#: What HermiT prints last of a world, and by which one knows that it printed all.
OVER: Final = ":Over a owl:Class . :over a owl:NamedIndividual , :Over ."
OVER_SEEN: Final = f"Type( <{SPACE}over> <{SPACE}Over> )"


def for_hermit(world: World, number: int) -> bytes:
    """A world in a space of its own, so that it can be told from others."""
    said = n_triples(world.triples(*MARKS, OVER))
    return said.replace(b"/world#", f"/world-{number}#".encode())


def of_world(printed: str, number: int) -> str:
    space = f"/world-{number}#"
    lines = (line for line in printed.splitlines() if space in line)
    return "\n".join(lines).replace(space, "/world#")


def understand(printed: str) -> Told:
    """Sort what HermiT prints into facts, marks and the hierarchy of classes."""
    listed = realised(printed)
    marks = {
        f"{SPACE}{p[1:]}To{i[1:]}": (SPACE + p[1:], SPACE + i[1:])
        for p, i in product(PROPERTIES, INDIVIDUALS)
    }
    return Told(
        True,
        frozenset(f for f in listed if f[1] != TYPE or f[2] in NAMED),
        frozenset((s, *marks[o]) for s, p, o in listed if p == TYPE and o in marks),
        subsumed(printed),
    )


# ── agreement ─────────────────────────────────────────────────────────────────


def differences(world: World, told: Told) -> list[str]:
    """What one side says and the other does not, or HermiT in one way and not in another.

    Where witnesses were not followed to the end, the rules may miss something: then it is
    only asked that they say nothing that is wrong.
    """
    if world.closure.clashes or not told.consistent:
        clashes = list(map(str, world.closure.clashes))
        if told.consistent:
            return clashes
        cut = bool(world.closure.cut)
        return [] if clashes or cut else ["a contradiction that the rules don't find"]
    if told.marked != {fact for fact in told.facts if fact[1] != TYPE}:
        return [f"HermiT lists {sorted(told.facts)} and marks {sorted(told.marked)}"]
    found = [Difference(RULES, fact) for fact in world.known - told.facts]
    if not world.closure.cut:
        found += [Difference(HERMIT, fact) for fact in told.facts - world.known]
    of_classes = compare_hierarchies(told.below, world.given, world.rules, frozenset(NAMED))
    found += [one for one in of_classes if one.only == RULES or not world.probed.cut]
    return list(map(str, found))


def smallest(world: World) -> World:
    """Leave out of a world on which they disagree whatever is not needed for that."""
    for part in ("axioms", "facts"):
        for said in getattr(world, part):
            kept = tuple(other for other in getattr(world, part) if other != said)
            less = replace(world, **{part: kept})
            if differences(less, *ask([less])):
                world = less
    return world


def require_agreement(made: Sequence[World]) -> None:
    for world, told in zip(made, ask(made), strict=True):
        if differences(world, told):
            least = smallest(world)
            raise AssertionError(f"{least}\n{differences(least, *ask([least]))}")


@pytest.mark.needs("HermiT")
def test_of_generated_worlds_hermit_derives_what_the_rules_derive() -> None:
    require_agreement(the_same_worlds())


@pytest.mark.needs("HermiT")
@pytest.mark.deep
def test_of_many_generated_worlds_hermit_derives_what_the_rules_derive() -> None:
    require_agreement(generate(300))


@pytest.mark.needs("HermiT")
@pytest.mark.deep
def test_of_generated_worlds_the_quick_questions_are_answered_as_the_list_says() -> None:
    terms = Terms.of(map(texts, read(DECLARED)))
    whole = [w for w in generate(60) if not w.closure.clashes and not w.closure.cut]
    assert len(whole) > 20
    for world in whole:
        said, derived = n_triples(world.triples()), world.known - set(world.given)
        assert Agreement(consistent=True) == compare_facts(said, world.given, derived, terms, 60)
        for lost in sorted(derived)[:1]:
            found = compare_facts(said, world.given, derived - {lost}, terms, 60)
            assert Agreement(True, (Difference(HERMIT, lost),)) == found


def test_generated_worlds_are_rich() -> None:
    counted = Counter(kind for world in the_same_worlds() for kind in kinds(world))
    assert counted["derives a link"] > 9
    assert counted["derives a membership"] > 9
    assert counted["has a chain"] > 4
    assert counted["has a value"] > 9
    assert counted["has a witness"] > 9
    assert counted["derives by a witness"] > 1
    assert 0 < counted["clashes"] < 15
    assert counted["is cut"] < 22


def kinds(world: World) -> Iterator[str]:
    """What can be said of a world."""
    new = world.known - set(world.given)
    if any(predicate != TYPE for _, predicate, _ in new):
        yield "derives a link"
    if any(predicate == TYPE for _, predicate, _ in new):
        yield "derives a membership"
    if any("∘" in rule.axiom for rule in world.rules.rules):
        yield "has a chain"
    if any("{" in rule.axiom for rule in world.rules.rules):
        yield "has a value"
    if any(is_witness(fact.object) for fact in world.closure.derived):
        yield "has a witness"
        without = close(world.given, replace(world.rules, existentials=()))
        if not new <= named(without):
            yield "derives by a witness"
    if world.closure.clashes:
        yield "clashes"
    if world.closure.cut:
        yield "is cut"


# ── regular chains ────────────────────────────────────────────────────────────

links = st.sampled_from(PROPERTIES)
of_properties = st.one_of(
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, links, links, links),
    st.builds("{} owl:propertyChainAxiom ( {} {} {} ) .".format, links, links, links, links),
    st.builds("{} rdfs:subPropertyOf {} .".format, links, links),
    st.builds("{} owl:inverseOf {} .".format, links, links),
    st.builds("{} a owl:SymmetricProperty .".format, links),
    st.builds("{} a owl:TransitiveProperty .".format, links),
)


def hermit_refuses(*sets: Sequence[str]) -> bool:
    """Whether HermiT finds the chains of one of some ontologies irregular."""
    files = {f"f{n}": n_triples(read([*DECLARED, *said])) for n, said in enumerate(sets)}
    try:
        answer = ask_hermit(files, ["--consistency", *(f"{{{name}}}" for name in files)])
    except ReasoningError as error:
        return "not regular" in str(error)
    assert len(sets) == answer.printed.count("is satisfiable")
    return False


def require_same_refusals(count: int, always_the_same: bool = False) -> None:
    """Both refuse the same; only where two properties are the same HermiT lets more pass."""
    sets: list[list[str]] = []

    @settings(max_examples=count, derandomize=always_the_same, phases=[Phase.generate])
    @given(st.lists(of_properties, min_size=2, max_size=4, unique=True))
    def collect(said: list[str]) -> None:
        sets.append(said)

    collect()
    ours = [said for said in sets if not is_regular(said)]
    assert count / 8 < len(ours) < count / 2
    assert not hermit_refuses(*(said for said in sets if said not in ours))
    assert [] == [s for s in ours if not hermit_refuses(s) and not same(axioms_of(s))]


@pytest.mark.needs("HermiT")
def test_chains_that_hermit_finds_irregular_are_refused_and_no_others() -> None:
    require_same_refusals(20, always_the_same=True)


@pytest.mark.needs("HermiT")
@pytest.mark.deep
def test_of_many_sets_of_chains_hermit_refuses_the_same() -> None:
    require_same_refusals(300)
