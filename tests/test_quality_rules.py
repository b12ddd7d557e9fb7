"""Every quality rule finds the fault that it is for, and leaves a good ontology alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import combinations, permutations
from pathlib import Path
from typing import Final

import pyoxigraph as ox
import pytest

FOLDER: Final = Path(__file__).parents[1] / "queries" / "quality"
SUFFIX: Final = "-violation.rq"
GENID: Final = "https://w3id.org/assbkg/.well-known/genid/"
ONTOLOGY_GRAPH: Final = ox.NamedNode("https://w3id.org/assbkg/graph/ontology")
ASSERTED_GRAPH: Final = ox.NamedNode("https://w3id.org/assbkg/graph/asserted")
REQUIRED: Final = {"summary", "question", "columns", "severity", "source"}
NAMESPACES: Final = {
    "assb": "https://w3id.org/assbkg/ontology#",
    "kg": "https://w3id.org/assbkg/id/",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TURTLE_PREFIXES: Final = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in NAMESPACES.items())
ONTOLOGY: Final = "https://w3id.org/assbkg/ontology"


@dataclass(frozen=True)
class Case:
    """One fault, or a near miss.

    `add` is Turtle put behind the good ontology, `drop` text cut out of it, `data` Turtle put
    behind the good data. `flags` holds what the rule must name in its first column, and
    nothing else: CURIEs or IRIs. A near miss has none.
    """

    flags: frozenset[str]
    add: str = ""
    drop: str = ""
    data: str = ""


KINDS: Final = (
    "owl:Class",
    "owl:ObjectProperty",
    "owl:DatatypeProperty",
    "owl:AnnotationProperty",
    "owl:NamedIndividual",
)


def _case(flags: str, add: str = "", *, drop: str = "", data: str = "") -> Case:
    return Case(frozenset(flags.split()), add, drop, data)


def _term(name: str, kind: str, more: str = "") -> str:
    """A term that is complete but for the fault that a case gives it."""
    local = name.partition(":")[2]
    return f"""
{name} a {kind} ;
    rdfs:label "term {local}"@en ;
    skos:definition "What the word {local} stands for."@en ;
    {more}
    dcterms:source kg:paper.s001 .
"""


def _module(lacking: str) -> str:
    """The header of a module that is complete but for one entry."""
    entries = {
        "dcterms:title": '"A way"@en',
        "dcterms:license": "<https://creativecommons.org/licenses/by/4.0/>",
        "owl:versionIRI": f"<{ONTOLOGY}/1.0.0/way>",
        "owl:versionInfo": '"1.0.0"',
    }
    kept = " ; ".join(f"{key} {value}" for key, value in entries.items() if key != lacking)
    return f"<{ONTOLOGY}/way> a owl:Ontology ; {kept} ."


def _expression(text: str) -> str:
    """A class under an anonymous class expression."""
    return f"assb:Way rdfs:subClassOf [ {text} ] ."


def _class(name: str, more: str = "rdfs:subClassOf assb:Mechanism ;") -> str:
    return _term(name, "owl:Class", more)


def _link(
    name: str, more: str = "", *, domain: str = "assb:Mechanism", range_: str = "assb:Mechanism"
) -> str:
    return _term(
        name, "owl:ObjectProperty", f"rdfs:domain {domain} ; rdfs:range {range_} ;\n    {more}"
    )


#: No rule finds anything here. It holds near misses on purpose: a deprecated class without a
#: superclass, chains that begin or end with the property itself, an annotation property without
#: domain, an individual that only the data types, and sloppy terms of other vocabularies.
GOOD: Final = """
<https://w3id.org/assbkg/ontology> a owl:Ontology ;
    dcterms:title "A small ontology"@en ;
    dcterms:description "Enough to try every rule on."@en ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:creator "The authors" ;
    dcterms:created "2026-01-01"^^xsd:date ;
    owl:versionIRI <https://w3id.org/assbkg/ontology/1.0.0> ;
    owl:versionInfo "1.0.0" ;
    vann:preferredNamespacePrefix "assb" ;
    vann:preferredNamespaceUri "https://w3id.org/assbkg/ontology#" ;
    owl:imports <https://w3id.org/assbkg/ontology/core> .

<https://w3id.org/assbkg/ontology/core> a owl:Ontology ;
    dcterms:title "A module"@en ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    owl:versionIRI <https://w3id.org/assbkg/ontology/1.0.0/core> ;
    owl:versionInfo "1.0.0" .

<https://example.org/other> a owl:Ontology ;
    owl:versionIRI <https://example.org/other/7> ; owl:versionInfo "7.0" .
sosa:Sample a owl:Class ;
    rdfs:label "one or  two " , "one or  more " , "sosa:Sample" , "OTHER"@en ;
    skos:definition "a thing " , "another thing" ; skos:altLabel "other"@en , "thing" .
sosa:Sampler a owl:Class , owl:NamedIndividual ;
    rdfs:label "OTHER"@en ; skos:definition "a thing " , "Other."@en ; skos:altLabel "thing" .
sosa:isSampleOf a owl:ObjectProperty ; rdfs:label "is" .

dcterms:title a owl:AnnotationProperty .
dcterms:description a owl:AnnotationProperty .
dcterms:license a owl:AnnotationProperty .
dcterms:creator a owl:AnnotationProperty .
dcterms:created a owl:AnnotationProperty .
dcterms:source a owl:AnnotationProperty .
dcterms:isReplacedBy a owl:AnnotationProperty .
vann:preferredNamespacePrefix a owl:AnnotationProperty .
vann:preferredNamespaceUri a owl:AnnotationProperty .
skos:definition a owl:AnnotationProperty .
skos:altLabel a owl:AnnotationProperty .

assb:System a owl:Class ;
    rdfs:label "system"@en ;
    skos:definition "A combination of materials."@en ;
    skos:altLabel "material system"@en ;
    dcterms:source kg:paper.s001 .

assb:Strategy a owl:Class ;
    rdfs:label "strategy"@en ;
    skos:definition "A design choice."@en ;
    dcterms:source kg:paper.s001 .

assb:Mechanism a owl:Class ;
    rdfs:label "mechanism"@en ;
    skos:definition "How a choice acts."@en ;
    dcterms:source kg:paper.s001 .

assb:Buffering a owl:Class ; rdfs:subClassOf assb:Mechanism ;
    rdfs:label "buffering"@en ;
    skos:definition "A mechanism that takes up swelling."@en ;
    dcterms:source kg:paper.s001 .

assb:Bottleneck a owl:Class ;
    rdfs:label "bottleneck"@en ;
    skos:definition "What holds a battery back, or makes it dear."@en ;
    dcterms:source kg:paper.s001 .

assb:Sentence a owl:Class ;
    rdfs:label "sentence"@en ;
    skos:definition "A place in a source."@en ;
    dcterms:source kg:paper.s001 .

assb:Tactic a owl:Class ;
    rdfs:label "tactic"@en ;
    skos:definition "An older word for a strategy."@en ;
    owl:deprecated true ;
    dcterms:isReplacedBy assb:Strategy ;
    dcterms:source kg:paper.s001 .

assb:BufferedSystem a owl:Class ; rdfs:subClassOf assb:System ;
    rdfs:label "buffered system"@en ;
    skos:definition "A system with a strategy that operates through buffering."@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( assb:System
        [ a owl:Restriction ; owl:onProperty assb:employs ; owl:someValuesFrom
          [ a owl:Restriction ; owl:onProperty assb:operatesThrough ;
            owl:someValuesFrom assb:Buffering ] ] ) ] ;
    dcterms:source kg:paper.s001 .

assb:AcidFreeSystem a owl:Class ; rdfs:subClassOf assb:System ;
    rdfs:label "acid-free system"@en ;
    skos:definition "A system that stands beside hydrofluoric acid."@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( assb:System
        [ a owl:Restriction ; owl:onProperty assb:comparedWith ; owl:hasValue kg:acid ] ) ] ;
    dcterms:source kg:paper.s001 .

assb:Damping a owl:Class ; rdfs:subClassOf assb:Mechanism ;
    rdfs:label "damping"@en ;
    skos:definition "A mechanism that takes up stress."@en ;
    dcterms:source kg:paper.s001 .

assb:SoftDamping a owl:Class ; rdfs:subClassOf assb:Damping ;
    rdfs:label "soft damping"@en ;
    skos:definition "Damping by a soft body."@en ;
    dcterms:source kg:paper.s001 .

[] a owl:AllDisjointClasses ;
    owl:members ( assb:System assb:Strategy assb:Mechanism assb:Bottleneck ) .
[] a owl:AllDisjointClasses ;
    owl:members ( assb:System assb:Strategy assb:Mechanism assb:Sentence ) .
assb:Sentence owl:disjointWith assb:Bottleneck .

assb:comparedWith a owl:ObjectProperty , owl:SymmetricProperty ;
    rdfs:label "compared with"@en ;
    skos:definition "Links two systems set side by side."@en ;
    rdfs:domain assb:System ; rdfs:range assb:System ;
    dcterms:source kg:paper.s001 .

assb:outperforms a owl:ObjectProperty ; rdfs:subPropertyOf assb:comparedWith ;
    rdfs:label "outperforms"@en ;
    skos:definition "Links a system to one that it surpasses."@en ;
    rdfs:domain assb:BufferedSystem ; rdfs:range assb:System ;
    dcterms:source kg:paper.s001 .

assb:employs a owl:ObjectProperty ;
    rdfs:label "employs"@en ;
    skos:definition "Links a system to a choice made in it."@en ;
    rdfs:domain assb:System ; rdfs:range assb:Strategy ;
    owl:inverseOf assb:employedBy ;
    dcterms:source kg:paper.s001 .

assb:employedBy a owl:ObjectProperty ;
    rdfs:label "employed by"@en ;
    skos:definition "Links a choice to the system in which it is made."@en ;
    rdfs:domain assb:Strategy ; rdfs:range assb:System ;
    dcterms:source kg:paper.s001 .

assb:operatesThrough a owl:ObjectProperty ;
    rdfs:label "operates through"@en ;
    skos:definition "Links a choice to how it acts."@en ;
    rdfs:domain assb:Strategy ; rdfs:range assb:Mechanism ;
    owl:propertyChainAxiom ( assb:operatesThrough assb:leadsTo ) ;
    dcterms:source kg:paper.s001 .

assb:leadsTo a owl:ObjectProperty , owl:TransitiveProperty ;
    rdfs:label "leads to"@en ;
    skos:definition "Links a mechanism to one that it brings about."@en ;
    rdfs:domain assb:Mechanism ; rdfs:range assb:Mechanism ;
    dcterms:source kg:paper.s001 .

assb:mitigates a owl:ObjectProperty ;
    rdfs:label "mitigates"@en ;
    skos:definition "Links a mechanism to a bottleneck that it lessens."@en ;
    rdfs:domain assb:Mechanism ; rdfs:range assb:Bottleneck ;
    owl:propertyChainAxiom ( assb:leadsTo assb:mitigates ) ;
    dcterms:source kg:paper.s001 .

assb:addresses a owl:ObjectProperty ;
    rdfs:label "addresses"@en ;
    skos:definition "Links a choice to a bottleneck that it is made against."@en ;
    rdfs:domain assb:Strategy ; rdfs:range assb:Bottleneck ;
    owl:propertyChainAxiom ( assb:operatesThrough assb:mitigates ) ;
    dcterms:source kg:paper.s001 .

assb:said a owl:ObjectProperty , owl:FunctionalProperty ;
    rdfs:label "said"@en ;
    skos:definition "Links a bottleneck to where it is told."@en ;
    rdfs:domain assb:Bottleneck ; rdfs:range assb:Sentence ;
    dcterms:source kg:paper.s001 .

assb:weight a owl:DatatypeProperty , owl:FunctionalProperty ;
    rdfs:label "weight"@en ;
    skos:definition "How much a bottleneck counts."@en ;
    rdfs:domain assb:Bottleneck ; rdfs:range xsd:decimal ;
    dcterms:source kg:paper.s001 .

assb:remark a owl:AnnotationProperty ;
    rdfs:label "remark"@en ;
    skos:definition "What a curator adds."@en ;
    dcterms:source kg:paper.s001 .

assb:claimProperty a owl:AnnotationProperty ;
    rdfs:label "claim property"@en ;
    skos:definition "Points from a claim to the property of its link."@en ;
    dcterms:source kg:paper.s001 .

kg:volume-expansion a owl:NamedIndividual , assb:Bottleneck ;
    rdfs:label "volume expansion"@en ;
    skos:definition "The swelling of active matter."@en ;
    assb:weight 2 ;
    dcterms:source kg:paper.s001 .

assb:Swelling a owl:NamedIndividual , assb:Bottleneck ;
    rdfs:label "swelling"@en ;
    skos:definition "The growth of a body, or how much it grows."@en ;
    dcterms:source kg:paper.s001 .
"""

#: What the curated tables add: individuals that need neither definition nor source.
DATA: Final = """
kg:paper.s001 a assb:Sentence .
kg:acid a assb:System .
kg:si a assb:System ; assb:employs kg:si.void ; assb:remark " a note " ; assb:weight 2.5 .
kg:si.void a assb:Strategy ; assb:operatesThrough kg:si.buffering .
kg:si.damping a assb:SoftDamping .
kg:si.buffering a assb:Buffering ; assb:mitigates kg:volume-expansion .
kg:volume-expansion assb:said kg:paper.s001 .
kg:c1 assb:claimProperty assb:outperforms .
"""

CASES: Final[dict[str, tuple[Case, ...]]] = {
    # ── labels, definitions, sources ──────────────────────────────────────────
    "missing-label": tuple(
        _case("assb:way", f'assb:way a {kind} ; skos:altLabel "way"@en .') for kind in KINDS
    ),
    "duplicate-label": (
        *(
            _case(
                "assb:path",
                f'assb:path a {kind} ; rdfs:label "PATH"@en .'
                f'assb:way a {kind} ; rdfs:label "Path"@en-GB .',
            )
            for kind in KINDS
        ),
        _case("", 'assb:Way a owl:Class ; rdfs:label "mechanism"@de .'),
        _case("", 'assb:Aim a owl:Class ; rdfs:label "mechanism"@de .'),
        _case("", 'assb:way a owl:ObjectProperty ; rdfs:label "mechanism"@en .'),
    ),
    "multiple-labels": (
        _case("assb:Mechanism", 'assb:Mechanism rdfs:label "way of acting"@EN .'),
        _case("", 'assb:Mechanism rdfs:label "Wirkweise"@de .'),
    ),
    "label-whitespace": (
        _case("assb:Way", 'assb:Way rdfs:label "way "@en .'),
        _case("kg:way", 'kg:way rdfs:label "\\tway"@en .'),
    ),
    "label-formatting": (
        _case("assb:Way", 'assb:Way rdfs:label "way  out"@en .'),
        _case("assb:Way", 'assb:Way rdfs:label "way\\nout"@en .'),
        _case("assb:Way", 'assb:Way rdfs:label "way\\tout"@en .'),
    ),
    "annotation-whitespace": (
        *(
            _case("assb:Way", f'assb:Way {annotation} "path "@en .')
            for annotation in (
                "skos:definition",
                "skos:altLabel",
                "skos:example",
                "skos:scopeNote",
                "skos:note",
                "rdfs:comment",
            )
        ),
        _case(ONTOLOGY, f'<{ONTOLOGY}> dcterms:title "\\tMuch."@en .'),
        _case(ONTOLOGY, f'<{ONTOLOGY}> dcterms:description "Much.\\n"@en .'),
    ),
    "missing-definition": tuple(
        _case("kg:way", f'kg:way a {kind} ; rdfs:comment "A way."@en .') for kind in KINDS
    ),
    "duplicate-definition": (
        _case("assb:Mechanism", 'assb:Way skos:definition "How a CHOICE acts."@en .'),
    ),
    "multiple-definitions": (
        _case("assb:Mechanism", 'assb:Mechanism skos:definition "A way of acting."@EN .'),
        _case("", 'assb:Mechanism skos:definition "Eine Wirkweise."@de .'),
    ),
    "definition-without-full-stop": (
        _case("assb:Way", 'assb:Way skos:definition "A way"@en .'),
        _case("assb:Way", 'assb:Way skos:definition "A way. "@en .'),
    ),
    "lowercase-definition": (_case("assb:Way", 'assb:Way skos:definition "a way."@en .'),),
    "definition-equals-label": (
        _case("assb:Way", 'assb:Way rdfs:label "way out"@en ; skos:definition "A way out."@en .'),
        _case("assb:Way", 'assb:Way rdfs:label "Way out"@en ; skos:definition "way out"@en .'),
    ),
    "missing-source": (
        *(_case("assb:way", f"assb:way a {kind} .") for kind in KINDS),
        _case("kg:way", 'kg:way a owl:NamedIndividual ; dcterms:source "a book" .'),
    ),
    "annotation-language": (
        *(
            _case("assb:Way", f'assb:Way {annotation} "Weg"{tag} .')
            for annotation in (
                "rdfs:label",
                "rdfs:comment",
                "skos:definition",
                "skos:altLabel",
                "skos:example",
                "skos:scopeNote",
                "skos:note",
            )
            for tag in ("", "@de")
        ),
        _case("kg:way", 'kg:way rdfs:label "way"^^xsd:string .'),
    ),
    "duplicate-synonym": (
        *(
            _case(
                "assb:path",
                f'assb:path a {kind} ; skos:altLabel "ROUTE"@en .'
                f'assb:way a {kind} ; skos:altLabel "Route"@en .',
            )
            for kind in KINDS
        ),
        _case("", 'assb:Way a owl:Class ; skos:altLabel "route"@en .'),
    ),
    "synonym-equals-label": (
        _case("assb:System", 'assb:System skos:altLabel "System"@en .'),
        _case("kg:way", 'kg:way rdfs:label "Way"@en ; skos:altLabel "way"@en .'),
    ),
    "synonym-clash": (
        *(
            _case(
                "assb:way",
                f'assb:way a {kind} ; skos:altLabel "Path"@en .'
                f'assb:path a {kind} ; rdfs:label "pATH"@en .',
            )
            for kind in KINDS
        ),
        _case("", 'assb:System skos:altLabel "System"@en .'),
        _case("", 'assb:System skos:altLabel "employs"@en .'),
    ),
    # ── names ─────────────────────────────────────────────────────────────────
    "polysemous-name": (
        *(
            _case("assb:way", f'assb:way a {kind} ; rdfs:label "way And means"@en .')
            for kind in KINDS
        ),
        _case("kg:way", 'kg:way a owl:NamedIndividual ; rdfs:label "goes or comes"@en .'),
        _case("kg:way", 'kg:way a owl:NamedIndividual ; rdfs:label "way and/or path"@en .'),
        _case("", 'assb:Way a owl:Class ; rdfs:label "band orbit"@en .'),
    ),
    "miscellaneous-class": (
        _case("assb:Rest", 'assb:Rest a owl:Class ; rdfs:label "other mechanism"@en .'),
        _case("assb:Rest", 'assb:Rest a owl:Class ; rdfs:label "Miscellaneous"@en .'),
        _case("assb:MechanismOther", "assb:MechanismOther a owl:Class ."),
        _case("", 'assb:Mother a owl:Class ; rdfs:label "another miscibility"@en .'),
    ),
    "naming-convention": (
        _case("assb:lowerClass", "assb:lowerClass a owl:Class ."),
        _case("assb:Snake_Class", "assb:Snake_Class a owl:Class ."),
        _case("assb:UpperLink", "assb:UpperLink a owl:ObjectProperty ."),
        _case("assb:has-link", "assb:has-link a owl:DatatypeProperty ."),
        _case("assb:Note", "assb:Note a owl:AnnotationProperty ."),
        _case("assb:thing", "assb:thing a owl:NamedIndividual ."),
        _case("kg:VolumeExpansion", "kg:VolumeExpansion a owl:NamedIndividual ."),
        _case("kg:volume--expansion", "kg:volume--expansion a owl:NamedIndividual ."),
    ),
    "is-a-property": (
        *(
            _case("assb:belongs", f'assb:belongs a {kind} ; rdfs:label "is a"@en .')
            for kind in KINDS[1:4]
        ),
        _case("assb:isA", "assb:isA a owl:ObjectProperty ."),
        _case("", 'assb:isAtCycle a owl:ObjectProperty ; rdfs:label "is at cycle"@en .'),
    ),
    # ── declarations ──────────────────────────────────────────────────────────
    "undeclared-term": (
        _case("assb:Way", "assb:Buffering rdfs:subClassOf assb:Way ."),
        _case("assb:way", "kg:volume-expansion assb:way kg:way ."),
        _case("assb:Way", "kg:way a assb:Way ."),
        _case("assb:way", "assb:addresses owl:propertyChainAxiom ( assb:employs assb:way ) ."),
        _case("assb:Way", 'assb:Way rdfs:label "way"@en .'),
    ),
    "undeclared-foreign-property": (
        _case("skos:note", 'assb:System skos:note "A remark."@en .'),
        _case("", "assb:System assb:way assb:Strategy ."),
    ),
    "foreign-term-redefined": tuple(
        _case("sosa:Observation", f"sosa:Observation {axiom} assb:System .")
        for axiom in (
            "rdfs:subClassOf",
            "rdfs:subPropertyOf",
            "rdfs:domain",
            "rdfs:range",
            "owl:equivalentClass",
            "owl:equivalentProperty",
            "owl:disjointWith",
            "owl:inverseOf",
            "owl:propertyChainAxiom",
        )
    ),
    "builtin-redefined": (
        _case("rdf:type", "rdf:type a owl:AnnotationProperty ."),
        _case("owl:Thing", 'owl:Thing rdfs:label "thing"@en .'),
        _case("rdfs:label", "rdfs:label rdfs:subPropertyOf skos:prefLabel ."),
        _case("xsd:decimal", "xsd:decimal a rdfs:Datatype ."),
    ),
    "kind-clash": tuple(
        _case("assb:way", f"assb:way a {first} , {second} .")
        for first, second in combinations(KINDS, 2)
    ),
    "untyped-individual": (
        _case("kg:way", "kg:way a owl:NamedIndividual ."),
        _case("kg:way", 'kg:way rdfs:label "way"@en .'),
        _case("assb:Way", "assb:Way a owl:NamedIndividual , sosa:Observation ."),
    ),
    # ── hierarchy ─────────────────────────────────────────────────────────────
    "class-cycle": (
        _case("assb:Mechanism assb:Buffering", "assb:Mechanism rdfs:subClassOf assb:Buffering ."),
        _case(
            "assb:A assb:B assb:C",
            "assb:A rdfs:subClassOf assb:B . assb:B rdfs:subClassOf assb:C ."
            " assb:C rdfs:subClassOf assb:A .",
        ),
        _case("", "assb:System rdfs:subClassOf assb:System ."),
    ),
    "property-cycle": (
        _case(
            "assb:outperforms assb:comparedWith",
            "assb:comparedWith rdfs:subPropertyOf assb:outperforms .",
        ),
        _case("", "assb:employs rdfs:subPropertyOf assb:employs ."),
    ),
    "subsumed-by-itself": (
        _case("assb:System", "assb:System rdfs:subClassOf assb:System ."),
        _case("assb:employs", "assb:employs rdfs:subPropertyOf assb:employs ."),
    ),
    "equivalent-to-itself": (
        _case("assb:System", "assb:System owl:equivalentClass assb:System ."),
        _case("assb:employs", "assb:employs owl:equivalentProperty assb:employs ."),
    ),
    "equivalent-pair": (
        _case("assb:System", "assb:System owl:equivalentClass assb:Strategy ."),
        _case("", "assb:System owl:equivalentClass assb:System ."),
        _case("", "assb:System owl:equivalentClass sosa:System ."),
    ),
    "recursive-definition": (
        *(
            _case("assb:Way", f"assb:Way {axiom} [ owl:unionOf ( assb:System assb:Way ) ] .")
            for axiom in ("owl:equivalentClass", "rdfs:subClassOf")
        ),
        *(
            _case("assb:Way", f"assb:Way {axiom} ( assb:System assb:Way ) .")
            for axiom in ("owl:intersectionOf", "owl:unionOf", "owl:disjointUnionOf")
        ),
        *(
            _case("assb:Way", _expression(f"{part} assb:Way"))
            for part in (
                "owl:complementOf",
                "owl:someValuesFrom",
                "owl:allValuesFrom",
                "owl:onClass",
            )
        ),
        _case("assb:Way", _expression("owl:intersectionOf ( assb:System assb:Way )")),
        *(
            _case("assb:way", f"assb:way {side} [ owl:onProperty {used} ] .")
            for side in ("rdfs:domain", "rdfs:range")
            for used in ("assb:way", "[ owl:inverseOf assb:way ]")
        ),
        _case("", _expression("owl:someValuesFrom assb:System")),
    ),
    "defined-without-genus": (
        _case(
            "assb:Way",
            "assb:Way owl:equivalentClass [ a owl:Restriction ; owl:onProperty assb:employs ;"
            " owl:someValuesFrom assb:Strategy ] .",
        ),
    ),
    "multiple-logical-definitions": (
        _case(
            "assb:BufferedSystem",
            "assb:BufferedSystem owl:equivalentClass"
            " [ owl:intersectionOf ( assb:System assb:AcidFreeSystem ) ] .",
        ),
        _case("assb:BufferedSystem", "assb:BufferedSystem owl:equivalentClass sosa:Sample ."),
    ),
    "missing-disjointness": (
        _case("assb:Bottleneck", drop="assb:Sentence owl:disjointWith assb:Bottleneck ."),
        *(
            _case(
                "assb:Bottleneck assb:Mechanism assb:Sentence assb:Strategy assb:System",
                _class("assb:Way", f"rdfs:subClassOf {parent} ;"),
            )
            for parent in ("owl:Thing", "assb:Way")
        ),
        *(
            _case("assb:Aim", _class("assb:Aim", f"rdfs:subClassOf {parent} ;"))
            for parent in ("owl:Thing", "assb:Aim")
        ),
        *(
            _case("", _class(name, f"owl:disjointWith {others} ;"))
            for name in ("assb:Aim", "assb:Way")
            for others in (
                "assb:Bottleneck , assb:Mechanism , assb:Sentence , assb:Strategy , assb:System",
            )
        ),
        *(
            _case(
                "",
                _class(name, "owl:equivalentClass [ owl:intersectionOf ( assb:Strategy ) ] ;"),
            )
            for name in ("assb:Aim", "assb:Way")
        ),
        *(_case("", f"{name} a owl:Class .") for name in ("sosa:Aim", "<https://w3id.org/zoo>")),
    ),
    "disjoint-superclasses": (
        _case("assb:Way", _class("assb:Way", "rdfs:subClassOf assb:Buffering , assb:Strategy ;")),
        _case("assb:BufferedSystem", "assb:BufferedSystem rdfs:subClassOf assb:Sentence ."),
        _case(
            "assb:Way",
            "assb:Way owl:equivalentClass"
            " [ owl:intersectionOf ( assb:Sentence assb:Bottleneck ) ] .",
        ),
        *(
            _case(
                "assb:Path assb:Way",
                f"assb:Path rdfs:subClassOf {first} ; owl:equivalentClass assb:Way ."
                f" assb:Way rdfs:subClassOf {second} .",
            )
            for first, second in permutations(("assb:Sentence", "assb:Mechanism"))
        ),
        *(
            _case(
                "assb:Way",
                f"{first} owl:disjointWith {second} ."
                " assb:Way rdfs:subClassOf assb:Buffering , assb:Damping .",
            )
            for first, second in permutations(("assb:Buffering", "assb:Damping"))
        ),
    ),
    "individual-of-disjoint-classes": (
        _case("kg:volume-expansion", "kg:volume-expansion a assb:Buffering ."),
        *(
            _case(
                "kg:way",
                f"{first} owl:disjointWith {second} . kg:way a assb:Buffering , assb:SoftDamping .",
            )
            for first, second in permutations(("assb:Buffering", "assb:Damping"))
        ),
    ),
    "disconnected-class": (
        _case("assb:Way", _class("assb:Way", "")),
        _case(
            "assb:Way",
            _class("assb:Way", "rdfs:subClassOf owl:Thing , assb:Way ;")
            + "[] a owl:AllDisjointClasses ; owl:members ( assb:Way assb:Mechanism ) ."
            " assb:System owl:disjointWith assb:Way ."
            " assb:Tactic dcterms:isReplacedBy assb:Way .",
        ),
        *(
            _case("", _class("assb:Way", "") + link)
            for link in (
                "assb:Way rdfs:subClassOf assb:Mechanism .",
                "assb:Path rdfs:subClassOf assb:Way .",
                "assb:said rdfs:range assb:Way .",
                "kg:volume-expansion a assb:Way .",
                "assb:Way owl:equivalentClass [ owl:complementOf assb:Mechanism ] .",
                "assb:Path rdfs:subClassOf [ owl:unionOf ( assb:Path assb:Way ) ] .",
            )
        ),
    ),
    # ── properties ────────────────────────────────────────────────────────────
    "missing-domain": (
        *(
            _case("assb:way", f"assb:way a {kind} ; rdfs:range assb:System .")
            for kind in KINDS[1:3]
        ),
        *(_case("", f"assb:way a {kind} .") for kind in KINDS if kind not in KINDS[1:3]),
        _case("", "assb:way a owl:ObjectProperty ; owl:deprecated true ."),
    ),
    "missing-range": (
        *(
            _case("assb:way", f"assb:way a {kind} ; rdfs:domain assb:System .")
            for kind in KINDS[1:3]
        ),
        *(_case("", f"assb:way a {kind} .") for kind in KINDS if kind not in KINDS[1:3]),
        _case("", "assb:way a owl:ObjectProperty ; owl:deprecated true ."),
    ),
    "multiple-domains": (_case("assb:employs", "assb:employs rdfs:domain assb:Strategy ."),),
    "multiple-ranges": (_case("assb:weight", "assb:weight rdfs:range xsd:string ."),),
    "symmetric-domain-range": (_case("assb:employs", "assb:employs a owl:SymmetricProperty ."),),
    "transitive-domain-range": (
        _case("assb:addresses", "assb:addresses a owl:TransitiveProperty ."),
    ),
    "inverse-domain-range": (
        _case(
            "assb:way",
            _link("assb:way", "owl:inverseOf assb:mitigates ;", domain="assb:System"),
        ),
        _case("assb:mitigates", "assb:mitigates owl:inverseOf assb:leadsTo ."),
    ),
    "self-inverse": (_case("assb:leadsTo", "assb:leadsTo owl:inverseOf assb:leadsTo ."),),
    "inverse-of-symmetric": (
        _case("assb:comparedWith", "assb:comparedWith owl:inverseOf assb:outperforms ."),
        _case("assb:comparedWith", "assb:outperforms owl:inverseOf assb:comparedWith ."),
        _case("", "assb:comparedWith owl:inverseOf assb:comparedWith ."),
    ),
    "single-property-chain": (
        _case("assb:addresses", "assb:addresses owl:propertyChainAxiom ( assb:said ) ."),
    ),
    "chain-domain-range": (
        *(
            _case(
                "assb:way",
                _link(
                    "assb:way",
                    f"owl:propertyChainAxiom ( {chain} ) ;",
                    domain=domain,
                    range_=range_,
                ),
            )
            for chain, domain, range_ in (
                ("assb:employs assb:leadsTo", "assb:System", "assb:Mechanism"),
                ("assb:employs assb:operatesThrough", "assb:Strategy", "assb:Mechanism"),
                ("assb:leadsTo assb:mitigates", "assb:Mechanism", "assb:System"),
            )
        ),
        # what is more general than the next link's domain may still reach it
        _case(
            "",
            _link("assb:way", domain="assb:Buffering")
            + _link("assb:path", "owl:propertyChainAxiom ( assb:leadsTo assb:way ) ;"),
        ),
        # a class expression is left to the reasoner
        *(
            _case(
                "",
                _link("assb:way", domain=domain, range_=range_)
                + _link(
                    "assb:path",
                    "owl:propertyChainAxiom ( assb:way assb:way ) ;",
                    domain="[ owl:unionOf ( assb:Mechanism assb:Strategy ) ]",
                ),
            )
            for domain, range_ in (
                ("assb:Mechanism", "[ owl:unionOf ( assb:Buffering assb:Damping ) ]"),
                ("[ owl:unionOf ( assb:Mechanism assb:Strategy ) ]", "assb:Mechanism"),
            )
        ),
    ),
    "subproperty-domain-range": (
        _case("assb:said", "assb:said rdfs:subPropertyOf assb:addresses ."),
        _case(
            "assb:way",
            _link("assb:way", "rdfs:subPropertyOf assb:mitigates ;", range_="assb:System"),
        ),
        _case(
            "assb:way",
            _link("assb:way", "rdfs:subPropertyOf assb:leadsTo ;", domain="assb:System"),
        ),
        _case(
            "",
            _link(
                "assb:way",
                "rdfs:subPropertyOf assb:leadsTo ;",
                domain="[ owl:unionOf ( assb:Buffering assb:Damping ) ]",
            ),
        ),
        _case(
            "",
            _link("assb:path", domain="[ owl:unionOf ( assb:Buffering assb:Mechanism ) ]")
            + _link("assb:way", "rdfs:subPropertyOf assb:path ;"),
        ),
    ),
    "chain-characteristic": (
        _case("assb:addresses", "assb:addresses a owl:FunctionalProperty ."),
        _case("assb:leadsTo", "assb:leadsTo a owl:AsymmetricProperty ."),
        _case("assb:leadsTo", "assb:leadsTo a owl:IrreflexiveProperty ."),
        _case(
            "assb:way",
            _link("assb:way", "a owl:InverseFunctionalProperty ; owl:inverseOf assb:leadsTo ;"),
        ),
        _case(
            "assb:way",
            _link("assb:way", "a owl:FunctionalProperty ;")
            + "assb:leadsTo rdfs:subPropertyOf assb:way .",
        ),
        *(
            _case(
                "assb:mitigates",
                _expression(f"owl:onProperty {used} ; owl:{restriction} 1"),
            )
            for used in ("assb:mitigates", "[ owl:inverseOf assb:mitigates ]")
            for restriction in (
                "cardinality",
                "minCardinality",
                "maxCardinality",
                "qualifiedCardinality",
                "minQualifiedCardinality",
                "maxQualifiedCardinality",
                "hasSelf",
            )
        ),
        *(
            _case("assb:way", _link("assb:way", "a owl:IrreflexiveProperty ;") + link)
            for link in (
                "assb:leadsTo owl:inverseOf assb:way .",
                "assb:leadsTo owl:equivalentProperty assb:way .",
                "assb:way owl:equivalentProperty assb:leadsTo .",
            )
        ),
        _case("", _expression("owl:onProperty assb:said ; owl:maxCardinality 1")),
        _case("assb:mitigates", "assb:mitigates owl:propertyDisjointWith assb:said ."),
        _case("assb:mitigates", "assb:said owl:propertyDisjointWith assb:mitigates ."),
        _case(
            "assb:mitigates",
            "[] a owl:AllDisjointProperties ; owl:members ( assb:said assb:mitigates ) .",
        ),
    ),
    "irregular-chain": (
        _case(
            "assb:mitigates assb:addresses",
            "assb:mitigates owl:propertyChainAxiom ( assb:resultsFrom assb:addresses ) .",
        ),
        _case(
            "assb:employs",
            "assb:employs owl:propertyChainAxiom ( assb:employs assb:employedBy assb:said ) .",
        ),
        _case(
            "assb:addresses",
            "assb:addresses owl:propertyChainAxiom ( assb:said assb:addresses assb:employs ) .",
        ),
        _case(
            "assb:leadsTo",
            "assb:leadsTo owl:propertyChainAxiom ( assb:leadsTo assb:said assb:leadsTo ) .",
        ),
        _case(
            "assb:employs",
            "assb:employs owl:propertyChainAxiom ( assb:way assb:said ) ."
            " assb:way owl:inverseOf assb:employs .",
        ),
        _case(
            "assb:comparedWith assb:outperforms",
            "assb:comparedWith owl:propertyChainAxiom ( assb:outperforms assb:said ) ."
            " assb:outperforms owl:propertyChainAxiom ( assb:leadsTo assb:way ) ."
            " assb:comparedWith rdfs:subPropertyOf assb:way .",
        ),
    ),
    "value-kind": (
        _case("assb:said", 'kg:volume-expansion assb:said "on page 3" .'),
        _case("assb:weight", "kg:volume-expansion assb:weight kg:way ."),
        _case("assb:weight", 'kg:volume-expansion assb:weight "2" .'),
        _case("", "assb:weight rdfs:range rdfs:Literal .", drop="; rdfs:range xsd:decimal"),
        _case("assb:weight", data="kg:volume-expansion assb:weight 2e0 ."),
    ),
    # ── deprecation ───────────────────────────────────────────────────────────
    "deprecated-in-use": (
        _case("assb:Tactic", "assb:Strategy rdfs:subClassOf assb:Tactic ."),
        _case("assb:Tactic", data="kg:way a assb:Tactic ."),
        _case("assb:said", "assb:said owl:deprecated true ; dcterms:isReplacedBy assb:remark ."),
        _case("", "assb:Strategy dcterms:replaces assb:Tactic ; rdfs:seeAlso assb:Tactic ."),
        _case("", "assb:Ploy owl:deprecated true ; rdfs:subClassOf assb:Tactic ."),
    ),
    "deprecated-without-replacement": (
        _case("assb:Tactic", drop="dcterms:isReplacedBy assb:Strategy ;"),
        _case("assb:Way", "assb:Way owl:deprecated true ; dcterms:isReplacedBy assb:Path ."),
        _case("assb:Way", "assb:Way owl:deprecated true ; dcterms:isReplacedBy assb:Tactic ."),
    ),
    "replaced-not-deprecated": (
        _case("assb:Tactic", drop="owl:deprecated true ;"),
        _case("assb:System", "assb:System dcterms:isReplacedBy assb:Strategy ."),
    ),
    "deprecated-not-boolean": (
        _case("assb:Way", 'assb:Way owl:deprecated "true" .'),
        _case("assb:Way", "assb:Way owl:deprecated assb:Strategy ."),
    ),
    # ── headers ───────────────────────────────────────────────────────────────
    "missing-ontology-declaration": (
        _case(ONTOLOGY, drop='a owl:Ontology ;\n    dcterms:title "A small ontology"@en ;'),
    ),
    "incomplete-header": tuple(
        _case(ONTOLOGY, drop=entry)
        for entry in (
            'dcterms:title "A small ontology"@en ;',
            'dcterms:description "Enough to try every rule on."@en ;',
            'dcterms:creator "The authors" ;',
            'dcterms:created "2026-01-01"^^xsd:date ;',
            "dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;",
            'owl:versionInfo "1.0.0" ;',
            f"owl:versionIRI <{ONTOLOGY}/1.0.0> ;",
            'vann:preferredNamespacePrefix "assb" ;',
            f'vann:preferredNamespaceUri "{ONTOLOGY}#" ;',
        )
    ),
    "incomplete-module-header": tuple(
        _case(f"{ONTOLOGY}/way", _module(entry))
        for entry in ("dcterms:title", "dcterms:license", "owl:versionIRI", "owl:versionInfo")
    ),
    "missing-import": (
        _case(ONTOLOGY, f"<{ONTOLOGY}> owl:imports <{ONTOLOGY}/nowhere> ."),
        _case("", f"<{ONTOLOGY}> owl:imports <{ONTOLOGY}/1.0.0/core> ."),
    ),
    "version-mismatch": (
        _case(
            f"{ONTOLOGY}/way",
            f'<{ONTOLOGY}/way> a owl:Ontology ; owl:versionInfo "0.9.0" ;'
            f" owl:versionIRI <{ONTOLOGY}/0.9.0/way> .",
        ),
        _case(
            f"{ONTOLOGY}/way",
            f'<{ONTOLOGY}/way> a owl:Ontology ; owl:versionInfo "1.0.0" ;'
            f" owl:versionIRI <{ONTOLOGY}/1.0.01/way> .",
        ),
    ),
    "iri-file-extension": (
        _case(f"{ONTOLOGY}/way.ttl", f"<{ONTOLOGY}/way.ttl> a owl:Ontology ."),
        _case(f"{ONTOLOGY}/way.OWL", f"<{ONTOLOGY}/way.OWL> a owl:Ontology ."),
    ),
    # ── with the data ─────────────────────────────────────────────────────────
    "unused-property": (
        *(
            _case("assb:way", f"assb:way a {kind} . assb:Tactic dcterms:isReplacedBy assb:way .")
            for kind in KINDS[1:4]
        ),
        _case("", "assb:way a owl:ObjectProperty .", data="kg:si assb:way kg:acid ."),
        _case("", "assb:way a owl:ObjectProperty ; owl:deprecated true ."),
        *(
            _case("", f"assb:way a owl:ObjectProperty . {link}")
            for link in (
                "assb:way owl:inverseOf assb:leadsTo .",
                "assb:leadsTo owl:inverseOf assb:way .",
                "assb:outperforms rdfs:subPropertyOf assb:way .",
                "assb:way owl:propertyChainAxiom ( assb:leadsTo assb:mitigates ) .",
                "assb:addresses owl:propertyChainAxiom ( assb:way assb:mitigates ) .",
                _expression("owl:onProperty assb:way"),
            )
        ),
    ),
    "unused-class": (
        _case(
            "assb:Way assb:Path",
            "assb:Way a owl:Class ; owl:disjointWith assb:Path ."
            " assb:Path a owl:Class ; rdfs:subClassOf assb:Way ."
            " [] a owl:AllDisjointClasses ; owl:members ( assb:Way assb:Path ) ."
            " assb:Tactic dcterms:isReplacedBy assb:Way .",
        ),
        *(
            _case("", f"assb:Way a owl:Class . {link}")
            for link in (
                "assb:said rdfs:range assb:Way .",
                "kg:volume-expansion a assb:Way .",
                "assb:Way owl:equivalentClass [ owl:complementOf assb:Mechanism ] .",
                "assb:said rdfs:range [ owl:unionOf ( assb:Sentence assb:Way ) ] .",
            )
        ),
    ),
    "dangling-individual": (
        _case("kg:paper.s999", "assb:System dcterms:source kg:paper.s999 ."),
        _case(
            "kg:way",
            "assb:Way rdfs:subClassOf [ owl:onProperty assb:said ; owl:hasValue kg:way ] .",
        ),
    ),
    "undeclared-term-in-data": (
        _case("assb:way", data="kg:si assb:way kg:acid ."),
        _case("assb:Way", data="kg:si a assb:Way ."),
    ),
}


@dataclass(frozen=True)
class Rule:
    """A rule file: its header, as TOML gives it, and the whole text, which is the query."""

    header: dict[str, object]
    query: str


def read_rule(path: Path) -> Rule:
    """Read a rule file; its header stands in the lines that begin with `#+ `."""
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[3:] for line in text.splitlines() if line.startswith("#+ "))
    return Rule(tomllib.loads(header), text)


RULES: Final = {
    path.name.removesuffix(SUFFIX): read_rule(path) for path in sorted(FOLDER.glob(f"*{SUFFIX}"))
}


def skolemised(quad: ox.Quad) -> ox.Quad:
    """Give blank nodes the IRIs that they have in a released graph."""
    subject, object_ = quad.subject, quad.object
    if isinstance(subject, ox.BlankNode):
        subject = ox.NamedNode(GENID + subject.value)
    if isinstance(object_, ox.BlankNode):
        object_ = ox.NamedNode(GENID + object_.value)
    return ox.Quad(subject, quad.predicate, object_, quad.graph_name)


def store_of(ontology: str, data: str, *, released: bool) -> ox.Store:
    """Load two Turtle texts into their graphs, with blank nodes or, as released, without."""
    store = ox.Store()
    for text, graph in ((ontology, ONTOLOGY_GRAPH), (data, ASSERTED_GRAPH)):
        for triple in ox.parse(TURTLE_PREFIXES + text, format=ox.RdfFormat.TURTLE):
            quad = ox.Quad(triple.subject, triple.predicate, triple.object, graph)
            store.add(skolemised(quad) if released else quad)
    return store


def solutions(rule: Rule, store: ox.Store) -> ox.QuerySolutions:
    """Run a rule as the release runs it: the default graph is the union of all."""
    found = store.query(rule.query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return found


def named(rule: Rule, store: ox.Store) -> set[str]:
    """What a rule names in its first column."""
    return {solution[0].value for solution in solutions(rule, store)}


def expanded(name: str) -> str:
    """Turn a CURIE of a case into an IRI; an IRI stays."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix] + local if prefix in NAMESPACES else name


def faulty(case: Case) -> str:
    """The good ontology with the fault of a case."""
    if not case.drop:
        return GOOD + case.add
    assert GOOD.count(case.drop) == 1, f"not once in the good ontology: {case.drop}"
    return GOOD.replace(case.drop, "") + case.add


ALL_CASES: Final = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name, cases in CASES.items()
    for number, case in enumerate(cases, start=1)
]


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    assert set(RULES) == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_every_rule_has_a_fault_that_it_must_find(name: str) -> None:
    assert any(case.flags for case in CASES[name])


def test_every_file_in_the_folder_is_named_as_a_violation() -> None:
    strangers = [path.name for path in FOLDER.iterdir() if not path.name.endswith(SUFFIX)]
    assert not strangers


@pytest.mark.parametrize("name", RULES)
def test_a_header_says_what_the_rule_is(name: str) -> None:
    header = RULES[name].header
    assert REQUIRED <= set(header) <= REQUIRED | {"needs"}
    assert header["severity"] in {"error", "warning"}
    assert header.get("needs", "release") == "release"
    assert str(header["question"]).endswith("?")


@pytest.mark.parametrize("name", RULES)
def test_the_columns_of_the_header_are_those_of_the_query(name: str) -> None:
    found = solutions(RULES[name], ox.Store())
    assert [variable.value for variable in found.variables] == RULES[name].header["columns"]


@pytest.mark.parametrize("released", [False, True], ids=["blank-nodes", "skolem-iris"])
@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_nothing_in_a_good_ontology(name: str, released: bool) -> None:
    assert set() == named(RULES[name], store_of(GOOD, DATA, released=released))


@pytest.mark.parametrize("name", [n for n in RULES if "needs" not in RULES[n].header])
def test_a_rule_that_needs_no_data_finds_nothing_without_it(name: str) -> None:
    assert set() == named(RULES[name], store_of(GOOD, "", released=False))


@pytest.mark.parametrize("released", [False, True], ids=["blank-nodes", "skolem-iris"])
@pytest.mark.parametrize(("name", "case"), ALL_CASES)
def test_a_rule_names_the_faulty_terms_and_no_others(name: str, case: Case, released: bool) -> None:
    store = store_of(faulty(case), DATA + case.data, released=released)
    assert {expanded(flag) for flag in case.flags} == named(RULES[name], store)
