"""All errors that assbkg raises on purpose, in one tree.

::

    AssbkgError                 anything a user can mend or should know of
    ├── UnreadableFile          a file is not a regular file, too large, or not what it should be
    │   └── MissingFile             there is no such file
    ├── SignatureError          a signature or a key is not what it should be
    ├── Confined                something from outside took too much time or memory to read
    ├── CurationError           a curated table says something impossible
    ├── OntologyError           a file in ontology/ can't be read or used
    ├── BuildError              the graph could not be built or published
    ├── ReasoningError          the closure could not be computed
    ├── QueryError              a query could not be answered
    │   ├── QueryRejected       it asks for something that is not allowed
    │   ├── DoesNotHold         a link that was asked about is neither asserted nor inferred
    │   ├── QueryTimeout        it took longer than its limit
    │   └── ResultTooLarge      it gave more rows than its limit
    ├── UnknownName             a name matches nothing; near ones are offered
    ├── AmbiguousName           a name means several things equally well; all are offered
    ├── DrawingError            a figure or page can't be drawn or written
    ├── NanopubError            a nanopublication, or the key for one, is not what it should be
    ├── ReportError             a report would be empty, or can't be made
    ├── UploadError             another server did not take a graph, or not wholly
    │   └── NoAnswer            it can't be reached, or never answered
    └── SourceTextError         a paper's text can't be read or split

Every message says what was wrong, where, what was expected and, where there is
one, the nearest right thing.
"""

from __future__ import annotations

import copyreg
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: The most characters of a wrong name, and the most meanings of one, that a message shows.
_SHOWN = 200
_OFFERED = 10


class AssbkgError(Exception):
    """Anything a user can mend or should know of."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by what the error holds: few of these take their message as an argument."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


@dataclass
class UnreadableFile(AssbkgError):
    """A file is not a regular file, too large, or not what it should be.

    `line` counts from 1; 0 means the whole file.
    """

    path: Path
    reason: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.path}, line {self.line}" if self.line else str(self.path)
        return f"{place}: {self.reason}"


class MissingFile(UnreadableFile):
    """There is no file of this name."""


class SignatureError(AssbkgError):
    """A signature or a key is not what it should be."""


class Confined(AssbkgError):
    """Something from outside took too much time or memory, or broke the program that reads it."""


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in a curated table, or a line that stands for `count` of them.

    `row` counts as a spreadsheet does: the header is row 1, 0 means the whole file.
    `column` is empty when the whole row or file is meant.
    """

    path: Path
    row: int
    column: str
    message: str
    count: int = 1

    def __str__(self) -> str:
        place = str(self.path)
        if self.row:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.message}"


class CurationError(AssbkgError):
    """Curated tables hold faults; `problems` lists all of them, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = sum(problem.count for problem in self.problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"{count:,} problem{'s' * (count != 1)} in the tables:\n{lines}")


class OntologyError(AssbkgError):
    """A file in `ontology/` can't be read or used."""


class BuildError(AssbkgError):
    """The graph could not be built or published."""


class ReasoningError(AssbkgError):
    """The closure could not be computed."""


class QueryError(AssbkgError):
    """A query could not be answered."""


class QueryRejected(QueryError):
    """The query asks for something that is not allowed."""


class DoesNotHold(QueryError):
    """A link that was asked about is neither asserted nor inferred."""


class QueryTimeout(QueryError):
    """The query took longer than its limit."""


class ResultTooLarge(QueryError):
    """The query gave more rows than its limit."""


@dataclass
class UnknownName(AssbkgError):
    """A name that matches nothing known of a kind; `nearest` holds what was probably meant.

    `other` says what the name does mean, when that is of another kind.
    """

    kind: str
    name: str
    nearest: Sequence[str] = field(default_factory=tuple)
    other: str = ""

    def __str__(self) -> str:
        text = f"no {self.kind} is called {quoted(self.name)}"
        if self.other:
            text += f", which is a {self.other}"
        if self.nearest:
            text += "; did you mean " + " or ".join(repr(n) for n in self.nearest) + "?"
        return text


@dataclass
class AmbiguousName(AssbkgError):
    """A name that means several things equally well; `meanings` are their CURIEs."""

    name: str
    meanings: Sequence[str]

    def __str__(self) -> str:
        shown = [*self.meanings[:_OFFERED], *["…"] * (len(self.meanings) > _OFFERED)]
        return f"{quoted(self.name)} is the name of several things; say " + " or ".join(shown)


class DrawingError(AssbkgError):
    """A figure or page can't be drawn or written."""


class NanopubError(AssbkgError):
    """A nanopublication, or the key for one, is not what it should be."""


class ReportError(AssbkgError):
    """A report would be empty, or can't be made."""


class UploadError(AssbkgError):
    """Another server did not take a graph, or not wholly."""


class NoAnswer(UploadError):
    """Another server can't be reached, or never answered."""


class SourceTextError(AssbkgError):
    """The text of a paper can't be read or split."""


def quoted(name: str) -> str:
    """Return a name from outside in quotes, printable, and cut if long."""
    return repr(name if len(name) <= _SHOWN else name[:_SHOWN] + "…")
