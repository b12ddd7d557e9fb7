"""A report as a document: groups, spans, links, dashes, and the names of tables and figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from assbkg.document.model import (
    Block,
    Cell,
    Column,
    Definition,
    Definitions,
    Document,
    Group,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Tone,
    joined,
    link,
    plain,
)
from assbkg.pages.report import model
from assbkg.pages.report.measurements import LEFT_OUT

__all__ = ["as_document"]

_DASH: Final = "–"
#: Words of cells that stand out, and as what.
_TONES: Final[dict[str, Tone]] = {
    LEFT_OUT: "muted",
    "contested": "contested",
    "anomalous": "anomalous",
}


def as_document(report: model.Report) -> Document:
    """Return a report as a document that each of its forms is written from."""
    sections = (
        Section(
            plain(section.title),
            tuple(_block(report, block) for block in section.blocks),
            f"section-{section.id}",
            str(number),
        )
        for number, section in enumerate(report.sections, start=1)
    )
    return Document(
        tuple(sections), plain(report.title), report.subtitle, report.facts, report.version
    )


def _block(report: model.Report, block: model.Block) -> Block:
    if isinstance(block, model.Paragraph):
        sentences = ([_run(report, run) for run in one.runs] for one in block.sentences)
        return Paragraph((joined(map(tuple, sentences)),))
    if isinstance(block, model.Table):
        return _table(report, block)
    if isinstance(block, model.Figure):
        id_ = f"figure-{block.id}"
        return Picture(
            block.words, block.svg, block.pdf, block.png, block.caption, report.names[id_], id_
        )
    works = (
        Definition(plain(f"[{work.number}]"), (plain(work.text),), work.anchor)
        for work in block.works
    )
    return Definitions(tuple(works))


def _run(report: model.Report, run: model.Run) -> Run:
    target = f"#{run.target}" if run.target else ""
    return Run(report.words_of(run), "code" if run.code else "plain", target)


def _table(report: model.Report, table: model.Table) -> Table:
    shown = table.columns[1:] if table.grouped else table.columns
    id_ = f"table-{table.id}"
    return Table(
        columns=tuple(Column(one.heading, one.kind == "number", one.share) for one in shown),
        groups=tuple(_groups(report, table, shown)),
        caption=table.caption,
        note=f"{table.note} From: {table.origin}.".strip(),
        name=report.names[id_],
        id=id_,
    )


def _groups(
    report: model.Report, table: model.Table, shown: Sequence[model.Column]
) -> Iterator[Group]:
    """Yield the rows of a table in groups; a cell at the left stands over rows that share it."""
    if not table.grouped:
        yield Group(tuple(_rows(report, shown, table.rows)))
        return
    for head, rows in groupby(table.rows, key=lambda row: row[0]):
        yield Group(tuple(_rows(report, shown, [row[1:] for row in rows])), head)


def _rows(
    report: model.Report, shown: Sequence[model.Column], rows: Sequence[tuple[str, ...]]
) -> Iterator[tuple[Cell, ...]]:
    for text, together in groupby(rows, key=lambda row: row[0]):
        shared = list(together)
        for number, row in enumerate(shared):
            cells = [
                _cell(report, column, cell) for column, cell in zip(shown[1:], row[1:], strict=True)
            ]
            if number == 0:
                first = _cell(report, shown[0], text).words
                cells.insert(0, Cell(first, rows=len(shared), head=True))
            yield tuple(cells)


def _cell(report: model.Report, column: model.Column, text: str) -> Cell:
    if not text:
        return Cell(plain(_DASH), "muted")
    if column.kind == "references":
        return Cell(tuple(_works(report, text)))
    # A place stays on one line.
    shown = text.replace(" s.", "\N{NO-BREAK SPACE}s.") if column.kind == "places" else text
    return Cell(plain(shown), _TONES.get(text, "plain"))


def _works(report: model.Report, text: str) -> Iterator[Run]:
    for place, number in enumerate(text.split(", ")):
        if place:
            yield Run(" ")
        anchor = report.cited.get(number, "")
        yield from link(f"[{number}]", f"#{anchor}" if anchor else "")
