"""Rules to Spark SQL: all facts are in one table, so that a round is one job.

The table has the columns `p`, `s`, `o` and `rank`. Rules of one shape share one query, with
their predicates and other constants as a table that is sent to every executor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.rules import Atom, Existential, RuleSet
from assbkg.reasoning.sql import ages, group_rules, shape_of

__all__ = ["Now", "clash_query", "needs_query", "new_facts_query", "values_query"]

_Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Now:
    """Where the evaluation stands.

    `rank` is that of the facts to be derived now. Of the facts of the rank before, `fresh`
    has the codes of the predicates and `classes` those of the classes that gained members.
    """

    rank: int
    fresh: frozenset[int]
    classes: frozenset[int]
    table: str
    codes: Mapping[str, int]


def new_facts_query(rules: RuleSet, now: Now) -> str | None:
    """The query for `p`, `s`, `o` of all that newly follows; None when nothing can."""
    selects = [
        f"SELECT {match.place(branch.head.predicate)} AS p, {match.place(branch.head.subject)} "
        f"AS s, {match.place(branch.head.object)} AS o FROM {match.sources} "
        f"WHERE {match.conditions}"
        for branch in group_rules(rules.rules, by_predicate=False)
        for match in _new_matches(branch.body, branch.constants, now)
    ]
    if not selects:
        return None
    derived = f"SELECT DISTINCT p, s, o FROM ({' UNION ALL '.join(selects)})"
    return (
        f"SELECT n.p, n.s, n.o FROM ({derived}) n "
        f"LEFT ANTI JOIN {now.table} h ON h.p = n.p AND h.s = n.s AND h.o = n.o"
    )


def needs_query(existentials: Sequence[Existential], now: Now) -> str | None:
    """The query for all that newly needs a witness: the number of the existential, and `x`.

    Distinct; None when nothing can be newly in need.
    """
    needs = [
        f"SELECT {number} AS number, x FROM ({query})"
        for number, existential in enumerate(existentials)
        if (query := _needs(existential, now))
    ]
    return " UNION ALL ".join(needs) or None


def _needs(existential: Existential, now: Now) -> str | None:
    body, constants, frontier = _with_frontier(existential.body, existential.frontier)
    needs = [
        f"SELECT {match.place(frontier)} AS x FROM {match.sources} WHERE {match.conditions}"
        for match in _new_matches(body, (constants,), now)
    ]
    if not needs:
        return None
    heads, constants, frontier = _with_frontier(existential.heads, existential.frontier)
    has = _match(heads, (constants,), [f"< {now.rank}"] * len(heads), 0, now)
    return (
        f"SELECT DISTINCT x FROM ({' UNION ALL '.join(needs)}) EXCEPT "
        f"SELECT {has.place(frontier)} FROM {has.sources} WHERE {has.conditions}"
    )


def clash_query(rules: RuleSet, table: str, codes: Mapping[str, int]) -> str | None:
    """The query for `s`, `f`, `g` of each thing in two disjoint classes; None without any."""
    if not rules.disjoint:
        return None
    pairs = ", ".join(f"({codes[f]}, {codes[g]})" for f, g in rules.disjoint)
    members = f"(SELECT s, o FROM {table} WHERE p = {codes[TYPE]})"
    return (
        f"SELECT DISTINCT a.s, k.f, k.g FROM (VALUES {pairs}) k(f, g) "
        f"JOIN {members} a ON a.o = k.f JOIN {members} b ON b.o = k.g AND b.s = a.s"
    )


def _with_frontier(
    atoms: tuple[Atom, ...], frontier: str
) -> tuple[tuple[Atom, ...], tuple[str, ...], str]:
    """The shape of some atoms, their constants, and what the frontier is called there."""
    told = (*atoms, Atom(TYPE, frontier, frontier))
    shape, constants = shape_of(told, by_predicate=False)
    return shape[:-1], constants[:-1], shape[-1].subject


@dataclass(frozen=True)
class _Match:
    """The FROM and WHERE of a query for matches of some atoms, and where each term stands."""

    sources: str
    conditions: str
    places: Mapping[str, str]

    def place(self, term: str) -> str:
        """The column that holds a term."""
        return f"k.c{term[1:]}" if term.startswith("$") else self.places[term]


def _new_matches(body: tuple[Atom, ...], constants: _Rows, now: Now) -> Iterator[_Match]:
    """Matches in which some atom is of the rank before."""
    for newest, atom in enumerate(body):
        if now.rank == 1 and newest > 0:  # before the first step nothing is older
            continue
        rows = [row for row in constants if _may_be_new(atom, row, now)]
        if rows:
            yield _match(body, rows, ages(body, newest, now.rank), newest, now)


def _may_be_new(atom: Atom, row: tuple[str, ...], now: Now) -> bool:
    """Tell whether an atom can match a fact of the rank before."""
    predicate = row[int(atom.predicate[1:])]
    if predicate == TYPE and atom.object.startswith("$"):
        return now.codes[row[int(atom.object[1:])]] in now.classes
    return now.codes[predicate] in now.fresh


def _match(
    body: tuple[Atom, ...], rows: _Rows, compared: Sequence[str], first: int, now: Now
) -> _Match:
    """Matches of atoms whose ranks compare as told, joined from the atom at `first` on."""
    places: dict[str, str] = {}
    sources, conditions = [], []
    for number in _joined(body, first):
        atom = body[number]
        kept = [f"rank {compared[number]}"]
        for column, term in (("p", atom.predicate), ("s", atom.subject), ("o", atom.object)):
            place = f"a{number}.{column}"
            if term.startswith("$"):
                among = sorted({now.codes[row[int(term[1:])]] for row in rows})
                kept.append(f"{column} IN ({', '.join(map(str, among))})")
                conditions.append(f"{place} = k.c{term[1:]}")
            elif places.setdefault(term, place) != place:
                conditions.append(f"{places[term]} = {place}")
        sources.append(f"(SELECT p, s, o FROM {now.table} WHERE {' AND '.join(kept)}) a{number}")
        if len(sources) == 1:
            sources.append(_constants(rows, now.codes))
    return _Match(", ".join(sources), " AND ".join(conditions), places)


def _constants(rows: _Rows, codes: Mapping[str, int]) -> str:
    """The constants of rules of one shape, as a table `k`."""
    values = ", ".join("(" + ", ".join(str(codes[t]) for t in row) + ")" for row in rows)
    columns = ", ".join(f"c{i}" for i in range(len(rows[0])))
    return f"(VALUES {values}) k({columns})"


def _joined(body: tuple[Atom, ...], first: int) -> list[int]:
    """The order in which atoms are joined: each shares a variable with one before, if any does."""
    order = [first]
    left = [number for number in range(len(body)) if number != first]
    seen = _variables(body[first])
    while left:
        after = next((n for n in left if seen & _variables(body[n])), left[0])
        left.remove(after)
        order.append(after)
        seen |= _variables(body[after])
    return order


def _variables(atom: Atom) -> set[str]:
    return {term for term in (atom.subject, atom.object) if term.startswith("?")}


def values_query(rows: Sequence[tuple[int | str, ...]], columns: Mapping[str, str]) -> str:
    """The query for rows that the driver has, with the kinds of their columns.

    As SQL, since rows sent from Python would need Python on every executor.
    """
    told = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in columns.items())
    if not rows:
        empty = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in columns.items())
        return f"SELECT {empty} WHERE false"
    values = ", ".join("(" + ", ".join(map(_literal, row)) + ")" for row in rows)
    return f"SELECT {told} FROM (VALUES {values}) v({', '.join(columns)})"


def _literal(value: int | str) -> str:
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
