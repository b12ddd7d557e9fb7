"""All axioms of an ontology on one page: counts, and those that say more than a name."""

from __future__ import annotations

from collections.abc import Iterator

from assbkg.pages.reference.markdown import code, heading, plain, table
from assbkg.pages.reference.statements import Statements
from assbkg.pages.reference.terms import OWL, RDFS
from assbkg.reasoning.axioms import TYPE
from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["axioms_page", "count_axioms"]

_LOGIC = (OWL, "http://www.w3.org/2003/11/swrl")
_RDFS_AXIOMS = {RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
#: Parts of an expression or list, and statements about ontologies: not axioms by themselves.
_NO_AXIOM = {
    OWL + name
    for name in (
        *("onProperty", "onClass", "onDataRange", "onDatatype", "withRestrictions"),
        *("someValuesFrom", "allValuesFrom", "hasValue", "hasSelf", "intersectionOf", "unionOf"),
        *("complementOf", "datatypeComplementOf", "oneOf", "members", "distinctMembers"),
        *("cardinality", "minCardinality", "maxCardinality", "qualifiedCardinality"),
        *("minQualifiedCardinality", "maxQualifiedCardinality", "imports", "versionIRI"),
        *("versionInfo", "priorVersion", "deprecated", "annotatedSource", "annotatedProperty"),
        *("annotatedTarget", "sourceIndividual", "assertionProperty", "targetIndividual"),
        *("targetValue", "backwardCompatibleWith", "incompatibleWith"),
    )
}
#: Types that declare a term or an expression.
_DECLARING = {
    OWL + name
    for name in (
        *("Class", "Restriction", "NamedIndividual", "ObjectProperty", "DatatypeProperty"),
        *("AnnotationProperty", "Ontology", "OntologyProperty", "Thing"),
    )
}


def count_axioms(statements: Statements) -> dict[str, int]:
    """How many axioms there are of each kind; the kind is the CURIE that states it."""
    said = statements.vocabulary.said
    counts: dict[str, int] = {}
    for predicate, pairs in said.by_predicate.items():
        logical = predicate.startswith(_LOGIC) and predicate not in _NO_AXIOM
        if logical or predicate in _RDFS_AXIOMS:
            counts[shorten(predicate)] = len(pairs)
    for _, kind in said.by_predicate.get(TYPE, ()):
        if kind.startswith(_LOGIC) and kind not in _DECLARING:
            counts[shorten(kind)] = counts.get(shorten(kind), 0) + 1
    return dict(sorted(counts.items()))


def axioms_page(statements: Statements) -> Iterator[str]:
    """The lines of the page."""
    yield from (heading(1, "Axioms"), "")
    yield "What the reasoner works with. Each stands with its terms, too."
    yield from ("", heading(2, "How many"), "")
    counts = count_axioms(statements)
    yield from table(["kind", "axioms"], ((code(k), f"{n:,}") for k, n in counts.items()))
    for title, told in _parts(statements):
        if told:
            yield from ("", heading(2, title), "", *(f"- {text}" for text in told))


def _parts(statements: Statements) -> Iterator[tuple[str, list[str]]]:
    vocabulary, manchester = statements.vocabulary, statements.manchester

    def each(predicate: str, sign: str) -> list[str]:
        pairs = vocabulary.said.by_predicate.get(predicate, ())
        named = [(s, o) for s, o in pairs if s in vocabulary.terms]
        ordered = sorted(named, key=lambda pair: vocabulary.label(pair[0]).casefold())
        return [f"{manchester.link(s)} {sign} {manchester.node(o)}" for s, o in ordered]

    chains = vocabulary.said.by_predicate.get(OWL + "propertyChainAxiom", ())
    yield "Property chains", sorted(manchester.chain(node, sup) for sup, node in chains)
    yield "Defined classes", each(OWL + "equivalentClass", "≡")
    yield "Subproperties", each(RDFS + "subPropertyOf", "⊑")
    yield "Inverses", each(OWL + "inverseOf", "is the inverse of")
    yield "Characteristics", list(_characteristics(statements))
    for title in dict.fromkeys(title for title, _, _ in statements.alone):
        shown = f"All {title.lower().partition(' ')[0]}" if title != "Further axioms" else title
        yield shown, [text for group, _, text in statements.alone if group == title]


def _characteristics(statements: Statements) -> Iterator[str]:
    pairs = statements.vocabulary.said.by_predicate.get(TYPE, ())
    for kind in sorted({o for _, o in pairs if o.startswith(OWL) and o not in _DECLARING}):
        iris = [s for s, o in pairs if o == kind and s in statements.vocabulary.terms]
        if iris:
            links = map(statements.manchester.link, statements.vocabulary.in_order(iris))
            yield f"{plain(kind.removeprefix(PREFIXES['owl']))}: {', '.join(links)}"
