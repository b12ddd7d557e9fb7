"""What a report is made of: sections, sentences, tables, figures and references. Records only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

__all__ = ["LIST_SEPARATOR", "Block", "Column", "Figure", "Number", "Paragraph", "Reference"]
__all__ += ["References", "Report", "Run", "Section", "Sentence", "Table"]

#: What parts the entries of a cell that holds several.
LIST_SEPARATOR: Final = "; "


@dataclass(frozen=True)
class Column:
    """A column: its name in files, its heading for readers, and how wide it is beside others."""

    name: str
    heading: str
    share: int = 2
    kind: Literal["text", "number", "places", "references"] = "text"


@dataclass(frozen=True)
class Table:
    """Rows of text. `grouped` makes the first column a heading over rows that share it.

    `origin` says which named queries or commands gave the rows, `note` what a reader must know.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    origin: str
    note: str = ""
    grouped: bool = False

    def cells(self, column: str, **where: str) -> Iterator[str]:
        """Yield the cells of a column, in rows that have these values; `*` is any but a blank."""
        names = [one.name for one in self.columns]
        wanted = [(names.index(name), value) for name, value in where.items()]
        place = names.index(column)
        for row in self.rows:
            if all(row[n] == value or (value == "*" and row[n]) for n, value in wanted):
                yield row[place]

    def entries(self, column: str, **where: str) -> tuple[str, ...]:
        """Return the distinct entries in the cells of a column, in their order, without blanks."""
        cells = self.cells(column, **where)
        found = (entry for cell in cells for entry in cell.split(LIST_SEPARATOR))
        return tuple(dict.fromkeys(filter(None, found)))

    def count(self, column: str = "", **where: str) -> Number:
        """Count the rows that have these values, or the distinct entries of a column in them."""
        if column:
            value = len(self.entries(column, **where))
        else:
            value = sum(1 for _ in self.cells(self.columns[0].name, **where))
        return Number(value, self.id, column, tuple(where.items()))


@dataclass(frozen=True)
class Number:
    """A number in a sentence, and what in which table it counts."""

    value: int
    table: str
    column: str
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Run:
    """A piece of text; with a `target`, a link to that part of the report.

    `code` is set as one types it. A run without text reads as what its target is called.
    """

    text: str
    target: str = ""
    code: bool = False


@dataclass(frozen=True)
class Sentence:
    """A sentence in runs, with the numbers that stand in it, in their order."""

    runs: tuple[Run, ...]
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """Sentences that stand together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Figure:
    """A figure: its caption, what it shows in words, and its bytes in each form."""

    id: str
    caption: str
    words: str
    svg: bytes
    pdf: bytes
    png: bytes = b""


@dataclass(frozen=True)
class Reference:
    """A work by its number, with the paper whose list it is where there are several."""

    number: str
    text: str

    @property
    def anchor(self) -> str:
        """The name of its place in a document: without spaces, which no address may hold."""
        return "work-" + "-".join(self.number.split())


@dataclass(frozen=True)
class References:
    """The list of works."""

    works: tuple[Reference, ...]


Block = Paragraph | Table | Figure | References


@dataclass(frozen=True)
class Section:
    """A section; its number counts from 1."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """The whole report, as data. `facts` are what stands under the title, by their names."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    version: str
    sections: tuple[Section, ...]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """All tables, in their order."""
        return tuple(block for block in self._blocks if isinstance(block, Table))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, in their order."""
        return tuple(block for block in self._blocks if isinstance(block, Figure))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences, in their order."""
        paragraphs = (block for block in self._blocks if isinstance(block, Paragraph))
        return tuple(sentence for paragraph in paragraphs for sentence in paragraph.sentences)

    @cached_property
    def cited(self) -> Mapping[str, str]:
        """The anchors of the works in the list of references, by number."""
        lists = (block for block in self._blocks if isinstance(block, References))
        return {work.number: work.anchor for one in lists for work in one.works}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each target is called: `table-grades` is `Table 4`."""
        return {
            **_numbered("section", "Section", (section.id for section in self.sections)),
            **_numbered("table", "Table", (table.id for table in self.tables)),
            **_numbered("figure", "Figure", (figure.id for figure in self.figures)),
        }

    def words_of(self, run: Run) -> str:
        """Return the text of a run, or what its target is called."""
        return run.text or self.names[run.target]

    @property
    def _blocks(self) -> Iterator[Block]:
        return (block for section in self.sections for block in section.blocks)


def _numbered(kind: str, name: str, ids: Iterable[str]) -> dict[str, str]:
    return {f"{kind}-{one}": f"{name} {number}" for number, one in enumerate(ids, start=1)}
