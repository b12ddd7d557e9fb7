"""Leave sources out of a release: what they state, and everything that follows from it.

A paper may be retracted, and background knowledge be unwanted. What is left is closed again, so
that each link has the grade that a build without these sources would give it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import IO, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from assbkg.building import conclusions, write_rounds
from assbkg.errors import UnknownName
from assbkg.graph.provenance import REASONED
from assbkg.graph.quad_table import sort_quads
from assbkg.graph.release import QUADS, ROUNDS, Release
from assbkg.graph.serialise import write_n_quads
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, assb
from assbkg.nearest import nearest
from assbkg.reasoning.closure import close
from assbkg.reasoning.grades import given_levels
from assbkg.record.reasoned import Reasoned
from assbkg.vocabulary import ASSB, KG, expand, read_part

__all__ = ["leave_out"]

_PLACED: Final = assb("evidencedBy")
_SOURCE: Final = NamedNode(expand("prov:hadPrimarySource"))
_ASSESSES: Final = assb("assesses")
#: What names a thing and links it to nothing else that papers state.
_NAMING: Final = frozenset(
    {
        _PLACED,
        assb("chemicalFormula"),
        *(NamedNode(expand(name)) for name in ("rdf:type", "rdfs:label", "skos:altLabel")),
    }
)
_LINK: Final = tuple(assb("claim" + end) for end in ("Subject", "Property", "Object"))
_STANDING: Final = frozenset(assb(status.capitalize()) for status in REASONED)
_DENIED: Final = assb("Denied")

_Link = tuple[object, object, object]


def leave_out(release: Release, names: Iterable[str]) -> Release:
    """Return a release without some sources, given by their ids.

    Places keep the names that they have in the whole release. Raises `UnknownName`, with the
    nearest ids, for a source that the release does not hold.
    """
    wanted = tuple(dict.fromkeys(names))
    for name in wanted:
        if name not in release.sources:
            near = nearest(name, release.sources) or tuple(release.sources)
            raise UnknownName("source", name, near)
    if not wanted:
        return release
    quads = [q for q in parse(release.read(QUADS), RdfFormat.N_QUADS) if q.graph_name != INFERRED]
    said = [quad for quad in quads if quad.graph_name in (EVIDENCE, ASSERTED)]
    kept = _Kept(said, frozenset(wanted))
    rules = Reasoned(release).rule_set
    ontology = [quad for quad in quads if quad.graph_name not in (EVIDENCE, ASSERTED)]
    links = _own_properties(ontology)
    stated = [*ontology, *kept.quads()]
    given = given_levels(stated, rules.predicates | links)
    closure = close(given, rules)
    whole = sort_quads([*stated, *conclusions(closure, given, links, rules, stated)])
    store = Store()
    store.bulk_extend(whole)
    return replace(
        release,
        manifest={
            **release.manifest,
            "sources": [name for name in release.sources if name not in wanted],
        },
        store=store,
        without=(*release.without, *wanted),
        made={
            QUADS: _written(partial(write_n_quads, whole)),
            ROUNDS: _written(partial(write_rounds, closure)),
        },
    )


def _written(write: Callable[[IO[bytes]], object]) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def _own_properties(ontology: Iterable[Quad]) -> frozenset[str]:
    kinds = NamedNode(expand("rdf:type")), NamedNode(expand("owl:ObjectProperty"))
    return frozenset(
        quad.subject.value
        for quad in ontology
        if (quad.predicate, quad.object) == kinds
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ASSB)
    )


class _Kept:
    """What is left of what sources state, without some of them."""

    def __init__(self, said: list[Quad], omitted: frozenset[str]) -> None:
        self.said = said
        self.omitted = omitted
        self.dropped: set[object] = set()
        sources = {NamedNode(KG + name) for name in omitted}
        for quad in said:
            if quad.predicate == _SOURCE and quad.object in sources:
                self.dropped.add(quad.subject)
        # What is thought of a record goes with it, whoever thinks so.
        self.dropped |= {q.subject for q in said if q.predicate == _ASSESSES and self._is_of(q)}

    def _is_of(self, quad: Quad) -> bool:
        """Tell whether a quad is about something that a source which is left out adds."""
        return self._is_dropped(quad.subject) or self._is_dropped(quad.object)

    def _is_dropped(self, term: object) -> bool:
        if not isinstance(term, NamedNode) or not term.value.startswith(KG):
            return False
        if term in self.dropped:
            return True
        first, *rest = term.value.removeprefix(KG).split(".")
        # A step's parameters are named after it.
        of_step = rest and NamedNode(f"{KG}{first}.{rest[0]}") in self.dropped
        return bool(of_step) or {first, read_part(term.value).paper} & self.omitted != set()

    def quads(self) -> Iterator[Quad]:
        """Yield the quads that are left."""
        links = self._links_lost()
        left = [
            quad
            for quad in self.said
            if not self._is_of(quad)
            if quad.graph_name != ASSERTED
            or (quad.subject, quad.predicate, quad.object) not in links
        ]
        orphans = self._orphans(left)
        yield from (quad for quad in left if quad.subject not in orphans)

    def _links_lost(self) -> set[_Link]:
        """Return the links that claims of the sources state, and no claim that is left."""
        ends: dict[object, dict[object, object]] = {}
        for quad in self.said:
            if quad.predicate in (*_LINK, assb("hasStatus"), assb("hasPolarity")):
                ends.setdefault(quad.subject, {})[quad.predicate] = quad.object
        found: dict[bool, set[_Link]] = {False: set(), True: set()}
        for claim, values in ends.items():
            standing = values.get(assb("hasStatus")) in _STANDING
            if standing and values.get(assb("hasPolarity")) != _DENIED and _LINK[1] in values:
                subject, predicate, target = (values[end] for end in _LINK)
                found[self._is_dropped(claim)].add((subject, predicate, target))
        return found[True] - found[False]

    def _orphans(self, left: list[Quad]) -> set[object]:
        """Return the things that the sources alone name, and of which nothing else speaks."""
        placed = {quad.subject for quad in self.said if quad.predicate == _PLACED}
        still = {quad.subject for quad in left if quad.predicate == _PLACED}
        told = {
            term
            for quad in left
            if quad.predicate not in _NAMING
            for term in (quad.subject, quad.object)
        }
        return {one for one in placed - still if one not in told}
