"""What the page knows of claims, works and proofs: each once, pointed at by its place in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assbkg.asking.explaining import Explainer
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.grades import GRADES, weakest
from assbkg.reasoning.proving.proofs import Proof, best_proof
from assbkg.record.claims import ClaimEvidence
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Record"]

#: A thing of the payload, ready for JSON.
Entry = dict[str, Any]


class Record:
    """Collects what proofs rest on. Numbers that it gives are places in its lists.

    `steps` are the facts of all proofs: a step with an axiom follows from the steps in its
    `premises`, one without is given, and `claims` say by whom. Where contested claims
    change a proof, both proofs stand in the one list and share what is the same.
    """

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        self.claims: list[Entry] = []
        self.steps: list[Entry] = []
        self._claim_places: dict[str, int] = {}
        self._step_places: dict[tuple[object, ...], int] = {}
        self._references: dict[tuple[str, int], str] = {}
        self._sources: set[str] = set()

    def proof(self, explainer: Explainer, fact: Fact) -> int:
        """The place of the last step of a fact's best proof. Raises `ReasoningError`."""
        return self._step(explainer, best_proof(fact, explainer.reasoned.instances))

    def places(self, claims: Iterable[ClaimEvidence]) -> list[int]:
        """The places of some claims."""
        return [self._claim(claim) for claim in claims]

    def _step(self, explainer: Explainer, proof: Proof) -> int:
        fact, axiom = proof.fact, proof.rule.axiom if proof.rule else ""
        premises = [self._step(explainer, premise) for premise in proof.premises]
        claims = [] if axiom else self.places(explainer.evidence.of(fact))
        grade = (
            weakest(GRADES[self.steps[premise]["grade"]] for premise in premises)
            if axiom
            else explainer.evidence.grade(fact)
        )
        key = (fact, axiom, grade, *premises, -1, *claims)
        if key not in self._step_places:
            self._step_places[key] = len(self.steps)
            words = {
                "subject": explainer.label(fact.subject),
                "phrase": explainer.phrase(fact.predicate),
                "object": explainer.label(fact.object),
            }
            given = {"axiom": axiom, "premises": premises} if axiom else {"claims": claims}
            self.steps.append({**words, "grade": GRADES.index(grade), **given})
        return self._step_places[key]

    def _claim(self, claim: ClaimEvidence) -> int:
        if claim.claim not in self._claim_places:
            self._claim_places[claim.claim] = len(self.claims)
            works = ((claim.source, number) for number in claim.cites)
            self._references |= dict(zip(works, claim.marks, strict=True))
            self._sources.add(claim.source)
            self.claims.append(
                {
                    "id": shorten(claim.claim),
                    "statement": claim.statement,
                    "modality": claim.modality,
                    "status": claim.status,
                    "grade": GRADES.index(claim.grade),
                    "place": claim.place,
                    "source": shorten(claim.source),
                    "cites": [_reference(claim.source, number) for number in claim.cites],
                    "assessments": self._assessments[claim.claim],
                }
            )
        return self._claim_places[claim.claim]

    @property
    def references(self) -> list[Entry]:
        """The works that collected claims cite, by source and number."""
        return [self._work(*work, self._references[work]) for work in sorted(self._references)]

    @property
    def sources(self) -> list[Entry]:
        """The papers that collected claims come from."""
        label = self.graph.entities.label
        return [{"id": shorten(source), "label": label(source)} for source in sorted(self._sources)]

    def _work(self, source: str, number: int, mark: str) -> Entry:
        iri = f"{source}.ref-{number}"
        known = self._works.get(mark, {"title": self.graph.entities.label(iri)})
        return {
            "id": _reference(source, number),
            "number": mark,
            "source": shorten(source),
            **known,
            "notes": self._assessments[iri],
        }

    @cached_property
    def _works(self) -> Mapping[str, Entry]:
        """What is known of every work, by the mark that cites it."""
        return {
            mark: {
                "authors": authors,
                "title": title,
                "journal": journal,
                "year": year,
            }
            for mark, authors, title, journal, year, _ in self.graph.query("references").texts()
        }

    @cached_property
    def _assessments(self) -> Mapping[str, list[Entry]]:
        """What curators think of claims and works, by IRI."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for about, kind, reason in self.graph.query("assessments").rows:
            if about is not None and kind is not None and reason is not None:
                found[about.value].append({"kind": kind.value, "reason": reason.value})
        return found


def _reference(source: str, number: int) -> str:
    return shorten(f"{source}.ref-{number}")
