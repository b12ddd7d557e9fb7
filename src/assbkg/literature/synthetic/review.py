"""Divide the review into a frame and studies: whose each term is, and where it comes up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Final, NamedTuple

from assbkg.curation.citing import Citing
from assbkg.curation.corpus import Corpus
from assbkg.curation.names import Names, Node, case_label
from assbkg.curation.records import Claim, Measurement
from assbkg.graph.measurements import measurement_quads
from assbkg.graph.ontology import Ontology
from assbkg.graph.provenance import REASONED
from assbkg.graph.terms import individual, texts
from assbkg.literature.synthetic.template import (
    FRAME,
    NONE,
    SLOTS,
    Common,
    Free,
    Own,
    families,
    kin,
    own_entities,
    part_classes,
    studies,
)
from assbkg.vocabulary import ASSB, KG, part_name, read_part

__all__ = ["Place", "Review", "Slots", "varied_figures"]


_SENTENCE = re.compile(r"s(\d{3,})")


class Place(NamedTuple):
    """The block of a term, and the two parts of its name."""

    block: int
    head: str
    tail: str


_SOURCE = Place(FRAME, "", "")


class Review:
    """The source with the most claims of a corpus, as its template needs it."""

    def __init__(self, ontology: Ontology, corpus: Corpus) -> None:
        self.ontology, self.schema = ontology, ontology.schema
        self.paper = max(corpus.papers, key=lambda paper: len(paper.claims))
        self.corpus = Corpus((self.paper,))
        self.source = self.paper.info.id
        self.names = Names(self.schema, self.corpus.entities(), self.source)
        self.own = own_entities(self.paper, self.schema)
        self.entities = {row.record.id: row.record for row in self.paper.entities}
        self.claims = [r.record for r in self.paper.claims if _stands(r.record)]

    def ends(self, claim: Claim) -> tuple[Node, Node]:
        """Return the subject and object of a claim."""
        subject = self.names.resolve(claim.subject)
        return subject, self.names.resolve(claim.object, subject)

    @cached_property
    def parts(self) -> dict[str, Node]:
        """Every part of a system that claims in good standing or measurements name, by IRI."""
        named = [end for claim in self.claims for end in self.ends(claim)]
        named += [self.names.resolve(row.record.subject) for row in self.paper.measurements]
        return {individual(node).value: node for node in named if node.part_of and not node.case_of}

    @cached_property
    def cases(self) -> dict[str, Node]:
        """Every case of a bottleneck that claims in good standing name, by IRI."""
        named = [end for claim in self.claims for end in self.ends(claim)]
        return {individual(node).value: node for node in named if node.case_of}

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The names of the frame, which is blank, and of each study: its most mentioned entity."""
        said = Counter(end.system for claim in self.claims for end in self.ends(claim))
        groups: dict[str, list[str]] = {}
        for entity, study in self._studies.items():
            groups.setdefault(study, []).append(entity)
        return (
            "",
            *sorted(min(group, key=lambda e: (-said[e], e)) for group in groups.values()),
        )

    @cached_property
    def _studies(self) -> dict[str, str]:
        linked = [(s.system, o.system) for s, o in map(self.ends, self.claims)]
        for step in (row.record for row in self.paper.steps):
            materials = (*step.inputs, *step.choices, *step.outputs, *step.medium)
            linked += [(step.process, material) for material in materials]
        return studies(self.own, linked)

    @cached_property
    def block_of(self) -> dict[str, int]:
        """The block of each own entity, by id."""
        number = {self._studies[name]: n for n, name in enumerate(self.blocks) if n}
        return {entity: number[study] for entity, study in self._studies.items()}

    def block_of_claim(self, claim: Claim) -> int:
        """Return the block of the study that a claim is about, or the frame."""
        found = [self.block_of.get(end.system, FRAME) for end in self.ends(claim)]
        return max(found)

    @cached_property
    def records(self) -> dict[str, int]:
        """The block of each record that stands, by id."""
        found = {claim.id: self.block_of_claim(claim) for claim in self.claims}
        for figure in (row.record for row in self.paper.measurements):
            owner = figure.sample or self.names.resolve(figure.subject).system
            found[figure.id] = self.block_of.get(owner, FRAME)
        found |= {row.record.id: FRAME for row in self.paper.references}
        found |= {f"s{row.record.sentence:03d}": FRAME for row in self.paper.coverage}
        judged = (row.record for row in self.paper.assessments)
        found |= {j.id: found[j.about] for j in judged if j.about in found}
        for two in (row.record for row in self.paper.contradictions):
            if two.first in found and found[two.first] == found.get(two.second):
                found[f"contradiction-{two.first}-{two.second}"] = found[two.first]
        return found

    def needs(self, place: Place) -> str:
        """Return the claim without which a record would be about nothing, or an empty text."""
        about = self._about.get(place.head[1:], "")
        return about if about in {claim.id for claim in self.claims} else ""

    @cached_property
    def _about(self) -> dict[str, str]:
        return {row.record.id: row.record.about for row in self.paper.assessments}

    def place(self, term: str) -> Place | None:
        """Return whose a term is, or None if it is common to the field.

        The name of a part lacks the review's id, because made-up papers have their own parts.
        Raises `KeyError` for a record that does not stand, and for what belongs to it.
        """
        first, dot, rest = term.removeprefix(KG).partition(".")
        if not term.startswith(KG):
            return None
        if first in self.block_of:
            _, paper, name = read_part(term)
            tail = f".{name}" if paper == self.source else dot + rest
            return Place(self.block_of[first], f".{first}", tail)
        if first != self.source:
            return None
        record, dot, rest = rest.partition(".")
        return Place(self.records[record], f".{record}", dot + rest) if record else _SOURCE

    def sentence(self, place: Place) -> int:
        """Return the sentence in which a term of the paper comes up, or 0 for its frame."""
        name = place.head[1:]
        step = self._steps.get(name + ".".join(place.tail.split(".")[:2]))
        if step is not None:
            return step
        if name in self.entities:
            return self.entities[name].sentence
        found = _SENTENCE.search(name)
        return int(found[1]) if found else 0

    @cached_property
    def _steps(self) -> dict[str, int]:
        return {row.record.id: row.record.sentence[0] for row in self.paper.steps}


#: The value in a paper is the review's times one of these.
_FACTORS: Final = tuple(Decimal("0.80") + i * Decimal("0.03") for i in range(16))
_FIXED: Final = "YearOfEvent"


def varied_figures(review: Review) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the literals that replace those of each measurement, by subject and predicate.

    All literals of one measurement have equally many, which belong together by their place.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for figure in (row.record for row in review.paper.measurements):
        if figure.quantity_kind == _FIXED:
            continue
        subject_of = review.names.resolve(figure.subject)
        for varied in _variants(figure):
            quads = measurement_quads(
                review.source, varied, subject_of, review.ontology, Citing({})
            )
            for subject, predicate, value in map(texts, quads):
                if value.startswith('"'):
                    found.setdefault((subject, predicate), []).append(value)
    return {ends: tuple(values) for ends, values in found.items() if len(set(values)) > 1}


def _variants(figure: Measurement) -> Iterator[Measurement]:
    for factor in _FACTORS:
        scaled = {
            name: None if bound is None else (bound * factor).quantize(bound)
            for name in ("value", "lower", "upper")
            for bound in [getattr(figure, name)]
        }
        varied = figure.model_copy(update=scaled)
        yield varied.model_copy(update={"as_written": _written(varied)})


def _written(figure: Measurement) -> str:
    if figure.value is None:
        return f"{figure.lower}–{figure.upper} {figure.unit}"
    return f"{figure.value} {figure.unit}"


#: The chance that a study has another individual of the same class.
_SWAP: Final = 0.15

#: The class of which a study may make a variety: its own silicon, its own carbon nanotubes.
_MADE: Final = "Material"


class Slots:
    """Numbers for all ends of facts: ids for common terms, slots for everything else."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.kin = kin(review.paper, review.schema, review.own)
        self.own: list[Own] = []
        self.free: list[Free] = []
        self._ids: dict[str, int] = {}
        self._numbers: dict[tuple[int, str], int] = {}

    def id(self, term: str) -> int:
        """Return the id of a common term."""
        return self._ids.setdefault(term, len(self._ids))

    def new(self, block: int, name: str) -> int:
        """Return the slot of a block with this name, new at first."""
        return self._numbers.setdefault((block, name), SLOTS + len(self._numbers))

    def commons(self) -> Iterable[Common]:
        """Yield all common terms so far, by id."""
        return (
            Common(number, self._of_no_paper(term), self._label(term))
            for term, number in self._ids.items()
        )

    def _of_no_paper(self, term: str) -> str:
        """Return a common term as made-up papers share it: without the review's id."""
        system, paper, name = read_part(term)
        is_part = term.startswith(KG) and paper == self.review.source
        return f"{KG}{system}.{name}" if is_part else term

    def add_own(self, types: Mapping[str, str]) -> None:
        """Make a slot for each of the paper's own terms, given with their types."""
        classes = part_classes(self.review.parts.values(), families(self.review.schema))
        placed = ((place, term) for term in types if (place := self.review.place(term)))
        for place, term in sorted(placed):
            node = self.review.parts.get(term)
            ways = [ASSB + name for name in classes[node]] if node else [types[term]]
            tails = [place.tail] if node is None else _tails(node, classes[node])
            labels = [self._label(name) for name in ways] if node else [self._label(term)]
            self._add(place, term, tails, list(map(self.id, ways)), labels)

    def add_literal(self, place: Place, name: str) -> int:
        """Return a slot for a literal that each paper has once for itself."""
        return self._add(place, name, [place.tail], [NONE], [""])

    def _add(
        self, place: Place, term: str, tails: list[str], classes: list[int], labels: list[str]
    ) -> int:
        slot = self.new(place.block, term)
        self.own.append(
            Own(
                block=place.block,
                slot=slot,
                head=place.head,
                tails=tuple(tails),
                classes=tuple(classes),
                labels=tuple(labels),
                needs=self.review.needs(place),
                named=term in self.review.parts,
                sentence=self.review.sentence(place),
            )
        )
        return slot

    def end(self, block: int, term: str) -> int:
        """Return the id or slot of one end of a fact of a block.

        In a study, other things of the same kind may replace those that are common to the
        field; in the frame, nothing replaces them.
        """
        known = self._numbers.get((block, term))
        if known is not None:
            return known
        if block == FRAME or term not in self.kin:
            return self.id(term)
        slot = self.new(block, term)
        entity = self.review.entities.get(term.removeprefix(KG))
        made = entity is not None and self.review.schema.is_a(entity.class_name, _MADE)
        variety = self.id(ASSB + entity.class_name) if entity and made else NONE
        tail = f".{entity.id}" if entity and made else ""
        others = tuple(map(self.id, self.kin[term]))
        self.free.append(Free(block, slot, slot, self.id(term), others, _SWAP, variety, tail))
        return slot

    def figure(self, block: int, owner: int, literals: tuple[str, ...]) -> int:
        """Return a slot for one literal of a measurement; those of one owner choose alike."""
        slot = self.new(block, f"{owner} {literals}")
        ids = tuple(map(self.id, literals))
        self.free.append(Free(block, slot, owner, ids[0], ids, 1.0, NONE, ""))
        return slot

    def _label(self, term: str) -> str:
        """Return the name of a term in claims: for a part of a system, the label of its class."""
        labels, part = self.review.ontology.labels, self.review.parts.get(term)
        entity = self.review.entities.get(term.removeprefix(KG))
        if part is not None:
            return self.review.ontology.label(ASSB + part.class_name)
        if case := self.review.cases.get(term):
            return case_label(self._label(KG + case.case_of), self._label(KG + case.part_of))
        return entity.label if entity else labels.get(term, "")


def _tails(part: Node, classes: Iterable[str]) -> list[str]:
    """Return the end of a part's name for each class that it may have; its own has its number."""
    return [f".{part_name(c, part.number if c == part.class_name else 1)}" for c in classes]


def _stands(claim: Claim) -> bool:
    return claim.polarity == "affirmed" and claim.status in REASONED
