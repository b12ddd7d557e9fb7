"""Which end of a fact gets an id and which a slot, while a template is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from assbkg.curation.names import Node
from assbkg.literature.synthetic.kinship import families, kin, part_classes
from assbkg.literature.synthetic.review import Place, Review
from assbkg.literature.synthetic.template import FRAME, NONE, SLOTS, Common, Free, Own
from assbkg.vocabulary import ASSB, KG, part_name, read_part

__all__ = ["Slots"]

#: The chance that a study has another individual of the same class.
_SWAP: Final = 0.15

#: What a study may make a variety of: its own silicon, its own carbon nanotubes.
_MADE: Final = "Material"


class Slots:
    """Numbers for all ends of facts: ids of what is common, slots for everything else."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.kin = kin(review.paper, review.schema, review.own)
        self.own: list[Own] = []
        self.free: list[Free] = []
        self._ids: dict[str, int] = {}
        self._numbers: dict[tuple[int, str], int] = {}

    def id(self, term: str) -> int:
        """The id of a common term."""
        return self._ids.setdefault(term, len(self._ids))

    def new(self, block: int, name: str) -> int:
        """A slot of a block that nothing else has."""
        return self._numbers.setdefault((block, name), SLOTS + len(self._numbers))

    def commons(self) -> Iterable[Common]:
        """All common terms so far, by id."""
        return (
            Common(number, self._of_no_paper(term), self._label(term))
            for term, number in self._ids.items()
        )

    def _of_no_paper(self, term: str) -> str:
        """A common term as made-up papers share it: parts of the common are not the review's."""
        system, paper, name = read_part(term)
        is_part = term.startswith(KG) and paper == self.review.source
        return f"{KG}{system}.{name}" if is_part else term

    def add_own(self, types: Mapping[str, str]) -> None:
        """Make a slot for each of these terms of the paper's own, which have these types."""
        classes = part_classes(self.review.parts.values(), families(self.review.schema))
        placed = ((place, term) for term in types if (place := self.review.place(term)))
        for place, term in sorted(placed):
            node = self.review.parts.get(term)
            ways = [ASSB + name for name in classes[node]] if node else [types[term]]
            tails = [place.tail] if node is None else _tails(node, classes[node])
            labels = [self._label(name) for name in ways] if node else [self._label(term)]
            self._add(place, term, tails, list(map(self.id, ways)), labels)

    def add_literal(self, place: Place, name: str) -> int:
        """A slot for a literal that each paper has once for itself."""
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
        """The id or slot of one end of a fact of a block.

        Things that are common to the field may be others of their kind in a study; what
        the frame says of them is always said of themselves.
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
        """A slot for one literal of a figure; all those of one owner choose alike."""
        slot = self.new(block, f"{owner} {literals}")
        ids = tuple(map(self.id, literals))
        self.free.append(Free(block, slot, owner, ids[0], ids, 1.0, NONE, ""))
        return slot

    def _label(self, term: str) -> str:
        """What a claim calls a term: a part of a system goes by its class."""
        labels, part = self.review.ontology.labels, self.review.parts.get(term)
        entity = self.review.entities.get(term.removeprefix(KG))
        if part is not None:
            return self.review.ontology.label(ASSB + part.class_name)
        return entity.label if entity else labels.get(term, "")


def _tails(part: Node, classes: Iterable[str]) -> list[str]:
    """The end of a part's name for each class that it may have; its own has its number."""
    return [f".{part_name(c, part.number if c == part.class_name else 1)}" for c in classes]
