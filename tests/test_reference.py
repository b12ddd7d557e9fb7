"""The ontology as pages to read: every axiom is there, and every character stands for itself."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

import markdown
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.cli import app
from assbkg.errors import BuildError, OntologyError
from assbkg.pages.reference import front_matter, reference_pages, write_reference
from assbkg.pages.reference.vocabulary import read_mappings
from assbkg.places import shipped
from assbkg.vocabulary import ASSB, shorten

if TYPE_CHECKING:
    from rdflib.term import Node

SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")

#: Characters and labels that Markdown, HTML or a table may take for something else.
HOSTILE: Final = [
    "a < b & c > d",
    "one | two",
    "*bold* **bolder** _slanted_ __under__ snake_case_name",
    "`code` ``more``",
    "[a](b) ![c](d) [e][f]",
    "# 1. - + : !!! note",
    "1. first",
    "{ #anchor } {: .class }",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "&lt; &#42; &amp;",
    "~~gone~~ ==marked== ^up^ H~2~O $x$",
    "back\\slash \\* :smile:",
    "Li₇P₃S₁₁ and 10⁻³ S·cm⁻¹",
    "بطارية الحالة الصلبة",
    "x" * 300,
]


# What is there, read by another library


@pytest.fixture(scope="module")
def pages(graph: KnowledgeGraph) -> dict[str, str]:
    """The pages of the shipped ontology."""
    return reference_pages(shipped("ontology"), graph)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    """All triples of the ontology's files, blank nodes and all."""
    found = Graph()
    for path in sorted(shipped("ontology").rglob("*.ttl")):
        if path.name not in ("shapes.ttl", "external-terms.ttl"):
            found.parse(path)
    return found


Rows = dict[str, str]


@pytest.fixture(scope="module")
def shown(pages: dict[str, str]) -> dict[str, Rows]:
    """The rows of each term's table, by CURIE; `""` is its whole section."""
    return dict(sections(pages))


def sections(pages: dict[str, str]) -> Iterator[tuple[str, Rows]]:
    for text in pages.values():
        for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
            section = re.split(r"^## ", part, flags=re.MULTILINE)[0]
            head = re.search(r"^\| [a-z ]+ \| (\S+) \|$", section, re.MULTILINE)
            assert head is not None, section[:100]
            rows = re.findall(r"^\| ([A-Z][^|]*) \| (.*) \|$", section, re.MULTILINE)
            yield unmarked(head[1]), {**dict(rows), "": section}


def curies(cell: str, pages: dict[str, str]) -> list[str]:
    """The terms that a cell leads to or names."""
    found = re.findall(r"\]\((\S+?)\.md#(\S+?)\)|`(.*?)`", cell)
    return [code or at(pages[f"{page}.md"], anchor) for page, anchor, code in found]


def at(page: str, anchor: str) -> str:
    """The CURIE of the term that an anchor of a page belongs to."""
    after = page[page.index(f"{{ #{anchor} }}") :]
    found = re.search(r"^\| [a-z ]+ \| (\S+) \|$", after, re.MULTILINE)
    assert found is not None
    return unmarked(found[1])


def unmarked(text: str) -> str:
    """Text without the backslashes and entities of Markdown."""
    return html.unescape(re.sub(r"\\([^\w\s])", r"\1", text))


def short(node: Node) -> str:
    return shorten(str(node))


KINDS: Final = [OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty]
KINDS.append(OWL.NamedIndividual)


def terms(ontology: Graph) -> set[URIRef]:
    return {s for kind in KINDS for s in ontology.subjects(RDF.type, kind) if isinstance(s, URIRef)}


def test_every_term_has_a_section(ontology: Graph, shown: dict[str, Rows]) -> None:
    assert {short(term) for term in terms(ontology)} == set(shown)


ROWS: Final = {
    RDFS.subClassOf: "Subclass of",
    RDFS.subPropertyOf: "Subproperty of",
    RDFS.domain: "Domain",
    RDFS.range: "Range",
}


@pytest.mark.parametrize("predicate", ROWS, ids=short)
def test_axioms_between_names_are_shown(
    predicate: URIRef, ontology: Graph, shown: dict[str, Rows], pages: dict[str, str]
) -> None:
    expected = Counter(
        (short(s), short(o))
        for s, o in ontology.subject_objects(predicate)
        if isinstance(o, URIRef)
    )
    actual = Counter(
        (term, other)
        for term, rows in shown.items()
        for other in curies(rows.get(ROWS[predicate], ""), pages)
    )
    assert expected
    assert not expected - actual


def test_inverses_are_shown_at_both_ends(
    ontology: Graph, shown: dict[str, Rows], pages: dict[str, str]
) -> None:
    stated = {(short(s), short(o)) for s, o in ontology.subject_objects(OWL.inverseOf)}
    actual = {
        (s, o) for s, rows in shown.items() for o in curies(rows.get("Inverse of", ""), pages)
    }
    assert stated | {(o, s) for s, o in stated} == actual


def test_subclasses_and_individuals_are_shown(
    ontology: Graph, shown: dict[str, Rows], pages: dict[str, str]
) -> None:
    below = {
        ("Subclasses", short(o), short(s))
        for s, o in ontology.subject_objects(RDFS.subClassOf)
        if isinstance(o, URIRef)
    }
    below |= {
        ("Individuals", short(o), short(s))
        for s, o in ontology.subject_objects(RDF.type)
        if str(o).startswith(ASSB)
    }
    actual = {
        (title, term, other)
        for term, rows in shown.items()
        for title in ("Subclasses", "Individuals")
        for other in curies(rows.get(title, ""), pages)
    }
    assert below == actual


def test_what_stands_further_up_is_told(shown: dict[str, Rows]) -> None:
    assert "mechanism" == words(shown["assb:VoidBuffering"]["Further up"])


def test_every_property_chain_is_shown(
    ontology: Graph, shown: dict[str, Rows], pages: dict[str, str]
) -> None:
    expected = Counter(
        (*map(short, Collection(ontology, chain)), short(sup))
        for sup, chain in ontology.subject_objects(OWL.propertyChainAxiom)
    )
    actual = Counter(
        tuple(curies(chain, pages))
        for rows in shown.values()
        for chain in rows.get("Follows from", "").split("<br>")
        if chain
    )
    assert expected
    assert expected == actual


def test_a_chain_reads_as_in_the_literature(shown: dict[str, Rows]) -> None:
    chain = words(shown["assb:expectedGain"]["Follows from"])
    assert "employs ∘ may benefit ⊑ expected gain" == chain


def test_every_defined_class_is_shown_with_all_that_defines_it(
    ontology: Graph, shown: dict[str, Rows], pages: dict[str, str]
) -> None:
    expected = {
        short(s): sorted(map(short, leaves(ontology, o)))
        for s, o in ontology.subject_objects(OWL.equivalentClass)
    }
    actual = {
        term: sorted(curies(rows["Equivalent to"], pages))
        for term, rows in shown.items()
        if "Equivalent to" in rows
    }
    assert expected
    assert expected == actual


def leaves(ontology: Graph, node: Node) -> Iterator[Node]:
    """The names in a class expression, each as often as it is there."""
    if isinstance(node, URIRef):
        yield node
        return
    for predicate in (OWL.onProperty, OWL.someValuesFrom, OWL.hasValue):
        for value in ontology.objects(node, predicate):
            yield from leaves(ontology, value)
    for members in ontology.objects(node, OWL.intersectionOf):
        for member in Collection(ontology, members):
            yield from leaves(ontology, member)


def test_a_defined_class_reads_as_manchester_syntax(shown: dict[str, Rows]) -> None:
    expected = "material system and (employs some (operates through some volume buffering))"
    assert expected == words(shown["assb:VolumeBufferedSystem"]["Equivalent to"])


def test_every_characteristic_is_shown(ontology: Graph, shown: dict[str, Rows]) -> None:
    expected = {
        (short(s), short(o).removeprefix("owl:").removesuffix("Property").lower())
        for s, o in ontology.subject_objects(RDF.type)
        if str(o).startswith(str(OWL))
        and o not in KINDS
        and isinstance(s, URIRef)
        and o != OWL.Ontology
    }
    actual = {
        (term, characteristic)
        for term, rows in shown.items()
        for characteristic in rows.get("Characteristics", "").split(", ")
        if characteristic
    }
    assert expected
    assert expected == actual


@pytest.mark.parametrize(
    ("kind", "members", "title"),
    [
        (OWL.AllDisjointClasses, OWL.members, "Disjoint with"),
        (OWL.AllDifferent, OWL.distinctMembers, "Different from"),
    ],
    ids=["disjoint", "different"],
)
def test_what_is_told_apart_is_shown_at_each_end(
    kind: URIRef,
    members: URIRef,
    title: str,
    ontology: Graph,
    shown: dict[str, Rows],
    pages: dict[str, str],
) -> None:
    groups = [
        list(map(short, Collection(ontology, next(ontology.objects(node, members)))))
        for node in ontology.subjects(RDF.type, kind)
    ]
    expected = {(a, b) for group in groups for a in group for b in group if a != b}
    actual = {(a, b) for a, rows in shown.items() for b in curies(rows.get(title, ""), pages)}
    assert expected
    assert expected == actual


def test_whatever_else_is_said_of_a_term_is_in_its_section(
    ontology: Graph, shown: dict[str, Rows], graph: KnowledgeGraph
) -> None:
    missing = []
    for term in terms(ontology):
        section = words(shown[short(term)][""])
        for predicate, value in ontology.predicate_objects(term):
            if isinstance(value, Literal):
                text = " ".join(str(value).split())
            elif predicate == DCTERMS.source:
                text = graph.entities.label(str(value))
            elif isinstance(value, BNode) or str(value).startswith((str(OWL), str(RDFS))):
                continue
            else:
                text = graph.entities.label(str(value))
                text = text if text in section else short(value)
            if text not in section:
                missing.append((short(term), short(predicate), text))
    assert [] == missing


def test_axioms_are_counted_as_the_files_have_them(ontology: Graph, pages: dict[str, str]) -> None:
    kinds = (*ROWS, OWL.equivalentClass, OWL.inverseOf, OWL.propertyChainAxiom)
    expected = {short(kind): len(list(ontology.subject_objects(kind))) for kind in kinds}
    for kind in (OWL.AllDifferent, OWL.AllDisjointClasses, OWL.SymmetricProperty):
        expected[short(kind)] = len(list(ontology.subjects(RDF.type, kind)))
    expected["owl:TransitiveProperty"] = len(
        list(ontology.subjects(RDF.type, OWL.TransitiveProperty))
    )
    rows = re.findall(r"^\| `(.*?)` \| ([\d,]+) \|$", pages["axioms.md"], re.MULTILINE)
    assert expected == {kind: int(number.replace(",", "")) for kind, number in rows}


def test_every_class_is_in_the_hierarchy(ontology: Graph, pages: dict[str, str]) -> None:
    named = {short(s) for s in ontology.subjects(RDF.type, OWL.Class) if isinstance(s, URIRef)}
    classes = pages["hierarchy.md"].partition("## Properties")[0]
    assert named == set(curies(classes, pages))


def test_every_name_is_in_the_index(ontology: Graph, pages: dict[str, str]) -> None:
    index = words(pages["terms.md"])
    names = [*ontology.objects(None, RDFS.label), *ontology.objects(None, SKOS.altLabel)]
    assert [] == [str(name) for name in names if str(name) not in index]


def test_a_mapping_is_shown_with_its_kind(shown: dict[str, Rows]) -> None:
    told = words(shown["assb:BallMilling"]["Elsewhere"])
    assert "exact match: ball milling CHMO:0001654" == told


def test_a_class_tells_how_the_graph_uses_it(shown: dict[str, Rows]) -> None:
    rows = shown["assb:VoidBuffering"]
    assert re.fullmatch(r"\d+ things? stated", rows["In the graph"])
    assert "void buffering in SiNPs@MXenes (§2.2 s." in words(rows["In use"])


def test_a_link_is_told_with_claims_and_places(shown: dict[str, Rows]) -> None:
    rows = shown["assb:mitigates"]
    assert re.fullmatch(r"\d+ links stated, \d+ links inferred · \d+ claims", rows["In the graph"])
    assert 3 == len(re.findall(r" · mitigates · .*?\(.*?s\.\d+\)", rows["In use"]))


def test_no_anchor_is_given_twice_on_a_page(pages: dict[str, str]) -> None:
    anchors = [
        (name, anchor)
        for name, text in pages.items()
        for anchor in re.findall(r"^#+ .* \{ #(\S+) \}$", text, re.MULTILINE)
    ]
    assert [] == [anchor for anchor, times in Counter(anchors).items() if times > 1]


def test_terms_in_other_scripts_have_anchors_of_their_own(own: Path, graph: KnowledgeGraph) -> None:
    found = told(own, "assb:قطب a owl:Class . assb:موجب a owl:Class .", graph)
    headings = [found[term][""].partition("{ #")[2].partition(" }")[0] for term in found]
    assert len(set(headings)) == len(headings)
    assert all(heading.isascii() and heading for heading in headings)


def test_pages_are_the_same_whatever_the_hash_seed(tmp_path: Path, pages: dict[str, str]) -> None:
    release = str(shipped("graphs") / "release")
    command = [sys.executable, "-m", "assbkg", "reference", "--release", release]
    command += ["--out", str(tmp_path / "r")]
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run(command, check=True, env=environment, capture_output=True, timeout=60)
    read = {name: (tmp_path / "r" / name).read_text(encoding="utf-8") for name in pages}
    assert pages == read


# An ontology with more of OWL


def words(text: str) -> str:
    """What a reader sees of Markdown."""
    return " ".join(seen(text.replace("<br>", " ")).text.split())


HEAD: Final = """\
@prefix assb: <https://w3id.org/assbkg/ontology#> .
@prefix ex: <http://example.org/more#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/assbkg/ontology> a owl:Ontology ; owl:versionInfo "1" .
assb:A a owl:Class . assb:B a owl:Class . assb:C a owl:Class .
assb:p a owl:ObjectProperty . assb:q a owl:ObjectProperty . assb:d a owl:DatatypeProperty .
assb:i a owl:NamedIndividual , assb:B . assb:j a owl:NamedIndividual , assb:B .
"""
CATALOG: Final = """\
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
  <uri name="https://w3id.org/assbkg/ontology" uri="mine.ttl"/>
</catalog>
"""


def own_ontology(folder: Path) -> Path:
    (folder / "catalog-v001.xml").write_text(CATALOG, encoding="utf-8")
    (folder / "mine.ttl").write_text(HEAD, encoding="utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with an ontology of one's own, to which a test appends."""
    folder = tmp_path / "ontology"
    folder.mkdir()
    return own_ontology(folder)


def told(folder: Path, turtle: str, graph: KnowledgeGraph) -> dict[str, Rows]:
    """The rows of each term of the ontology with some Turtle more, as a reader sees them."""
    (folder / "mine.ttl").write_text(HEAD + turtle, encoding="utf-8")
    found = sections(reference_pages(folder, graph))
    return {term: {title: words(cell) for title, cell in rows.items()} for term, rows in found}


RESTRICTION: Final = "a owl:Restriction ; owl:onProperty assb:p ;"

#: Class expressions of more kinds than the shipped ontology has, and how they read.
EXPRESSIONS: Final = {
    f"[ {RESTRICTION} owl:allValuesFrom assb:B ]": "assb:p only assb:B",
    f"[ {RESTRICTION} owl:hasValue assb:i ]": "assb:p value assb:i",
    f"[ {RESTRICTION} owl:hasSelf true ]": "assb:p Self",
    f"[ {RESTRICTION} owl:minCardinality 2 ]": "assb:p min 2",
    f"[ {RESTRICTION} owl:maxQualifiedCardinality 3 ; owl:onClass assb:B ]": (
        "assb:p max 3 assb:B"
    ),
    f"[ {RESTRICTION} owl:someValuesFrom [ a owl:Class ; owl:unionOf (assb:B assb:C) ] ]": (
        "assb:p some (assb:B or assb:C)"
    ),
    "[ a owl:Class ; owl:complementOf assb:B ]": "not assb:B",
    "[ a owl:Class ; owl:oneOf (assb:i assb:j) ]": "{assb:i, assb:j}",
    "[ a owl:Restriction ; owl:onProperty [ owl:inverseOf assb:p ] ; owl:hasValue assb:j ]": (
        "(inverse assb:p) value assb:j"
    ),
    "[ a owl:Restriction ; owl:onProperty assb:d ; owl:someValuesFrom [ a rdfs:Datatype ; "
    "owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 5 ] ) ] ]": (
        "assb:d some xsd:integer[>= 5]"
    ),
    "[ a owl:Restriction ; owl:onProperties (assb:p assb:q) ; owl:someValuesFrom assb:B ]": (
        "[a owl:Restriction; owl:onProperties ( assb:p assb:q ); owl:someValuesFrom assb:B]"
    ),
    f"[ {RESTRICTION} owl:someValuesFrom assb:C ; rdfs:comment 'so it is' ]": (
        "[a owl:Restriction; rdfs:comment so it is; owl:onProperty assb:p; "
        "owl:someValuesFrom assb:C]"
    ),
}

#: Statements of more kinds, the row of `assb:A` where each is, and how it reads.
STATEMENTS: Final = {
    "assb:A owl:disjointUnionOf (assb:B assb:C) .": ("Disjoint union of", "( assb:B assb:C )"),
    "assb:A owl:hasKey (assb:p) .": ("Key", "( assb:p )"),
    "assb:B owl:disjointWith assb:A .": ("Disjoint with", "assb:B"),
    "assb:A skos:altLabel 'Kathode'@de .": ("Also called", "Kathode (de)"),
    "assb:A ex:since 1890 .": ("Since", "1890"),
    "assb:A dcterms:source 'a book' .": ("Source", "a book"),
    "ex:Odd a owl:Class ; rdfs:subClassOf assb:A .": (
        "Subclasses",
        "http://example.org/more#Odd",
    ),
    "[ a owl:Class ; owl:unionOf (assb:A assb:B) ] rdfs:subClassOf assb:C .": (
        "Further axioms",
        "assb:A or assb:B ⊑ assb:C",
    ),
    "_:x owl:complementOf assb:A ; owl:disjointWith assb:B . assb:C rdfs:subClassOf _:x .": (
        "Further axioms",
        "not assb:A is disjoint with assb:B",
    ),
    "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual assb:A ; "
    "owl:assertionProperty assb:p ; owl:targetIndividual assb:i .": (
        "Further axioms",
        "[a owl:NegativePropertyAssertion; owl:assertionProperty assb:p; "
        "owl:sourceIndividual assb:A; owl:targetIndividual assb:i]",
    ),
    "[] a owl:Axiom ; owl:annotatedSource assb:A ; rdfs:comment 'a remark' .": (
        "Further axioms",
        "[a owl:Axiom; rdfs:comment a remark; owl:annotatedSource assb:A]",
    ),
}


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory, graph: KnowledgeGraph) -> dict[str, Rows]:
    """What the pages say of an ontology with all of these."""
    turtle = [f"assb:E{n} a owl:Class ; rdfs:subClassOf {e} ." for n, e in enumerate(EXPRESSIONS)]
    folder = own_ontology(tmp_path_factory.mktemp("more"))
    return told(folder, "\n".join([*turtle, *STATEMENTS]), graph)


@pytest.mark.parametrize("number", range(len(EXPRESSIONS)), ids=list(EXPRESSIONS.values()))
def test_an_expression_reads_as_manchester_syntax_or_as_it_stands(
    number: int, more: dict[str, Rows]
) -> None:
    expected = list(EXPRESSIONS.values())[number]
    assert expected == more[f"assb:E{number}"]["Subclass of"]


@pytest.mark.parametrize("turtle", STATEMENTS)
def test_a_statement_of_any_kind_is_shown(turtle: str, more: dict[str, Rows]) -> None:
    title, expected = STATEMENTS[turtle]
    assert expected in more["assb:A"][title]


def test_a_term_of_another_namespace_has_a_section(more: dict[str, Rows]) -> None:
    assert "assb:A" == more["http://example.org/more#Odd"]["Subclass of"]


def test_a_deprecated_term_is_marked_and_told_what_replaces_it(
    own: Path, graph: KnowledgeGraph
) -> None:
    turtle = "assb:A rdfs:label 'old' ; owl:deprecated true ; dcterms:isReplacedBy assb:B ."
    assert "assb:B" == told(own, turtle, graph)["assb:A"]["Replaced by"]
    pages = reference_pages(own, graph)
    assert "### old (deprecated) { #A }" in pages["mine.md"]
    assert "[old (deprecated)](mine.md#A)" in pages["hierarchy.md"]


def test_a_hierarchy_that_runs_in_a_circle_is_shown_once(own: Path, graph: KnowledgeGraph) -> None:
    turtle = "assb:A rdfs:subClassOf assb:B . assb:B rdfs:subClassOf assb:A ."
    assert "assb:B" == told(own, turtle, graph)["assb:A"]["Subclass of"]
    assert "mine.md#A" in reference_pages(own, graph)["hierarchy.md"]


def test_a_mapping_table_without_its_columns_is_refused(own: Path) -> None:
    (own / "mappings.sssom.tsv").write_text("subject_id\tobject_id\n", encoding="utf-8")
    with pytest.raises(OntologyError, match="has no column predicate_id"):
        read_mappings(own)


def test_a_mapping_with_an_unknown_prefix_is_refused(own: Path) -> None:
    rows = "subject_id\tpredicate_id\tobject_id\nassb:A\tskos:exactMatch\tnowhere:B\n"
    (own / "mappings.sssom.tsv").write_text(rows, encoding="utf-8")
    with pytest.raises(OntologyError, match="'nowhere:B' in object_id has no declared prefix"):
        read_mappings(own)


# Every character stands for itself


class Seen(HTMLParser):
    """The text of a page, and the elements in it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(text: str) -> Seen:
    page = Seen()
    page.feed(markdown.markdown(text, extensions=["tables", "attr_list", "sane_lists", "abbr"]))
    page.close()
    return page


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, graph: KnowledgeGraph) -> dict[str, str]:
    """The pages of an ontology all of whose texts are hostile."""
    folder = own_ontology(tmp_path_factory.mktemp("hostile"))
    turtle = "".join(
        f"assb:H{number} a owl:Class ; rdfs:subClassOf assb:A ; rdfs:label {text} ; "
        f"skos:definition {text} ; rdfs:comment {text} ; skos:altLabel {text} .\n"
        for number, text in enumerate(Literal(label).n3() for label in HOSTILE)
    )
    (folder / "mine.ttl").write_text(HEAD + turtle, encoding="utf-8")
    return reference_pages(folder, graph)


@pytest.mark.parametrize("label", HOSTILE, ids=lambda label: label[:12])
def test_a_hostile_label_stays_words(label: str, hostile: dict[str, str]) -> None:
    # Once as heading, definition, other label, comment, and subclass of another.
    assert 5 <= seen(hostile["mine.md"]).text.count(label)
    assert 2 <= seen(hostile["terms.md"]).text.count(label)
    assert 1 <= seen(hostile["hierarchy.md"]).text.count(label)


def test_no_label_makes_an_element(hostile: dict[str, str]) -> None:
    tags = {tag for text in hostile.values() for tag in seen(text).tags}
    tables = {"table", "thead", "tbody", "tr", "th", "td"}
    assert {"h1", "h2", "h3", "p", "ul", "li", "a", "code"} | tables == tags


# The command


def invoke(*arguments: str) -> int:
    return CliRunner().invoke(app, ["reference", *arguments], prog_name="assbkg").exit_code


def test_the_command_replaces_its_own_pages(
    tmp_path: Path, own: Path, pages: dict[str, str]
) -> None:
    out = tmp_path / "pages"
    assert 0 == invoke("--out", str(out), "--ontology", str(own))
    assert 0 == invoke("--out", str(out))
    assert {".reference", *pages} == {path.name for path in out.iterdir()}


def test_a_folder_that_holds_other_files_is_left_alone(
    tmp_path: Path, own: Path, graph: KnowledgeGraph
) -> None:
    (tmp_path / "index.md").write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError, match="choose an empty folder"):
        write_reference(own, graph, tmp_path)
    assert "mine" == (tmp_path / "index.md").read_text(encoding="utf-8")


def test_a_file_is_no_place_for_pages(tmp_path: Path, own: Path, graph: KnowledgeGraph) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(BuildError, match="is a file; expected a folder for the reference"):
        write_reference(own, graph, tmp_path / "file")
    with pytest.raises(BuildError, match="can't be written"):
        write_reference(own, graph, tmp_path / "file" / "below")


# Titles and addresses

#: A title that sites can put anywhere, as front matter has it.
SAFE: Final = re.compile(r'title: "[\w .,;:()/+–—-]+"')


@pytest.mark.parametrize(
    "title", ["</title><script>alert(1)</script>", '<img src=x onerror="a">', "{{ 7*7 }}", "&lt;"]
)
def test_the_title_of_a_page_has_a_form_without_marks(
    title: str, own: Path, graph: KnowledgeGraph
) -> None:
    header = f"<https://w3id.org/assbkg/ontology> dcterms:title {Literal(title).n3()} .\n"
    (own / "mine.ttl").write_text(HEAD + header, encoding="utf-8")
    mark, second, end, body = reference_pages(own, graph)["mine.md"].split("\n", 3)
    assert ("---", "---") == (mark, end)
    assert SAFE.fullmatch(second)
    page = seen(body)
    assert title[:1].upper() + title[1:] in page.text
    assert not {"script", "img", "b"} & {*page.tags}


@given(st.text(max_size=40))
def test_a_title_is_plain_words_or_has_a_second_form_that_is(title: str) -> None:
    first, *more = front_matter(title, "page").split("\n")
    assert not first or (first == "---" and SAFE.fullmatch(more[0]))
    assert first or not {*title} & {*"<>&{}\"'`\\"}
