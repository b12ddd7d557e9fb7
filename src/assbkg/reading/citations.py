"""Citations in running text: which style a paper has, and which entries a text cites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from assbkg.reading.blocks import Citation

__all__ = ["ABBREVIATION", "CITED", "CLUSTER", "Style", "find_citations", "style_of"]

Style = Literal["bracket", "parenthesis", "raised", "glued", "none"]

_MOST: Final = 2_000
_JOINS: Final = r"(?:\s*[,;–—−-]\s*-?\d{1,4})*"
_LIST: Final = rf"\d{{1,4}}{_JOINS}"
_BRACKET: Final = re.compile(rf"\[\s?(?P<list>{_LIST})\s?\]")
_PARENTHESIS: Final = re.compile(rf"\(\s?(?P<list>{_LIST})\s?\)")
_RAISED: Final = re.compile(
    r"(?<=[^\W\d_]|[)\].,;:’”\"'])(?P<list>[¹²³⁰⁴-⁹]+(?:[,;–-]\s?[¹²³⁰⁴-⁹]+)*)"
)
#: A unit that a raised 2 or 3 belongs to.
_UNIT: Final = re.compile(r"(?:^|[\s\d/·(])(?:[kcmnµμdp]?m|in|ft|Å|s|K|V|A|T|h)$")
#: A number behind a word: `conductivity7,8`, or `LIBs 5 .` where a converter lowered it.
_GLUED: Final = re.compile(
    r"(?<=[a-z]{2}[a-z)])(?P<list>\d{1,3}(?:[,–-]\d{1,3})*)(?=[\s.,;:)]|$)"
    r"|(?<=[a-z)])\s(?P<apart>\d{1,3}(?:\s?[,–-]\s?\d{1,3})*)(?=\s?[.,;:](?:\s|$))"
)
_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

#: Never at the end of a sentence.
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[Ee]t al|[Cc]f|[Ee]\.\s?g|[Ii]\.\s?e|[Vv]s|[Cc]a|[Vv]iz|[Aa]pprox|[Rr]esp|[Ii]ncl"
    r"|Drs?|Prof|Mrs?|Ms|St|Figs?|Refs?|Eqs?|Eqns?|Secs?|Sects?|Tabs?|Chaps?|Nos?|Nr|Vols?"
    r"|Suppl?|Apps?|Exps?|Thm|Def|Ch|Co|Ltd(?=\.,)|Schem|wt|mol|vol|at|aq|conc|a\.\s?k\.\s?a"
    r"|w\.\s?r\.\s?t|[Ss]pp|var|[Nn]at|Phys|Chem|Rev|Lett|Adv|Int|Ed|Sci|Mater|Commun|Soc"
    r"|Electrochem|J))\.$"
)
#: A citation in brackets, which begins no sentence.
CITED: Final = rf"\[\s?{_LIST}\s?\]"
#: Citations behind a full stop, which belong to the sentence before it.
CLUSTER: Final = (
    rf"(?:\s?\[\s?{_LIST}\s?\](?:\s?,?\s?\[\s?{_LIST}\s?\])*"
    rf"|\s?\(\s?{_LIST}\s?\)(?=\s*[A-Z(])"
    r"|[¹²³⁰⁴-⁹]+(?:[⁻,;–-]+\s?[¹²³⁰⁴-⁹]+)*"
    r"|(?<=[^\W\d_)\]]\.)\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[^\W\d_a-z]))"
)
_PATTERNS: Final[tuple[tuple[Style, re.Pattern[str]], ...]] = (
    ("bracket", _BRACKET),
    ("parenthesis", _PARENTHESIS),
    ("raised", _RAISED),
    ("glued", _GLUED),
)
_LEAST: Final = 3


def style_of(texts: Iterable[str], entries: int) -> Style:
    """Return how a paper with `entries` references cites them.

    Brackets win where they are used at all. Of the other styles, the one with the most
    different numbers within the list wins; numbers in parentheses may also be equations.
    """
    seen: dict[Style, set[int]] = {style: set() for style, _ in _PATTERNS}
    for text in texts:
        for style, pattern in _PATTERNS:
            for found in pattern.finditer(text):
                seen[style].update(n for n in _numbers(found) if 0 < n <= entries)
    if len(seen["bracket"]) >= min(_LEAST, entries or _LEAST):
        return "bracket"
    best = max(seen, key=lambda style: len(seen[style]))
    return best if len(seen[best]) >= max(1, min(_LEAST, entries)) else "none"


def find_citations(text: str, style: Style, entries: int) -> tuple[Citation, ...]:
    """Return the citations in a text; a list with a number beyond `entries` is none.

    >>> find_citations("so fast. [2,4-6]", "bracket", 9)[0].numbers
    (2, 4, 5, 6)
    """
    pattern = dict(_PATTERNS).get(style)
    if pattern is None:
        return ()
    found = []
    for match in pattern.finditer(text):
        numbers = _numbers(match)
        if style == "raised" and set(numbers) <= {2, 3} and _UNIT.search(text[: match.start()]):
            continue
        if numbers and all(0 < n <= entries for n in numbers):
            found.append(Citation(match.start(), match.end(), numbers))
    return tuple(found)


def _numbers(found: re.Match[str]) -> tuple[int, ...]:
    groups = found.groupdict()
    written = (groups["list"] or groups.get("apart") or "").translate(_DIGITS)
    written = re.sub(r"\s", "", written)
    numbers: list[int] = []
    for part in re.split(r"[,;]", written):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        if len(ends) == 2 and ends[0] < ends[1] < ends[0] + _MOST:  # noqa: PLR2004 - a range
            numbers.extend(range(ends[0], ends[1] + 1))
        else:
            numbers.extend(ends)
    return tuple(dict.fromkeys(numbers))
