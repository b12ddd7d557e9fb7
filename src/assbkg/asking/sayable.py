"""What tables could still state of the things in a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.facts import Fact
from assbkg.reasoning.fitting import Sayable
from assbkg.record.ontology import Terms
from assbkg.record.reasoned import Reasoned, Supposed
from assbkg.vocabulary import ASSB, KG, read_part

__all__ = ["read_sayable"]


def read_sayable(
    reasoned: Reasoned | Supposed, terms: Terms, contested: frozenset[Fact] = frozenset()
) -> Sayable:
    """Learn from the ontology and from what is given how tables are used.

    Entities and the parts of systems may get new links. Records, such as measurements and
    steps, are complete as their row stands, and so is what the ontology has a term for,
    such as units. A property of which every given link between a part and something else
    joins it to its own system is one that holds parts.
    """
    owned = terms.marked("ownedBySystem")
    classes = _classes(reasoned)
    owners = {
        thing: system
        for thing, known in classes.items()
        if not owned.isdisjoint(known) and (system := _minted_for(thing))
    }
    records = {thing for thing in classes if _minted_for(thing) and thing not in owners}
    shared = {thing for thing in classes if not thing.startswith(KG)}
    vocabulary = {name for thing in shared if thing.startswith(ASSB) for name in classes[thing]}
    return Sayable(
        derived_only=terms.marked("derivedOnly"),
        complete=frozenset(records | shared | vocabulary),
        owners=owners,
        papers={part: read_part(part).paper for part in owners},
        owned=owned,
        holding=_holding(reasoned.facts.given, owners),
        contested=contested - reasoned.facts.given.keys(),
    )


def _classes(reasoned: Reasoned | Supposed) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for thing, name in reasoned.facts.pairs(TYPE):
        found.setdefault(thing, set()).add(name)
    return found


def _minted_for(iri: str) -> str:
    """The system, source or process that a part or record belongs to; else nothing."""
    owner, _, name = read_part(iri)
    return KG + owner if name and iri.startswith(KG) else ""


def _holding(given: Iterable[Fact], owners: Mapping[str, str]) -> frozenset[str]:
    own: dict[str, bool] = {}
    for fact in given:
        for part, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
            if part in owners and other not in owners and fact.predicate != TYPE:
                own[fact.predicate] = own.get(fact.predicate, True) and other == owners[part]
    return frozenset(predicate for predicate, always in own.items() if always)
