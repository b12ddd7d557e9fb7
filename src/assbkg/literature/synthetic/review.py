"""The review seen as a frame and studies: which term is whose, and where it comes up."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import NamedTuple

from assbkg.curation.corpus import Corpus
from assbkg.curation.names import Names, Node
from assbkg.curation.records import Claim
from assbkg.graph.ontology import Ontology
from assbkg.graph.provenance import REASONED
from assbkg.graph.terms import individual
from assbkg.literature.synthetic.kinship import own_entities, studies
from assbkg.literature.synthetic.template import FRAME
from assbkg.vocabulary import KG, read_part

__all__ = ["Place", "Review"]

_SENTENCE = re.compile(r"s(\d{3,})")


class Place(NamedTuple):
    """Whose a term is, and the two parts of its name."""

    block: int
    head: str
    tail: str


_SOURCE = Place(FRAME, "", "")


class Review:
    """The source of which a corpus holds most claims, with what its template needs to know."""

    def __init__(self, ontology: Ontology, corpus: Corpus) -> None:
        self.ontology, self.schema = ontology, ontology.schema
        self.paper = max(corpus.papers, key=lambda paper: len(paper.claims))
        self.corpus = Corpus((self.paper,))
        self.source = self.paper.info.id
        self.names = Names(self.schema, self.corpus.entities(), self.source)
        self.own = own_entities(self.paper, self.schema)
        self.entities = {row.record.id: row.record for row in self.paper.entities}
        self.claims = [r.record for r in self.paper.claims if r.record.status in REASONED]

    def ends(self, claim: Claim) -> tuple[Node, Node]:
        """Subject and object of a claim."""
        subject = self.names.resolve(claim.subject)
        return subject, self.names.resolve(claim.object, subject)

    @cached_property
    def parts(self) -> dict[str, Node]:
        """Every part of a system that claims in good standing or figures name, by IRI."""
        named = [end for claim in self.claims for end in self.ends(claim)]
        named += [self.names.resolve(row.record.subject) for row in self.paper.measurements]
        return {individual(node).value: node for node in named if node.part_of}

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """What the frame and each study are called: by the entity of which most is said."""
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
            materials = (*step.inputs, *step.outputs, *step.medium)
            linked += [(step.process, material) for material in materials]
        return studies(self.own, linked)

    @cached_property
    def block_of(self) -> dict[str, int]:
        """The block of each own entity, by id."""
        number = {self._studies[name]: n for n, name in enumerate(self.blocks) if n}
        return {entity: number[study] for entity, study in self._studies.items()}

    def block_of_claim(self, claim: Claim) -> int:
        """The study of which a claim speaks, or the frame."""
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
        """The claim without which a record would be of nothing, or blank."""
        about = self._about.get(place.head[1:], "")
        return about if about in {claim.id for claim in self.claims} else ""

    @cached_property
    def _about(self) -> dict[str, str]:
        return {row.record.id: row.record.about for row in self.paper.assessments}

    def place(self, term: str) -> Place | None:
        """Whose a term is; None when it is common to the field.

        The name of a part is without the review's id, since parts of made-up papers are not its.

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
        """The sentence in which something of the paper's own comes up; 0 for its frame."""
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
