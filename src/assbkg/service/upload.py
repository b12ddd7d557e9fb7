"""Named graphs into a graph store, one after the other, and what the server holds of each.

Each graph is counted on the server before and after, where it can be. So the message of a
failure states what was found there, not what a well-behaved server would have done.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Final, TextIO

from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from assbkg.errors import AssbkgError, UploadError
from assbkg.graph.release import QUADS, open_release
from assbkg.graph.serialise import n_triples
from assbkg.literature.indexed import ReasonedFacts
from assbkg.literature.reader import read_facts
from assbkg.printable import printable
from assbkg.service.exchange import Body
from assbkg.service.graph_store import N_TRIPLES, GraphStore
from assbkg.vocabulary import GRAPHS

__all__ = ["Counted", "Display", "Outgoing", "Sent", "Uploaded", "facts_graphs", "release_graphs"]
__all__ += ["upload", "upload_display"]

_CHUNK_BYTES: Final = 1 << 18
#: How long to wait for a count after a failure.
_STATE_SECONDS: Final = 30.0
#: The same, after a signal, which asks for the command to end.
_LAST_LOOK_SECONDS: Final = 0.5


@dataclass(frozen=True)
class Outgoing:
    """A named graph that is to be sent: `triples` distinct ones, in N-Triples."""

    name: str
    iri: str
    triples: int
    body: Body


def release_graphs(folder: Path) -> list[Outgoing]:
    """Return the four named graphs of a release, in reading order.

    Raises `BuildError` when the release is missing or not what its manifest says.
    """
    release = open_release(folder)
    quads: dict[object, list[Quad]] = defaultdict(list)
    # Parsed again: a store keeps numbers by value, and so forgets how they were written.
    for quad in parse(release.read(QUADS), format=RdfFormat.N_QUADS):
        quads[quad.graph_name].append(quad)
    return [_whole(name, iri, quads[NamedNode(iri)]) for name, iri in GRAPHS.items()]


@contextmanager
def facts_graphs(folder: Path) -> Iterator[list[Outgoing]]:
    """Give the graphs `asserted` and `inferred` of what reasoning over a literature gave.

    They are read from disk while they are sent, whatever their size; the folder can't change
    meanwhile. Raises `ReasoningError` when it holds something else.
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


class Counted(Enum):
    """How it was confirmed that a graph is on the server."""

    BY_QUERY = "counted by query"
    BY_READING = "read back"
    NOT = "not counted: the server answers no queries and returns no N-Triples"


@dataclass(frozen=True)
class Sent:
    """The progress of sending a graph, which starts again with each attempt."""

    graph: Outgoing
    triples: int
    size: int

    def after(self, chunk: bytes) -> Sent:
        """Return the progress after one more chunk; N-Triples has a line for each triple."""
        return Sent(self.graph, self.triples + chunk.count(b"\n"), self.size + len(chunk))


@dataclass(frozen=True)
class Uploaded:
    """A graph that the server took, and how that was confirmed."""

    graph: Outgoing
    counted: Counted


def upload(
    graphs: Sequence[Outgoing], server: GraphStore, tell: Callable[[Sent], None] = lambda _: None
) -> list[Uploaded]:
    """Replace each graph on the server, in order; `tell` gets the progress.

    Raises `UploadError` at the first graph that fails, with what every graph holds now.
    """
    done: list[Uploaded] = []
    for graph in graphs:
        before, tried = None, False
        try:
            before = server.count(graph.iri)
            tried = True
            server.put(graph.iri, replace(graph.body, chunks=_watched(graph, tell)))
            done.append(Uploaded(graph, _confirm(graph, server)))
        except (AssbkgError, KeyboardInterrupt, SystemExit) as error:
            failed = isinstance(error, AssbkgError)
            seconds = _STATE_SECONDS if failed else _LAST_LOOK_SECONDS
            states = [f"{one.graph.name}: new, {one.graph.triples:,} triples" for one in done]
            if tried:
                states.append(f"{graph.name}: {_state(graph, server, before, seconds)}")
            states += [f"{one.name}: not sent, as it was" for one in graphs[len(states) :]]
            reason = str(error) if failed else "interrupted"
            raise UploadError("\n  ".join([reason, *states])) from error
    return done


def _watched(
    graph: Outgoing, tell: Callable[[Sent], None]
) -> Callable[[], Generator[bytes, None, None]]:
    """Yield the chunks of a graph, reporting progress.

    They raise `UploadError` when they differ from what was announced. Each is held back until
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


def _confirm(graph: Outgoing, server: GraphStore) -> Counted:
    how, found = Counted.BY_QUERY, server.count(graph.iri)
    # A server need not distinguish an empty graph from a missing one.
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
    """Return what is known of a graph after a failure."""
    patience = replace(server.patience, attempts=1, step_seconds=seconds)
    try:
        now = replace(server, patience=patience).count(graph.iri)
    except UploadError:
        now = None
    if now is None or before is None:
        return "unknown, because it could not be counted"
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


class Display:
    """A bar for each graph; messages about waiting appear above the bars."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def sent(self, sent: Sent) -> None:
        """Move the bar of a graph; back, when its sending starts again."""
        name, total = sent.graph.name, sent.graph.triples
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total, progress="")
        progress = f"{sent.triples:,} of {total:,} triples, {sent.size / 1e6:,.1f} MB"
        self._bars.update(self._tasks[name], completed=sent.triples, progress=progress)

    def waiting(self, message: str) -> None:
        """Show why nothing moves."""
        if not self._bars.disable:
            self._bars.console.print(printable(message), markup=False, highlight=False)


@contextmanager
def upload_display(screen: TextIO) -> Iterator[Display]:
    """Give a display on a terminal, whose cursor it moves; in a pipe it shows nothing."""
    fields = (
        TextColumn("  {task.description:<9}"),
        BarColumn(),
        TextColumn("{task.fields[progress]}"),
        TimeRemainingColumn(),
    )
    columns, lines = shutil.get_terminal_size()
    console = Console(file=screen, width=columns, height=lines)
    bars = Progress(
        *fields,
        console=console,
        disable=not screen.isatty(),
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bars:
        yield Display(bars)
