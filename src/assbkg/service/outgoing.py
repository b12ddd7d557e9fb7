"""Named graphs on their way to a server: from a release, or from reasoned facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from assbkg.graph.release import QUADS, open_release
from assbkg.graph.serialise import n_triples
from assbkg.literature.indexed import ReasonedFacts
from assbkg.literature.reader import read_facts
from assbkg.service.exchange import Body
from assbkg.service.graph_store import N_TRIPLES
from assbkg.vocabulary import GRAPHS

__all__ = ["Outgoing", "facts_graphs", "release_graphs"]

_CHUNK_BYTES: Final = 1 << 18


@dataclass(frozen=True)
class Outgoing:
    """A named graph that is to be sent: `triples` distinct ones, in N-Triples."""

    name: str
    iri: str
    triples: int
    body: Body


def release_graphs(folder: Path) -> list[Outgoing]:
    """The four named graphs of a release, in reading order.

    Raises `BuildError` when the release is missing or not what its manifest says.
    """
    release = open_release(folder)
    quads: dict[object, list[Quad]] = defaultdict(list)
    # Parsed anew: a store keeps numbers by value, and so forgets how they were written.
    for quad in parse(release.read(QUADS), format=RdfFormat.N_QUADS):
        quads[quad.graph_name].append(quad)
    return [_whole(name, iri, quads[NamedNode(iri)]) for name, iri in GRAPHS.items()]


@contextmanager
def facts_graphs(folder: Path) -> Iterator[list[Outgoing]]:
    """Give the graphs `asserted` and `inferred` of what reasoning over a literature gave.

    They are read from disk while they are sent, whatever their size, and the folder is held
    as it is meanwhile. Raises `ReasoningError` when it holds something else.
    """
    with read_facts(folder) as opened:
        facts = ReasonedFacts(opened)
        graphs = []
        for name, asserted in (("asserted", True), ("inferred", False)):
            triples, size = facts.size(asserted)
            body = Body(N_TRIPLES, facts.stream(asserted), size)
            graphs.append(Outgoing(name, GRAPHS[name], triples, body))
        yield graphs


def _whole(name: str, iri: str, quads: list[Quad]) -> Outgoing:
    data = n_triples(quads)

    def chunks() -> Generator[bytes, None, None]:
        for start in range(0, len(data), _CHUNK_BYTES):
            yield data[start : start + _CHUNK_BYTES]

    return Outgoing(name, iri, len(quads), Body(N_TRIPLES, chunks, len(data)))
