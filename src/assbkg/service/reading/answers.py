"""Answers, problems and lists of files as pages: tables with links, and downloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
)

from assbkg.errors import ResultTooLarge
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
from assbkg.service.serving.problems import HttpProblem, Limits
from assbkg.vocabulary import ASSB, KG, PREFIXES, shorten

__all__ = ["Asked", "answer_page", "files_page", "problem_page", "shown_term", "table"]

_NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in ("integer", "decimal", "double", "float", "long", "int", "nonNegativeInteger")
)
_ROW_FORMS: Final = {"CSV": "csv", "TSV": "tsv", "JSON": "json", "XML": "xml"}
_GRAPH_FORMS: Final = {"Turtle": "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf"}
_TRIPLE: Final = ("subject", "predicate", "object")

Label = Callable[[str], str]


@dataclass(frozen=True)
class Asked:
    """What a page answers: its title, the SPARQL, and the path and parameters that ask it."""

    title: str
    text: str
    path: str
    parameters: Sequence[tuple[str, str]]
    is_named: bool = False


def answer_page(
    asked: Asked,
    found: QuerySolutions | QueryBoolean | QueryTriples,
    label: Label,
    limits: Limits,
) -> bytes:
    """Return the page of an answer. Raises `ResultTooLarge` as soon as a limit is passed."""
    if isinstance(found, QueryBoolean):
        shown = element("p", "Yes." if found else "No.", class_="verdict")
        return _page(asked, [shown], _ROW_FORMS)
    if isinstance(found, QueryTriples):
        names: Sequence[str] = _TRIPLE
        rows = (tuple(triple) for triple in found)
        what, forms = "triple", _GRAPH_FORMS
    else:
        names = [variable.value for variable in found.variables]
        rows = (tuple(row) for row in found)
        what, forms = "row", _ROW_FORMS
    lines = list(_lines(rows, what, label, limits))
    count = element("p", f"{len(lines):,} {what}{'s' * (len(lines) != 1)}", class_="count")
    return _page(asked, [count, table(names, lines)], forms)


def table(names: Sequence[str], lines: Sequence[Markup], title: str = "Answer") -> Markup:
    """Return a table that scrolls by itself; lines are rows, already elements."""
    heads = (element("th", name.replace("_", " "), scope="col") for name in names)
    body = element("tbody", *lines)
    whole = element("table", element("thead", element("tr", *heads)), body)
    return element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=title)


def shown_term(term: object, label: Label) -> Markup:
    """Return a term as a reader wants it: a thing by its label, with a link where there is one."""
    if isinstance(term, NamedNode):
        iri = term.value
        name = label(iri) if iri.startswith((KG, ASSB)) else shorten(iri)
        address = address_of(iri)
        if address is None:
            return element("span", name, title=iri)
        away = None if address.startswith("/") else "noopener noreferrer"
        return element("a", name, href=address, title=iri, rel=away)
    if isinstance(term, Literal):
        note = f"@{term.language}" if term.language else shorten(term.datatype.value)
        return text(term.value) if note == "xsd:string" else element("span", term.value, title=note)
    return text("" if term is None else str(term))


def _lines(
    rows: Iterable[Sequence[object]], what: str, label: Label, limits: Limits
) -> Iterator[Markup]:
    size = 0
    for number, row in enumerate(rows, 1):
        line = element("tr", *(_cell(term, label) for term in row))
        size += len(line)
        if number > limits.rows or size > limits.answer_bytes:
            raise ResultTooLarge(
                f"the page has more than {limits.rows:,} {what}s or {limits.answer_bytes:,} "
                "bytes; ask for less of it with LIMIT and OFFSET"
            )
        yield line


def _cell(term: object, label: Label) -> Markup:
    is_number = isinstance(term, Literal) and term.datatype.value in _NUMBERS
    shown = text(f"_:{term.value}") if isinstance(term, BlankNode) else shown_term(term, label)
    return element("td", shown, class_="number" if is_number else None)


def _page(asked: Asked, answer: Sequence[Markup], forms: Mapping[str, str]) -> bytes:
    links = [
        element("a", name, href=address)
        for name, form in forms.items()
        if (address := _address(asked, form))
    ]
    taken = element("p", "Download as ", *joined(links), class_="quiet") if links else text("")
    query = element(
        "details",
        element("summary", "The query"),
        element("pre", asked.text, class_="scroll", tabindex="0"),
    )
    edit = element(
        "p",
        element("a", "Change the query in the editor", href=editor_address(asked.text)),
        class_="quiet",
    )
    return frame(asked.title, element("h1", asked.title), *answer, taken, query, edit)


def _address(asked: Asked, form: str) -> str | None:
    if asked.is_named:
        return answer_address(f"{asked.path}.{form}", asked.parameters)
    return answer_address(asked.path, [*asked.parameters, ("format", form)])


def files_page(listing: Sequence[Mapping[str, object]], data: Markup | None = None) -> bytes:
    """Return the page of what there is to download; `data` is for machines that read it."""
    lines = [
        element(
            "tr",
            element("td", element("a", str(file["name"]), href=str(file["path"]))),
            element("td", str(file["media_type"]).partition(";")[0]),
            element("td", "" if file["bytes"] is None else f"{file['bytes']:,}", class_="number"),
            element("td", element("span", str(file["sha256"]), class_="iri")),
        )
        for file in listing
    ]
    title = "Files of the release"
    return frame(
        title,
        element("h1", title),
        element("p", "Each is sent as the manifest names it, with its SHA-256 as ETag."),
        table(("file", "media type", "bytes", "SHA-256"), lines, title),
        data=data,
    )


def problem_page(problem: HttpProblem) -> bytes:
    """Return the page; what was probably meant stands there as links."""
    near = [element("a", label, href=address_of(iri), title=iri) for iri, label in problem.near]
    title = problem.status.phrase
    return frame(
        title,
        element("h1", title),
        element("p", problem.detail, class_="lead"),
        element("p", "Did you mean ", *joined(near, ", "), "?") if near else text(""),
        element("p", f"Expected: {problem.expected}") if problem.expected else text(""),
        element("p", f"Status {problem.status.value}", class_="quiet"),
    )
