"""The form of a paper, taken from the review: what a synthetic paper is made of.

A paper consists of a frame, which every paper has once, and of studies, which it draws from
those of the review. Both are blocks; a block has slots. A slot is a place that each paper
fills with a term: one of its own, or one of those that are common to the field.

All forms are flat rows, since they become tables of a database. Where a row has an end of a
link, a number below `SLOTS` is the id of a common term, and any other is a slot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

__all__ = ["FRAME", "NONE", "SLOTS", "Block", "ClaimForm", "Common", "Free", "Given", "Link"]
__all__ += ["Own", "Pattern", "Section", "Strength", "Template"]

#: The block that every paper has once: its source, sentences, references, general claims.
FRAME: Final = 0

#: Slots are numbered from here on; there are never so many common terms.
SLOTS: Final = 1 << 20

#: Stands where there is no term.
NONE: Final = -1


class Common(NamedTuple):
    """A term that all papers share; `label` is blank where no claim can name it."""

    id: int
    term: str
    label: str


class Block(NamedTuple):
    """The frame or a study; a study is called by the thing of which most is said in it."""

    block: int
    name: str


class Section(NamedTuple):
    """The section in which a sentence stands."""

    sentence: int
    section: str


class Strength(NamedTuple):
    """How strongly a claim is said; `level` is that of the link that it states."""

    strength: int
    modality: str
    cited: bool
    level: int


class Own(NamedTuple):
    """A slot for a term of the paper's own.

    The term's IRI is made of the paper's, `head`, a number when the study is drawn again,
    and a tail. A slot may be filled in several ways, the first of which is the usual one:
    each has a tail, a class (`NONE` for a literal) and a label. A `named` slot is filled
    when a claim names it, one that `needs` a claim when this claim is made, and any other
    when the paper is read as far as `sentence`.
    """

    block: int
    slot: int
    head: str
    tails: tuple[str, ...]
    classes: tuple[int, ...]
    labels: tuple[str, ...]
    needs: str
    named: bool
    sentence: int


class Free(NamedTuple):
    """A slot for a common term, in the place of which others of its kind may stand.

    `swap` is the chance of that; slots with one `key` choose alike. `variety` is the class
    of which a paper may have a variety of its own, with `tail` in its IRI, or `NONE`.
    """

    block: int
    slot: int
    key: int
    term: int
    others: tuple[int, ...]
    swap: float
    variety: int
    tail: str


class Link(NamedTuple):
    """A link that claims state; few papers have the object `other` instead, unless `NONE`."""

    block: int
    link: int
    subject: int
    property: int
    object: int
    other: int


class ClaimForm(NamedTuple):
    """A claim of a link, with the strengths that claims of this property have."""

    block: int
    slot: int
    head: str
    link: int
    sentence: int
    strengths: tuple[int, ...]
    cites: tuple[int, ...]


class Pattern(NamedTuple):
    """A fact that no claim states; it holds where both of its slots are filled."""

    block: int
    subject: int
    property: int
    object: int


class Given(NamedTuple):
    """A fact of common terms that holds whatever papers say."""

    subject: int
    property: int
    object: int


@dataclass(frozen=True)
class Template:
    """All forms; `references` counts them, `type_property` and `claim_class` are ids."""

    commons: tuple[Common, ...]
    given: tuple[Given, ...]
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    strengths: tuple[Strength, ...]
    own: tuple[Own, ...]
    free: tuple[Free, ...]
    links: tuple[Link, ...]
    claims: tuple[ClaimForm, ...]
    patterns: tuple[Pattern, ...]
    references: int
    type_property: int
    claim_class: int
