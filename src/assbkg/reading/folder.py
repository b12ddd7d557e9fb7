"""Make the folder of a paper that was read: `source.toml`, the reference list, empty tables.

No sentence is stored: coverage holds numbers and fingerprints, and only of what needs no
curator, which are front matter and references. All other sentences count as not read.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, cast

from pydantic import TypeAdapter, ValidationError

from assbkg.curation.cells import Id
from assbkg.curation.corpus import SOURCE
from assbkg.curation.records import TABLES, Coverage, Record, Reference
from assbkg.curation.tables import write_table
from assbkg.errors import SourceTextError
from assbkg.files.replacing import write_whole
from assbkg.reading.blocks import UNMAPPED, Entry, Metadata
from assbkg.reading.segmenting import SEGMENTER, ReadPaper, ReadSentence

__all__ = ["make_folder", "missing_parts", "require_new", "write_sentences"]

NOT_STATED: Final = "not stated"
_LICENCE: Final = "not stated in the text at hand; only facts and our own wording are kept"
_LONGEST: Final = 1_900
_WHY: Final = {
    "title": "title of the paper",
    "front": "front matter: authors, addresses, dates or keywords",
}


def require_new(graphs: Path, name: str) -> Path:
    """Return the folder that a paper gets. Raises `SourceTextError` unless it can be made."""
    try:
        TypeAdapter(Id).validate_python(name)
    except ValidationError as error:
        fault = error.errors()[0].get("ctx", {}).get("error", "is blank")
        raise SourceTextError(f"the name of the paper: {fault}") from error
    folder = graphs / name
    if folder.exists() or folder.is_symlink():
        raise SourceTextError(f"{folder}: is there already; choose another name or remove it")
    if not graphs.is_dir():
        raise SourceTextError(f"{graphs}: is not a folder; make it, or give another with --graphs")
    return folder


def make_folder(paper: ReadPaper, graphs: Path, name: str, today: date) -> Path:
    """Make `graphs/name` with all tables of a paper, whole or not at all, and return it.

    `today` is the day on which DOIs were seen. Raises `SourceTextError` if the folder exists or
    can't be made.
    """
    folder = require_new(graphs, name)
    try:
        aside = Path(tempfile.mkdtemp(prefix=".assbkg-", dir=graphs))
    except OSError as error:
        raise SourceTextError(f"{folder}: can't be made: {error.strerror}") from error
    try:
        made = aside / name
        made.mkdir()
        _fill(made, paper, name, today)
        made.rename(folder)
    except OSError as error:
        raise SourceTextError(f"{folder}: can't be made: {error.strerror}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder


def _fill(folder: Path, paper: ReadPaper, name: str, today: date) -> None:
    reading = paper.reading
    places = {s.label: s.number for s in paper.sentences if s.kind == "reference"}
    references = [
        _reference(entry, places[str(entry.number)], reading.metadata, today)
        for entry in reading.references
        if str(entry.number) in places
    ]
    filled: dict[type[Record], Sequence[Record]] = {
        Reference: references,
        Coverage: list(_coverage(paper.sentences)),
    }
    for table in TABLES:
        write_table(folder / f"{table.table}.csv", table, filled.get(table, ()))
    text = "".join(f"{line}\n" for line in _source(paper, name))
    (folder / SOURCE).write_text(text, encoding="utf-8", newline="")


def _source(paper: ReadPaper, name: str) -> Iterator[str]:
    known = paper.reading.metadata
    yield f"id = {_toml(name)}"
    yield f"title = {_toml(_cell(known.title) or NOT_STATED)}"
    authors = [_cell(author) for author in known.authors] or [NOT_STATED]
    yield f"authors = [{', '.join(map(_toml, authors))}]"
    yield f"keywords = [{', '.join(_toml(_cell(word)) for word in known.keywords)}]"
    yield f"licence = {_toml(_cell(known.licence) or _LICENCE)}"
    if known.year:
        yield f"year = {known.year}"
    if known.doi:
        yield f"# The text prints the DOI {known.doi}. Once a page shows it with the title, add"
        yield f'# doi = "{known.doi}" and doi_verified.'
    if known.review:
        yield 'type = "review"'
    yield f"reader = {_toml(paper.reading.reader)}"
    yield f"segmenter = {SEGMENTER}"
    yield f"sentences = {len(paper.sentences)}"


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _cell(text: str) -> str:
    """Return a text as a table may hold it: without invisible or lost characters, not too long."""
    kept = "".join(
        "□" if c == UNMAPPED else " " if unicodedata.category(c)[0] in "CZ" else c for c in text
    )
    return " ".join(kept.split())[:_LONGEST].strip()


def _reference(entry: Entry, sentence: int, paper: Metadata, today: date) -> Reference:
    """Return the row of an entry; one without a year is not valid until a curator adds it.

    A DOI that the paper's list prints beside the title was seen in the list of another work.
    """
    volume = " ".join(part for part in (entry.journal, entry.volume) if part)
    place = ", ".join(part for part in (volume, entry.pages) if part)
    seen = bool(entry.doi and entry.title and paper.doi)
    return Reference.model_construct(
        number=entry.number,
        authors=_cell("; ".join(author.replace(";", ",") for author in entry.authors))
        or NOT_STATED,
        title=_cell(entry.title or (place if entry.journal else "") or entry.text),
        journal=_cell(entry.journal) or NOT_STATED,
        year=cast("int", entry.year or ""),  # blank, for a curator to fill in
        volume=_cell(entry.volume),
        pages=_cell(entry.pages),
        doi=entry.doi if seen else "",
        doi_verified=f"citation: https://doi.org/{paper.doi}, {today}" if seen else "",
        sentence=sentence,
    )


def _coverage(sentences: Sequence[ReadSentence]) -> Iterator[Coverage]:
    for sentence in sentences:
        why = _WHY.get(sentence.kind, "")
        records = (f"ref-{sentence.label}",) if sentence.kind == "reference" else ()
        if why or records:
            yield Coverage(
                sentence=sentence.number,
                section=_cell(sentence.section),
                fingerprint=sentence.fingerprint,
                records=records,
                why_none=why,
            )


def missing_parts(paper: ReadPaper) -> Iterator[str]:
    """Yield what a curator has to fill in, one short clause each."""
    known = paper.reading.metadata
    for part, value in (
        ("title", known.title),
        ("authors", known.authors),
        ("year", known.year),
        ("DOI", known.doi),
        ("licence", known.licence),
        ("reference list", paper.reading.references),
    ):
        if not value:
            yield f"no {part} found"
    undated = [str(entry.number) for entry in paper.reading.references if not entry.year]
    if undated:
        yield f"no year in reference{'s' * (len(undated) > 1)} {', '.join(undated)}"
    numbers = [entry.number for entry in paper.reading.references]
    gaps = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
    if gaps:
        yield f"no reference {', '.join(map(str, gaps))}"


def write_sentences(sentences: Sequence[ReadSentence], path: Path) -> None:
    """Write sentences as tab-separated text, for the reader's own use.

    Columns: number, section, kind, page, cited references, fingerprint, text.
    """
    lines = ["number\tsection\tkind\tpage\tcites\tfingerprint\ttext"]
    for s in sentences:
        cites = ", ".join(map(str, s.cites))
        cells = (s.number, s.section, s.kind, s.page or "", cites, s.fingerprint, s.text)
        lines.append("\t".join(" ".join(str(cell).split()) for cell in cells))
    write_whole(path, ("\n".join(lines) + "\n").encode())
