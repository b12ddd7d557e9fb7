"""Works as BibTeX, RIS and CSL-JSON.

| format | for | encoding |
|---|---|---|
| `bibtex` | LaTeX, with BibTeX or biber; JabRef, Zotero, Typst | UTF-8; signs of TeX are escaped |
| `ris` | EndNote, Mendeley, Zotero | UTF-8, lines end with a carriage return and a line feed |
| `csl` | Pandoc, citeproc, Zotero | CSL-JSON 1.0 |
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import quote

from assbkg.curation.citing import Author
from assbkg.errors import QueryError

if TYPE_CHECKING:
    from assbkg.record.works import Work

__all__ = [
    "CITATIONS",
    "CitationForm",
    "write_works",
]

CitationForm = Literal["bibtex", "ris", "csl"]
CITATIONS: Final[tuple[CitationForm, ...]] = ("bibtex", "ris", "csl")

_MORE_AUTHORS: Final = "The source names further authors as et al."

#: What TeX obeys. Braces are named, since BibTeX counts them even behind a backslash.
_TEX: Final = str.maketrans(
    {
        "\\": r"{\textbackslash}",
        "{": r"{\textbraceleft}",
        "}": r"{\textbraceright}",
        "~": r"{\textasciitilde}",
        "^": r"{\textasciicircum}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
#: What fonts of TeX draw as one sign: it stays as written with nothing in between.
_LIGATURES: Final = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[!?])(?=`)")
_SPACE: Final = re.compile(r"\s+")
#: Controls that are no white space, which neither TeX nor a reference manager reads.
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
#: What TeX obeys even where it takes text as it is, or what ends a field.
_NO_VERBATIM: Final = re.compile(r"[\\{}^\s\x00-\x1f\x7f-\x9f]")
_RANGE: Final = re.compile(r"\s*[-–—]+\s*")
_KINDS: Final = {
    "article": ("article", "JOUR", "article-journal"),
    "book": ("book", "BOOK", "book"),
    "conference": ("inproceedings", "CPAPER", "paper-conference"),
    "other": ("misc", "GEN", "document"),
}

#: The field of BibTeX that names what a work is in, or who publishes it.
_WITHIN: Final = {"article": "journal", "book": "publisher", "conference": "booktitle"}


def write_works(works: Iterable[Work], form: CitationForm) -> str:
    """Write works in one of `CITATIONS`, in the order of their keys.

    Raises `QueryError` for any other format.
    """
    ordered = sorted(set(works), key=lambda work: work.key)
    match form:
        case "bibtex":
            return "\n".join(map(_bibtex, ordered))
        case "ris":
            return "".join(map(_ris, ordered))
        case "csl":
            items = [_csl(work) for work in ordered]
            return json.dumps(items, indent=2, ensure_ascii=False) + "\n"
    raise QueryError(f"unknown format of citations {form!r}; known are {', '.join(CITATIONS)}")


# ── BibTeX ────────────────────────────────────────────────────────────────────


def _bibtex(work: Work) -> str:
    within = _WITHIN.get(work.kind, "howpublished")
    fields = {
        "author": " and ".join(_bibtex_authors(work)),
        # A second pair of braces keeps styles from lowering the letters of formulas.
        "title": f"{{{_tex(work.title)}}}",
        within: _tex(work.container),
        "year": _tex(work.year),
        "volume": _tex(work.volume),
        "number": _tex(work.issue),
        "pages": _RANGE.sub("--", _tex(_RANGE.sub("-", work.pages))),
        # A field that styles take as it is.
        "doi": _NO_VERBATIM.sub(_percent_encoded, work.doi),
        "isbn": work.isbn,
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@{_KINDS[work.kind][0]}{{{work.key},\n{''.join(lines)}}}\n"


def _bibtex_authors(work: Work) -> Iterator[str]:
    for author in work.authors:
        family, given = _tex(author.family), _tex(author.given)
        if not given or any(map(_parts_names, (author.family, author.given))):
            yield f"{{{f'{given} {family}'.strip()}}}"
        else:
            yield f"{family}, {given}"
    if work.others:
        yield "others"


def _parts_names(text: str) -> bool:
    """Tell whether BibTeX would take a name for several, or for one in other parts."""
    return "," in text or "and" in text.casefold().split()


def _tex(text: str) -> str:
    plain = _plain(text)
    return "{}".join(part.translate(_TEX) for part in _LIGATURES.split(plain))


def _plain(text: str) -> str:
    """Return a text on one line, without controls."""
    return _SPACE.sub(" ", _CONTROLS.sub("", text)).strip()


def _percent_encoded(found: re.Match[str]) -> str:
    return quote(found[0], safe="")


# ── RIS ───────────────────────────────────────────────────────────────────────


def _ris(work: Work) -> str:
    first, _, last = work.pages.partition("-") if _is_range(work) else (work.pages, "", "")
    tags: list[tuple[str, str]] = [("TY", _KINDS[work.kind][1]), ("ID", work.key)]
    tags += [("AU", _ris_author(author)) for author in work.authors]
    within = "PB" if work.kind == "book" else "T2"
    tags += [("TI", work.title), (within, work.container), ("PY", work.year)]
    tags += [("VL", work.volume), ("IS", work.issue), ("SP", first), ("EP", last)]
    tags += [("DO", work.doi), ("SN", work.isbn), ("N1", _MORE_AUTHORS if work.others else "")]
    lines = [f"{tag}  - {_plain(value)}\r\n" for tag, value in tags if value]
    return "".join(lines) + "ER  - \r\n\r\n"


def _ris_author(author: Author) -> str:
    return f"{author.family}, {author.given}" if author.given else author.family


def _is_range(work: Work) -> bool:
    return bool(re.fullmatch(r"\w+-\w+", work.pages))


# ── CSL-JSON ──────────────────────────────────────────────────────────────────


def _csl(work: Work) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": work.key,
        "type": _KINDS[work.kind][2],
        "title": work.title,
        "author": [
            {"family": author.family, "given": author.given}
            if author.given
            else {"literal": author.family}
            for author in work.authors
        ],
        "publisher" if work.kind == "book" else "container-title": work.container,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "DOI": work.doi,
        "ISBN": work.isbn,
        "note": _MORE_AUTHORS if work.others else "",
    }
    if work.year.isascii() and work.year.isdecimal():
        item["issued"] = {"date-parts": [[int(work.year)]]}
    return {name: value for name, value in item.items() if value}
