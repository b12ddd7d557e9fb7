"""The overview of an ontology, and the pages that tell of the terms of each of its files."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from assbkg.pages.reference.markdown import (
    code,
    heading,
    link,
    paragraph,
    plain,
    table,
    title_lines,
)
from assbkg.pages.reference.sections import Addresses, Sections
from assbkg.pages.reference.statements import Rows, Statements
from assbkg.pages.reference.vocabulary import KINDS, OWL, RDFS, Module, Term, Vocabulary
from assbkg.reasoning.axioms import TYPE
from assbkg.vocabulary import PREFIXES, shorten

__all__ = [
    "axioms_page",
    "hierarchy",
    "index_of_terms",
    "module_pages",
    "overview",
]


_INTRODUCTION: Final = """\
Each term has its definition, its axioms, what it is called elsewhere, how often the graph uses
it, and examples with their place. Start with the [hierarchy](hierarchy.md), look a word up in
the [index](terms.md), or see all [axioms](axioms.md) at once."""


def overview(sections: Sections) -> Iterator[str]:
    """The lines of the start page."""
    vocabulary = sections.addresses.vocabulary
    root = vocabulary.modules[0]
    yield from (heading(1, "Ontology reference"), "")
    for description in vocabulary.words(root.header, "dcterms:description"):
        yield from (paragraph(description), "")
    yield from (_INTRODUCTION, "", heading(2, "Pages"), "")
    yield from table(["page", "tells of", "terms"], _contents(sections))
    yield from ("", heading(2, "What is in it"), "")
    counts = vocabulary.counts()
    kinds = [(title, kind) for kind, title in KINDS.values() if counts[kind]]
    yield from table(["kind", "terms"], ((title, str(counts[kind])) for title, kind in kinds))
    yield from ("", heading(2, "About the ontology"), "")
    yield from _header(sections, root)


def _contents(sections: Sections) -> Iterator[tuple[str, str, str]]:
    vocabulary = sections.addresses.vocabulary
    for module in vocabulary.modules:
        about = " ".join(vocabulary.words(module.header, "dcterms:description"))
        for page in sections.addresses.pages(module):
            terms = sections.addresses.terms(page)
            counts = Counter(KINDS[term.kinds[0]][1].lower() for term in terms)
            told = ", ".join(f"{number} {kind}" for kind, number in counts.items())
            title = plain(_title(vocabulary, module, page))
            yield (
                link(title, f"{page}.md"),
                plain(about if page == module.name else "Its properties."),
                told,
            )


def module_pages(sections: Sections, module: Module) -> Iterator[tuple[str, list[str]]]:
    """Each page of a file of the ontology: its name and its lines."""
    vocabulary = sections.addresses.vocabulary
    pages = sections.addresses.pages(module)
    for page in pages:
        lines = [*title_lines(_title(vocabulary, module, page), module.name), ""]
        for description in vocabulary.words(module.header, "dcterms:description"):
            lines += [paragraph(description), ""]
        others = [f"{name}.md" for name in pages if name != page]
        if others:
            what = "classes and individuals" if page != module.name else "properties"
            lines += [f"Its {what} are on {link('a page of their own', others[0])}.", ""]
        lines += _sections(sections, sections.addresses.terms(page))
        if page == pages[0]:
            lines += [heading(2, "About this part", "about-this-part"), ""]
            lines += _header(sections, module)
        yield page, lines


def _sections(sections: Sections, terms: list[Term]) -> Iterator[str]:
    for kind, (_, title) in KINDS.items():
        of_kind = [term for term in terms if term.kinds[0] == kind]
        if of_kind:
            yield from (heading(2, title, title.lower().replace(" ", "-")), "")
        for term in of_kind:
            yield from sections.lines(term)


def _header(sections: Sections, module: Module) -> Iterator[str]:
    rows: Rows = sections.statements.header(module.header)
    told = ((title, "<br>".join(texts)) for title, texts in rows.items())
    yield from table(["ontology", f"<code>{plain(module.header)}</code>"], told)
    yield ""


def _title(vocabulary: Vocabulary, module: Module, page: str) -> str:
    """What a file is about, without the name of the whole that stands before it."""
    titles = vocabulary.words(module.header, "dcterms:title")
    title = titles[0].partition(": ")[2] or titles[0] if titles else module.name
    apart = page != module.name
    return title[:1].upper() + title[1:] + ", properties" * apart


_TREES = (
    ("Classes", ("Class",), "subClassOf"),
    ("Properties", ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"), "subPropertyOf"),
)


def hierarchy(sections: Sections) -> Iterator[str]:
    """The lines of the page; a figure after a class says how many things the graph has of it."""
    vocabulary = sections.addresses.vocabulary
    yield from (heading(1, "Hierarchy"), "")
    yield "A figure is the number of things or links that the graph has, inferred ones included."
    for title, kinds, predicate in _TREES:
        wanted = {OWL + kind for kind in kinds}
        terms = {i for i, term in vocabulary.terms.items() if term.kinds[0] in wanted}
        below: dict[str, list[str]] = {}
        lower: set[str] = set()
        for narrower, wider in vocabulary.said.by_predicate.get(RDFS + predicate, ()):
            if {narrower, wider} <= terms and narrower != wider:
                below.setdefault(wider, []).append(narrower)
                lower.add(narrower)
        yield from ("", heading(2, title), "")
        shown: set[str] = set()
        for top in vocabulary.in_order(terms - lower):
            yield from _branch(sections, top, below, 0, shown)
        # What only a circle leads to has no top.
        for rest in vocabulary.in_order(terms):
            if rest not in shown:
                yield from _branch(sections, rest, below, 0, shown)


def _branch(
    sections: Sections, iri: str, below: dict[str, list[str]], depth: int, shown: set[str]
) -> Iterator[str]:
    """A term and all below it; under a second parent it leads to the first."""
    count = sum(use.stated + use.inferred for _, use in sections.usage.of(iri))
    again = " (see above)" if iri in shown and iri in below else ""
    figure = f" · {count:,}" if count else ""
    yield f"{'    ' * depth}- {sections.addresses.link(iri)}{figure}{again}"
    if iri not in shown:
        shown.add(iri)
        for narrower in sections.addresses.vocabulary.in_order(below.get(iri, ())):
            yield from _branch(sections, narrower, below, depth + 1, shown)


def index_of_terms(addresses: Addresses) -> Iterator[str]:
    """The lines of the page: names by their first letter, other names with what they mean."""
    yield from (heading(1, "Index of terms"), "")
    yield "Labels and other names of all terms. Search finds them too."
    letter = ""
    for name, iri, is_label in sorted(_names(addresses.vocabulary), key=_place):
        if _letter(name) != letter:
            letter = _letter(name)
            yield from ("", heading(2, plain(letter), f"letter-{ord(letter)}"), "")
        term = addresses.vocabulary.terms[iri]
        about = f"{KINDS[term.kinds[0]][0]} {code(shorten(iri))}"
        if is_label:
            yield f"- {addresses.link(iri)} – {about}"
        else:
            yield f"- {paragraph(name)}: see {addresses.link(iri)}"


def _names(vocabulary: Vocabulary) -> Iterator[tuple[str, str, bool]]:
    for iri, term in vocabulary.terms.items():
        yield term.label, iri, True
        for name in vocabulary.words(iri, "skos:altLabel"):
            if name.strip():
                yield name, iri, False


def _place(named: tuple[str, str, bool]) -> tuple[str, str, str]:
    name, iri, _ = named
    return _letter(name), name.casefold(), iri


def _letter(name: str) -> str:
    """The first letter without accents; `#` for whatever begins with none."""
    first = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return first if first.isalpha() else "#"


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
