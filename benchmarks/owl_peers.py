"""Peers that read the ontology's axioms themselves, or rules as SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assbkg.reasoning.axioms import TripleText
from benchmarks.closed_facts import Closed
from benchmarks.forms import Forms

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["hermit", "owlrl", "owlrl_turbo", "oxigraph", "oxilite", "reasonable", "sparq"]

#: A limit of HermiT's own that is never reached: whoever measures has one.
_NO_LIMIT = 1e6


def owlrl(forms: Forms, _: Path) -> Closed:
    """OWL 2 RL by forward chaining in Python, over rdflib."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph

    graph = Graph()
    for path in (forms.ontology, forms.given):
        graph.parse(path, format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return Closed(len(graph), lambda: _rdflib_facts(graph))


def owlrl_turbo(forms: Forms, _: Path) -> Closed:
    """OWL 2 RL in Rust, over rdflib-turbo."""
    from owlrl_turbo import expand
    from rdflib_turbo import Dataset

    data = Dataset().parse(data=_text(forms), format="nt")
    expand(data, inference="owlrl", inplace=True)
    return Closed(len(data), lambda: _facts(data.serialize(format="nt")))


def reasonable(forms: Forms, _: Path) -> Closed:
    """OWL 2 RL in Rust."""
    from reasonable import PyReasoner

    reasoner = PyReasoner()
    for path in (forms.ontology, forms.given):
        reasoner.load_file(str(path))
    found = reasoner.reason()
    return Closed(len(found), lambda: (_rdflib_text(*ends) for ends in found))


def sparq(forms: Forms, _: Path) -> Closed:
    """OWL 2 RL in Rust, in a store in memory."""
    from sparq import Graph

    graph = Graph.load(_text(forms), format="nt")
    graph.reason("owl")
    return Closed(len(graph), lambda: map(_sparq_text, graph.construct(_EVERYTHING)))


def oxilite(forms: Forms, _: Path) -> Closed:
    """OWL 2 RL as SQL on SQLite."""
    from oxilite import RdfFormat, Store

    store = Store()
    for path in (forms.ontology, forms.given):
        store.bulk_load(path=str(path), format=RdfFormat.N_TRIPLES)
    said = len(store)
    inferred = store.materialize("sql")
    return Closed(
        said + inferred,
        lambda: (
            _bare(triple.subject, triple.predicate, triple.object)
            for triple in store.query(_EVERYTHING, include_inferred=True)
        ),
    )


def oxigraph(forms: Forms, _: Path) -> Closed:
    """The rules as SPARQL updates, again and again until nothing new comes."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(path=forms.given, format=RdfFormat.N_TRIPLES)
    updates = forms.updates.read_text(encoding="utf-8").splitlines()
    before = -1
    while before != len(store):
        before = len(store)
        for update in updates:
            store.update(update)
    return Closed(before, lambda: (_bare(q.subject, q.predicate, q.object) for q in store))


def hermit(forms: Forms, _: Path) -> Closed:
    """HermiT, the reasoner for all of OWL 2: every class and every link of each individual."""
    from assbkg.reasoning.axioms import TYPE
    from assbkg.reasoning.hermit import realise
    from assbkg.vocabulary import PREFIXES

    text = _text(forms)
    named = f"<{TYPE}> <{PREFIXES['owl']}NamedIndividual> .\n"
    subjects = {line.split(" ", 1)[0] for line in text.splitlines() if f"<{TYPE}>" in line}
    declared = "".join(f"{subject} {named}" for subject in sorted(subjects) if subject[0] == "<")
    found = realise((text + declared).encode(), _NO_LIMIT)
    return Closed(len(found), lambda: found)


_EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def _text(forms: Forms) -> str:
    paths = (forms.ontology, forms.given)
    return "".join(path.read_text(encoding="utf-8") for path in paths)


def _facts(data: str) -> Iterator[TripleText]:
    from pyoxigraph import RdfFormat, parse

    from assbkg.graph.terms import texts

    return map(texts, parse(data, format=RdfFormat.N_TRIPLES))


def _rdflib_facts(graph: Graph) -> Iterable[TripleText]:
    return (_rdflib_text(*ends) for ends in graph)


def _rdflib_text(subject: object, predicate: object, value: object) -> TripleText:
    from rdflib.term import Literal

    # Some derive what RDF has no room for: a literal as a subject.
    ends = [end.n3() if isinstance(end, Literal) else str(end) for end in (subject, value)]
    return ends[0], str(predicate), ends[1]


def _bare(*ends: object) -> TripleText:
    """Terms that write themselves as N-Triples has them."""
    s, p, o = (text[1:-1] if text.startswith("<") else text for text in map(str, ends))
    return s, p, o


def _sparq_text(triple: Sequence[Any]) -> TripleText:
    from pyoxigraph import Literal, NamedNode

    ends = []
    for end in triple:
        if end.kind == "literal":
            kind = NamedNode(end.datatype) if end.datatype and not end.language else None
            ends.append(str(Literal(end.value, datatype=kind, language=end.language)))
        else:
            ends.append(end.value)
    s, p, o = ends
    return s, p, o
