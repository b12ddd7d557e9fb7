"""The folder of a report: all its forms, tables, figures and a manifest, put in place at once."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assbkg.asking.results.answers import defused
from assbkg.document import latex, markdown
from assbkg.document.docx import require_docx, write_docx
from assbkg.document.legible import legible
from assbkg.document.model import simple_table
from assbkg.document.pdf import write_pdf
from assbkg.errors import BuildError
from assbkg.files.ownership import Kind
from assbkg.files.replacing import prepared
from assbkg.graph.publish import MANIFEST, outputs, read_manifest, sha256
from assbkg.pages.report.contents import contents
from assbkg.pages.report.figures import drawn
from assbkg.pages.report.html import write_page
from assbkg.pages.report.layout import as_document
from assbkg.pages.report.model import Column, Number, Report, Table
from assbkg.pages.report.scope import Scope, find_scope
from assbkg.pages.report.versions import command, inputs

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["FORMAT", "numbers_table", "write_report", "written"]


def written(table: Table) -> Iterator[tuple[str, bytes]]:
    """Yield a table as files: their names and bytes. What stands in a cell stays text in each."""
    names = [column.name.replace("_", " ") for column in table.columns]
    numeric = [column.kind == "number" for column in table.columns]
    shown = simple_table(names, [list(map(legible, row)) for row in table.rows], numeric)
    yield f"{table.id}.csv", _csv(table)
    yield f"{table.id}.tex", latex.write_blocks([shown]).encode()
    yield f"{table.id}.md", ("\n".join(markdown.write_blocks([shown])) + "\n").encode()


def _csv(table: Table) -> bytes:
    """Return CSV of cells that no spreadsheet runs: what it would take for a formula is quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in table.columns)
    writer.writerows(map(defused, row) for row in table.rows)
    return text.getvalue().encode()


def numbers_table(report: Report) -> Table:
    """Return every number in a sentence, and what in which table it counts."""
    rows = (
        _number("".join(map(report.words_of, sentence.runs)), number)
        for sentence in report.sentences
        for number in sentence.numbers
    )
    return Table(
        id="numbers",
        caption="Every number in a sentence, and what it counts",
        columns=(
            Column("sentence", "Sentence"),
            Column("number", "Number", kind="number"),
            Column("table", "Table"),
            Column("counts", "Counts"),
            Column("where", "Where"),
        ),
        rows=tuple(rows),
        origin="the sentences of the report",
    )


def _number(sentence: str, number: Number) -> tuple[str, ...]:
    what = f"distinct {number.column}" if number.column else "rows"
    where = "; ".join(
        f"{name} is " + {"": "blank", "*": "not blank"}.get(value, value)
        for name, value in number.where
    )
    return sentence, str(number.value), number.table, what, where


#: The format of the folder, by which a manifest is known as that of a report.
FORMAT: Final = "assbkg report 1"


def _outputs(mark: Path) -> Mapping[str, str]:
    manifest = read_manifest(mark)
    if manifest.get("format") != FORMAT:
        raise BuildError(f"{mark}: is no manifest of a report")
    return outputs(manifest, mark)


#: A report, and all that it may hold.
_REPORT: Final = Kind(
    "report",
    MANIFEST,
    re.compile(r"report\.(docx|html|pdf)|tables/[\w.-]+\.(csv|md|tex)|figures/[\w.-]+\.(pdf|svg)"),
    re.compile(r"figures|tables"),
    _outputs,
)


def write_report(
    graph: KnowledgeGraph,
    folder: Path,
    *,
    component: str = "",
    bottleneck: str = "",
    system: str = "",
    docx: bool = False,
) -> Report:
    """Write a report on the whole graph, or on what is named, into a folder of its own.

    The same release and versions give the same bytes. The folder is there whole or as it was.
    Raises `UnknownName` and `ReportError` as `find_scope` does, `ReportError` when python-docx
    is asked for and missing, and `BuildError` when the folder can't be written or holds
    anything but an earlier report.
    """
    if docx:
        require_docx()
    scope = find_scope(graph, component=component, bottleneck=bottleneck, system=system)
    with prepared(folder, _REPORT) as aside:
        report = contents(graph, scope, drawn(graph, scope, png=docx), docx=docx)
        files = dict(_files(report, docx=docx))
        manifest = _manifest(graph, scope, files, docx=docx)
        for name, data in (*files.items(), (MANIFEST, manifest)):
            path = aside / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
    return report


def _files(report: Report, *, docx: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the name and bytes of each file of a report but its manifest."""
    document = as_document(report)
    yield "report.html", write_page(document)
    yield "report.pdf", write_pdf(document)
    if docx:
        yield "report.docx", write_docx(document)
    for table in (*report.tables, numbers_table(report)):
        for name, data in written(table):
            yield f"tables/{name}", data
    for figure in report.figures:
        yield f"figures/{figure.id}.svg", figure.svg
        yield f"figures/{figure.id}.pdf", figure.pdf


def _manifest(graph: KnowledgeGraph, scope: Scope, files: dict[str, bytes], *, docx: bool) -> bytes:
    said: dict[str, Any] = {
        "format": FORMAT,
        "scope": {scope.kind: scope.called} if scope.kind else {},
        "command": command(graph, scope, docx=docx),
        **inputs(graph, docx=docx),
        "outputs": {name: sha256(data) for name, data in files.items()},
    }
    return (json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
