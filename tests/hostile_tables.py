"""A tiny paper whose cells are hostile, and all that can be done with its graph."""

from __future__ import annotations

import csv
import io
import traceback
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from click.testing import CliRunner
from tests.conftest import PAPER, RECORDS, TABLES

import assbkg
from assbkg.cli import app
from assbkg.curation.corpus import read_corpus
from assbkg.curation.sentences import split_text
from assbkg.drawing.opened import OpenedGraph
from assbkg.errors import AssbkgError, CurationError

__all__ = [
    "NUMBERS",
    "TEXTS",
    "Rows",
    "faults",
    "paper_files",
    "planted",
    "tiny_rows",
    "write_rows",
]

#: The rows of each table, by file name.
Rows = dict[str, list[dict[str, str]]]

#: Texts that some reader takes for more than a text, or can't show.
TEXTS: Final = (
    # words of our own
    *("stated", "hedged", "measured", "accepted", "contested", "structural", "subject", "grade"),
    *("label", "silicon", "volume expansion", "in silicon", "x suffers from y", "s002a", "ref-1"),
    *("x is reported to gain in y", "§ s.1 [1]", "claim s002a", "assb:Claim", "kg:si-c", "_:b0"),
    # separators, blanks, lengths
    *("a; b", "1; 2", "a, b", "a b", "a\u200bb"),
    *("\u3164", "x" * 199, "x " * 99 + "x", "x" * 10_000),
    *("a\nb", "\t", "/", ".", "..", "../x", "a/b", "a:b", '"', "it's “quoted”", "(((", "[[["),
    # marks of TeX, typst, HTML, Markdown, templates, formats, spreadsheets, SPARQL
    *("$x^2$", "$\\frac{1}{0", "a_{b}^{c}", "\\", "\\x"),
    *("\\textbf{a}", "%s %d {0} {x}", "#set page()"),
    *("= a", "#eval(1)", "<b>x</b>", "<script>x</script>"),
    *("]]>", "--> <!--", "&amp; &x;", "</svg>"),
    *("[x](javascript:alert(1))", "`x` *y* _z_ |a|"),
    *("{{ x }}", "=1+1", "@SUM(A1)", "+x", "-x", "?x"),
    *("<http://x>", "https://w3id.org/assbkg/ontology#Claim"),
    *("NaN", "-inf", "1e999", "None", "null"),
    # scripts, marks, and what has no glyph
    *("שלום עולם", "مرحبا", "\u202eabc", "😀 battery", "🔋", "e\u0301\u0301", "e" + "\u0301" * 40),
    *("\u0301e", "a\x07b", "\ud800", "🇩🇪 flag", "𝔸𝕏", "漢字", "ﬁ", "İ", "ß", "1", "0", "C", "∅"),
)  # fmt: skip

#: Figures beyond what stores, conversions or axes can hold, and some at their ends.
NUMBERS: Final = (
    *("9" * 4000, "1e400", "1e-400", "1e99", "1e-99", "1e12", "999999999999", "1e-12", "0", "-0"),
    *("-1", "-700", "0.000000000001", "123456789012.123456", "0" * 40 + "1", "inf", "nan", "1_000"),
    *("１", "1,0"),
)  # fmt: skip

#: The columns into which a text goes, by table.
_COLUMNS: Final = {
    "references.csv": ("authors", "title", "journal", "volume", "pages"),
    "entities.csv": ("label", "alt_labels", "formula"),
    "claims.csv": ("statement", "note"),
    "measurements.csv": (
        *("as_written", "cycle", "current", "temperature", "mass_basis", "electrolyte"),
        *("statement", "note"),
    ),
    "steps.csv": ("statement", "note"),
    "assessments.csv": ("reason",),
    "coverage.csv": ("why_none",),
}

#: A second design, so that there is something to compare, and a milestone.
_MORE: Final = {
    "entities.csv": (
        "tin-c,MaterialSystem,Sn/C with voids,,Sn/C,4\nzero,Milestone,the first cell,,,4\n"
    ),
    "measurements.csv": (
        "s004m1,tin-c,,ReversibleCapacity,650 mAh/g,=,650,,,mAh/g,10,2 A/g,25 °C,electrode,"
        "liquid,measured,Capacity of tin,1,4,1,accepted,\n"
        "s004m2,zero,,YearOfEvent,1990s,between,,1990,1999,year,not-applicable,not-applicable,"
        "not-applicable,not-applicable,not-applicable,stated,When it began,1,4,,accepted,\n"
    ),
}
_COVERAGE: Final = ("sentence", "section", "fingerprint", "records", "why_none")


def tiny_rows() -> Rows:
    """The rows of the tiny paper of all tests, with a little more."""
    rows = {
        name: list(csv.DictReader(io.StringIO(text + _MORE.get(name, ""))))
        for name, text in TABLES.items()
        if name.endswith(".csv")
    }
    records = {**RECORDS, 4: "s004a; s004m1; s004m2"}
    rows["coverage.csv"] = [
        dict(
            zip(
                _COVERAGE,
                (str(s.number), s.section, s.fingerprint, records.get(s.number, ""), reason),
                strict=True,
            )
        )
        for s in split_text(PAPER)
        for reason in ("" if s.number in records else "says nothing",)
    ]
    for name in ("entities.csv", "measurements.csv"):
        rows[name].sort(key=lambda row: row["id"])
    return rows


def _text(name: str, rows: list[dict[str, str]]) -> str:
    header = _COVERAGE if name == "coverage.csv" else TABLES[name].partition("\n")[0].split(",")
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


@cache
def paper_files() -> Mapping[str, str]:
    """The files of the tiny paper, by name."""
    tables = {name: _text(name, rows) for name, rows in tiny_rows().items()}
    return {**tables, "source.toml": TABLES["source.toml"]}


def write_rows(folder: Path, rows: Rows) -> Path:
    """Write the paper `voids` with these rows; gives the folder of sources."""
    paper = folder / "graphs" / "voids"
    paper.mkdir(parents=True, exist_ok=True)
    (paper / "source.toml").write_text(TABLES["source.toml"], encoding="utf-8")
    for name, table in rows.items():
        data = _text(name, table).encode("utf-8", errors="surrogatepass")
        (paper / name).write_bytes(data)
    return paper.parent


def _places(rows: Rows) -> Iterator[tuple[str, int, str]]:
    """Table, row and column of every cell into which a text goes."""
    for table, columns in _COLUMNS.items():
        for column in columns:
            for number, row in enumerate(rows[table]):
                no_reason = table == "coverage.csv" and row["records"]
                no_formula = row.get("class") in ("SynthesisProcess", "Milestone")
                if not no_reason and not (column == "formula" and no_formula):
                    yield table, number, column


def planted(folder: Path, first: int) -> tuple[Path, dict[str, str]]:
    """Write a paper with a hostile text in each cell, beginning with the `first` of `TEXTS`.

    Gives the folder of sources, which `read_corpus` accepts, and why each text that it did
    not accept was refused.
    """
    rows, number = tiny_rows(), first
    refused: dict[str, str] = {}
    for table, row, column in _places(rows):
        for _ in range(4):
            before, text = rows[table][row][column], TEXTS[number % len(TEXTS)]
            number += 1
            # What a paper writes holds the figure, whatever else it holds.
            rows[table][row][column] = f"{before}, {text}" if column == "as_written" else text
            try:
                read_corpus(write_rows(folder, rows))
                break
            except CurationError as error:
                refused[text] = str(error)
                rows[table][row][column] = before
    return write_rows(folder, rows), refused


def _commands(graph: OpenedGraph, out: Path) -> Iterator[list[str]]:
    """The command lines that do all there is to do with a graph."""
    for number, (command, ending) in enumerate(
        (
            *(("draw network", e) for e in ("svg", "pdf", "png", "graphml", "dot", "html")),
            *(("draw matrix", e) for e in ("svg", "pdf")),
            *(("draw mechanisms", e) for e in ("svg", "png")),
            *(("draw capacities", e) for e in ("svg", "pdf")),
            *(("draw timeline", e) for e in ("svg", "pdf")),
            *(("draw explorer", "html"), ("report --docx", "report"), ("reference", "pages")),
        )
    ):
        yield [*command.split(), "--out", str(out / f"{number}.{ending}")]
    links = _links(graph)
    for link in links:
        yield ["explain", *link, "--format", "text"]
        yield ["explain", *link, "--format", "markdown"]
    for link in links[:2]:
        yield ["draw", "proof", *link, "--out", str(out / "proof.svg")]
        yield ["what-if", "--without", " ".join(link)]
    for form in ("text", "json", "markdown"):
        yield ["advise", "--bottleneck", "volume expansion", "--format", form]
    for name, query in graph.library.queries.items():
        values = [f"{p.name}={p.default or _value(p.type, graph)}" for p in query.parameters]
        for form in ("table",) if values else ("table", "latex", "markdown"):
            given = (part for value in values for part in ("-p", value))
            yield ["query", name, *given, "--format", form]
    yield ["ask", "what mitigates volume expansion?"]


def _links(graph: OpenedGraph) -> list[tuple[str, str, str]]:
    links = "addresses, assb:mitigates, assb:operatesThrough, assb:suffersFrom, assb:employs"
    rows = graph.sparql(
        f"SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(kg:)) && "
        f"?p IN (assb:{links})) }} ORDER BY ?s ?p ?o"
    ).values()
    return [(s, p, o) for s, p, o in rows]


def _value(kind: str, graph: OpenedGraph) -> str:
    """A value for a parameter of a query."""
    plain = {"integer": "1", "decimal": "1", "class": "Strategy", "property": "mitigates"}
    if kind in plain:
        return plain[kind]
    found = graph.sparql(f"SELECT ?x {{ ?x a assb:{kind} }} ORDER BY ?x LIMIT 1").values()
    return str(next(iter(found), ("silicon",))[0])


def faults(release: Path, out: Path) -> list[str]:
    """What ends otherwise than with an answer or an error of ours, each with its traceback."""
    found = []
    out.mkdir()
    for command in _commands(assbkg.open(release), out):
        result = CliRunner().invoke(app, [*command, "--release", str(release)])
        error = result.exception
        if error is not None and not isinstance(error, SystemExit | AssbkgError):
            lines = "".join(traceback.format_exception(error)[-3:])
            found.append(f"{' '.join(command)}: {lines}")
        elif result.exit_code == 2:  # wrong usage: then these commands are wrong
            found.append(f"{' '.join(command)}: {result.output}")
    return found
