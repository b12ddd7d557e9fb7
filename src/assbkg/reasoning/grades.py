"""Grades: how strongly a link is stated, strongest first.

A link that a claim states has the grade of its strongest claim, whatever it also follows from. Any
other link has the grade of its best proof, and a proof has the grade of its weakest link.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Final

from pyoxigraph import NamedNode, Quad

from assbkg.errors import ReasoningError
from assbkg.graph.provenance import ORIGIN_TERMS, REASONED, WORDS
from assbkg.graph.terms import assb, individual_facts, node
from assbkg.reasoning.axioms import TripleText

__all__ = [
    "GRADES",
    "STRUCTURAL",
    "WEAK",
    "claimed_levels",
    "given_levels",
    "grade_of_claim",
    "objections",
    "require_levels",
    "strongest",
    "weakest",
]

#: All grades, strongest first.
GRADES: Final = ("given", "measured", "stated, cited", "stated", "heading", "hedged", "expected")

#: The grade of what tables give without a claim: types, steps and measurements. It states no
#: strength and comes first, so that it limits no proof.
STRUCTURAL: Final = GRADES[0]

#: The grades of links that no sentence states without reservation.
WEAK: Final = ("heading", "hedged", "expected")


def grade_of_claim(modality: str, cited: bool, heading: bool = False) -> str:
    """Return the grade that a claim gives to its link; that of a `heading` is at most that.

    >>> grade_of_claim("stated", cited=True), grade_of_claim("stated", cited=False, heading=True)
    ('stated, cited', 'heading')
    """
    grade = "stated, cited" if modality == "stated" and cited else modality
    return weakest((grade, "heading")) if heading else grade


def strongest(grades: Iterable[str]) -> str:
    """Return the strongest of some grades, or the weakest grade of all for none."""
    return min(grades, key=GRADES.index, default=GRADES[-1])


def weakest(grades: Iterable[str]) -> str:
    """Return the weakest of some grades, or the strongest grade of all for none."""
    return max(grades, key=GRADES.index, default=GRADES[0])


def require_levels(levels: Iterable[int]) -> None:
    """Raise `ReasoningError` if a level is not the index of a grade."""
    if odd := sorted(set(levels) - set(range(len(GRADES)))):
        told = ", ".join(f"{level} is {grade}" for level, grade in enumerate(GRADES))
        raise ReasoningError(f"facts are of level {', '.join(map(str, odd))}; expected {told}")


#: A claim of this polarity is evidence against its link.
_DENIED: Final = assb("Denied").value
_CONTESTED: Final = assb("Contested").value
_RETRACTED: Final = assb("Retracted").value
_HEADING: Final = ORIGIN_TERMS["heading"]


def given_levels(
    quads: Iterable[Quad], predicates: Container[str] | None = None
) -> dict[TripleText, int]:
    """Return every fact that tables and ontology give, with its level, the index of its grade.

    With `predicates`, only their facts: most quads of a large graph have other predicates.
    """
    claims: dict[str, list[str]] = {}
    told = (
        quad
        for quad in _noted(quads, claims)
        if predicates is None or quad.predicate.value in predicates
    )
    # The same terms occur in many facts: each is stored once.
    found: dict[TripleText, int] = {
        (intern(subject), intern(predicate), intern(value)): GRADES.index(STRUCTURAL)
        for subject, predicate, value in individual_facts(told)
    }
    found.update(_levels(claims, REASONED))
    return found


def claimed_levels(
    quads: Iterable[Quad], statuses: frozenset[str] = REASONED
) -> dict[TripleText, int]:
    """Return every link that claims of some statuses state, with the level of the strongest."""
    claims: dict[str, list[str]] = {}
    for _ in _noted(quads, claims):
        pass
    return _levels(claims, statuses)


def objections(
    quads: Iterable[Quad],
) -> tuple[Mapping[TripleText, list[str]], Mapping[TripleText, list[str]]]:
    """Return the IRIs of the contested claims, and of those that deny, by their links."""
    claims: dict[str, list[str]] = {}
    for _ in _noted(quads, claims):
        pass
    contested: dict[TripleText, list[str]] = {}
    denied: dict[TripleText, list[str]] = {}
    for claim, said in claims.items():
        subject, predicate, general, scoped, _, status, polarity, *_ = said
        for target in filter(None, (general, scoped)):
            link, iri = (subject, predicate, target), claim.strip("<>")
            if polarity == _DENIED and status != _RETRACTED:
                denied.setdefault(link, []).append(iri)
            elif polarity != _DENIED and status == _CONTESTED:
                contested.setdefault(link, []).append(iri)
    return contested, denied


def _noted(quads: Iterable[Quad], claims: dict[str, list[str]]) -> Iterator[Quad]:
    """Yield quads unchanged, and record what is stated about claims, in `_OF_CLAIMS` order."""
    for quad in quads:
        place = _OF_CLAIMS.get(quad.predicate)
        if place is not None:
            said = claims.setdefault(str(quad.subject), [""] * len(_OF_CLAIMS))
            said[place] = intern(_iri(quad.object))
        yield quad


def _levels(claims: Mapping[str, Sequence[str]], statuses: frozenset[str]) -> dict[TripleText, int]:
    standing = {assb(status.capitalize()).value for status in statuses}
    found: dict[TripleText, int] = {}
    for (
        subject,
        predicate,
        general,
        scoped,
        modality,
        status,
        polarity,
        origin,
        cited,
    ) in claims.values():
        if predicate and status in standing and polarity != _DENIED:
            grade = grade_of_claim(WORDS[modality], bool(cited), origin == _HEADING)
            level = GRADES.index(grade)
            for target in filter(None, (general, scoped)):
                link = (subject, predicate, target)
                found[link] = min(level, found.get(link, level))
    return found


def _iri(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value


_OF_CLAIMS: Final = {
    predicate: place
    for place, predicate in enumerate(
        (
            *(assb("claim" + part) for part in ("Subject", "Property", "Object")),
            *(
                assb("scopedTo"),
                assb("hasModality"),
                assb("hasStatus"),
                assb("hasPolarity"),
                assb("hasOrigin"),
                node("cito:citesAsEvidence"),
            ),
        )
    )
}
