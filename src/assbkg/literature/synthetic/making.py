"""From the review's tables to the template of a paper."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, get_args

from assbkg.curation.consistency import checked_corpus
from assbkg.curation.corpus import Corpus
from assbkg.curation.records import Claim, Modality
from assbkg.errors import BuildError
from assbkg.files.replacing import prepared
from assbkg.graph.ontology import Ontology, read_ontology
from assbkg.graph.quads import corpus_quads
from assbkg.graph.terms import individual, individual_facts, texts
from assbkg.literature.fact_folder import KIND, write_origin
from assbkg.literature.synthetic.filling import CHOICES, FILLING, Writer, macros
from assbkg.literature.synthetic.review import Review, Slots, varied_figures
from assbkg.literature.synthetic.template import (
    FRAME,
    NONE,
    SLOTS,
    Block,
    ClaimForm,
    Given,
    Link,
    Pattern,
    Section,
    Strength,
    Template,
    create_tables,
    opened,
)
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.grades import GRADES, grade_of_claim
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.rules import make_rules
from assbkg.vocabulary import ASSB, PREFIXES, record_iri

if TYPE_CHECKING:
    import duckdb
    from pyoxigraph import Quad, Triple

__all__ = ["Literature", "Size", "make_template", "read_template", "synthesise"]


#: One in so many links between common things has an alternative that few papers state.
_RARE: Final = 10

_CLASS: Final = PREFIXES["owl"] + "Class"
_CLAIM: Final = ASSB + "Claim"
_FINGERPRINT: Final = ASSB + "fingerprint"

#: All strengths of a claim, by their number.
_STRENGTHS: Final = tuple(
    Strength(
        number,
        modality,
        origin,
        GRADES.index(grade_of_claim(modality, origin == "cited", origin == "heading")),
    )
    for number, (modality, origin) in enumerate(
        (modality, origin)
        for modality in get_args(Modality)
        for origin in ("unsourced", "cited", "heading")
    )
)


def make_template(ontology: Ontology, corpus: Corpus) -> Template:
    """Return the template from the largest source of a corpus, which has been checked.

    It holds only facts whose predicates are in rules. The same tables give the same template.
    Raises `BuildError` if no claim stands.
    """
    review = Review(ontology, corpus)
    if not review.claims:
        raise BuildError(
            f"{review.paper.folder}: no claim stands; papers are made of accepted claims"
        )
    return _Maker(review).template()


class _Maker:
    """One run over the review: common terms get ids, all other places get slots."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.slots = Slots(review)
        self.predicates = make_rules(read_axioms(map(texts, review.ontology.triples))).predicates

    def template(self) -> Template:
        review, slots = self.review, self.slots
        own_types, said, common = self._sorted_facts()
        for term in sorted({*self.predicates, *review.ontology.instances(_CLASS)}):
            slots.id(term)
        given = tuple(Given(*map(slots.id, fact)) for fact in common)
        slots.add_own(own_types)
        patterns, links = tuple(self._patterns(said)), tuple(self._links())
        claims = tuple(self._claims())
        return Template(
            commons=tuple(slots.commons()),
            given=given,
            blocks=tuple(map(Block, range(len(review.blocks)), review.blocks)),
            sections=tuple(
                Section(row.record.sentence, row.record.section) for row in review.paper.coverage
            ),
            strengths=_STRENGTHS,
            own=tuple(slots.own),
            free=tuple(slots.free),
            links=links,
            claims=claims,
            patterns=patterns,
            references=len(review.paper.references),
            type_property=slots.id(TYPE),
            claim_class=slots.id(_CLAIM),
        )

    def _sorted_facts(
        self,
    ) -> tuple[dict[str, str], list[tuple[int, TripleText]], list[TripleText]]:
        """Return the types of the paper's own terms, statements about them, and common facts.

        Claims and the links that they state are left out, because papers differ in them.
        """
        types: dict[str, str] = {}
        said: list[tuple[int, TripleText]] = []
        common = sorted(self._of_rules(self.review.ontology.triples))
        quads = corpus_quads(self.review.corpus, self.review.ontology)
        for s, p, o in sorted(set(self._of_rules(quads)) - self._claimed.keys()):
            try:
                blocks = {place.block for place in map(self.review.place, (s, o)) if place}
            except KeyError:
                continue
            if not blocks:
                common.append((s, p, o))
            elif p == TYPE and o != _CLAIM:
                types[s] = o
            elif p != TYPE and len(blocks) == 1:
                said.append((min(blocks), (s, p, o)))
        return types, said, common

    def _of_rules(self, statements: Iterable[Triple | Quad]) -> Iterator[TripleText]:
        return (fact for fact in individual_facts(statements) if fact[1] in self.predicates)

    @cached_property
    def _claimed(self) -> dict[TripleText, list[Claim]]:
        """Each link that claims state, with these claims, in the order of reading."""
        found: dict[TripleText, list[Claim]] = {}
        for claim in self.review.claims:
            subject, target = map(individual, self.review.ends(claim))
            link = (subject.value, ASSB + claim.property, target.value)
            found.setdefault(link, []).append(claim)
        return found

    def _patterns(self, said: Iterable[tuple[int, TripleText]]) -> Iterator[Pattern]:
        varied = varied_figures(self.review)
        for block, (s, p, o) in said:
            subject = self.slots.end(block, s)
            if p == _FINGERPRINT:
                place = self.review.place(s)
                assert place is not None
                # Where two sentences of the review are the same, those of papers are not.
                target = self.slots.add_literal(place, f"{p} {s}")
            elif (s, p) in varied:
                target = self.slots.figure(block, subject, varied[s, p])
            else:
                target = self.slots.end(block, o)
            yield Pattern(block, subject, self.slots.id(p), target)

    def _links(self) -> Iterator[Link]:
        end = self.slots.end
        for number, ((s, p, o), claims) in enumerate(self._claimed.items()):
            block = self.review.block_of_claim(claims[0])
            other = self._rare(s, p, o) if block == FRAME else NONE
            yield Link(block, number, end(block, s), self.slots.id(p), end(block, o), other)

    def _rare(self, subject: str, predicate: str, value: str) -> int:
        """Return the object that few papers state instead: always the same, to limit links."""
        digest = hashlib.sha256(f"{subject} {predicate} {value}".encode()).digest()
        others = self.slots.kin.get(value, ())
        if digest[0] * _RARE >> 8 or not others:
            return NONE
        return self.slots.id(others[digest[1] % len(others)])

    def _claims(self) -> Iterator[ClaimForm]:
        strengths: dict[str, list[int]] = defaultdict(list)
        for claim in self.review.claims:
            strengths[claim.property].append(_strength(claim).strength)
        for number, claims in enumerate(self._claimed.values()):
            block = self.review.block_of_claim(claims[0])
            for claim in claims:
                yield ClaimForm(
                    block=block,
                    slot=self.slots.new(block, record_iri(self.review.source, claim.id)),
                    head=f".{claim.id}",
                    link=number,
                    sentence=claim.sentence[0],
                    strengths=tuple(strengths[claim.property]),
                    cites=claim.cites,
                )


def _strength(claim: Claim) -> Strength:
    origin = "heading" if claim.origin == "heading" else "cited" if claim.cites else "unsourced"
    return next(s for s in _STRENGTHS if (s.modality, s.origin) == (claim.modality, origin))


#: How many papers are made at a time: memory stays well below a gigabyte.
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
    """The size of a literature that was made, and its seed."""

    papers: int
    claims: int
    seed: int


def read_template(ontology_folder: Path, graphs: Path) -> Template:
    """Return the template from the largest source in `graphs`.

    Raises `CurationError` with all problems of the tables, `OntologyError`, or `BuildError` if no
    claim stands.
    """
    ontology = read_ontology(ontology_folder)
    corpus = checked_corpus(graphs, ontology.schema)
    return make_template(ontology, corpus)


def synthesise(
    template: Template,
    folder: Path,
    size: Size,
    seed: int = 0,
    tell: Callable[[int], None] = lambda _: None,
) -> Literature:
    """Write a literature to `folder`, all or nothing; `tell` receives each advance.

    The same template, size and seed give the same facts, and the first papers of a larger
    literature are those of a smaller one. If the size is in claims, the last paper is read only
    as far as they reach. Raises `BuildError` if the folder holds something else or can't be
    written.
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
    """One run: its progress, and the database with one batch at a time."""

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
