"""The template of a paper, taken from the review, from which synthetic papers are made.

A paper consists of a frame, which every paper has once, and of studies, which it draws from
those of the review. Both are blocks; a block has slots. A slot is a place that each paper fills
with a term: its own, or one that is common to the field.

All forms are flat rows, because they become tables of a database. In an end of a link, a number
below `SLOTS` is the id of a common term, and any other is a slot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, get_type_hints

from assbkg.curation.corpus import Paper
from assbkg.curation.names import Node, Schema
from assbkg.stopping import stoppable
from assbkg.vocabulary import KG

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "FRAME",
    "NONE",
    "SLOTS",
    "Block",
    "ClaimForm",
    "Common",
    "Free",
    "Given",
    "Link",
    "Own",
    "Pattern",
    "Section",
    "Strength",
    "Template",
    "create_tables",
    "families",
    "kin",
    "opened",
    "own_entities",
    "part_classes",
    "studies",
]


#: The block that every paper has once: its source, sentences, references, general claims.
FRAME: Final = 0

#: Slots are numbered from here on; there are never so many common terms.
SLOTS: Final = 1 << 20

#: Stands where there is no term.
NONE: Final = -1


class Common(NamedTuple):
    """A term that all papers share; `label` is blank if no claim can name it."""

    id: int
    term: str
    label: str


class Block(NamedTuple):
    """The frame or a study; a study is named after the entity in most of its claims."""

    block: int
    name: str


class Section(NamedTuple):
    """The section in which a sentence stands."""

    sentence: int
    section: str


class Strength(NamedTuple):
    """How strongly a claim is stated, and on what; `level` is the level of its link."""

    strength: int
    modality: str
    origin: str
    level: int


class Own(NamedTuple):
    """A slot for a term of the paper's own.

    The term's IRI consists of the paper's, `head`, a number if the study is drawn again, and a
    tail. A slot may be filled in several ways, of which the first is the usual one: each has a
    tail, a class (`NONE` for a literal) and a label. A `named` slot is filled if a claim names
    it, one that `needs` a claim if this claim is made, and any other if the paper is read as far
    as `sentence`.
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
    """A slot for a common term, which `others` of its kind may replace.

    `swap` is the chance of that; slots with the same `key` choose alike. `variety` is the class
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
    """A link that claims state; a few papers have the object `other` instead, unless `NONE`."""

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
    """A fact that no claim states; it holds if both of its slots are filled."""

    block: int
    subject: int
    property: int
    object: int


class Given(NamedTuple):
    """A fact about common terms that holds whatever papers state."""

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


#: The classes of a paper's own entities. Everything else is common to the field.
_OWN: Final = ("MaterialSystem", "Sample", "SynthesisProcess")

#: How many classes may replace the class of a strategy or mechanism.
_STAND_INS: Final = 2


def own_entities(paper: Paper, schema: Schema) -> frozenset[str]:
    """Return the entities that belong to the paper and not to the whole field."""
    return frozenset(
        row.record.id
        for row in paper.entities
        if any(schema.is_a(row.record.class_name, root) for root in _OWN)
    )


def studies(own: Iterable[str], linked: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the study of each own entity: linked entities are in one study.

    A study is named after the first of its entities in the alphabet.
    """
    study = {entity: entity for entity in sorted(own)}
    for one, other in sorted(linked):
        if one in study and other in study and study[one] != study[other]:
            kept, gone = sorted((study[one], study[other]))
            study = {e: kept if s == gone else s for e, s in study.items()}
    return study


def kin(paper: Paper, schema: Schema, own: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return the other individuals of its class, sorted, for each common individual, by IRI."""
    classes = dict(schema.shared)
    classes |= {row.record.id: row.record.class_name for row in paper.entities}
    common = {name: c for name, c in classes.items() if name not in own}
    return {
        KG + name: tuple(KG + n for n, other in sorted(common.items()) if other == c and n != name)
        for name, c in common.items()
    }


def families(schema: Schema) -> dict[str, tuple[str, ...]]:
    """Return, for each class without subclasses, the other such classes with the same parents."""
    above = {name: line - {name} for name, line in schema.ancestors.items()}
    parents = set().union(*above.values())
    by_line: dict[frozenset[str], list[str]] = {}
    for name in sorted(above.keys() - parents):
        by_line.setdefault(above[name], []).append(name)
    return {
        name: tuple(other for other in names if other != name)
        for names in by_line.values()
        for name in names
    }


def part_classes(
    parts: Iterable[Node], family: Mapping[str, tuple[str, ...]]
) -> dict[Node, tuple[str, ...]]:
    """Return the classes that each part of a system may have, its own class first.

    No class is offered to two parts of one system, so that no system gets two parts of a class.
    """
    found: dict[Node, tuple[str, ...]] = {}
    ordered = sorted(parts, key=lambda part: (part.part_of, part.class_name, part.number))
    taken = {(part.part_of, part.class_name) for part in ordered}
    for part in ordered:
        free = [c for c in family.get(part.class_name, ()) if (part.part_of, c) not in taken]
        taken.update((part.part_of, c) for c in free[:_STAND_INS])
        found[part] = (part.class_name, *free[:_STAND_INS])
    return found


_COLUMNS: Final = {
    int: "INTEGER",
    float: "DOUBLE",
    bool: "BOOLEAN",
    str: "VARCHAR",
    tuple[int, ...]: "INTEGER[]",
    tuple[str, ...]: "VARCHAR[]",
}


def opened(spill: Path) -> duckdb.DuckDBPyConnection:
    """Return a database in memory, which spills to the folder `spill`."""
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": "1500MB",
        "temp_directory": str(spill),
    }
    return stoppable(duckdb.connect(":memory:", config=config))


def create_tables(template: Template, database: duckdb.DuckDBPyConnection) -> None:
    """Put all rows of a template into tables."""
    tables: tuple[tuple[str, type, Sequence[tuple[object, ...]]], ...] = (
        ("common", Common, template.commons),
        ("given", Given, template.given),
        ("block", Block, template.blocks),
        ("section", Section, template.sections),
        ("strength", Strength, template.strengths),
        ("own_slot", Own, template.own),
        ("free_slot", Free, template.free),
        ("link", Link, template.links),
        ("form", ClaimForm, template.claims),
        ("pattern", Pattern, template.patterns),
    )
    for name, form, rows in tables:
        columns = get_type_hints(form)
        picked = ", ".join(f"unnest(?::{_COLUMNS[t]}[]) AS {c}" for c, t in columns.items())
        values = [[_plain(row[n]) for row in rows] for n in range(len(columns))]
        database.execute(f"CREATE TEMP TABLE {name} AS SELECT {picked}", values)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
