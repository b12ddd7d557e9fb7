"""Many quads in little memory: each term once, and eight bytes a quad."""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from assbkg.errors import BuildError
from assbkg.vocabulary import GRAPHS, PREFIXES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Counted", "Quads", "sort_quads"]

T = TypeVar("T")

_ONTOLOGY: Final = NamedNode(GRAPHS["ontology"])
_TYPE: Final = NamedNode(PREFIXES["rdf"] + "type")
#: Quads that are made at a time when all are gone through.
_BATCH: Final = 1 << 14


@dataclass(frozen=True)
class Counted:
    """How many triples one predicate has, of how many subjects and objects."""

    predicate: NamedNode
    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True)
class Quads(Sequence[Quad]):
    """Distinct quads in canonical order, which is that of their text; made anew when asked for.

    Terms are sorted by their text. `codes` has a whole number of eight bytes for each quad,
    ascending, which is made of the places of its four terms.
    """

    nodes: tuple[Any, ...]
    predicates: tuple[NamedNode, ...]
    graphs: tuple[Any, ...]
    codes: bytes

    def __len__(self) -> int:
        """How many quads there are."""
        return len(self.codes) // 8

    def __iter__(self) -> Iterator[Quad]:
        """Make each quad, in order."""
        nodes, predicates, graphs = self.nodes, self.predicates, self.graphs
        codes = self._codes()
        for start in range(0, len(codes), _BATCH):
            places = self._places(codes[start : start + _BATCH])
            for s, p, o, g in zip(*(place.tolist() for place in places), strict=True):
                yield Quad(nodes[s], predicates[p], nodes[o], graphs[g])

    @overload
    def __getitem__(self, index: int) -> Quad: ...
    @overload
    def __getitem__(self, index: slice) -> Quads: ...
    def __getitem__(self, index: int | slice) -> Quad | Quads:
        """Return the quad at a place, or the quads at some."""
        codes = self._codes()
        if isinstance(index, slice):
            return self._only(codes[index])
        if not -len(codes) <= index < len(codes):
            raise IndexError(index)
        (quad,) = self._only(codes[index : index + 1 or None])
        return quad

    def within(self, graph: NamedNode) -> Quads:
        """Return the quads of one graph."""
        if graph not in self.graphs:
            return self._only(self._codes()[:0])
        codes = self._codes()
        return self._only(codes[codes % len(self.graphs) == self.graphs.index(graph)])

    def with_predicates(self, predicates: Container[NamedNode]) -> Quads:
        """Return the quads with one of some predicates."""
        import numpy as np

        codes = self._codes()
        wanted = np.array([predicate in predicates for predicate in self.predicates], dtype=bool)
        return self._only(codes[wanted[self._places(codes)[1]]])

    def of_objects(self, part: Quads) -> Quads:
        """Return the quads whose subject is an object of `part`, which was taken from these."""
        import numpy as np

        codes = self._codes()
        ends = np.unique(self._places(part._codes())[2])
        return self._only(codes[np.isin(self._places(codes)[0], ends)])

    def to_subjects(self, part: Quads) -> Quads:
        """Return the quads whose object is a subject of `part`, which was taken from these."""
        import numpy as np

        codes = self._codes()
        starts = np.unique(self._places(part._codes())[0])
        return self._only(codes[np.isin(self._places(codes)[2], starts)])

    def partitions(self) -> tuple[list[Counted], dict[str, int]]:
        """Count the distinct triples of all graphs together: by predicate, and of each class.

        Predicates come in order; the counts are of triples, distinct subjects and distinct
        objects. Of each class with a name, how many things are of it, by the IRI of the class.
        """
        import numpy as np

        triples = np.unique(self._codes() // np.uint64(max(len(self.graphs), 1)))
        nodes = np.uint64(max(len(self.nodes), 1))
        objects, rest = triples % nodes, triples // nodes
        predicates = rest % np.uint64(max(len(self.predicates), 1))
        subjects = rest // np.uint64(max(len(self.predicates), 1))
        counted: list[Counted] = []
        members: dict[str, int] = {}
        for place, predicate in enumerate(self.predicates):
            here = predicates == place
            ends, each = np.unique(objects[here], return_counts=True)
            if not len(ends):
                continue
            starts = len(np.unique(subjects[here]))
            counted.append(Counted(predicate, int(each.sum()), starts, len(ends)))
            if predicate == _TYPE:
                for end, number in zip(ends.tolist(), each.tolist(), strict=True):
                    if isinstance(self.nodes[end], NamedNode):
                        members[self.nodes[end].value] = number
        return counted, members

    def about(self, subjects: Container[object]) -> Quads:
        """Return the quads whose subject is among some nodes."""
        return self._with_node(0, subjects)

    def to(self, objects: Container[object]) -> Quads:
        """Return the quads whose object is among some nodes."""
        return self._with_node(2, objects)

    def _with_node(self, place: int, nodes: Container[object]) -> Quads:
        import numpy as np

        codes = self._codes()
        wanted = np.array([node in nodes for node in self.nodes], dtype=bool)
        return self._only(codes[wanted[self._places(codes)[place]]])

    def parts(self, size: int) -> Iterator[Quads]:
        """Part them into runs of `size` quads or a few more, each with all of its subjects."""
        import numpy as np

        codes = self._codes()
        if not len(codes):
            return
        subjects = self._places(codes)[0]
        ends = np.flatnonzero(np.diff(subjects)) + 1
        start = 0
        while start < len(codes):
            after = ends[np.searchsorted(ends, start + size) :]
            end = int(after[0]) if len(after) else len(codes)
            yield self._only(codes[start:end])
            start = end

    def _only(self, codes: npt.NDArray[np.uint64]) -> Quads:
        return Quads(self.nodes, self.predicates, self.graphs, codes.tobytes())

    def _codes(self) -> npt.NDArray[np.uint64]:
        import numpy as np

        return np.frombuffer(self.codes, dtype=np.uint64)

    def _places(self, codes: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], ...]:
        """The places of subjects, predicates, objects and graphs."""
        rest, g = codes // len(self.graphs), codes % len(self.graphs)
        rest, o = rest // len(self.nodes), rest % len(self.nodes)
        return rest // len(self.predicates), rest % len(self.predicates), o, g


def sort_quads(quads: Iterable[Quad]) -> Quads:
    """Return distinct quads in canonical order.

    Raises `BuildError` on a blank node in another graph than that of the ontology, where OWL
    wants them.
    """
    import numpy as np

    node_codes: dict[Any, int] = {}
    predicate_codes: dict[NamedNode, int] = {}
    graph_codes: dict[Any, int] = {}
    columns = array("I"), array("I"), array("I"), array("I")
    add_s, add_p, add_o, add_g = (column.append for column in columns)
    for quad in quads:
        add_s(node_codes.setdefault(quad.subject, len(node_codes)))
        add_p(predicate_codes.setdefault(quad.predicate, len(predicate_codes)))
        add_o(node_codes.setdefault(quad.object, len(node_codes)))
        add_g(graph_codes.setdefault(quad.graph_name, len(graph_codes)))
    _require_names(node_codes, graph_codes, columns)
    nodes, node_ranks = _ranked(node_codes)
    predicates, predicate_ranks = _ranked(predicate_codes)
    graphs, graph_ranks = _ranked(graph_codes)
    # A term's text is followed by a blank, which sorts before all that may go on with it: so
    # quads are in the order of their texts when they are in that of their terms.
    s, p, o, g = (np.frombuffer(column, dtype=np.uint32) for column in columns)
    codes = node_ranks[s]
    for ranks, column in ((predicate_ranks, p), (node_ranks, o), (graph_ranks, g)):
        codes = codes * np.uint64(len(ranks)) + ranks[column]
    return Quads(nodes, predicates, graphs, np.unique(codes).tobytes())


def _ranked(codes: dict[T, int]) -> tuple[tuple[T, ...], npt.NDArray[np.uint64]]:
    """Return terms sorted by their text, and for each code its term's place; empties `codes`."""
    import numpy as np

    terms = list(codes)  # codes count up from zero, in this order
    codes.clear()
    texts = [str(term) for term in terms]
    order = sorted(range(len(terms)), key=texts.__getitem__)
    ranks = np.empty(len(terms), dtype=np.uint64)
    ranks[order] = np.arange(len(terms), dtype=np.uint64)
    return tuple(terms[code] for code in order), ranks


def _require_names(
    nodes: dict[Any, int], graphs: dict[Any, int], columns: tuple[array[int], ...]
) -> None:
    blank = {code for node, code in nodes.items() if isinstance(node, BlankNode)}
    if not blank:
        return
    ontology = graphs.get(_ONTOLOGY)
    for s, o, g in zip(columns[0], columns[2], columns[3], strict=True):
        if g != ontology and (s in blank or o in blank):
            ends: list[BlankNode | NamedNode | Literal] = list(nodes)
            raise BuildError(f"a blank node is left in the graph: {ends[s]} … {ends[o]}")
