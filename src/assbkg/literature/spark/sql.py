"""Rules to Spark SQL: all facts are in one table, so that a round is one job.

The table has the columns `p`, `s`, `o` and `rank`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from assbkg.literature.spark.joins import Counts, Now, Row, select_heads
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.rules import Atom, Existential, Rule
from assbkg.reasoning.sql import ages, group_rules

__all__ = ["clash_query", "needs_query", "new_facts_query", "values_query"]

#: What stands as a predicate for the need of a witness; no term has its code.
_NEEDS: Final = "needs"
_NO_CODE: Final = -1


def new_facts_query(rules: Sequence[Rule], now: Now) -> str | None:
    """The query for `p`, `s`, `o` of all that newly follows; None when nothing can."""
    derived = _new_heads(rules, now)
    if derived is None:
        return None
    return (
        f"SELECT n.p, n.s, n.o FROM ({derived}) n "
        f"LEFT ANTI JOIN {now.table} h ON h.p = n.p AND h.s = n.s AND h.o = n.o"
    )


def needs_query(existentials: Sequence[Existential], now: Now) -> str | None:
    """The query for all that newly needs a witness: the number of the existential, and `x`.

    Distinct; None when nothing can be newly in need. That `x` needs a witness follows like a
    fact, of which the number is the subject and `x` the object.
    """
    numbers = {f"{_NEEDS} {number}": number for number in range(len(existentials))}
    now = replace(now, codes={**now.codes, **numbers, _NEEDS: _NO_CODE})
    needs, has = [], []
    for existential, number in zip(existentials, numbers, strict=True):
        need = Atom(_NEEDS, number, existential.frontier)
        needs.append(Rule(need, existential.body, existential.axiom))
        has.append(Rule(need, (need, *existential.heads), existential.axiom))
    needed = _new_heads(needs, now)
    if needed is None:
        return None
    selects = [
        select_heads(branch, rows, ["", *[f"< {now.rank}"] * len(branch.body[1:])], 0, now)
        for branch in group_rules(has, by_predicate=False)
        if (rows := _possible(branch.body[1:], branch.constants, now))
    ]
    query = f"WITH needed AS ({needed}) SELECT n.s AS number, n.o AS x FROM needed n"
    if selects:
        query += f" LEFT ANTI JOIN ({' UNION ALL '.join(selects)}) h ON h.s = n.s AND h.o = n.o"
    return query


def clash_query(
    disjoint: Iterable[tuple[str, str]], table: str, known: Counts, codes: Mapping[str, int]
) -> str | None:
    """The query for `s`, `f`, `g` of each thing in two disjoint classes; None without any."""
    pairs = [
        (codes[f], codes[g])
        for f, g in disjoint
        if known.classes[codes[f]] and known.classes[codes[g]]
    ]
    if not pairs:
        return None
    among = ", ".join(map(str, sorted({code for pair in pairs for code in pair})))
    members = f"(SELECT s, o FROM {table} WHERE p = {codes[TYPE]} AND o IN ({among}))"
    # The classes of one thing are few, the members of one class are many.
    return (
        f"SELECT DISTINCT a.s, k.f, k.g FROM {members} a JOIN {members} b ON b.s = a.s "
        f"JOIN (VALUES {', '.join(map(str, pairs))}) k(f, g) ON k.f = a.o AND k.g = b.o"
    )


def _new_heads(rules: Sequence[Rule], now: Now) -> str | None:
    """The query for the distinct heads of matches in which some fact is of the rank before."""
    selects = [
        select_heads(branch, rows, ages(branch.body, newest, now.rank), newest, now)
        for branch in group_rules(rules, by_predicate=False)
        for newest, atom in enumerate(branch.body)
        if now.rank > 1 or newest == 0  # before the first step nothing is older
        if (rows := _possible(branch.body, _fresh(atom, branch.constants, now), now))
    ]
    return f"SELECT DISTINCT p, s, o FROM ({' UNION ALL '.join(selects)})" if selects else None


def _fresh(atom: Atom, rows: Iterable[Row], now: Now) -> list[Row]:
    """The rows of constants with which an atom can match a fact of the rank before."""
    return [row for row in rows if now.fresh.of(atom, row, now.codes)]


def _possible(body: Sequence[Atom], rows: Iterable[Row], now: Now) -> list[Row]:
    """The rows of constants with which every atom can match some fact."""
    return [row for row in rows if all(now.known.of(atom, row, now.codes) for atom in body)]


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
