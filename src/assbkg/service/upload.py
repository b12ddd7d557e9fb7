"""Named graphs into a graph store, one after the other, and the truth about each of them.

Each graph is counted on the server before and after, where it can be. So the message of a
failure says what was found there, not what a well-behaved server would have done.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from assbkg.errors import AssbkgError, UploadError
from assbkg.service.graph_store import GraphStore
from assbkg.service.outgoing import Outgoing

__all__ = ["Counted", "Sent", "Uploaded", "upload"]

#: How long to wait for a count after a failure.
_STATE_SECONDS: Final = 30.0
#: The same, after a signal: whoever sent it wants the command to end.
_LAST_LOOK_SECONDS: Final = 0.5


class Counted(Enum):
    """How it was made sure that a graph is on the server."""

    BY_QUERY = "counted by query"
    BY_READING = "read back"
    NOT = "not counted: the server answers no query and gives no N-Triples"


@dataclass(frozen=True)
class Sent:
    """How far the sending of a graph has come; it starts anew with each attempt."""

    graph: Outgoing
    triples: int
    size: int

    def after(self, chunk: bytes) -> Sent:
        """How far it is with one more chunk: N-Triples has a line for each triple."""
        return Sent(self.graph, self.triples + chunk.count(b"\n"), self.size + len(chunk))


@dataclass(frozen=True)
class Uploaded:
    """A graph that the server took, and how that was made sure."""

    graph: Outgoing
    counted: Counted


def upload(
    graphs: Sequence[Outgoing], server: GraphStore, tell: Callable[[Sent], None] = lambda _: None
) -> list[Uploaded]:
    """Replace each graph on the server, in order; `tell` hears how far the sending is.

    Raises `UploadError` at the first graph that fails, with what every graph holds now.
    """
    done: list[Uploaded] = []
    for graph in graphs:
        before, tried = None, False
        try:
            before = server.count(graph.iri)
            tried = True
            server.put(graph.iri, replace(graph.body, chunks=_watched(graph, tell)))
            done.append(Uploaded(graph, _make_sure(graph, server)))
        except (AssbkgError, KeyboardInterrupt, SystemExit) as error:
            failed = isinstance(error, AssbkgError)
            seconds = _STATE_SECONDS if failed else _LAST_LOOK_SECONDS
            told = [f"{one.graph.name}: new, {one.graph.triples:,} triples" for one in done]
            if tried:
                told.append(f"{graph.name}: {_state(graph, server, before, seconds)}")
            told += [f"{one.name}: not sent, as it was" for one in graphs[len(told) :]]
            said = str(error) if failed else "interrupted"
            raise UploadError("\n  ".join([said, *told])) from error
    return done


def _watched(
    graph: Outgoing, tell: Callable[[Sent], None]
) -> Callable[[], Generator[bytes, None, None]]:
    """Yield the chunks of a graph, reporting progress.

    They raise `UploadError` when they are not what was announced. Each is held back until
    the next is there, and the last until all fit: no server gets the whole of a wrong body.
    """
    announced = Sent(graph, graph.triples, graph.body.size)

    def chunks() -> Generator[bytes, None, None]:
        sent, held = Sent(graph, 0, 0), b""
        with closing(graph.body.chunks()) as source:
            for chunk in source:
                if sent.after(held + chunk).size > announced.size:
                    raise _changed(graph)
                yield held
                sent = sent.after(held)
                tell(sent)
                held = chunk
        if sent.after(held) != announced:
            raise _changed(graph)
        yield held
        tell(announced)

    return chunks


def _changed(graph: Outgoing) -> UploadError:
    return UploadError(
        f"{graph.name}: is not the same when it is read again; does something else write to its "
        "files? Publish again when that is done"
    )


def _make_sure(graph: Outgoing, server: GraphStore) -> Counted:
    how, found = Counted.BY_QUERY, server.count(graph.iri)
    # A server need not tell an empty graph from none.
    if found is None and graph.triples:
        how, found = Counted.BY_READING, server.count_by_reading(graph.iri, graph.body)
    if found is None:
        return Counted.NOT
    if found != graph.triples:
        raise UploadError(
            f"{server.store}: said that it took {graph.name}, but holds {found:,} of its "
            f"{graph.triples:,} triples"
        )
    return how


def _state(graph: Outgoing, server: GraphStore, before: int | None, seconds: float) -> str:
    """What is known of a graph after a failure."""
    patience = replace(server.patience, attempts=1, step_seconds=seconds)
    try:
        now = replace(server, patience=patience).count(graph.iri)
    except UploadError:
        now = None
    if now is None or before is None:
        return "not known, as it could not be counted"
    if now == before != graph.triples:
        return f"as it was, {now:,} triples"
    if now == graph.triples != before:
        return f"new by its number of triples, {now:,}; publish again to be sure"
    if now == before:
        return f"as it was or new: both have {now:,} triples"
    return (
        f"holds {now:,} triples, but held {before:,} before and was to hold {graph.triples:,}: "
        "the server does not replace a graph in one transaction; publish again"
    )
