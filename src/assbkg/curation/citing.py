"""Cite papers, places in them, the works that they cite, and records.

While a graph holds one paper, a section, a sentence or a reference number is enough. With two
or more papers, each citation names its paper by a short key that is unique within the graph.
Background is no paper: it is always named by its key, and its places are chapters of works.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # pydantic takes longer to load than whoever only cites can wait
    from assbkg.curation.corpus import SourceInfo

__all__ = [
    "Author",
    "Citing",
    "cite_chapter",
    "cite_place",
    "cite_work",
    "cite_works_at",
    "parse_authors",
    "short_key",
]


_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.?-?)+")
_OTHERS: Final = ("et al", "et al.", "and others", "others")


@dataclass(frozen=True)
class Author:
    """One author; a name that can't be split stands whole in `family`."""

    family: str
    given: str = ""


def parse_authors(text: str, *, cited: bool = True) -> tuple[tuple[Author, ...], bool]:
    """Split a list of authors, and tell whether it leaves out others.

    Semicolons separate names. Initials stand before or after the family name. Without initials,
    the last word is the family name of a paper's own author; a `cited` name is kept whole.

    >>> parse_authors("Niu H.; J. Y. Hou; et al.")
    ((Author(family='Niu', given='H.'), Author(family='Hou', given='J. Y.')), True)
    """
    names = [" ".join(name.split()).replace(" .", ".") for name in text.split(";")]
    named = [name for name in names if name and name.casefold() not in _OTHERS]
    others = any(name.casefold() in _OTHERS for name in names)
    return tuple(_author(name, cited=cited) for name in named), others


def _author(name: str, *, cited: bool) -> Author:
    family, comma, given = name.partition(", ")
    if comma:
        return Author(family, given)
    words = name.split(" ")
    initials = [bool(_INITIALS.fullmatch(word)) and word.upper() == word for word in words]
    first = next((place for place, one in enumerate(initials) if one), len(words))
    if 0 < first < len(words) and all(initials[first:]):
        return Author(" ".join(words[:first]), " ".join(words[first:]))
    after = next((place for place, one in enumerate(initials) if not one), 0)
    if after:
        return Author(" ".join(words[after:]), " ".join(words[:after]))
    if not cited and len(words) > 1:
        return Author(words[-1], " ".join(words[:-1]))
    return Author(name)


#: The most characters of an author's name in a short name.
_LONGEST: Final = 30


def short_key(info: SourceInfo) -> str:
    """Return the short name of a paper: its `key`, else its first author and year.

    That of background is its `key`, else its id.

    >>> from assbkg.curation.corpus import SourceInfo
    >>> authors = ["Wang, Y.", "Li X"]
    >>> short_key(SourceInfo(id="w22", title="A", authors=authors, licence="x", year=2022))
    'Wang 2022'
    """
    if info.key or info.is_background:
        return info.key or info.id
    authors, _ = parse_authors(info.authors[0], cited=False)
    # The punctuation that separates citations can't be part of one.
    name = " ".join(re.sub(r"[\[\]:;,]", " ", authors[0].family if authors else "").split())
    return " ".join(filter(None, (name[:_LONGEST] or info.id, str(info.year or ""))))


@dataclass(frozen=True)
class Citing:
    """Cites for one graph; `keys` are the short names of sources by id.

    The only paper of a graph has none. `background` has the ids of sources that are no papers.
    """

    keys: Mapping[str, str]
    background: frozenset[str] = frozenset()

    @classmethod
    def among(cls, sources: Iterable[SourceInfo]) -> Citing:
        """Return a `Citing` for the sources of one graph."""
        infos = list(sources)
        background = frozenset(info.id for info in infos if info.is_background)
        several = len(infos) - len(background) > 1
        named = (info for info in infos if several or info.is_background)
        return cls({info.id: short_key(info) for info in named}, background)

    def key(self, paper: str) -> str:
        """Return the short name of a paper; empty if it is the only one."""
        return self.keys.get(paper, "")

    def place(self, paper: str, section: str, sentence: int) -> str:
        """Return a place in a paper.

        >>> Citing({}).place("deng", "2.2", 81)
        '§2.2 s.81'
        >>> Citing({"deng": "Deng", "w22": "Wang 2022"}).place("w22", "Abstract", 3)
        'Wang 2022 Abstract s.3'
        """
        if paper in self.background:
            return cite_chapter(self.key(paper), section)
        return cite_place(self.key(paper), section, sentence)

    def work(self, paper: str, number: int) -> str:
        """Return a work by its number in a paper's reference list.

        >>> Citing({}).work("deng", 8), Citing({"deng": "Deng", "w22": "Wang 2022"}).work("w22", 8)
        ('8', 'Wang 2022:8')
        """
        return cite_work(self.key(paper), number)

    def record(self, kind: str, paper: str, record: str) -> str:
        """Return the name of a claim or measurement.

        >>> Citing({"deng": "Deng", "w22": "Wang 2022"}).record("claim", "w22", "s012a")
        'claim s012a of Wang 2022'
        """
        return " of ".join(filter(None, (f"{kind} {record}", self.key(paper))))


def cite_place(key: str, section: str, sentence: int) -> str:
    """Return a place in the paper with that short name, which is empty for a single paper.

    >>> cite_place("paper 7", "3.1", 112)
    'paper 7 §3.1 s.112'
    """
    mark = "§" if section[:1].isdigit() else ""
    return f"{key} {mark}{section} s.{sentence}".lstrip()


def cite_chapter(key: str, chapter: str) -> str:
    """Return a chapter of a work to which background with that short name points.

    >>> cite_chapter("background", "Newman 2004, ch. 1")
    'background: Newman 2004, ch. 1'
    """
    return f"{key}: {chapter}"


def cite_work(key: str, number: int) -> str:
    """Return a work in the reference list of the paper with that short name.

    >>> cite_work("paper 7", 12)
    'paper 7:12'
    """
    return f"{key}:{number}" if key else str(number)


def cite_works_at(place: str, works: Iterable[str]) -> str:
    """Return a place with the works that are cited there.

    >>> cite_works_at("§2.2 s.81", ["8", "12"])
    '§2.2 s.81 [8][12]'
    """
    return f"{place} {''.join(f'[{work}]' for work in works)}".rstrip()
