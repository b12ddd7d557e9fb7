"""Documents as Markdown, in which no character of a text means anything but itself.

What is written here means the same to CommonMark, to GitHub and to Python-Markdown: backslashes
where all three take one, entities elsewhere.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from assbkg.document.model import (
    Block,
    Code,
    Command,
    Definitions,
    Document,
    Item,
    Items,
    Paragraph,
    Picture,
    Run,
    Section,
    Table,
    Words,
    plain,
    text_of,
)
from assbkg.printable import printable

__all__ = ["inline", "is_safe_target", "write_blocks", "write_markdown"]

_SPACES: Final = re.compile("[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
#: Marks wherever they stand. A `!` or `&` at the end might work on what follows.
_MARKS: Final = re.compile(r"[\\`*_{}<|]|&(?=[#\w]|\Z)|!\Z")
#: Brackets that might belong to a link, a footnote or a box to tick; alone they mean nothing.
_LINKING: Final = re.compile(r"\]\s*[(\[:]|\[[\^\[]|^\s*\[")
#: Marks of extensions, for emoji and marked words.
_EXTENDED: Final = re.compile(r":(?=[\w+-]+:)|==")
#: Marks of extensions that work in pairs, for struck words, small ones and mathematics.
_PAIRED: Final = "~^$"
#: What opens a block at the start of a line: headings, lists, quotations, rules, fences, notes.
_OPENING: Final = re.compile(r"\d{1,9}([.)])|([-+#>=~:])|(!)!!|(\?)\?\?|(/)//")
#: What all readers take behind a backslash.
_BACKSLASHED: Final = frozenset("\\`*_{}[]()#+-.!>|")
_NAMED: Final = {"<": "&lt;", "&": "&amp;"}
#: What is written as an entity within HTML.
_SPECIAL: Final = re.compile(r"[&<>|*_`\[\]{}\\~^$#=:]")
#: What would end an address, or a cell of a table.
_APART: Final = frozenset(" ()<>[]|\"'`\\")
#: A scheme, as browsers find it.
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def write_markdown(document: Document) -> str:
    """Return a document as Markdown that ends with a line feed."""
    lines: list[str] = []
    if document.title:
        lines.append(f"# {inline(document.title)}")
    if document.subtitle:
        lines += ["", inline(plain(document.subtitle), opens=True)]
    if document.facts:
        lines += ["", *(f"- {inline(plain(f'{name}: {text}'))}" for name, text in document.facts)]
    body = list(_blocks(document.blocks, 2 if document.title else 1))
    lines += ["", *body] if lines and body else body
    return "\n".join(lines) + "\n"


def write_blocks(blocks: Iterable[Block], level: int = 2) -> list[str]:
    """Return the lines of blocks; headings of sections have the given level."""
    return list(_blocks(blocks, level))


def inline(words: Words, *, opens: bool = False, in_cell: bool = False) -> str:
    r"""Return words on one line.

    With `opens` they are the first of a paragraph or an item, with `in_cell` those of a cell.

    >>> inline(plain("1. is *no* list"), opens=True)
    '1\\. is \\*no\\* list'
    """
    runs = list(_merged(words))
    whole = text_of(words)
    marks = {mark for mark in _PAIRED if whole.count(mark) > 1}
    if _LINKING.search(whole) or any(run.target for run in runs):
        marks |= {"[", "]"}
    told, at = "", 0
    for run in runs:
        beside = whole[at - 1 : at], whole[at + len(run.text) :][:1]
        told += _run(run, marks, beside, in_cell)
        at += len(run.text)
    # A heading may end in marks that are not of its text.
    told = re.sub(r"#$", r"\\#", _SPACES.sub(" ", told).strip(" "))
    return _unopened(told) if opens else told


def _merged(words: Words) -> Iterator[Run]:
    """Yield runs, joined where two of one kind touch: their marks would touch, too."""
    for _, alike in groupby(filter(_has_text, words), lambda run: (run.style, run.target)):
        first, *rest = alike
        yield replace(first, text="".join((first.text, *(run.text for run in rest))))


def _has_text(run: Run) -> bool:
    return bool(run.text)


def is_safe_target(target: str) -> bool:
    """Tell whether an address leads to a page or to the web: `javascript:` would run as code."""
    scheme = _SCHEME.match(target)
    return scheme is None or scheme[1].lower() in ("http", "https")


def _run(run: Run, marks: set[str], beside: tuple[str, str], in_cell: bool) -> str:
    if run.style == "break":
        return "<br>"
    if run.style == "code":
        told = _code(run.text, in_cell)
    else:
        told = _MARKS.sub(lambda found: _escaped(found[0]), printable(_SPACES.sub(" ", run.text)))
        told = _EXTENDED.sub(lambda found: _escaped(found[0][0]) + found[0][1:], told)
        for mark in marks:
            told = told.replace(mark, _escaped(mark))
        around = {"strong": "**", "emphasis": "*"}.get(run.style, "")
        if around and not run.target and _can_stand_out(run.text, *beside):
            told = f"{around}{told}{around}"
    if run.target and told.strip() and is_safe_target(run.target):
        return f"[{told}]({_address(run.target)})"
    return told


def _can_stand_out(text: str, before: str, after: str) -> bool:
    """Tell whether marks around a text are read as such, which depends on what is beside them."""
    opens = text[0].isalnum() or (not text[0].isspace() and (not before or before.isspace()))
    closes = text[-1].isalnum() or (not text[-1].isspace() and (not after or after.isspace()))
    return opens and closes


def _code(text: str, in_cell: bool = False) -> str:
    """Return code between more backticks than it has in a row."""
    shown = printable(_SPACES.sub(" ", text)).strip(" ")
    if not shown:
        return ""
    if in_cell and "|" in shown:
        # Readers differ on what a backslash before a bar means here.
        return f"<code>{_SPECIAL.sub(_entity, shown)}</code>"
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    beside = " " if "`" in (shown[0], shown[-1]) else ""
    return f"{fence}{beside}{shown}{beside}{fence}"


def _address(target: str) -> str:
    return "".join(
        c if c.isascii() and c.isprintable() and c not in _APART else _quoted(c) for c in target
    )


def _quoted(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))


def _escaped(mark: str) -> str:
    return f"\\{mark}" if mark in _BACKSLASHED else _NAMED.get(mark, f"&#{ord(mark)};")


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _unopened(text: str) -> str:
    """Return a line that opens no list, heading, quotation or other block."""
    found = _OPENING.match(text)
    if found is None or found.lastindex is None:
        return text
    start, end = found.span(found.lastindex)
    return f"{text[:start]}{_escaped(text[start])}{text[end:]}"


def _blocks(blocks: Iterable[Block], level: int) -> Iterator[str]:
    for number, block in enumerate(blocks):
        if number:
            yield ""
        yield from _block(block, level)


def _block(block: Block, level: int) -> Iterator[str]:
    if isinstance(block, Section):
        number = f"{block.number} " if block.number else ""
        anchor = f" {{ #{block.id} }}" if block.id else ""
        yield f"{'#' * min(level, 6)} {number}{inline(block.title)}{anchor}"
        for one in block.blocks:
            yield from ("", *_block(one, level + 1))
    elif isinstance(block, Paragraph):
        yield from _lines(block.lines)
    elif isinstance(block, Items):
        yield from _items(block, level)
    elif isinstance(block, Definitions):
        for entry in block.entries:
            yield from _indented(_lines((entry.term, *entry.lines)), "- ")
    elif isinstance(block, Table):
        yield from _table(block)
    elif isinstance(block, Code):
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", block.text)), default=0))
        yield from (f"{fence}{block.language}", *map(printable, block.text.splitlines()), fence)
    elif isinstance(block, Command):
        yield _code(shlex.join(block.words))
    else:
        yield from _picture(block)


def _lines(lines: Iterable[Words]) -> Iterator[str]:
    """Yield the lines of a paragraph, each with a break after it but the last."""
    told = [line for words in lines if (line := inline(words, opens=True))]
    yield from (f"{line}  " for line in told[:-1])
    yield from told[-1:]


def _items(block: Items, level: int) -> Iterator[str]:
    for number, item in enumerate(block.items, start=1):
        if block.loose and number > 1:
            yield ""
        note = f" — {inline(plain(item.note))}" if item.note else ""
        mark = f"{number}. " if block.kind == "numbers" else "- "
        yield from _indented(_item(f"{inline(item.words, opens=True)}{note}", item, level), mark)


def _item(head: str, item: Item, level: int) -> Iterator[str]:
    """Yield the lines of an item: its words, then what belongs to it."""
    follows = bool(item.blocks) and isinstance(item.blocks[0], Paragraph)
    yield f"{head}  " if follows else head
    for before, block in zip((None, *item.blocks), item.blocks, strict=False):
        if isinstance(block, Command):
            yield f"- {_code(shlex.join(block.words))}"
            continue
        tight = isinstance(block, Items) or (before is None and isinstance(block, Paragraph))
        if not tight:
            yield ""
        yield from _block(block, level)


def _indented(lines: Iterable[str], mark: str) -> Iterator[str]:
    """Yield lines with a mark before the first, and the others below it.

    Python-Markdown takes what is indented by fewer than four for a part of the list above.
    """
    below = " " * max(4, len(mark))
    for number, line in enumerate(lines):
        before = below if number else mark
        yield f"{before}{line}" if line or not number else ""


def _table(block: Table) -> Iterator[str]:
    head = " ".join(filter(None, (f"{block.name}." if block.name else "", block.caption)))
    if head:
        yield from (inline(plain(head), opens=True), "")
    yield _row(plain(column.heading) for column in block.columns)
    yield _rule(block)
    yield from map(_row, block.full_rows())
    if block.note:
        yield from ("", inline(plain(block.note), opens=True))


def _rule(block: Table) -> str:
    return "| " + " | ".join("---:" if one.numeric else "---" for one in block.columns) + " |"


def _row(cells: Iterable[Words]) -> str:
    return "| " + " | ".join(inline(words, in_cell=True) for words in cells) + " |"


def _picture(block: Picture) -> Iterator[str]:
    head = f"{block.name}. " if block.name else ""
    yield inline(plain(f"{head}{block.caption or block.words}"), opens=True)
