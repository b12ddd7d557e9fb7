"""How a worker answers what is asked of one thing, of a term, or of the whole ontology."""

from __future__ import annotations

from http import HTTPStatus

from pyoxigraph import Triple

from assbkg.asking.entity import describe
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.portrait import bounded_description, exists, portray
from assbkg.errors import AmbiguousName, UnknownName
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.service.reading.axioms import Axioms
from assbkg.service.reading.terms import ontology_page
from assbkg.service.reading.things import thing_page
from assbkg.service.serving.formats import GRAPHS, HTML, require
from assbkg.service.serving.limits import Limits
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.questions import Answer, ThingQuestion
from assbkg.service.serving.writing import write_triples
from assbkg.vocabulary import ASSB, KG, ONTOLOGY, expand, kebab

__all__ = ["answer_thing"]

#: Longer names are like nothing in the graph, and are shown in part.
_LONGEST = 200


def answer_thing(
    question: ThingQuestion, graph: KnowledgeGraph, axioms: Axioms, limits: Limits
) -> Answer:
    """Answer with a page or triples. Raises `HttpProblem` for an IRI that the graph lacks."""
    name = require(question.formats.graph, [*GRAPHS, HTML])
    iri, store, entities = question.iri, graph.release.store, graph.entities
    if iri == ONTOLOGY:
        if name == HTML:
            return Answer(name, ontology_page(store, entities))
        quads = store.quads_for_pattern(None, None, None, ONTOLOGY_GRAPH)
        triples = (Triple(q.subject, q.predicate, q.object) for q in quads)
        return Answer(name, write_triples(triples, GRAPHS[name], limits))
    if not exists(iri, store):
        raise _unknown(iri, graph)
    if name != HTML:
        return Answer(name, write_triples(bounded_description(iri, store), GRAPHS[name], limits))
    entity = describe(iri, store, entities)
    return Answer(name, thing_page(entity, portray(iri, store, entities), entities, axioms.of(iri)))


def _unknown(iri: str, graph: KnowledgeGraph) -> HttpProblem:
    """Return the problem of an IRI that nothing has, with what was probably meant."""
    is_term = iri.startswith(ASSB)
    local = iri.removeprefix(ASSB if is_term else KG)
    what = "term of the ontology" if is_term else "thing"
    near: list[str] = []
    if len(local) <= _LONGEST:
        words = kebab(local).replace("-", " ") if is_term else local
        near = _meanings(words, graph)
    return HttpProblem(
        HTTPStatus.NOT_FOUND,
        f"the graph has no {what} called {local[:_LONGEST]!a}",
        "a name as it stands in the graph",
        near=[(one, graph.entities.label(one)) for one in near],
    )


def _meanings(words: str, graph: KnowledgeGraph, *, again: bool = True) -> list[str]:
    """Return IRIs that a name may mean, or else those of the nearest names."""
    try:
        return [graph.entities.resolve(words).value]
    except AmbiguousName as error:
        return [expand(curie) for curie in error.meanings]
    except UnknownName as error:
        if not again:
            return []
        found = (_meanings(name, graph, again=False) for name in error.nearest)
        return list(dict.fromkeys(iri for some in found for iri in some))
