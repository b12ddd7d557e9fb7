"""The text within an element of JATS: super- and subscripts kept, citations with their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assbkg.reading.blocks import Citation
from assbkg.reading.marks import subscript, superscript

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Run", "element_text", "runs_of", "text_and_citations"]

_SHIFTS: Final = {"sup": 1, "sub": -1}
#: What is no text: TeX beside MathML, footnotes, pictures.
_SILENT: Final = frozenset(
    {"tex-math", "fn", "graphic", "inline-graphic", "alt-text", "object-id", "email-alternatives"}
)
_SPACE: Final = re.compile(r"\s+")
_ODD_SPACE: Final = re.compile(r"\s\s|[^\S ]")
_DEPTH: Final = 150


@dataclass(frozen=True)
class Run:
    """Text with one shift (1 raised, -1 lowered); `rids` are the ids that it cites."""

    text: str
    shift: int = 0
    rids: tuple[str, ...] = ()


def runs_of(element: _Element, apart: frozenset[str]) -> Iterator[list[Run] | _Element]:
    """Yield the runs of an element, and each element named in `apart` where it stands."""
    held: list[Run] = []
    for part in _walk(element, apart, 0, 0):
        if isinstance(part, Run):
            held.append(part)
        else:
            if held:
                yield held
            held = []
            yield part
    if held:
        yield held


def _walk(
    element: _Element, apart: frozenset[str], shift: int, depth: int
) -> Iterator[Run | _Element]:
    if element.text:
        yield Run(element.text, shift)
    if depth > _DEPTH:
        return
    for child in element:
        tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if tag in apart:
            yield child
        elif tag == "xref" and child.get("ref-type") == "bibr":
            text, shifts = "".join(child.itertext()), {shift}
            shifts.update(1 for _ in child.iter("sup"))
            yield Run(text, max(shifts, key=abs), tuple(child.get("rid", "").split()))
        elif tag and tag not in _SILENT:
            yield from _walk(child, apart, _SHIFTS.get(tag, _math(tag, shift)), depth + 1)
        if child.tail:
            yield Run(child.tail, shift)


def _math(tag: str, shift: int) -> int:
    return 0 if tag == "math" else shift


def text_and_citations(runs: list[Run], ids: Mapping[str, int]) -> tuple[str, tuple[Citation, ...]]:
    """Return the text of runs, and the citations in it.

    Citations joined by a dash are a range, also where the numbers between are not printed.
    """
    text = ""
    found: list[Citation] = []
    for run in runs:
        piece = _SPACE.sub(" ", run.text) if _ODD_SPACE.search(run.text) else run.text
        if not text or text.endswith(" "):
            piece = piece.lstrip()
        shifted = superscript(piece) if run.shift > 0 else subscript(piece) if run.shift else piece
        numbers = tuple(ids[rid] for rid in run.rids if rid in ids)
        if numbers:
            found.append(Citation(len(text), len(text) + len(shifted), numbers))
        text += shifted
    plain = text.rstrip()
    return plain, tuple(_ranges(plain, found))


def _ranges(text: str, found: list[Citation]) -> Iterator[Citation]:
    before: Citation | None = None
    for citation in found:
        if before is not None:
            between = text[before.end : citation.start].strip()
            first, last = before.numbers[-1], citation.numbers[0]
            if re.fullmatch(r"[–—‒-]|⁻", between) and first + 1 < last < first + 200:
                yield Citation(before.end, citation.start, tuple(range(first + 1, last)))
        yield citation
        before = citation


def element_text(element: _Element | None, *, between: bool = False) -> str:
    """Return the text of an element, or blank; `between` puts spaces between its parts."""
    if element is None:
        return ""
    runs = [run for run in _walk(element, frozenset(), 0, 0) if isinstance(run, Run)]
    if between:
        runs = [Run(f"{run.text} ", run.shift) for run in runs]
    return text_and_citations(runs, {})[0]
