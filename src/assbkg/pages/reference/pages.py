"""The pages: an overview, the terms of each file, the hierarchy, the index and all axioms."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from assbkg.document.model import (
    BREAK,
    Block,
    Document,
    Item,
    Items,
    Paragraph,
    Section,
    Words,
    code,
    joined,
    link,
    plain,
    simple_table,
    words,
)
from assbkg.document.model import text_of as shown_text
from assbkg.pages.reference.sections import Addresses, Sections
from assbkg.pages.reference.statements import Statements
from assbkg.pages.reference.vocabulary import KINDS, OWL, RDFS, Module, Term, Vocabulary
from assbkg.reasoning.axioms import TYPE
from assbkg.vocabulary import PREFIXES, shorten

__all__ = ["axioms_page", "hierarchy", "index_of_terms", "module_pages", "overview"]

_INTRODUCTION: Final = words(
    "Each term has its definition, its axioms, what it is called elsewhere, how often the graph "
    "uses it, and examples with their place. Start with the ",
    *link("hierarchy", "hierarchy.md"),
    ", look a word up in the ",
    *link("index", "terms.md"),
    ", or see all ",
    *link("axioms", "axioms.md"),
    " at once.",
)


def overview(sections: Sections) -> Document:
    """Return the start page."""
    vocabulary = sections.addresses.vocabulary
    root = vocabulary.modules[0]
    counts = vocabulary.counts()
    kinds = ((title, str(counts[kind])) for kind, title in KINDS.values() if counts[kind])
    pages = simple_table(("page", "describes", "terms"), _contents(sections))
    return Document(
        (
            *_described(vocabulary, root),
            Paragraph((_INTRODUCTION,)),
            Section(plain("Pages"), (pages,)),
            Section(plain("What is in it"), (simple_table(("kind", "terms"), kinds),)),
            Section(plain("About the ontology"), (_header(sections, root),)),
        ),
        plain("Ontology reference"),
    )


def _contents(sections: Sections) -> Iterator[tuple[Words, str, str]]:
    vocabulary = sections.addresses.vocabulary
    for module in vocabulary.modules:
        about = " ".join(vocabulary.words(module.header, "dcterms:description"))
        for page in sections.addresses.pages(module):
            terms = sections.addresses.terms(page)
            counts = Counter(KINDS[term.kinds[0]][1].lower() for term in terms)
            yield (
                link(_title(vocabulary, module, page), f"{page}.md"),
                about if page == module.name else "Its properties.",
                ", ".join(f"{number} {kind}" for kind, number in counts.items()),
            )


def module_pages(sections: Sections, module: Module) -> Iterator[tuple[str, Document]]:
    """Yield each page of a file of the ontology with its name."""
    vocabulary = sections.addresses.vocabulary
    pages = sections.addresses.pages(module)
    for page in pages:
        blocks: list[Block] = list(_described(vocabulary, module))
        others = [f"{name}.md" for name in pages if name != page]
        if others:
            what = "classes and individuals" if page != module.name else "properties"
            elsewhere = link("a page of their own", others[0])
            blocks.append(Paragraph((words(f"Its {what} are on ", *elsewhere, "."),)))
        blocks += _of_kinds(sections, sections.addresses.terms(page))
        if page == pages[0]:
            header = (_header(sections, module),)
            blocks.append(Section(plain("About this part"), header, "about-this-part"))
        yield page, Document(tuple(blocks), plain(_title(vocabulary, module, page)))


def _described(vocabulary: Vocabulary, module: Module) -> Iterator[Paragraph]:
    for description in vocabulary.words(module.header, "dcterms:description"):
        yield Paragraph((plain(description),))


def _of_kinds(sections: Sections, terms: list[Term]) -> Iterator[Section]:
    for kind, (_, title) in KINDS.items():
        of_kind = tuple(sections.section(term) for term in terms if term.kinds[0] == kind)
        if of_kind:
            yield Section(plain(title), of_kind, title.lower().replace(" ", "-"))


def _header(sections: Sections, module: Module) -> Block:
    rows = sections.statements.header(module.header)
    cells = ((title, joined(values, BREAK)) for title, values in rows.items())
    return simple_table(("ontology", module.header), cells)


def _title(vocabulary: Vocabulary, module: Module, page: str) -> str:
    """Return what a file is about, without the name of the whole that stands before it."""
    titles = vocabulary.words(module.header, "dcterms:title")
    title = titles[0].partition(": ")[2] or titles[0] if titles else module.name
    apart = page != module.name
    return title[:1].upper() + title[1:] + ", properties" * apart


_TREES: Final = (
    ("Classes", ("Class",), "subClassOf"),
    ("Properties", ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"), "subPropertyOf"),
)


def hierarchy(sections: Sections) -> Document:
    """Return the page; the number behind a term counts what the graph has of it."""
    about = "A number counts the things or links that the graph has, inferred ones included."
    trees = (_tree(sections, *tree) for tree in _TREES)
    return Document((Paragraph((plain(about),)), *trees), plain("Hierarchy"))


def _tree(sections: Sections, title: str, kinds: tuple[str, ...], predicate: str) -> Section:
    vocabulary = sections.addresses.vocabulary
    wanted = {OWL + kind for kind in kinds}
    terms = {i for i, term in vocabulary.terms.items() if term.kinds[0] in wanted}
    below: dict[str, list[str]] = {}
    lower: set[str] = set()
    for narrower, wider in vocabulary.expressions.by_predicate.get(RDFS + predicate, ()):
        if {narrower, wider} <= terms and narrower != wider:
            below.setdefault(wider, []).append(narrower)
            lower.add(narrower)
    shown: set[str] = set()
    tops = [_branch(sections, top, below, shown) for top in vocabulary.in_order(terms - lower)]
    # What only a circle leads to has no top.
    rest = (iri for iri in vocabulary.in_order(terms) if iri not in shown)
    tops.extend(_branch(sections, iri, below, shown) for iri in rest)
    return Section(plain(title), (Items(tuple(tops)),) if tops else ())


def _branch(sections: Sections, iri: str, below: dict[str, list[str]], shown: set[str]) -> Item:
    """Return a term and all below it; under a second parent it leads to the first."""
    count = sum(use.stated + use.inferred for _, use in sections.usage.of(iri))
    again = " (see above)" if iri in shown and iri in below else ""
    number = f" · {count:,}" if count else ""
    head = words(*sections.addresses.link(iri), f"{number}{again}")
    if iri in shown:
        return Item(head)
    shown.add(iri)
    narrower = sections.addresses.vocabulary.in_order(below.get(iri, ()))
    items = tuple(_branch(sections, one, below, shown) for one in narrower)
    return Item(head, blocks=(Items(items),) if items else ())


def index_of_terms(addresses: Addresses) -> Document:
    """Return the page: names by their first letter, other names with what they mean."""
    about = "Labels and other names of all terms. Search finds them too."
    ordered = sorted(_names(addresses.vocabulary), key=_place)
    letters = (
        Section(
            plain(letter),
            (Items(tuple(_entry(addresses, *named) for named in names)),),
            f"letter-{ord(letter)}",
        )
        for letter, names in groupby(ordered, key=lambda named: _letter(named[0]))
    )
    return Document((Paragraph((plain(about),)), *letters), plain("Index of terms"))


def _entry(addresses: Addresses, name: str, iri: str, is_label: bool) -> Item:
    if not is_label:
        return Item(words(f"{name}: see ", *addresses.link(iri)))
    kind = KINDS[addresses.vocabulary.terms[iri].kinds[0]][0]
    return Item(words(*addresses.link(iri), f" – {kind} ", *code(shorten(iri))))


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
    """Return the first letter without accents; `#` for whatever begins with none."""
    first = unicodedata.normalize("NFKD", name.strip())[:1].upper()
    return first if first.isalpha() else "#"


_LOGIC: Final = (OWL, "http://www.w3.org/2003/11/swrl")
_RDFS_AXIOMS: Final = {RDFS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
#: Parts of an expression or list, and statements about ontologies: not axioms by themselves.
_NO_AXIOM: Final = {
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
_DECLARING: Final = {
    OWL + name
    for name in (
        *("Class", "Restriction", "NamedIndividual", "ObjectProperty", "DatatypeProperty"),
        *("AnnotationProperty", "Ontology", "OntologyProperty", "Thing"),
    )
}


def _count_axioms(statements: Statements) -> dict[str, int]:
    """Return how many axioms there are of each kind, which is the CURIE that states it."""
    expressions = statements.vocabulary.expressions
    counts: dict[str, int] = {}
    for predicate, pairs in expressions.by_predicate.items():
        logical = predicate.startswith(_LOGIC) and predicate not in _NO_AXIOM
        if logical or predicate in _RDFS_AXIOMS:
            counts[shorten(predicate)] = len(pairs)
    for _, kind in expressions.by_predicate.get(TYPE, ()):
        if kind.startswith(_LOGIC) and kind not in _DECLARING:
            counts[shorten(kind)] = counts.get(shorten(kind), 0) + 1
    return dict(sorted(counts.items()))


def axioms_page(statements: Statements) -> Document:
    """Return the page of all axioms: counts, and those that say more than a name."""
    about = "What the reasoner works with. Each stands with its terms, too."
    counts = _count_axioms(statements)
    table = simple_table(("kind", "axioms"), ((code(k), f"{n:,}") for k, n in counts.items()))
    parts = (
        Section(plain(title), (Items(tuple(map(Item, axioms))),))
        for title, axioms in _parts(statements)
        if axioms
    )
    return Document(
        (Paragraph((plain(about),)), Section(plain("How many"), (table,)), *parts), plain("Axioms")
    )


def _parts(statements: Statements) -> Iterator[tuple[str, list[Words]]]:
    vocabulary, manchester = statements.vocabulary, statements.manchester

    def each(predicate: str, sign: str) -> list[Words]:
        pairs = vocabulary.expressions.by_predicate.get(predicate, ())
        named = [(s, o) for s, o in pairs if s in vocabulary.terms]
        ordered = sorted(named, key=lambda pair: vocabulary.label(pair[0]).casefold())
        return [words(*manchester.link(s), f" {sign} ", *manchester.node(o)) for s, o in ordered]

    chains = vocabulary.expressions.by_predicate.get(OWL + "propertyChainAxiom", ())
    yield "Property chains", _sorted(manchester.chain(node, sup) for sup, node in chains)
    yield "Defined classes", each(OWL + "equivalentClass", "≡")
    yield "Subproperties", each(RDFS + "subPropertyOf", "⊑")
    yield "Inverses", each(OWL + "inverseOf", "is the inverse of")
    yield "Characteristics", list(_characteristics(statements))
    for title in dict.fromkeys(title for title, _, _ in statements.alone):
        shown = f"All {title.lower().partition(' ')[0]}" if title != "Further axioms" else title
        yield shown, [axiom for group, _, axiom in statements.alone if group == title]


def _sorted(axioms: Iterable[Words]) -> list[Words]:
    return sorted(axioms, key=shown_text)


def _characteristics(statements: Statements) -> Iterator[Words]:
    pairs = statements.vocabulary.expressions.by_predicate.get(TYPE, ())
    for kind in sorted({o for _, o in pairs if o.startswith(OWL) and o not in _DECLARING}):
        iris = [s for s, o in pairs if o == kind and s in statements.vocabulary.terms]
        if iris:
            links = map(statements.manchester.link, statements.vocabulary.in_order(iris))
            yield words(f"{kind.removeprefix(PREFIXES['owl'])}: ", *joined(links, ", "))
