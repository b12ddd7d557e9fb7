"""How strongly a link is said: grades, strongest first.

A link has the grade of its strongest claim. A derived link has the grade of its best proof,
and a proof that of its weakest claim.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final

from pyoxigraph import NamedNode, Quad

from assbkg.errors import ReasoningError
from assbkg.graph.provenance import REASONED
from assbkg.graph.said import WORDS
from assbkg.graph.statements import individual_facts
from assbkg.graph.terms import assb, node
from assbkg.reasoning.axioms import TripleText

__all__ = ["GRADES", "STRUCTURAL", "WEAK", "claimed_levels", "given_levels", "grade_of_claim"]
__all__ += ["require_levels", "strongest", "weakest"]

#: All grades, strongest first.
GRADES: Final = ("given", "measured", "stated, cited", "stated", "hedged", "expected")

#: The grade of what a table gives otherwise than by a claim: types, steps and figures. It
#: says nothing of strength and stands first, so that it limits no proof.
STRUCTURAL: Final = GRADES[0]

#: The grades of what no source says without reserve.
WEAK: Final = ("hedged", "expected")


def grade_of_claim(modality: str, cited: bool) -> str:
    """The grade that a claim gives to its link.

    >>> grade_of_claim("stated", cited=True)
    'stated, cited'
    """
    return "stated, cited" if modality == "stated" and cited else modality


def strongest(grades: Iterable[str]) -> str:
    """The strongest of some grades; the weakest there is when there are none."""
    return min(grades, key=GRADES.index, default=GRADES[-1])


def weakest(grades: Iterable[str]) -> str:
    """The weakest of some grades; the strongest there is when there are none."""
    return max(grades, key=GRADES.index, default=GRADES[0])


def require_levels(levels: Iterable[int]) -> None:
    """Raise `ReasoningError` when a level is that of no grade."""
    if odd := sorted(set(levels) - set(range(len(GRADES)))):
        told = ", ".join(f"{level} is {grade}" for level, grade in enumerate(GRADES))
        raise ReasoningError(f"facts are of level {', '.join(map(str, odd))}; expected {told}")


def given_levels(
    quads: Iterable[Quad], predicates: Container[str] | None = None
) -> dict[TripleText, int]:
    """Every fact that tables and ontology give, with its level, the index of its grade.

    With `predicates`, only facts of these: most quads of a large graph have none of them.
    """
    quads = list(quads)
    told = (q for q in quads if predicates is None or q.predicate.value in predicates)
    structural = dict.fromkeys(individual_facts(told), GRADES.index(STRUCTURAL))
    return structural | claimed_levels(quads)


def claimed_levels(
    quads: Iterable[Quad], statuses: frozenset[str] = REASONED
) -> dict[TripleText, int]:
    """Every link that a claim of some status states, with the level of the strongest."""
    standing = {assb(status.capitalize()).value for status in statuses}
    claims: dict[str, dict[NamedNode, str]] = {}
    for quad in quads:
        if quad.predicate in _OF_CLAIMS:
            claims.setdefault(str(quad.subject), {})[quad.predicate] = _iri(quad.object)
    found: dict[TripleText, int] = {}
    for said in claims.values():
        if _PROPERTY in said and said[_STATUS] in standing:
            link = (said[_SUBJECT], said[_PROPERTY], said[_OBJECT])
            modality = WORDS[said[_MODALITY]]
            level = GRADES.index(grade_of_claim(modality, _CITES in said))
            found[link] = min(level, found.get(link, level))
    return found


def _iri(term: object) -> str:
    assert isinstance(term, NamedNode)
    return term.value


_SUBJECT, _PROPERTY, _OBJECT = assb("claimSubject"), assb("claimProperty"), assb("claimObject")
_MODALITY, _STATUS = assb("hasModality"), assb("hasStatus")
_CITES = node("cito:citesAsEvidence")
_OF_CLAIMS: Final = {_SUBJECT, _PROPERTY, _OBJECT, _MODALITY, _STATUS, _CITES}
