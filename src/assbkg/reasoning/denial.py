"""Ask about many facts at once, by one question of consistency: deny them.

It takes long to have HermiT list what follows, or to ask of each fact whether it follows. It is
quicker to deny facts and to ask whether the denial is consistent:

- All of some facts follow exactly if it is inconsistent that *one of them* does not hold.
- Nothing else follows if *everything else* can be denied together, for any ontology. The converse
  holds for Horn rules, as here: what can't be denied together can't be denied for some one fact.

Everything else would be millions of denials. So individuals are put in a row, those of the same
classes side by side, and the two halves of the row become classes, and the halves of these, and
so on: the *sections*. A class then excludes the few sections that together hold all but its
members, and so does a property of one subject.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.vocabulary import GENID, PREFIXES

__all__ = ["deny_all_but", "deny_one_of"]

_OWL, _RDF, _RDFS = (PREFIXES[prefix] for prefix in ("owl", "rdf", "rdfs"))
_SPACE = GENID + "denial-"

#: How often the row was halved, and the number of the part.
_Section = tuple[int, int]
_WHOLE: _Section = (0, 0)


def deny_one_of(facts: Sequence[TripleText]) -> bytes:
    """Return N-Triples that state: one of these facts, of which there is at least one, is false.

    A new thing is in the union of as many classes as there are facts, and in each of these
    only if the fact of that number does not hold.
    """
    return _text(_one_of(facts))


def _one_of(facts: Sequence[TripleText]) -> Iterator[str]:
    doubter = _iri(_SPACE + "doubter")
    yield from _makes(doubter, "NamedIndividual")
    yield _line(doubter, TYPE, "_:any")
    yield from _makes("_:any", "Class", unionOf="_:l0")
    links = {s: f"{_SPACE}about-{n}" for n, s in enumerate(sorted({f[0] for f in facts}))}
    for subject, link in links.items():
        yield from _makes(_iri(link), "ObjectProperty")
        yield _line(doubter, link, _iri(subject))
    for number, (subject, predicate, value) in enumerate(facts):
        doubt, only, false = _iri(f"{_SPACE}doubt-{number}"), f"_:r{number}", f"_:n{number}"
        yield from _makes(doubt, "Class")
        yield _below(doubt, only)
        yield from _makes(only, "Restriction", onProperty=_iri(links[subject]), allValuesFrom=false)
        if predicate == TYPE:
            yield from _makes(false, "Class", complementOf=_iri(value))
        else:
            true, end = f"_:v{number}", value if value.startswith('"') else _iri(value)
            yield from _makes(false, "Class", complementOf=true)
            yield from _makes(true, "Restriction", onProperty=_iri(predicate), hasValue=end)
        rest = f"_:l{number + 1}" if number + 1 < len(facts) else _iri(_RDF + "nil")
        yield _line(f"_:l{number}", _RDF + "first", doubt)
        yield _line(f"_:l{number}", _RDF + "rest", rest)


def deny_all_but(
    facts: Iterable[TripleText],
    classes: Collection[str],
    properties: Collection[str],
    individuals: Iterable[str] = (),
) -> bytes:
    """Return N-Triples that state: for the individuals in some facts, and others, only this holds.

    They deny all other memberships in `classes` and links by `properties`, which are object
    properties, and all of them for an individual in no fact. They also state that no two
    individuals are the same.
    """
    types: dict[str, set[str]] = {name: set() for name in individuals}
    members: dict[str, set[str]] = {name: set() for name in classes}
    links: dict[str, dict[str, set[str]]] = {name: {} for name in properties}
    for s, p, o in facts:
        if p == TYPE and o in members:
            types.setdefault(s, set()).add(o)
            members[o].add(s)
        elif p in links:
            types.setdefault(s, set())
            types.setdefault(o, set())
            links[p].setdefault(s, set()).add(o)
    if not types:
        return b""
    row = sorted(types, key=lambda name: (sorted(types[name]), name))
    return _text(_Row(row).all_but(members, links))


class _Row:
    """Individuals in a row, its sections, and the denials made with them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.places = {name: place for place, name in enumerate(names)}
        self.depth = (len(names) - 1).bit_length()

    def all_but(
        self, members: Mapping[str, set[str]], links: Mapping[str, Mapping[str, set[str]]]
    ) -> Iterator[str]:
        """Yield that classes have no other members, and properties no other links."""
        yield from self._sections()
        for name in sorted(members):
            for section in self._without(members[name]):
                yield _line(_named(section), _OWL + "disjointWith", _iri(name))
        for number, name in enumerate(sorted(links)):
            yield from self._no_links_but(number, name, links[name])

    def _sections(self) -> Iterator[str]:
        """Yield that each section is a class, below the one of which it is a half."""
        for depth in range(self.depth + 1):
            for part in range(self._parts(depth)):
                yield from _makes(_named((depth, part)), "Class")
                if depth:
                    yield _below(_named((depth, part)), _named((depth - 1, part // 2)))
        for name in self.names:
            yield _line(_iri(name), TYPE, _named(self._alone(name)))

    def _no_links_but(
        self, number: int, predicate: str, links: Mapping[str, set[str]]
    ) -> Iterator[str]:
        """Yield that other subjects have no links, and each subject no other links."""
        denied = {_WHOLE: list(self._without(links))}
        for subject in sorted(links):
            for section in self._without(links[subject]):
                denied.setdefault(section, []).append(self._alone(subject))
        for section, subjects in denied.items():
            label = f"{number}x{section[0]}x{section[1]}"
            only, outside = f"_:r{label}", f"_:o{label}"
            # It has a name, so that all who share it share one restriction.
            unlinked = _iri(f"{_SPACE}unlinked-{label}")
            yield from _makes(unlinked, "Class")
            yield _below(unlinked, only)
            yield from _makes(
                only, "Restriction", onProperty=_iri(predicate), allValuesFrom=outside
            )
            yield from _makes(outside, "Class", complementOf=_named(section))
            yield from (_below(_named(those), unlinked) for those in subjects)

    def _without(self, names: Collection[str]) -> Iterator[_Section]:
        """Yield the fewest sections that together hold everything except some individuals."""
        waiting = [(_WHOLE, [self.places[name] for name in names])]
        while waiting:
            (depth, part), kept = waiting.pop()
            if not kept:
                yield depth, part
            elif depth < self.depth:
                for half in (2 * part, 2 * part + 1):
                    if half < self._parts(depth + 1):
                        inside = [k for k in kept if k >> self.depth - depth - 1 == half]
                        waiting.append(((depth + 1, half), inside))

    def _alone(self, name: str) -> _Section:
        return self.depth, self.places[name]

    def _parts(self, depth: int) -> int:
        """Return how many sections of one size there are; the last may be short."""
        return (len(self.names) - 1 >> self.depth - depth) + 1


def _makes(node: str, kind: str, **said: str) -> Iterator[str]:
    """Yield the declaration of a node as a kind of OWL term, with some OWL properties."""
    yield _line(node, TYPE, _iri(_OWL + kind))
    for name, value in said.items():
        yield _line(node, _OWL + name, value)


def _below(lower: str, upper: str) -> str:
    return _line(lower, _RDFS + "subClassOf", upper)


def _named(section: _Section) -> str:
    return _iri(f"{_SPACE}section-{section[0]}-{section[1]}")


def _iri(name: str) -> str:
    return f"<{name}>"


def _line(subject: str, predicate: str, value: str) -> str:
    return f"{subject} <{predicate}> {value}"


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line} .\n" for line in lines).encode()
