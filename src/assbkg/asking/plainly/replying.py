"""The reply to a question in plain language: an answer, a choice of readings, or neither."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from keyword import iskeyword

from assbkg.asking.plainly.readings import OFFERED, Reader, Reading, Verdict, decide
from assbkg.asking.results.result import Result
from assbkg.printable import flat

__all__ = [
    "Reply",
    "call",
    "reply",
]


@dataclass(frozen=True, repr=False)
class Reply:
    """What comes of a question.

    A `sure` reply has the one reading, its SPARQL and the result; an `unsure` one the nearest
    readings, best first, and no result; one that is `out of scope` has neither.
    """

    question: str
    verdict: Verdict
    readings: tuple[Reading, ...]
    sparql: str = ""
    result: Result | None = None

    def told(self) -> str:
        """How the question was read, for people; the result is not part of it."""
        if self.verdict == "sure":
            return _sure(self.readings[0], self.sparql)
        if self.verdict == "unsure":
            return _unsure(self.readings)
        return (
            "The graph cannot answer that: it covers nano-designs for solid-state batteries, "
            "their mechanisms,\nbottlenecks, benefits, figures, syntheses and who says so. "
            "`assbkg query --list` lists all questions.\n"
        )

    def __repr__(self) -> str:
        names = " or ".join(reading.query.name for reading in self.readings)
        return f"<Reply: {self.verdict}{', ' * bool(names)}{names}>"

    def _repr_html_(self) -> str:
        from assbkg.asking.plainly.replying import reply_html

        return reply_html(self)


def reply(
    question: str,
    reader: Reader,
    query: Callable[..., Result],
    filled: Callable[..., str],
) -> Reply:
    """Read a question and answer it if one reading is sure.

    `query` answers a named query with values, `filled` gives its SPARQL.
    """
    readings = reader.read(question)
    verdict = decide(readings)
    if verdict == "out of scope":
        return Reply(question, verdict, ())
    if verdict == "unsure":
        return Reply(question, verdict, tuple(readings[:OFFERED]))
    name, values = readings[0].query.name, readings[0].values
    sparql, result = filled(name, **values), query(name, **values)
    return Reply(question, verdict, tuple(readings[:1]), sparql, result)


def command(reading: Reading) -> str:
    """The command that asks what a reading says."""
    options = [f"-p {name}={shlex.quote(value)}" for name, value in reading.values.items()]
    return " ".join(["assbkg query", reading.query.name, *options])


def _sure(reading: Reading, sparql: str) -> str:
    lines = [f"Read as: {flat(reading.question)}", f"         {flat(command(reading))}"]
    lines += [f"         {typed!r} was read as {read!r}" for typed, read in reading.misspelt]
    if reading.left_out:
        lines.append(f"         left out: {', '.join(reading.left_out)}")
    return "\n".join([*lines, "", *(f"    {line}" for line in sparql.splitlines()), ""]) + "\n"


def doubts(readings: tuple[Reading, ...]) -> str:
    """Return why none of the readings is answered, as a sentence."""
    if readings[0].doubt:
        return f"Not answered: {readings[0].doubt}."
    return "The question can be read in several ways, or only in part."


def _unsure(readings: tuple[Reading, ...]) -> str:
    lines = [f"{doubts(readings)} Did you mean:", ""]
    for number, reading in enumerate(readings, 1):
        lines += [f"{number}. {flat(reading.question)}", f"   {flat(command(reading))}"]
    return "\n".join(lines) + "\n"


def call(reading: Reading) -> str:
    """The call in Python that asks what a reading says."""
    values = reading.values
    plain = [f", {name}={value!r}" for name, value in values.items() if not iskeyword(name)]
    # Python keeps words such as `from` for itself.
    kept = {name: value for name, value in values.items() if iskeyword(name)}
    given = "".join(plain) + (f", **{kept!r}" if kept else "")
    return f"graph.query({reading.query.name!r}{given})"


def reply_html(reply: Reply) -> str:
    """A reply as HTML; the SPARQL is there to be opened, so that the rows stand first."""
    if reply.result is not None:
        sparql = f"<pre>{escape(reply.sparql)}</pre>"
        told = [f"Read as: {_strong(reply.readings[0])}", *_remarks(reply.readings[0])]
        return (
            f"<div>{'<br>'.join(told)}</div>{reply.result._repr_html_()}"
            f"<details><summary>The query in SPARQL</summary>{sparql}</details>"
        )
    if reply.readings:
        from assbkg.asking.plainly.replying import doubts

        offered = "".join(f"<li>{_strong(reading)}</li>" for reading in reply.readings)
        why = escape(doubts(reply.readings))
        return f"<div>{why} Did you mean:<ol>{offered}</ol></div>"
    return f"<div>{escape(reply.told())}</div>"


def _strong(reading: Reading) -> str:
    return f"<strong>{escape(reading.question)}</strong><br><code>{escape(call(reading))}</code>"


def _remarks(reading: Reading) -> Iterable[str]:
    for typed, read in reading.misspelt:
        yield escape(f"{typed!r} was read as {read!r}")
    if reading.left_out:
        yield escape(f"left out: {', '.join(reading.left_out)}")
