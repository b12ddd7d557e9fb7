"""What HermiT prints of classes and individuals, read and closed.

HermiT prints the least that says all: of the classes of an individual only the lowest, and
of the properties of a link only the lowest. So what it prints is closed under the
hierarchies that it prints with it, and under nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from assbkg.reasoning.axioms import THING, TYPE, TripleText
from assbkg.vocabulary import PREFIXES, above

__all__ = ["CLASSIFY", "NOTHING", "REALISE", "realised", "subsumed"]

_OWL = PREFIXES["owl"]
NOTHING: Final = _OWL + "Nothing"

#: The arguments that make HermiT print what `subsumed` reads.
CLASSIFY: Final = ("--no-prefixes", "--classify")

#: The arguments that make HermiT print what `realised` reads.
REALISE: Final = (*CLASSIFY, "--classifyOPs", "--classifyIs", "--classifyPVs")

_NAME = re.compile(r"<([^>]+)>")
_INVERSE = "ObjectInverseOf( "
_ROLE = re.compile(r"ObjectInverseOf\( <[^>]+> \)|<[^>]+>")
_LINKS = re.compile(r"^<([^>]+)> \(known instances: (.*?) \| possible", re.MULTILINE)
_PAIR = re.compile(r"\(<([^>]+)>, <([^>]+)>\)")

#: What stands right above each name.
_Parents = dict[str, set[str]]


def subsumed(printed: str) -> frozenset[tuple[str, str]]:
    """Each named class with each other one that it is below, from what HermiT prints.

    A class that can have no member is below `NOTHING` and otherwise left out.
    """
    parents = _classes(printed)
    pairs = {(name, top) for name in parents for top in above(name, parents) - {name, THING}}
    empty = {name for name, top in pairs if top == NOTHING}
    proper = {(s, o) for s, o in pairs if not {s, o} & {NOTHING, THING, *empty}}
    return frozenset(proper | {(name, NOTHING) for name in empty})


def realised(printed: str) -> frozenset[TripleText]:
    """Every membership in a named class, and every link, from what HermiT prints."""
    return frozenset({*_memberships(printed), *_links(printed)})


def _memberships(printed: str) -> Iterator[TripleText]:
    parents = _classes(printed)
    of_all = above(THING, parents)
    for line in _lines("Type", printed):
        individual, lowest = _NAME.findall(line)
        for name in (above(lowest, parents) | of_all) - {THING}:
            yield individual, TYPE, name


def _links(printed: str) -> Iterator[TripleText]:
    parents = _roles(printed)
    for lowest, links in _LINKS.findall(printed):
        pairs = _PAIR.findall(links)
        for role in above(f"<{lowest}>", parents):
            (name,) = _NAME.findall(role)
            turned = role.startswith(_INVERSE)
            if not name.startswith(_OWL):
                yield from ((o, name, s) if turned else (s, name, o) for s, o in pairs)


def _classes(printed: str) -> _Parents:
    parents: _Parents = {}
    for line in _lines("SubClassOf", printed):
        _put(parents, _NAME.findall(line))
    for line in _lines("EquivalentClasses", printed):
        equal = _NAME.findall(line)
        _put(parents, [*equal, equal[0]])
    return parents


def _roles(printed: str) -> _Parents:
    """What stands above each property and each inverse, written as HermiT writes them."""
    parents: _Parents = {}
    for line in _lines("SubObjectPropertyOf", printed):
        roles = _ROLE.findall(line)
        _put(parents, roles)
        _put(parents, [*map(_turned, roles)])
    for line in _lines("EquivalentObjectProperties", printed):
        equal = _ROLE.findall(line)
        _put(parents, [*equal, equal[0]])
        _put(parents, [*map(_turned, [*equal, equal[0]])])
    return parents


def _lines(kind: str, printed: str) -> list[str]:
    """What stands between the outer brackets of each line of a kind."""
    return re.findall(rf"^{kind}\( (.*) \)$", printed, re.MULTILINE)


def _put(parents: _Parents, rising: Sequence[str]) -> None:
    """Put each name below the next."""
    for lower, upper in pairwise(rising):
        parents.setdefault(lower, set()).add(upper)
        parents.setdefault(upper, set())


def _turned(role: str) -> str:
    return role[len(_INVERSE) : -2] if role.startswith(_INVERSE) else f"{_INVERSE}{role} )"
