"""Order the lines of pages: columns, running heads, paragraphs, headings, tables.

Lines come as the content of a page has them. Places are in points, upward from the lower left
corner of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from assbkg.reading.blocks import Piece
from assbkg.reading.joining import CAPTION, is_open
from assbkg.reading.marks import join_hyphenated, words_of
from assbkg.reading.plain import NUMBERED
from assbkg.reading.sections import named

__all__ = ["Line", "Page", "pieces_of_pages"]

#: Parts of a page's height in which running heads and feet stand.
_HEAD, _FOOT = 0.92, 0.085
_HEADING_WORDS: Final = 22
_CAPITALS, _FEW = 5, 9
_LETTER: Final = re.compile(r"[^\W\d_]")
#: Ticks and labels of figures are short and have few letters.
_LABEL, _WORDS = 60, 0.4
#: In parts of the size: lines further apart are of two paragraphs; an indent begins one.
_APART, _INDENT = 0.35, 0.7
_GUTTER: Final = 6.0
#: Shorter lines, in parts of the width, are labels and cells and tell of no column.
_LONG: Final = 0.25
#: Sizes that differ by this part are of two fonts; shorter texts are lone marks.
_SIZES, _MARK = 0.07, 3
_ENTRY: Final = re.compile(
    r"(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}\.)\s|(?P<raised>[⁰¹²³⁴-⁹]+)\s?(?=[A-Z])"
)
_RAISED: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text within a column, or a cell of a table."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page; `number` counts from 1."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def pieces_of_pages(pages: Sequence[Page]) -> tuple[Piece, ...]:
    """Return the pieces of a paper in reading order, with headings marked by their font."""
    heads = _running_heads(pages)
    body = _body_size(pages)
    words = words_of("\n".join(line.text for page in pages for line in page.lines))
    title = _title_size(pages, body)
    found: list[Piece] = []
    listing = False
    for page in pages:
        kept = [line for line in page.lines if not _is_head(line, page, heads)]
        found += [
            Piece(line.text, page=page.number, kind="furniture")
            for line in page.lines
            if _is_head(line, page, heads)
        ]
        for column in _columns(kept):
            for group in _paragraphs(_rows(column), listing=listing):
                piece = _piece(group, page.number, (body, title), words, listing=listing)
                found.append(piece)
                if piece.level:
                    listing = named(piece.text) == "references"
    return tuple(_labelled(found))


def _labelled(pieces: list[Piece]) -> list[Piece]:
    """Return pieces with the words in figures as furniture and those in tables as table.

    They are short, end without a stop and stand next to a caption: above that of a figure, on
    either side of that of a table.
    """
    made = list(pieces)
    for i, piece in enumerate(pieces):
        caption = None if piece.kind else CAPTION.match(piece.text)
        if not caption:
            continue
        table = caption["what"].lower() == "table"
        for step in (-1, 1) if table else (-1,):
            j = i + step
            while 0 <= j < len(pieces) and pieces[j].page == piece.page:
                if not (_is_label(pieces[j]) or (j + 1 < i and _is_large_label(pieces[j]))):
                    break
                made[j] = replace(pieces[j], kind="table" if table else "furniture", level=0)
                j += step
    return made


def _is_large_label(piece: Piece) -> bool:
    """Return whether a heading between labels is one itself, in larger letters."""
    words = len(piece.text.split())
    known = NUMBERED.fullmatch(piece.text) or named(piece.text)
    return piece.level > 1 and words < _FEW // 2 and not known


def _is_label(piece: Piece) -> bool:
    if piece.kind in ("table", "furniture"):
        return True
    short = len(piece.text) < _LABEL and is_open(piece.text)
    return short and not piece.level and not CAPTION.match(piece.text)


# ── running heads ─────────────────────────────────────────────────────────────


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _running_heads(pages: Sequence[Page]) -> frozenset[str]:
    """Return what stands at the top or bottom of several pages, numbers aside."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_pattern(line.text) for line in page.lines if _at_edge(line, page)})
    least = 2 if len(pages) > 1 else len(pages) + 1
    return frozenset(text for text, count in counts.items() if count >= least)


def _at_edge(line: Line, page: Page) -> bool:
    return not _FOOT * page.height < line.baseline < _HEAD * page.height


def _is_head(line: Line, page: Page, heads: frozenset[str]) -> bool:
    edge = _at_edge(line, page)
    return edge and (_pattern(line.text) in heads or bool(re.fullmatch(r"[\d\s|]+", line.text)))


# ── sizes ─────────────────────────────────────────────────────────────────────


def _body_size(pages: Sequence[Page]) -> float:
    counts: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            counts[round(line.size, 1)] += len(line.text)
    return max(counts, key=lambda size: counts[size], default=10.0)


def _title_size(pages: Sequence[Page], body: float) -> float:
    """Return the size of the title: the largest of at least three words on the first pages."""
    sizes = [
        line.size
        for page in pages[:2]
        for line in page.lines
        if len(line.text.split()) > 2 and line.size > 1.15 * body  # noqa: PLR2004
    ]
    return max(sizes, default=0.0)


# ── columns ───────────────────────────────────────────────────────────────────


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each column or full-width band, in reading order.

    A gutter is a strip that few lines cross. Lines that cross it divide the page into bands;
    within a band, the left column comes first.
    """
    if not lines:
        return
    gutter = _gutter(lines)
    if gutter is None:
        yield sorted(lines, key=lambda line: (-line.baseline, line.x0))
        return
    ordered = sorted(lines, key=lambda line: -line.baseline)
    band: list[Line] = []
    spanning: list[Line] = []
    for line in ordered:
        crosses = line.x0 < gutter - 1 and line.x1 > gutter + 1
        crosses = crosses or bool(spanning and _ends_spanning(spanning[-1], line))
        if crosses and band:
            yield from _sides(band, gutter)
            band = []
        if not crosses and spanning:
            yield sorted(spanning, key=lambda one: (-one.baseline, one.x0))
            spanning = []
        (spanning if crosses else band).append(line)
    if spanning:
        yield sorted(spanning, key=lambda one: (-one.baseline, one.x0))
    yield from _sides(band, gutter)


def _ends_spanning(last: Line, line: Line) -> bool:
    """Return whether a short line is the last of a caption or paragraph across the gutter."""
    near = 0 < last.baseline - line.baseline < 1.5 * last.size
    return near and is_open(last.text) and abs(last.x0 - line.x0) < 0.3 * last.size


def _sides(band: list[Line], gutter: float) -> Iterator[list[Line]]:
    left = [line for line in band if (line.x0 + line.x1) / 2 < gutter]
    right = [line for line in band if (line.x0 + line.x1) / 2 >= gutter]
    for side in (left, right):
        yield from _columns(side)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return the middle of the strip between two columns, or `None` for a single column."""
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    width = right - left
    best: tuple[float, float] | None = None
    lines = [line for line in lines if line.x1 - line.x0 > _LONG * width]
    starts = Counter(round(line.x0) for line in lines)
    for start, count in starts.items():
        if count < 3 or not left + 0.25 * width < start < left + 0.8 * width:  # noqa: PLR2004
            continue
        before = [one for one in lines if one.x1 < start + 1]
        behind = [one for one in lines if one.x0 > start - 2]
        edge = max((one.x1 for one in before), default=left)
        crossing = sum(one.x0 < start - 2 and one.x1 > start + 1 for one in lines)
        if start - edge < _GUTTER or not _are_columns(before, behind, width):
            continue
        share = crossing / len(lines)
        score = len(behind) / len(lines) - share
        if share < 0.45 and (best is None or score > best[1]):  # noqa: PLR2004
            best = ((edge + start) / 2, score)
    return None if best is None else best[0]


def _are_columns(before: Sequence[Line], behind: Sequence[Line], width: float) -> bool:
    """Return whether lines on both sides are of text: enough of them, and long enough."""
    least = 3
    if min(len(before), len(behind)) < least:
        return False
    return all(median(one.x1 - one.x0 for one in side) > _LONG * width for side in (before, behind))


def _rows(column: Sequence[Line]) -> list[list[Line]]:
    """Return the lines of a column with those of one baseline together, from left to right."""
    rows: list[list[Line]] = []
    for line in column:
        same = rows and abs(rows[-1][0].baseline - line.baseline) < 0.4 * max(
            line.size, rows[-1][0].size
        )
        if same:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


# ── paragraphs ────────────────────────────────────────────────────────────────


def _paragraphs(rows: Sequence[list[Line]], *, listing: bool) -> Iterator[list[list[Line]]]:
    """Yield the rows of each paragraph, heading, caption or table of a column."""
    if not rows:
        return
    edges = Counter(round(row[0].x0) for row in rows if len(row) == 1)
    left = min((x for x, n in edges.items() if n >= max(edges.values()) / 4), default=rows[0][0].x0)
    right = max(row[-1].x1 for row in rows)
    leading = _leading(rows)
    group = [rows[0]]
    for before, row in pairwise(rows):
        if _begins(before, row, (left, right), leading, group, listing=listing):
            yield group
            group = []
        group.append(row)
        if len(row) == 1 and named(row[0].text) == "references":
            listing = True
    yield group


def _leading(rows: Sequence[list[Line]]) -> float:
    steps = [a[0].baseline - b[0].baseline for a, b in pairwise(rows)]
    near = [step for step, row in zip(steps, rows, strict=False) if 0 < step < 2.2 * row[0].size]
    return median(near) if near else 0.0


def _begins(
    before: list[Line],
    row: list[Line],
    edges: tuple[float, float],
    leading: float,
    group: list[list[Line]],
    *,
    listing: bool,
) -> bool:
    """Return whether a row begins a new paragraph."""
    last, line = before[-1], row[0]
    size = max(line.size, last.size)
    if (len(before) > 1) != (len(row) > 1):
        return not _is_numbered_formula(row)
    if abs(line.size - last.size) > _SIZES * size or _heading_ends(before, row):
        return min(len(line.text), len(last.text)) >= _MARK
    if before[0].baseline - line.baseline > max(leading, 1.2 * size) + _APART * size:
        return True
    if (len(group) == 1 and _reads_as_heading(last.text)) or not _LETTER.search(last.text):
        return True
    entry = _ENTRY.match(line.text)
    if entry and (listing or line.text.startswith("[")):
        return line.x0 < edges[0] + 2 * _INDENT * size or bool(entry["raised"])
    in_entry = listing and bool(_ENTRY.match(group[0][0].text))
    return not in_entry and _is_set_apart(before, row, edges)


def _is_set_apart(before: list[Line], row: list[Line], edges: tuple[float, float]) -> bool:
    """Return whether a row is a caption or indented, or the row before ends short."""
    last, line = before[-1], row[0]
    size = max(line.size, last.size)
    closed = not is_open(last.text)
    if closed and (CAPTION.match(line.text) or last.x1 < edges[1] - 2 * size):
        return True
    indented = line.x0 > edges[0] + _INDENT * size and before[0].x0 < line.x0 - _INDENT * size
    return indented and not _centred(row, edges)


def _reads_as_heading(text: str) -> bool:
    """Return whether a line is a heading whatever its font: named, or numbered in capitals."""
    numbered = NUMBERED.fullmatch(text)
    capital = (numbered["title"] if numbered else text).isupper() and len(text.split()) < _FEW
    letters = len(_LETTER.findall(text))
    return bool(named(text)) or (capital and letters > _CAPITALS and not text.endswith("."))


def _is_numbered_formula(row: list[Line]) -> bool:
    return len(row) == 2 and bool(re.fullmatch(r"\(\d+\)", row[-1].text))  # noqa: PLR2004


def _heading_ends(before: list[Line], row: list[Line]) -> bool:
    return before[0].bold != row[0].bold and len(before[0].text.split()) <= _HEADING_WORDS


def _centred(row: list[Line], edges: tuple[float, float]) -> bool:
    left, right = row[0].x0 - edges[0], edges[1] - row[-1].x1
    return left > 3 * row[0].size and abs(left - right) < 2 * row[0].size


# ── pieces ────────────────────────────────────────────────────────────────────


def _piece(
    group: Sequence[list[Line]],
    page: int,
    sizes: tuple[float, float],
    words: Iterable[str],
    *,
    listing: bool,
) -> Piece:
    first = group[0][0]
    if len(group) > 1 and all(len(row) > 1 for row in group):
        table = "\n".join("\t".join(line.text for line in row) for row in group)
        return Piece(table, page=page, kind="table")
    text = _joined([" ".join(line.text for line in row) for row in group], frozenset(words))
    if len(text) < _LABEL and len(_LETTER.findall(text)) < _WORDS * len(text):
        return Piece(text, page=page, kind="furniture")
    entry = _ENTRY.match(text)
    if entry and entry["raised"] and listing:
        text = f"[{entry['raised'].translate(_RAISED)}] {text[entry.end() :].strip()}"
    lines = [line for row in group for line in row]
    size = min(line.size for line in lines)
    font = replace(first, size=size, bold=all(line.bold for line in lines))
    return Piece(text, _level(font, text, *sizes), page=page)


def _joined(lines: Sequence[str], words: frozenset[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        if re.search(r"[^\W\d_]-$", text):
            text = join_hyphenated(text, line, words)
        elif re.search(r"[\w)][-–/]$", text) or text.endswith("-"):
            text += line
        else:
            text = f"{text} {line}"
    return text


def _level(first: Line, text: str, body: float, title: float) -> int:
    """Return the level of a heading by its font, or 0."""
    words = len(text.split())
    if title and abs(first.size - title) < 0.02 * title and first.size > body:
        return 1
    if words > _HEADING_WORDS or CAPTION.match(text) or re.search(r"^\[|[.,;]$", text):
        return 0
    if first.size > 1.07 * body and re.search(r"[^\W\d_]{3}", text):
        return 2
    if first.bold and first.size > 0.92 * body and (text[:1].isupper() or NUMBERED.fullmatch(text)):
        return 3
    return 2 if _reads_as_heading(text) else 0
