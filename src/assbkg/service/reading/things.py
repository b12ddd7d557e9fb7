"""Pages of the graph: of a thing or term, and of the whole ontology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from assbkg.asking.entity import Entity
from assbkg.curation.conditions import CONDITIONS
from assbkg.document.model import Run, Words
from assbkg.errors import OntologyError
from assbkg.pages.reference.manchester import Manchester
from assbkg.pages.reference.statements import BACKWARD, FORWARD
from assbkg.reasoning.expressions import Expressions, is_anonymous
from assbkg.record.claims import Claim
from assbkg.record.measurements import RESULT, Measurement
from assbkg.record.names import Entities
from assbkg.record.sources import Place
from assbkg.service.reading.answers import shown_term, table
from assbkg.service.reading.frame import (
    Markup,
    address_of,
    answer_address,
    editor_address,
    element,
    frame,
    joined,
    text,
)
from assbkg.service.reading.portrait import Group, Portrait
from assbkg.vocabulary import ASSB, ONTOLOGY, expand, shorten

__all__ = ["DOWNLOADS", "Axioms", "ontology_page", "thing_page"]

_CHAIN = expand("owl:propertyChainAxiom")
#: Formats of a thing beside its page, each with the ending of its address.
DOWNLOADS: Final[Mapping[str, str]] = {
    "Turtle": "ttl",
    "JSON-LD": "jsonld",
    "RDF/XML": "rdf",
    "N-Triples": "nt",
}
_ABOUT_LINKS: Final = ("standing", "grade", "modality", "place")
_KINDS: Final = {
    "owl:Class": "Classes",
    "owl:ObjectProperty": "Object properties",
    "owl:DatatypeProperty": "Data properties",
    "owl:AnnotationProperty": "Annotation properties",
    "owl:NamedIndividual": "Individuals",
}


class Axioms:
    """The expressions of a graph's ontology, read when first asked for."""

    def __init__(self, entities: Entities) -> None:
        self._entities = entities

    def of(self, iri: str) -> Iterator[tuple[str, Markup]]:
        """Yield the title and HTML of each axiom of a term whose other side is an expression."""
        for predicate, values in self._expressions.by_subject.get(iri, {}).items():
            for value in filter(is_anonymous, values):
                is_chain = predicate == _CHAIN
                axiom = self._written.chain(value, iri) if is_chain else self._written.node(value)
                title = FORWARD.get(shorten(predicate), shorten(predicate)).lower()
                yield title, Markup("".join(map(self._shown, axiom)))

    @cached_property
    def _expressions(self) -> Expressions:
        try:
            return Expressions(self._entities.terms.statements())
        except OntologyError:  # of a user's own release, which is shown without them
            return Expressions(())

    @cached_property
    def _written(self) -> Manchester:
        return Manchester(self._expressions, self._link)

    def _link(self, iri: str) -> Words:
        return (Run(self._entities.label(iri), target=iri),)

    def _shown(self, run: Run) -> Markup:
        if run.target:
            return shown_term(NamedNode(run.target), self._entities.label)
        return element("b", run.text) if run.style == "strong" else text(run.text)


def thing_page(
    entity: Entity,
    portrait: Portrait,
    entities: Entities,
    axioms: Iterable[tuple[str, Markup]] = (),
) -> bytes:
    """Return the page of a thing; `axioms` are titles with what stands under them, as elements."""
    draw = _Drawing(portrait, entities)
    return frame(
        entity.label,
        element("h1", entity.label),
        element("p", entity.kind, " · ", element("span", entity.iri, class_="iri"), class_="quiet"),
        element("p", entity.definition, class_="lead") if entity.definition else text(""),
        draw.facts(entity, axioms),
        *draw.measurements(),
        *draw.links(is_outgoing=True),
        *draw.links(is_outgoing=False),
        *draw.claims(),
        draw.ways_out(),
    )


class _Drawing:
    """Draws the parts of one page."""

    def __init__(self, portrait: Portrait, entities: Entities) -> None:
        self._portrait = portrait
        self._entities = entities

    def facts(self, entity: Entity, axioms: Iterable[tuple[str, Markup]]) -> Markup:
        """Return names, classes, plain values and axioms as a list."""
        shown: list[tuple[str, Markup]] = [
            ("also called", text(", ".join(entity.alternative_labels))),
            ("formula", text(entity.formula)),
            ("is a", self._all(self._portrait.types)),
            ("by reasoning a", self._all(self._portrait.inferred_types)),
            *((self._name(iri), shown_term(term, self._label)) for iri, term in self._values()),
            *axioms,
        ]
        pairs = [
            part
            for name, value in shown
            if value
            for part in (element("dt", name), element("dd", value))
        ]
        return element("dl", *pairs, class_="facts") if pairs else text("")

    def links(self, *, is_outgoing: bool) -> Iterator[Markup]:
        """Yield the table of links in one direction, under its heading."""
        groups = [g for g in self._portrait.groups if g.is_outgoing == is_outgoing]
        if groups:
            title = "Links to other things" if is_outgoing else "Links from other things"
            heads = ("property", "to" if is_outgoing else "from", *_ABOUT_LINKS)
            rows = [row for group in groups for row in self._group(group)]
            # An empty column only takes room.
            kept = [at for at in range(len(heads)) if any(row[at] for row in rows)]
            lines = [element("tr", *(element("td", row[at]) for at in kept)) for row in rows]
            yield element("h2", title)
            yield table([heads[at] for at in kept], lines, title)

    def measurements(self) -> Iterator[Markup]:
        """Yield the table of measurements, under its heading."""
        found = self._portrait.measurements
        if found:
            title = f"Measurements ({len(found):,})"
            yield element("h2", title)
            heads = ("quantity", "value", "conditions", "modality", "status", "place")
            yield table(heads, [self._measurement(line) for line in found], title)

    def claims(self) -> Iterator[Markup]:
        """Yield the table of claims, under its heading."""
        claims, count = self._portrait.claims, self._portrait.claim_count
        if claims:
            title = f"Claims ({count:,})"
            yield element("h2", title)
            if count > len(claims):
                query = f"SELECT ?claim ?statement {{ {{ ?claim assb:claimSubject {self._node} }} "
                query += f"UNION {{ ?claim assb:claimObject {self._node} }} "
                query += "?claim assb:statement ?statement }"
                yield element("p", f"The first {len(claims)}. ", self._asked("All of them", query))
            heads = ("claim", "property", "other end", "modality", "status", "place", "cites")
            yield table(heads, [self._claim(claim) for claim in claims], title)

    def ways_out(self) -> Markup:
        """Return links to other forms, and to the editor."""
        iri = self._portrait.iri
        address = address_of(iri) or ""
        downloads = [
            element("a", name, href=f"{address}.{ending}") for name, ending in DOWNLOADS.items()
        ]
        query = f"DESCRIBE {self._node}"
        ask = element("a", "ask about it in SPARQL", href=editor_address(query))
        return element("p", "Download as ", *joined(downloads), ", or ", ask, class_="quiet")

    @property
    def _node(self) -> str:
        return str(NamedNode(self._portrait.iri))

    def _label(self, iri: str) -> str:
        return self._entities.label(iri)

    def _link(self, iri: str) -> Markup:
        return shown_term(NamedNode(iri), self._label) if iri else text("")

    def _places(self, places: Iterable[Place]) -> Markup:
        return self._all([place.iri for place in places])

    def _all(self, iris: Sequence[str]) -> Markup:
        return (
            element("span", *joined([self._link(iri) for iri in iris], ", ")) if iris else text("")
        )

    def _name(self, predicate: str, *, is_outgoing: bool = True) -> str:
        """Return the title of a property: a fixed one for those of OWL, else its label."""
        curie = shorten(predicate)
        titles = FORWARD if is_outgoing else BACKWARD
        if curie in titles:
            return titles[curie].lower()
        label = self._entities.label(predicate)
        return label if curie.startswith("assb:") else curie

    def _values(self) -> Iterator[tuple[str, object]]:
        yield from self._portrait.values

    def _group(self, group: Group) -> Iterator[tuple[Markup, ...]]:
        """Yield the cells of the links of one property."""
        name = text(self._name(group.property, is_outgoing=group.is_outgoing))
        for link in group.links:
            yield (
                name,
                self._link(link.other),
                element("span", link.standing, class_=link.standing),
                text(link.grade),
                text(", ".join(link.modalities)),
                self._places(link.places),
            )
        left = group.count - len(group.links)
        if left > 0 or not group.is_whole:
            ends = (self._node, "?other") if group.is_outgoing else ("?other", self._node)
            query = f"SELECT ?other {{ {ends[0]} {NamedNode(group.property)} {ends[1]} }}"
            more = f"{left:,} more" if group.is_whole else "more"
            yield (name, self._asked(f"{more}: all of them", query), *[text("")] * 4)

    def _asked(self, words: str, query: str) -> Markup:
        address = answer_address("/sparql", [("query", query), ("format", "html")])
        return element("a", words, href=address)

    def _claim(self, claim: Claim) -> Markup:
        link = claim.link
        other = link.object if link.subject == self._portrait.iri else link.subject
        return element(
            "tr",
            element("td", element("a", claim.statement, href=address_of(claim.claim))),
            element("td", self._name(link.predicate)),
            element("td", self._link(other)),
            element("td", claim.manner),
            element("td", claim.status),
            element("td", self._places(claim.places)),
            element("td", self._all([citation.iri for citation in claim.citations])),
        )

    def _measurement(self, line: Measurement) -> Markup:
        given = {CONDITIONS[name].property: value for name, value in line.reported.items()}
        given |= {
            f"assb:{name}": str(bound)
            for name, bound in (("lowerBound", line.low), ("upperBound", line.high))
            if bound is not None
        }
        given |= {"skos:editorialNote": line.note} if line.note else {}
        conditions = [text(f"{line.role} (not a result)")] if line.role != RESULT else []
        conditions += [
            element("span", f"{self._name(expand(curie))}: {given[curie]}")
            for curie in sorted(given)
        ]
        missing = [self._name(expand(CONDITIONS[name].property)) for name in line.left_out]
        if missing:
            conditions.append(text("not reported: " + ", ".join(missing)))
        return element(
            "tr",
            element("td", self._link(line.quantity)),
            element("td", element("a", line.as_written, href=address_of(line.iri))),
            element("td", *joined(conditions, "; ")),
            element("td", line.modality),
            element("td", line.status),
            element("td", self._places(line.places)),
        )


def ontology_page(store: Store, entities: Entities) -> bytes:
    """Return the page; each term has its local name as the anchor that its IRI leads to."""
    title = _text(store, ONTOLOGY, "dcterms:title") or "Ontology"
    downloads = [
        element("a", name, href=f"/ontology.{ending}")
        for name, ending in {**DOWNLOADS, "RDF/XML": "owl"}.items()
    ]
    return frame(
        title,
        element("h1", title),
        element("p", element("span", ONTOLOGY, class_="iri"), class_="quiet"),
        element("p", _text(store, ONTOLOGY, "dcterms:description"), class_="lead"),
        element("p", "Download as ", *joined(downloads), class_="quiet"),
        *(part for kind, name in _KINDS.items() for part in _section(kind, name, store, entities)),
    )


def _section(kind: str, name: str, store: Store, entities: Entities) -> Iterator[Markup]:
    ours = sorted(
        (iri for iri in entities.terms.of_kind(kind) if iri.startswith(ASSB)),
        key=lambda iri: (entities.label(iri).casefold(), iri),
    )
    if ours:
        title = f"{name} ({len(ours):,})"
        lines = [
            element(
                "tr",
                element("td", element("a", entities.label(iri), href=address_of(iri))),
                element("td", _text(store, iri, "skos:definition")),
                id=iri.removeprefix(ASSB),
            )
            for iri in ours
        ]
        yield element("h2", title)
        yield table(("term", "definition"), lines, title)


def _text(store: Store, iri: str, predicate: str) -> str:
    found = store.quads_for_pattern(NamedNode(iri), NamedNode(expand(predicate)), None, None)
    return next((q.object.value for q in found if isinstance(q.object, Literal)), "")
