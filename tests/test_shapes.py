"""Every shape finds the defect that it is for, and pyshacl finds the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from assbkg.building import compute
from assbkg.errors import BuildError
from assbkg.graph.catalog import read_triples
from assbkg.graph.serialise import n_triples
from assbkg.graph.shapes import check_shapes
from assbkg.graph.terms import EVIDENCE, INFERRED
from assbkg.places import shipped
from assbkg.vocabulary import PREFIXES, shorten

SHAPES: Final = shipped("ontology") / "shapes.ttl"
SH: Final = PREFIXES["sh"]
HEAD: Final = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

#: The least that every shape is content with.
GOOD: Final = """
assb:employs a owl:ObjectProperty . assb:VoidEngineering rdfs:subClassOf assb:Strategy .
assb:Annealing rdfs:subClassOf assb:ProcessStep .
assb:Stated a assb:Modality . assb:Accepted a assb:ClaimStatus .
assb:Capacity a assb:QuantityKind . assb:Gram a assb:Unit .

kg:paper a assb:Source .
kg:place a assb:Sentence ; assb:sentenceNumber 1 ; assb:sectionNumber "2.1" ;
    assb:fingerprint "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" ;
    assb:inSource kg:paper .
kg:claim a assb:Claim ; assb:claimSubject kg:si ; assb:claimProperty assb:employs ;
    assb:claimObject kg:voids ; assb:statement "Voids are left."@en ; assb:evidencedBy kg:place ;
    assb:hasModality assb:Stated ; assb:hasStatus assb:Accepted ; prov:hadPrimarySource kg:paper .
kg:figure a assb:Measurement ; assb:hasQuantityKind assb:Capacity ; assb:hasUnit assb:Gram ;
    assb:asWritten "1 g" ; assb:comparator "equal" ; assb:standardValue 1.0 .
kg:process assb:hasStep kg:step .
kg:step a assb:Annealing ; assb:stepNumber 1 ; assb:evidencedBy kg:place .
kg:reference a assb:Reference ; assb:referenceNumber 1 ; dcterms:title "A title"@en ;
    assb:citedBy kg:paper .
kg:remark a assb:Assessment ; assb:assesses kg:claim ; assb:reason "Too bold" ;
    assb:assessmentKind "scope" .
kg:si a assb:MaterialSystem ; rdfs:label "Si"@en .
kg:voids a assb:VoidEngineering ; rdfs:label "voids in Si"@en .
kg:buffering a assb:Mechanism ; rdfs:label "buffering in Si"@en .
kg:sheet a assb:Nanostructure ; rdfs:label "sheet in Si"@en .
kg:swelling a assb:Bottleneck ; rdfs:label "swelling"@en .
kg:life a assb:PerformanceDimension ; rdfs:label "cycle life"@en .
"""


@dataclass(frozen=True)
class Defect:
    """Turtle cut out of the good data, Turtle put behind it, and what must be said of whom."""

    node: str
    message: str
    drop: str = ""
    add: str = ""

    @property
    def turtle(self) -> str:
        assert not self.drop or GOOD.count(self.drop) == 1, f"not once in the data: {self.drop}"
        return (GOOD.replace(self.drop, "") if self.drop else GOOD) + self.add


DEFECTS: Final = (
    Defect("kg:claim", "a claim has one subject", "assb:claimSubject kg:si ;"),
    Defect("kg:claim", "a claim has one subject", add="kg:claim assb:claimSubject kg:voids ."),
    Defect("kg:claim", "a claim has one property, an object property", "assb:claimProperty assb:employs ;"),
    Defect("kg:claim", "a claim has one property, an object property", "assb:employs a owl:ObjectProperty ."),
    Defect("kg:claim", "a claim has one object", "assb:claimObject kg:voids ;"),
    Defect("kg:claim", "a claim has one object", "assb:claimObject kg:voids ;", 'kg:claim assb:claimObject "voids" .'),
    Defect("kg:claim", "a claim has one statement", 'assb:statement "Voids are left."@en ;'),
    Defect("kg:claim", "a claim has one statement", add='kg:claim assb:statement "Again."@en .'),
    Defect("kg:claim", "a claim comes from a sentence", add="kg:claim assb:evidencedBy kg:paper ."),
    Defect("kg:claim", "a claim has one modality", "assb:hasModality assb:Stated ;"),
    Defect("kg:claim", "a claim has one modality", "assb:Stated a assb:Modality ."),
    Defect("kg:claim", "a claim has one status", "assb:hasStatus assb:Accepted ;"),
    Defect("kg:claim", "a claim has one status", add="kg:claim assb:hasStatus assb:Odd . assb:Odd a assb:ClaimStatus ."),
    Defect("kg:claim", "a claim has one source", add="kg:claim prov:hadPrimarySource kg:si ."),
    Defect("kg:figure", "a figure has one quantity kind", "assb:hasQuantityKind assb:Capacity ;"),
    Defect("kg:figure", "a figure has one quantity kind", "assb:Capacity a assb:QuantityKind ."),
    Defect("kg:figure", "a figure has one unit", "assb:hasUnit assb:Gram ;"),
    Defect("kg:figure", "a figure has one unit", "assb:Gram a assb:Unit ."),
    Defect("kg:figure", "a figure is kept as written", 'assb:asWritten "1 g" ;'),
    Defect("kg:figure", "a figure is kept as written", 'assb:asWritten "1 g" ;', "kg:figure assb:asWritten 1 ."),
    Defect("kg:figure", "a figure says how it is meant", 'assb:comparator "equal" ;'),
    Defect("kg:figure", "a figure says how it is meant", '"equal"', 'kg:figure assb:comparator "=" .'),
    Defect("kg:figure", "a figure has at most one standard value, a decimal", add="kg:figure assb:standardValue 2.0 ."),
    Defect("kg:figure", "a figure has at most one standard value, a decimal", "assb:standardValue 1.0", "kg:figure assb:standardValue 1e0 ."),
    Defect("kg:step", "a step has one number", "assb:stepNumber 1 ;"),
    Defect("kg:step", "a step has one number", "assb:stepNumber 1 ;", 'kg:step assb:stepNumber "1" .'),
    Defect("kg:step", "a step belongs to one process", "kg:process assb:hasStep kg:step ."),
    Defect("kg:step", "a step belongs to one process", add="kg:other assb:hasStep kg:step ."),
    Defect("kg:step", "a step comes from a sentence", "; assb:stepNumber 1 ; assb:evidencedBy kg:place", "kg:step assb:stepNumber 1 ."),
    Defect("kg:place", "a sentence has one number", "assb:sentenceNumber 1 ;"),
    Defect("kg:place", "a sentence has one number", add="kg:place assb:sentenceNumber 2 ."),
    Defect("kg:place", "a sentence is in one section", 'assb:sectionNumber "2.1" ;'),
    Defect("kg:place", "a sentence has one fingerprint of 64 hexadecimal digits", "cdef0123456789abcdef0123456789abcdef0123456789abcdef"),
    Defect("kg:place", "a sentence has one fingerprint of 64 hexadecimal digits", '"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"', f'kg:place assb:fingerprint "{"A" * 64}" .'),
    Defect("kg:place", "a sentence is in one source", add="kg:place assb:inSource kg:other . kg:other a assb:Source ."),
    Defect("kg:reference", "a reference has one number", "assb:referenceNumber 1 ;"),
    Defect("kg:reference", "a reference has one title", 'dcterms:title "A title"@en ;'),
    Defect("kg:reference", "a reference is cited by a source", add="kg:reference assb:citedBy kg:si ."),
    Defect("kg:remark", "an assessment is about something", "assb:assesses kg:claim ;"),
    Defect("kg:remark", "an assessment says why", 'assb:reason "Too bold" ;'),
    Defect("kg:remark", "an assessment says why", "", 'kg:remark assb:reason "Also"@en .'),
    Defect("kg:remark", "an assessment has a known kind", '"scope"', 'kg:remark assb:assessmentKind "mood" .'),
    Defect("kg:si", "a thing has one label", '; rdfs:label "Si"@en'),
    Defect("kg:voids", "a thing has one label", '; rdfs:label "voids in Si"@en'),
    Defect("kg:buffering", "a thing has one label", '; rdfs:label "buffering in Si"@en'),
    Defect("kg:sheet", "a thing has one label", '; rdfs:label "sheet in Si"@en'),
    Defect("kg:swelling", "a thing has one label", '; rdfs:label "swelling"@en'),
    Defect("kg:life", "a thing has one label", add='kg:life rdfs:label "life"@en .'),
)
