"""The reply to a question in plain language: an answer, a choice of readings, or neither."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from keyword import iskeyword
from typing import Final

from assbkg.asking.plainly.readings import OFFERED, Reader, Reading, Verdict, decide
from assbkg.asking.results.result import Result
from assbkg.document.model import (
    Block,
    Code,
    Definition,
    Definitions,
    Document,
    Item,
    Items,
    Paragraph,
    code,
    plain,
    strong,
)
from assbkg.document.text import write_text

__all__ = ["Reply", "call", "reply"]

_OUT_OF_SCOPE: Final = (
    "The graph cannot answer that: it covers nano-designs for solid-state batteries, "
    "their mechanisms,",
    "bottlenecks, benefits, figures, syntheses and who says so. "
    "`assbkg query --list` lists all questions.",
)


@dataclass(frozen=True, repr=False)
class Reply:
    """What comes of a question.

    A `sure` reply has the one reading, its SPARQL and the result; an `unsure` one the nearest
    readings, best first, and no result; one that is `out of scope` has neither. `extent_read`
    says how much of which papers is read; `without` has the sources that are left out.
    """

    question: str
    verdict: Verdict
    readings: tuple[Reading, ...]
    sparql: str = ""
    result: Result | None = None
    extent_read: str = ""
    without: tuple[str, ...] = ()

    @property
    def as_far_as_read(self) -> str:
        """What an answer that says what is not there rests on, as a sentence; else empty."""
        if self.result is None or not (self.readings[0].query.absence or not len(self.result)):
            return ""
        nothing = "has this answer" if len(self.result) else "has nothing on this"
        return f"The graph {nothing} as far as it was read: {self.extent_read}."

    def told(self) -> str:
        """Return how the question was read, for people; the result is not part of it."""
        text = write_text(Document(tuple(_blocks(self, self._command))))
        # What follows is the answer.
        return text + "\n" if self.verdict == "sure" else text

    def _command(self, reading: Reading) -> str:
        omitted = (f" --without {name}" for name in self.without)
        return command(reading) + "".join(omitted)

    def __repr__(self) -> str:
        names = " or ".join(reading.query.name for reading in self.readings)
        return f"<Reply: {self.verdict}{', ' * bool(names)}{names}>"

    def _repr_html_(self) -> str:
        """Return what a notebook shows; the SPARQL can be opened, so that the rows come first."""
        from assbkg.document.html import element, write_fragment, written

        *blocks, last = _blocks(self, call)
        if self.result is None:
            return write_fragment((*blocks, last))
        sparql = element("pre", self.sparql)
        details = element("details", element("summary", "The query in SPARQL"), sparql)
        read = write_fragment(
            [Paragraph((plain(self.as_far_as_read),))] * bool(self.as_far_as_read)
        )
        return write_fragment(blocks) + self.result._repr_html_() + read + written(details)


def reply(
    question: str,
    reader: Reader,
    query: Callable[..., Result],
    filled: Callable[..., str],
    extent_read: str = "",
) -> Reply:
    """Read a question and answer it if one reading is sure.

    `query` answers a named query with values, `filled` gives its SPARQL; `extent_read` says how
    much was read.
    """
    readings = reader.read(question)
    verdict = decide(readings)
    if verdict == "out of scope":
        return Reply(question, verdict, ())
    if verdict == "unsure":
        return Reply(question, verdict, tuple(readings[:OFFERED]))
    name, values = readings[0].query.name, readings[0].values
    sparql, result = filled(name, **values), query(name, **values)
    return Reply(question, verdict, tuple(readings[:1]), sparql, result, extent_read)


def command(reading: Reading) -> str:
    """Return the command that asks a reading."""
    options = [f"-p {name}={shlex.quote(value)}" for name, value in reading.values.items()]
    return " ".join(["assbkg query", reading.query.name, *options])


def _blocks(reply: Reply, called: Callable[[Reading], str]) -> Iterator[Block]:
    """Yield how a question was read; `called` returns what asks a reading, such as a command."""
    if reply.verdict == "sure":
        reading = reply.readings[0]
        lines = [strong(reading.question), code(called(reading))]
        lines += [plain(f"{typed!r} was read as {read!r}") for typed, read in reading.misspelt]
        if reading.left_out:
            lines.append(plain(f"left out: {', '.join(reading.left_out)}"))
        yield Definitions((Definition(plain("Read as:"), tuple(lines)),))
        yield Code(reply.sparql, "sparql")
    elif reply.verdict == "unsure":
        yield Paragraph((plain(f"{doubts(reply.readings)} Did you mean:"),))
        offered = (
            Item(strong(reading.question), blocks=(Paragraph((code(called(reading)),)),))
            for reading in reply.readings
        )
        yield Items(tuple(offered), "numbers", loose=True)
    else:
        yield Paragraph(tuple(map(plain, _OUT_OF_SCOPE)))


def doubts(readings: tuple[Reading, ...]) -> str:
    """Return why none of the readings is answered, as a sentence."""
    if readings[0].doubt:
        return f"Not answered: {readings[0].doubt}."
    return "The question can be read in several ways, or only in part."


def call(reading: Reading) -> str:
    """Return the call in Python that asks a reading."""
    values = reading.values
    plain = [f", {name}={value!r}" for name, value in values.items() if not iskeyword(name)]
    # Python keeps words such as `from` for itself.
    kept = {name: value for name, value in values.items() if iskeyword(name)}
    given = "".join(plain) + (f", **{kept!r}" if kept else "")
    return f"graph.query({reading.query.name!r}{given})"
