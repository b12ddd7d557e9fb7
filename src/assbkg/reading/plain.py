"""Read Markdown and plain text into pieces.

Headings carry `#`, a number, or stand alone between blank lines before a longer paragraph.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from assbkg.reading.blocks import Piece
from assbkg.reading.marks import join_hyphenated, repaired, squeezed, words_of

__all__ = ["NUMBERED", "pieces_of_text"]

#: A numbered heading: `2.1. Anodes`, `IV. RESULTS`, `A.1 Data`. Not `1 Department of …`.
NUMBERED: Final = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}(?=\.)|[A-H](?=\.\s[A-Z]))\.?\s+"
    r"(?P<title>[A-Z(][^\n]{1,150})"
)
_NAMED: Final = re.compile(
    r"(?:abstract|summary|keywords?|introduction|background|results|discussion|results and "
    r"discussions?|methods?|materials and methods|experimental(?: section| procedures?)?"
    r"|conclusions?(?: and (?:outlook|perspectives?))?|outlook|acknowledge?ments?"
    r"|(?:supporting|supplementary) (?:information|materials?)|references(?: and notes)?"
    r"|bibliography|literature cited)",
    re.IGNORECASE,
)
_HASHES: Final = re.compile(r"(?P<hashes>#{1,6})\s+(?P<text>.*?)(?:\s+#+)?")
_UNDERLINED: Final = re.compile(r"(?P<text>\S.*)\n(?P<line>=+|-+)\s*")
_ITEM: Final = re.compile(r"(?:[-*+•]|\\-)\s+(?P<text>.*)")
_ENTRY: Final = re.compile(r"\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}\.)\s*\S")
_TABLE: Final = re.compile(r"\s*\|.*\|\s*")
_COMMENT: Final = re.compile(r"<!--\s*(?P<what>.*?)\s*-->", re.DOTALL)
_EMPHASIS: Final = re.compile(
    r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)(?P<text>[^*_\n]+?)(?<=\S)\1(?![\w*])"
)
_LINK: Final = re.compile(r"!?\[(?P<text>[^\]\n]*)\]\((?P<target>[^()\s]*)\)")
_MARKUP: Final = re.compile(r"</?(?:sup|sub|i|b|em|strong|br)\s*/?>", re.IGNORECASE)
_RAISED: Final = re.compile(r"<(?P<tag>su[pb])>(?P<text>[^<>]{0,40})</(?P=tag)>", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"[.!?:;,][\"'”’)\]]*")
#: The longest heading that nothing marks, and the shortest paragraph below it.
_HEADING_WORDS, _BODY_CHARACTERS = 12, 120


def pieces_of_text(text: str) -> tuple[Piece, ...]:
    """Split Markdown or plain text into pieces, in reading order; see the module."""
    plain = _readable(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n"))
    words = words_of(plain)
    found = [piece for raw in re.split(r"\n[ \t]*\n", plain) for piece in _pieces(raw, words)]
    if any(piece.level for piece in found):
        return tuple(found)
    return tuple(_with_headings(found))


def _readable(text: str) -> str:
    plain = html.unescape(repaired(text)) if "&" in text else repaired(text)
    plain = _RAISED.sub(_shift, plain)
    plain = _COMMENT.sub(
        lambda found: "\n\n\x1a\n\n" if "formula" in found["what"] else "\n\n", plain
    )
    plain = _LINK.sub(lambda found: found["text"] or found["target"], plain)
    return _MARKUP.sub("", plain)


def _shift(found: re.Match[str]) -> str:
    from assbkg.reading.marks import subscript, superscript

    return (superscript if found["tag"].lower() == "sup" else subscript)(found["text"])


def _pieces(raw: str, words: frozenset[str]) -> Iterator[Piece]:
    lines: list[str] = []
    underlined = _UNDERLINED.fullmatch(raw.strip("\n"))
    if underlined and not _ITEM.match(raw):
        level = 1 if underlined["line"][0] == "=" else 2
        yield Piece(squeezed(_unmarked(underlined["text"])), level=level)
        return
    for line in raw.split("\n"):
        heading, item = _HASHES.fullmatch(line.strip()), _ITEM.fullmatch(line.strip())
        if heading or item or _ENTRY.match(line) or (lines and _breaks(lines[-1], line)):
            yield from _closed(lines, words)
            lines = []
        if heading:
            yield Piece(squeezed(_unmarked(heading["text"])), level=len(heading["hashes"]))
        elif line.strip():
            lines.append(line)
    yield from _closed(lines, words)


def _breaks(before: str, line: str) -> bool:
    return bool(_TABLE.fullmatch(before)) != bool(_TABLE.fullmatch(line))


def _closed(lines: list[str], words: frozenset[str]) -> Iterator[Piece]:
    if not lines:
        return
    if lines == ["\x1a"]:
        yield Piece("", kind="formula")
        return
    if all(_TABLE.fullmatch(line) for line in lines) and len(lines) > 1:
        yield Piece("\n".join(line.strip() for line in lines), kind="table")
        return
    item = _ITEM.fullmatch(lines[0].strip())
    joined = _unmarked(item["text"]) if item else _unmarked(lines[0].strip())
    for line in lines[1:]:
        rest = _unmarked(line.strip())
        glued = joined.endswith("-") and joined[-2:-1].isalpha()
        joined = join_hyphenated(joined, rest, words) if glued else f"{joined} {rest}"
    yield Piece(squeezed(joined), item=bool(item))


def _unmarked(line: str) -> str:
    """Return a line without emphasis, rules and escapes."""
    plain = _EMPHASIS.sub(lambda found: found["text"], line)
    return re.sub(r"\\([_*#\[\]\\<>~])", r"\1", plain)


def _with_headings(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield pieces of a text without any `#`, with headings found by number or by context."""
    closed = True
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        level = 0 if piece.item or piece.kind else _level(piece.text, following, closed=closed)
        if index == 0 and piece.kind is None and not piece.text.endswith((".", "。")):
            level = 1  # the title
        yield Piece(piece.text, level, piece.item, piece.page, piece.kind)
        closed = level > 0 or bool(_SENTENCE.search(piece.text[-4:])) or index == 0


def _level(text: str, following: Piece | None, *, closed: bool) -> int:
    numbered = NUMBERED.fullmatch(text)
    if _NAMED.fullmatch(text.rstrip(".:")):
        return 1
    if _SENTENCE.search(text[-2:]) or len(text.split()) > _HEADING_WORDS + 8:
        return 0
    if numbered and not _listed(following):
        return numbered["number"].count(".") + 1
    alone = closed and text[:1].isupper() and len(text.split()) <= _HEADING_WORDS
    below = following is not None and len(following.text) >= _BODY_CHARACTERS
    return 2 if alone and below and not re.search(r"[@*†]|\d{4}|https?:|,", text) else 0


def _listed(following: Piece | None) -> bool:
    return following is not None and bool(re.match(r"\d{1,3}\.\s", following.text))
