"""The reference list: where its entries begin, and the parts of an entry in the usual styles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from assbkg.reading.blocks import Entry
from assbkg.reading.front import doi_of
from assbkg.reading.marks import squeezed

__all__ = ["NUMBERED_ENTRY", "begins_by_author", "entry_of", "number_of"]

NUMBERED_ENTRY: Final = re.compile(
    r"\s*(?:\[(?P<a>\d{1,4})\]|\((?P<b>\d{1,4})\)|(?P<c>\d{1,4})\s?\.|(?P<d>\d{1,3})(?=\s[A-Z]\.?\s))"
    r"\s*(?P<text>.*)",
    re.DOTALL,
)
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)[a-z]?"
_VOLUME: Final = r"(?P<volume>[A-Z]?\d+[A-Z]?(?:\s?\([^()]{1,12}\))?|[A-Z]{1,2})"
_PAGES: Final = r"(?P<pages>[A-Za-z]*\d[\w.]*(?:\s?[–—−-]+\s?[A-Za-z]*\d\w*)?)"
_JOURNAL: Final = r"(?P<journal>[^\d]{2,120}?)"
#: What an entry ends with, from the most to the least particular.
_TAILS: Final = (
    # Nat. Energy 6, 123–134 (2021)
    re.compile(rf"{_JOURNAL}\s*,?\s{_VOLUME}\s?,\s?{_PAGES}\s?\({_YEAR}\)\.?$"),
    # Nat. Energy 2016, 1, 16141
    re.compile(rf"{_JOURNAL}\s*,?\s{_YEAR}\s?,\s?{_VOLUME}\s?,\s?{_PAGES}\.?$"),
    # J. Power Sources 123 (2014) 1–5
    re.compile(rf"{_JOURNAL}\s*,?\s{_VOLUME}\s?\({_YEAR}\)\s?,?\s?{_PAGES}\.?$"),
    # PLoS One. 2010;12(3):45–50
    re.compile(rf"{_JOURNAL}[.,]?\s{_YEAR}[^;]{{0,12}};\s?{_VOLUME}\s?:\s?{_PAGES}\.?$"),
    # Journal of Energy Storage, 2024, 88: 111666
    re.compile(rf"{_JOURNAL},\s{_YEAR},\s?{_VOLUME}\s?:\s?{_PAGES}\.?$"),
    # Nano Letters, vol. 9, no. 4, pp. 1–3, 2009
    re.compile(
        rf"{_JOURNAL},\svol\.\s?{_VOLUME}(?:,\sno\.\s?(?P<issue>[\w–-]+))?"
        rf"(?:,\s(?:pp?\.|article)\s?{_PAGES})?,\s{_YEAR}\.?$"
    ),
    # ChemRxiv 2024, hj829
    re.compile(rf"{_JOURNAL}\s*,?\s{_YEAR}\s?,\s?{_PAGES}\.?$"),
    # Journal of X, 12(3), 45–50 after (2010)
    re.compile(rf"{_JOURNAL},\s{_VOLUME}(?:,\s{_PAGES})?\.?$"),
    re.compile(rf"{_JOURNAL}\s*\(?{_YEAR}\)?\.?$"),
)
#: The style that leaves titles out.
_UNTITLED: Final = 1
_EARLY_YEAR: Final = re.compile(rf"(?P<authors>.{{3,400}}?)[\s,.]\(?{_YEAR}\)?[.:,]\s(?P<rest>.+)")
_URL: Final = re.compile(
    r"\s*(?:doi:?\s*|https?://\S*doi\S*/)?10\.\d{4,9}/\S+|\s*https?://\S+", re.I
)
_INITIALS: Final = r"(?:[A-ZÀ-ÖØ-Þ]\s?\.\s?(?:-\s?(?:[a-z]\.\s?)?)?)+"
#: What `J.` begins that is a journal and no author.
_JOURNALS: Final = (
    r"(?!(?:Alloys|Am|Appl|Biol|Cell|Chem|Clean|Colloid|Comput|Cryst|Electroanal|Electrochem"
    r"|Energy|Environ|Hazard|Mater|Membr|Mol|Nanopart|Org|Phys|Power|Renewable|Solid|Vac)\b)"
)
_SURNAME: Final = (
    r"(?:(?:[Vv]on|[Vv]an|[Dd]e|der|den|[Ll]a|[Ll]e|di|El|ten)\s)*"
    r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]+(?:\s[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'-]+){0,2}"
)
#: `Xu, K.`, `W. G. Zeier`, `Smith JA`.
_AUTHOR: Final = re.compile(
    rf"(?:{_SURNAME},\s{_INITIALS}|{_INITIALS}\s?{_JOURNALS}{_SURNAME}(?:\s(?:Jr\.?|II|III))?"
    rf"|{_SURNAME}\s{_INITIALS}"
    rf"|{_SURNAME}\s[A-Z]{{1,3}}\b(?=[,.;]|\s(?:et al|and|&)))"
)
_BETWEEN: Final = re.compile(r"\s*(?:,\s*(?:and|&)\s|[,;]\s|\s?&\s|\sand\s|,?\s(?=et al))\s*")
_ET_AL: Final = re.compile(r",?\s*et al\b\.?")
_TITLE_WORD: Final = re.compile(
    r"(?:npj|[a-z]{1,2}[A-Z]\w+|[A-Z(][\w&.:’'-]*[.,]?|and|of|the|for|in|on|&|[A-C])", re.UNICODE
)
_JOURNAL_WORDS: Final = 9


def number_of(text: str) -> int:
    """Return the number that a piece of a reference list begins with, or 0."""
    found = NUMBERED_ENTRY.match(text)
    return int(next(n for n in found.group("a", "b", "c", "d") if n)) if found else 0


def begins_by_author(text: str) -> bool:
    """Return whether an unnumbered piece begins an entry: with an author, and has a year."""
    return bool(re.match(_AUTHOR, text) and re.search(_YEAR, text))


def entry_of(number: int, text: str) -> Entry:
    """Return an entry with the parts that can be recognised; `text` is without its number.

    >>> entry = entry_of(6, "Duffner, F. et al. Cell production. Nat. Energy 6, 123-134 (2021).")
    >>> entry.authors, entry.title, entry.journal, entry.year, entry.volume, entry.pages
    (('Duffner, F.', 'et al.'), 'Cell production', 'Nat. Energy', 2021, '6', '123-134')
    """
    printed = squeezed(text)
    doi = doi_of([printed])
    core = _URL.sub("", printed).strip(" .,;") + "."
    core = re.sub(r"^a\)\s", "", re.split(r";\s?b\)\s", core)[0])
    authors, rest = _authors(core)
    early = _EARLY_YEAR.match(core)
    year = 0
    tail = next((found for p in _TAILS if (found := p.search(rest))), None)
    tail_year = bool(tail and tail.groupdict().get("year"))
    if early and not tail_year:
        year, rest = int(early["year"]), early["rest"]
        authors = authors or _names(early["authors"])
        tail = next((found for p in _TAILS[-2:-1] if (found := p.search(rest))), None)
    if tail is None:
        last = re.findall(_YEAR, printed)
        return Entry(number, printed, authors, year=year or (int(last[-1]) if last else 0), doi=doi)
    parts = tail.groupdict()
    untitled = False if year else True if tail.re is _TAILS[_UNTITLED] else None
    title, journal = _title_and_journal(rest[: tail.start()] + parts["journal"], untitled=untitled)
    return Entry(
        number,
        printed,
        authors,
        title,
        journal,
        year or int(parts.get("year") or 0),
        _volume(parts),
        re.sub(r"\s?[–—−-]+\s?", "-", parts.get("pages") or "").rstrip("."),
        doi,
    )


def _volume(parts: dict[str, str | None]) -> str:
    volume = re.sub(r"\s", "", parts.get("volume") or "")
    issue = parts.get("issue")
    return f"{volume}({issue})" if issue and volume else volume


def _authors(text: str) -> tuple[tuple[str, ...], str]:
    """Return the authors that an entry begins with, and the rest of its text."""
    names: list[str] = []
    at = 0
    while (found := _AUTHOR.match(text, at)) and not re.match(r"\s*\d", text[found.end() :]):
        names.append(squeezed(found[0]))
        at = found.end()
        more = _ET_AL.match(text, at)
        if more:
            names.append("et al.")
            at = more.end()
            break
        between = _BETWEEN.match(text, at)
        if not between:
            break
        at = between.end()
    return tuple(dict.fromkeys(names)), text[at:].lstrip(" ,.:")


def _names(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            n.strip(" .") for n in re.split(r";|, (?=[A-Z]\w)|&| and ", text) if n.strip(" .")
        )
    )


def _title_and_journal(text: str, *, untitled: bool | None) -> tuple[str, str]:
    """Split what stands between authors and volume into title and journal.

    `untitled` says whether the style has no titles; `None` where that is open.
    """
    plain = squeezed(text).strip(" ,")
    quoted = re.match(r"[“\"‘](?P<title>.+?),?[”\"’],?\s*(?P<journal>.+)", plain)
    if quoted:
        return quoted["title"].strip(" ,."), quoted["journal"].strip(" ,.")
    words = plain.split()
    whole = len(words) <= _JOURNAL_WORDS and all(_TITLE_WORD.fullmatch(word) for word in words)
    titled = re.search(r"\b(?:of|the|for|in|on|and|with|A)\b[^.]*\. ", plain)
    if (
        whole
        and not titled
        and untitled is not False
        and (untitled or re.match(r"[A-Z]\w{0,5}\. ", plain))
    ):
        return "", plain
    for stop in re.finditer(r"(?<=[\w)\]’\"'%])[.?!]\s+|,\s+", plain):
        rest = plain[stop.end() :]
        words = rest.split()
        if len(words) <= _JOURNAL_WORDS and all(_TITLE_WORD.fullmatch(word) for word in words):
            title = plain[: stop.start()] + (stop[0][0] if stop[0][0] in "?!" else "")
            if untitled is False or _is_title(title, rest):
                return title.strip(), rest.strip(" ,")
    if whole:
        return "", plain
    title, _, journal = plain.rpartition(". ")
    return (title, journal) if title and len(journal) < 120 else (plain, "")  # noqa: PLR2004


def _is_title(title: str, journal: str) -> bool:
    """Return whether text before a stop is a title and no abbreviated word of a journal."""
    abbreviated = re.fullmatch(r"(?:[A-Z]\w*\.?\s?){1,3}", title)
    return not (abbreviated and "." in journal + title and len(title) < 12)  # noqa: PLR2004


def all_numbered(texts: Iterable[str]) -> bool:
    """Return whether texts are numbered from 1 without a gap."""
    return all(number_of(text) == n for n, text in enumerate(texts, start=1))
