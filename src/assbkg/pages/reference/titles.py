"""What the rows of a term are called, and in which order they come."""

from __future__ import annotations

from typing import Final

__all__ = ["AFTER", "BACKWARD", "FORWARD", "GROUPS"]

#: Name of a statement where its subject is described.
FORWARD: Final = {
    "owl:deprecated": "Deprecated",
    "dcterms:isReplacedBy": "Replaced by",
    "skos:altLabel": "Also called",
    "rdf:type": "Is a",
    "rdfs:subClassOf": "Subclass of",
    "rdfs:subPropertyOf": "Subproperty of",
    "owl:equivalentClass": "Equivalent to",
    "owl:equivalentProperty": "Equivalent to",
    "owl:disjointUnionOf": "Disjoint union of",
    "owl:disjointWith": "Disjoint with",
    "owl:propertyDisjointWith": "Disjoint with",
    "owl:hasKey": "Key",
    "rdfs:domain": "Domain",
    "rdfs:range": "Range",
    "owl:inverseOf": "Inverse of",
    "owl:propertyChainAxiom": "Follows from",
    "owl:sameAs": "Same as",
    "owl:differentFrom": "Different from",
    "skos:example": "For example",
    "skos:scopeNote": "Note",
    "skos:editorialNote": "Editorial note",
    "rdfs:comment": "Comment",
    "rdfs:seeAlso": "See also",
    "dcterms:source": "Source",
    "skos:exactMatch": "Same elsewhere",
    "rdfs:label": "Other label",
    "skos:definition": "Other definition",
    "dcterms:license": "Licence",
    "owl:versionInfo": "Version",
    "owl:versionIRI": "Version IRI",
    "owl:imports": "Imports",
}

#: How it is called where its object is.
BACKWARD: Final = {
    "rdf:type": "Individuals",
    "rdfs:subClassOf": "Subclasses",
    "rdfs:subPropertyOf": "Subproperties",
    "owl:equivalentClass": "Equivalent to",
    "owl:equivalentProperty": "Equivalent to",
    "owl:disjointWith": "Disjoint with",
    "owl:propertyDisjointWith": "Disjoint with",
    "owl:inverseOf": "Inverse of",
    "owl:sameAs": "Same as",
    "owl:differentFrom": "Different from",
    "rdfs:domain": "Links from it",
    "rdfs:range": "Links to it",
    "dcterms:isReplacedBy": "Replaces",
}

#: Axioms over a list of terms, and how each member tells of the others.
GROUPS: Final = {
    "owl:AllDisjointClasses": "Disjoint with",
    "owl:AllDisjointProperties": "Disjoint with",
    "owl:AllDifferent": "Different from",
}

_ORDER: Final = (
    *("Deprecated", "Replaced by", "Replaces", "Other label", "Other definition", "Also called"),
    *("Is a", "Subclass of", "Subproperty of", "Further up", "Equivalent to"),
    *("Subclasses", "Subproperties"),
    *("Disjoint union of", "Key", "Domain", "Range", "Characteristics", "Inverse of"),
    *("Follows from", "Part of", "Individuals", "Links from it", "Links to it"),
    *("Used in axioms of", "Disjoint with", "Same as", "Different from", "Further axioms"),
    *("For example", "Note", "Editorial note", "Comment", "See also"),
)
#: The place of a title; others come after all of these, as the ontology orders them.
AFTER: Final = {title: place for place, title in enumerate(_ORDER)}
