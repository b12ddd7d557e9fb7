"""Where a statement on a bottleneck holds: in the paper that makes it.

While one paper speaks of a bottleneck, what it says is said of that bottleneck. Where several
do, each has a case of its own, so that no chain joins what one says of silicon with what another
says of lithium sulfide. Background knowledge is said in general.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assbkg.curation.corpus import Corpus, Paper
from assbkg.curation.names import Names, Node
from assbkg.curation.records import Claim

__all__ = ["Ends", "Scopes"]


@dataclass(frozen=True)
class Ends:
    """What a claim links; `scoped` is the paper's case of its object, if there is one."""

    subject: Node
    target: Node
    scoped: Node | None

    @property
    def targets(self) -> tuple[Node, ...]:
        """Every object of which the claim states its link: in general, and in its paper."""
        return (self.target,) if self.scoped is None else (self.target, self.scoped)


@dataclass(frozen=True)
class Scopes:
    """The bottlenecks of which papers have cases: pairs of the id of a paper and a bottleneck."""

    cases: frozenset[tuple[str, str]]

    @classmethod
    def among(cls, corpus: Corpus, names: Names) -> Scopes:
        """Return the scopes of a corpus.

        A paper that names a bottleneck without a bearer gets a case of it if another paper names
        that bottleneck too, with or without one.
        """
        papers: dict[str, set[str]] = {}
        plain: set[tuple[str, str]] = set()
        for paper in corpus.papers:
            if not paper.info.is_background:
                for found in _bottlenecks(paper, names.within(paper.info.id)):
                    papers.setdefault(found.case_of or found.id, set()).add(paper.info.id)
                    if not found.case_of:
                        plain.add((paper.info.id, found.id))
        return cls(frozenset(pair for pair in plain if len(papers[pair[1]]) > 1))

    def ends(self, claim: Claim, names: Names) -> Ends:
        """Return what a claim links; `names` resolve the names in the tables of its paper.

        What a bottleneck does is said of the paper's case alone. What is done to it is said of
        the bottleneck in general, and of the paper's case.
        """
        subject = names.resolve(claim.subject)
        target = names.resolve(claim.object, subject)
        scoped = self.case(subject, names.paper), self.case(target, names.paper)
        return Ends(scoped[0] or subject, target, scoped[1])

    def case(self, found: Node, paper: str) -> Node | None:
        """Return a paper's case of a bottleneck in general, or None if there is none."""
        if found.part_of or (paper, found.id) not in self.cases:
            return None
        return Node(found.id, found.class_name, paper=paper, case_of=found.id)

    def around(self, case: Node) -> Node | None:
        """Return the paper's case to which its case of one bearer belongs, if there is one."""
        general = Node(case.case_of, case.class_name)
        return self.case(general, case.paper) if case.part_of and case.case_of else None


def _bottlenecks(paper: Paper, names: Names) -> Iterator[Node]:
    """Yield each bottleneck that a paper's claims name, as often as they do."""
    for claim in (row.record for row in paper.claims):
        subject = names.resolve(claim.subject)
        for found in (subject, names.resolve(claim.object, subject)):
            if found.case_of or (not found.part_of and names.schema.has_cases(found.class_name)):
                yield found
