"""A literature is synthesised: papers of a template, batch by batch, into a facts folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import duckdb

from assbkg.curation.consistency import check_corpus
from assbkg.curation.corpus import read_corpus
from assbkg.errors import BuildError
from assbkg.files.replacing import prepared
from assbkg.graph.ontology import read_ontology
from assbkg.literature.origin import KIND, write_origin
from assbkg.literature.synthetic.choices import CHOICES, macros
from assbkg.literature.synthetic.database import create_tables, opened
from assbkg.literature.synthetic.filling import FILLING
from assbkg.literature.synthetic.making import make_template
from assbkg.literature.synthetic.template import SLOTS, Template
from assbkg.literature.synthetic.writing import Writer

__all__ = ["Literature", "Size", "read_template", "synthesise"]

#: Papers that are made at a time: memory stays well below a gigabyte.
_BATCH: Final = 500

#: More claims than there are ids.
_ALL: Final = 1 << 31

_PARAMETER: Final = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Size:
    """Size of a literature, in papers or in claims."""

    number: int
    unit: Literal["papers", "claims"]

    def __post_init__(self) -> None:
        if self.number < 1:
            raise BuildError(f"{self.number} {self.unit}: a literature has one at least")


@dataclass(frozen=True)
class Literature:
    """What was made: how many papers with how many claims, from which seed."""

    papers: int
    claims: int
    seed: int


def read_template(ontology_folder: Path, graphs: Path) -> Template:
    """The template that the largest source in `graphs` gives.

    Raises `CurationError` with all problems of the tables, `OntologyError`, or `BuildError`
    when no claim stands.
    """
    ontology = read_ontology(ontology_folder)
    corpus = read_corpus(graphs)
    check_corpus(corpus, ontology.schema)
    return make_template(ontology, corpus)


def synthesise(
    template: Template,
    folder: Path,
    size: Size,
    seed: int = 0,
    tell: Callable[[int], None] = lambda _: None,
) -> Literature:
    """Write a literature to `folder`, all or nothing; `tell` hears how much more is done.

    The same template, size and seed give the same facts, and the first papers of a larger
    literature are those of a smaller one. When claims are counted, the last paper is read
    only as far as they reach. Raises `BuildError` when the folder holds something else or
    can't be written.
    """
    import duckdb

    with prepared(folder, KIND) as staged:
        try:
            with opened(staged / "spill") as database:
                made = _Run(template, seed, database, Writer(staged, database)).make(size, tell)
        except duckdb.Error as error:
            raise BuildError(f"{folder}: the literature can't be written: {error}") from error
        write_origin(staged, vars(made))
    return made


class _Run:
    """One run: how far it has come, and the database that holds one batch at a time."""

    def __init__(
        self,
        template: Template,
        seed: int,
        database: duckdb.DuckDBPyConnection,
        writer: Writer,
    ) -> None:
        self.template, self.seed = template, seed
        self.database, self.writer = database, writer
        self.papers = self.claims = 0
        self.next_id = len(template.commons)

    def make(self, size: Size, tell: Callable[[int], None]) -> Literature:
        create_tables(self.template, self.database)
        self.database.execute(macros(self.seed))
        self.writer.write_vocabulary()
        while (done := self._done(size)) < size.number:
            self._batch(size)
            tell(self._done(size) - done)
        self.writer.finish()
        return Literature(self.papers, self.claims, self.seed)

    def _done(self, size: Size) -> int:
        return self.papers if size.unit == "papers" else self.claims

    def _batch(self, size: Size) -> None:
        """Make the next papers and write them."""
        if size.unit == "papers":
            count, claims = size.number - self.papers, _ALL
        else:
            claims = size.number - self.claims
            # Some more than will be needed: a paper has about as many claims as the review.
            count = 1 + claims * 9 // (8 * len(self.template.claims))
        first = self.papers
        values = self._values() | {"last": first + min(count, _BATCH), "claims": claims}
        for statement in (*CHOICES, *FILLING):
            names = set(_PARAMETER.findall(statement))
            self.database.execute(statement, {name: values[name] for name in names})
        self.writer.write_batch(first)
        self.papers += self._count("read")
        self.claims += self._count("claim")
        self.next_id += self._count("term")

    def _values(self) -> dict[str, object]:
        template = self.template
        return {
            "first": self.papers,
            "next": self.next_id,
            "studies": len(template.blocks) - 1,
            "sentences": [form.sentence for form in template.claims],
            "references": template.references,
            "slots": SLOTS,
            "type": template.type_property,
            "claim_class": template.claim_class,
        }

    def _count(self, table: str) -> int:
        row = self.database.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert row is not None
        return int(row[0])
