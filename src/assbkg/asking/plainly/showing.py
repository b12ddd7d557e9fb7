"""A reply as a notebook shows it: how the question was read, and the rows. All text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from keyword import iskeyword
from typing import TYPE_CHECKING

from assbkg.asking.plainly.readings import Reading

if TYPE_CHECKING:
    from assbkg.asking.plainly.replying import Reply

__all__ = ["call", "reply_html"]


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
