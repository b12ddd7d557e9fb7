"""A paper as its readers return it: metadata, blocks in reading order, the reference list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = ["ABSTRACT", "FRONT", "MAIN", "REFERENCES", "UNMAPPED", "Block", "Citation", "Entry"]
__all__ += ["Kind", "Metadata", "Piece", "Reading"]

Kind = Literal[
    "title",
    "front",  # authors, affiliations, dates
    "heading",
    "paragraph",
    "caption",
    "table",
    "formula",
    "reference",
    "furniture",  # running heads, page numbers, licence notes
]

#: Sections that have no heading of the paper's own.
FRONT: Final = "front"
ABSTRACT: Final = "abstract"
MAIN: Final = "main text"
REFERENCES: Final = "references"
#: Stands for a glyph whose character the file does not give. A value beside one is not trusted.
UNMAPPED: Final = "\ufffd"


@dataclass(frozen=True)
class Citation:
    """The place in a text, in code points, where entries of the reference list are cited."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, caption, table, formula, reference or piece of furniture.

    `text` keeps super- and subscripts as Unicode or as `^{…}` and `_{…}`. `section` is the path
    of headings above the block, outermost first; `label` is that of a caption (`Fig. 1`) or the
    number of a reference. `page` counts from 1 and is 0 where a file has no pages. `citations`
    is filled in only by readers of files that mark citations up.
    """

    kind: Kind
    text: str
    section: tuple[str, ...] = ()
    label: str = ""
    page: int = 0
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A run of text as a reader finds it, before its part in the paper is known.

    `level` is that of a heading, 1 being the outermost, and 0 where nothing marks a heading.
    `kind` is given only if the file itself says what the piece is.
    """

    text: str
    level: int = 0
    item: bool = False
    page: int = 0
    kind: Kind | None = None


@dataclass(frozen=True)
class Entry:
    """One entry of the reference list: as printed, and the parts that could be recognised.

    A part that is not recognised is blank, or 0 for the year. `authors` are as printed, each
    name one item; `et al.` is the last one where the list stops.
    """

    number: int
    text: str
    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str = ""
    year: int = 0
    volume: str = ""
    pages: str = ""
    doi: str = ""


@dataclass(frozen=True)
class Metadata:
    """What a paper says about itself; blank, or 0 for the year, where it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int = 0
    doi: str = ""
    licence: str = ""
    keywords: tuple[str, ...] = ()
    review: bool = False


@dataclass(frozen=True)
class Reading:
    """A paper that was read. `reader` names the reader and its version, such as `jats 1`.

    `refused` names what could not be read, each with the reason, such as a page without text.
    """

    reader: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    references: tuple[Entry, ...] = ()
    refused: tuple[str, ...] = field(default=())
