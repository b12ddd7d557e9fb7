"""Compute the closure of a folder of facts on Spark, with the same result as in DuckDB.

All facts are in one table of Parquet files with the columns `p`, `s`, `o` and `rank`: a partition
for each rank, in buckets by fact; what is given is there from the start. A round reads it and adds
a partition, so that nothing has to stay in memory, no plan grows from round to round, and what an
executor loses is read again. Rules of one shape share a query, with their predicates and other
constants as a table. What needs a witness is collected on the driver, because it is little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from assbkg.literature.spark.session import values_query
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.fixpoint import DEEPEST, TOLD_CLASHES, contradiction
from assbkg.reasoning.grades import GRADES, require_levels
from assbkg.reasoning.rules import Atom, Existential, Rule, RuleSet
from assbkg.reasoning.sql import ROUNDS, Branch, ages, group_rules

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = [
    "Counts",
    "Now",
    "Row",
    "SparkFixpoint",
    "clash_query",
    "needs_query",
    "new_facts_query",
    "select_heads",
]


#: The constants of one rule.
Row = tuple[str, ...]

#: Up to this many facts are broadcast to every executor rather than joined where they are.
_FEW: Final = 200_000


@dataclass(frozen=True)
class Counts:
    """The number of facts of each predicate and of members of each class, by code."""

    predicates: Counter[int] = field(default_factory=Counter)
    classes: Counter[int] = field(default_factory=Counter)

    def __add__(self, more: Counts) -> Counts:
        return Counts(self.predicates + more.predicates, self.classes + more.classes)

    def of(self, atom: Atom, row: Row, codes: Mapping[str, int]) -> int:
        """Return the maximum number of facts that an atom matches with a row of constants."""
        predicate = _constant(atom.predicate, row)
        if predicate == TYPE and atom.object.startswith("$"):
            return self.classes[codes[_constant(atom.object, row)]]
        return self.predicates[codes[predicate]]


@dataclass(frozen=True)
class Now:
    """The state of the evaluation.

    `rank` is the rank of the facts to be derived now; `fresh` counts the facts of the rank
    before and `known` all facts.
    """

    rank: int
    fresh: Counts
    known: Counts
    table: str
    codes: Mapping[str, int]


def select_heads(
    branch: Branch, rows: Sequence[Row], compared: Sequence[str], first: int, now: Now
) -> str:
    """Return the query for the heads of matches, with repetitions, as `p`, `s` and `o`.

    `compared` has the condition on the rank of each atom; an empty text means the facts of the
    table `needed`, which have no rank. Joins begin at the atom at `first`.
    """
    places: dict[str, str] = {}
    sources, conditions, few = [], [], []
    for number in _joined(branch.body, first):
        atom, name = branch.body[number], f"a{number}"
        equal = _equal(atom)
        found = _facts(atom, rows, compared[number], now)
        if number == first:
            found = _with_constants(found, equal, rows, now.codes)
        else:
            conditions += [f"{name}.{column} = a{first}.{held}" for column, held in equal]
        sources.append(f"({found}) {name}")
        for column, term in (("s", atom.subject), ("o", atom.object)):
            place = f"{name}.{column}"
            if term.startswith("?") and places.setdefault(term, place) != place:
                conditions.append(f"{place} = {places[term]}")
        counts = now.fresh if compared[number].startswith("=") else now.known
        if compared[number] and _most(atom, rows, counts, now.codes) <= _FEW:
            few.append(name)
    hint = f"/*+ BROADCAST({', '.join(few)}) */ " if few and len(sources) > 1 else ""
    head = [
        places[term] if term.startswith("?") else f"a{first}.c{term[1:]}"
        for term in (branch.head.predicate, branch.head.subject, branch.head.object)
    ]
    return (
        f"SELECT {hint}{head[0]} AS p, {head[1]} AS s, {head[2]} AS o FROM {', '.join(sources)} "
        f"WHERE {' AND '.join(conditions) or 'true'}"
    )


def _facts(atom: Atom, rows: Sequence[Row], compared: str, now: Now) -> str:
    """Return the query for all facts that an atom can match with some row of constants."""
    kept = [f"rank {compared}"] if compared else []
    for column, term in _columns(atom):
        if term.startswith("$"):
            among = sorted({now.codes[_constant(term, row)] for row in rows})
            kept.append(f"{column} IN ({', '.join(map(str, among))})")
    table = now.table if compared else "needed"
    return f"SELECT p, s, o FROM {table} WHERE {' AND '.join(kept)}"


def _with_constants(
    facts: str, equal: Sequence[tuple[str, str]], rows: Sequence[Row], codes: Mapping[str, int]
) -> str:
    """Return the query for facts with the constants `c0`, `c1` … of each rule that they match."""
    values = ", ".join("(" + ", ".join(str(codes[t]) for t in row) + ")" for row in rows)
    columns = ", ".join(f"c{i}" for i in range(len(rows[0])))
    on = " AND ".join(f"f.{column} = k.{held}" for column, held in equal)
    return f"SELECT f.s, f.o, k.* FROM ({facts}) f JOIN (VALUES {values}) k({columns}) ON {on}"


def _equal(atom: Atom) -> list[tuple[str, str]]:
    """Return the columns of an atom's facts that hold a constant, each with its column there."""
    return [(column, f"c{term[1:]}") for column, term in _columns(atom) if term.startswith("$")]


def _columns(atom: Atom) -> tuple[tuple[str, str], ...]:
    return ("p", atom.predicate), ("s", atom.subject), ("o", atom.object)


def _constant(term: str, row: Row) -> str:
    return row[int(term[1:])]


def _most(atom: Atom, rows: Sequence[Row], counts: Counts, codes: Mapping[str, int]) -> int:
    """Return the maximum number of facts that an atom matches with any row of constants."""
    held = [int(term[1:]) for _, term in _columns(atom) if term.startswith("$")]
    once = {tuple(row[i] for i in held): row for row in rows}
    return sum(counts.of(atom, row, codes) for row in once.values())


def _joined(body: Sequence[Atom], first: int) -> list[int]:
    """Return the order of joins: each atom shares a variable with one before, if any does."""
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


#: The predicate for the need of a witness; no term has its code.
_NEEDS: Final = "needs"
_NO_CODE: Final = -1


def new_facts_query(rules: Sequence[Rule], now: Now) -> str | None:
    """Return the query for `p`, `s`, `o` of all that newly follows, or None if nothing can."""
    derived = _new_heads(rules, now)
    if derived is None:
        return None
    return (
        f"SELECT n.p, n.s, n.o FROM ({derived}) n "
        f"LEFT ANTI JOIN {now.table} h ON h.p = n.p AND h.s = n.s AND h.o = n.o"
    )


def needs_query(existentials: Sequence[Existential], now: Now) -> str | None:
    """Return the query for what newly needs a witness: the number of the existential, and `x`.

    Rows are distinct; None if nothing can newly need one. The need of `x` is derived like a fact
    whose subject is the number and whose object is `x`.
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
    """Return the query for `s`, `f`, `g` of each thing in two disjoint classes, or None."""
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
    """Return the query for the distinct heads of matches with some fact of the rank before."""
    selects = [
        select_heads(branch, rows, ages(branch.body, newest, now.rank), newest, now)
        for branch in group_rules(rules, by_predicate=False)
        for newest, atom in enumerate(branch.body)
        if now.rank > 1 or newest == 0  # before the first step nothing is older
        if (rows := _possible(branch.body, _fresh(atom, branch.constants, now), now))
    ]
    return f"SELECT DISTINCT p, s, o FROM ({' UNION ALL '.join(selects)})" if selects else None


def _fresh(atom: Atom, rows: Iterable[Row], now: Now) -> list[Row]:
    """Return the rows of constants with which an atom can match a fact of the rank before."""
    return [row for row in rows if now.fresh.of(atom, row, now.codes)]


def _possible(body: Sequence[Atom], rows: Iterable[Row], now: Now) -> list[Row]:
    """Return the rows of constants with which every atom can match some fact."""
    return [row for row in rows if all(now.known.of(atom, row, now.codes) for atom in body)]


Tell = Callable[[str], None]

_FACTS: Final = "assbkg_facts"


@dataclass
class SparkFixpoint:
    """One closure. Afterwards `facts` is a table; its facts of round 0 are given.

    `witnesses` has the code, existential, variable and needing thing of each witness, in order;
    `cut` names axioms that would need more of them.
    """

    session: SparkSession
    rules: RuleSet
    codes: Mapping[str, int]
    work: str
    tell: Tell
    facts: str = _FACTS
    witnesses: list[tuple[int, int, int, int]] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)
    _known: Counts = field(default_factory=Counts)
    _depths: dict[int, int] = field(default_factory=dict)
    _fired: set[tuple[int, int]] = field(default_factory=set)

    def load(self, said: DataFrame) -> None:
        """Load the given facts, with `property`, `subject`, `object` and `level`."""
        buckets = self._buckets()
        self.session.sql(f"DROP TABLE IF EXISTS {self.facts}")
        self.session.sql(
            f"CREATE TABLE {self.facts} (p INT, s INT, o INT, rank INT) USING parquet "
            f"PARTITIONED BY (rank) CLUSTERED BY (p, s, o) INTO {buckets} BUCKETS "
            f"LOCATION '{self.work}/rank'"
        )
        said.createOrReplaceTempView("assbkg_said")
        among = ", ".join(str(self.codes[p]) for p in sorted(self.rules.predicates))
        self.session.sql(
            f"INSERT INTO {self.facts} SELECT property, subject, object, "
            f"CAST(min(level) * {ROUNDS} AS INT) "
            f"FROM assbkg_said WHERE property IN ({among}) GROUP BY property, subject, object"
        )

    def _buckets(self) -> int:
        """Return two buckets for each core: with more, small rounds would mostly open files."""
        buckets = 2 * self.session.sparkContext.defaultParallelism
        self.session.conf.set("spark.sql.shuffle.partitions", str(buckets))
        return buckets

    def run(self) -> None:
        """Derive everything that follows."""
        levels = self.session.sql(
            f"SELECT DISTINCT rank DIV {ROUNDS} FROM {self.facts} ORDER BY 1"
        ).collect()
        require_levels(level for (level,) in levels)
        for (level,) in levels:
            self.tell(f"what is {GRADES[level]}")
            rank = level * ROUNDS
            while (now := self._now(rank)) is not None:
                rank = now.rank
                query = new_facts_query(self.rules.rules, now)
                if query is not None:
                    self._append(rank, query)
                self._witness(now)

    def _append(self, rank: int, query: str) -> None:
        self.session.sql(f"INSERT INTO {self.facts} PARTITION (rank = {rank}) {query}")

    def _now(self, rank: int) -> Now | None:
        """Return the state after a rank, or None if that added no facts."""
        rows = self.session.sql(
            f"SELECT p, CASE WHEN p = {self.codes[TYPE]} THEN o END AS c, count(*) AS n "
            f"FROM {self.facts} WHERE rank = {rank} GROUP BY 1, 2"
        ).collect()
        if not rows:
            return None
        fresh = Counts()
        for p, c, n in rows:
            fresh.predicates[p] += n
            if c is not None:
                fresh.classes[c] += n
        self._known += fresh
        return Now(rank + 1, fresh, self._known, self.facts, self.codes)

    def _witness(self, now: Now) -> None:
        """Give witnesses to what newly needs them, as `Fixpoint` does."""
        query = needs_query(self.rules.existentials, now)
        found = self.session.sql(query).collect() if query else []
        rows: list[tuple[int, int, int]] = []
        for number, thing in sorted(found):
            if (number, thing) in self._fired:
                continue
            existential, depth = self.rules.existentials[number], self._depths.get(thing, 0)
            if depth >= DEEPEST:
                self.cut.add(existential.axiom)
                continue
            self._fired.add((number, thing))
            rows += self._heads(number, existential, thing, depth + 1)
        if rows:
            columns = {"p": "INT", "s": "INT", "o": "INT"}
            self._append(now.rank, values_query(rows, columns))

    def _heads(
        self, number: int, existential: Existential, thing: int, depth: int
    ) -> list[tuple[int, int, int]]:
        """Make the witnesses for one thing; return the facts about them."""
        names = {existential.frontier: thing}
        for place, variable in enumerate(existential.witnesses):
            code = names[variable] = -1 - len(self.witnesses)
            self.witnesses.append((code, number, place, thing))
            self._depths[code] = depth

        def end(term: str) -> int:
            return names[term] if term.startswith("?") else self.codes[term]

        return [
            (self.codes[atom.predicate], end(atom.subject), end(atom.object))
            for atom in existential.heads
        ]

    def require_no_clash(self, name: Callable[[Iterable[int]], Mapping[int, str]]) -> None:
        """Raise `ReasoningError` that names some things in two disjoint classes, if any."""
        query = clash_query(self.rules.disjoint, self.facts, self._known, self.codes)
        limit = f"{query} ORDER BY 1, 2, 3 LIMIT {TOLD_CLASHES}"
        rows = self.session.sql(limit).collect() if query else []
        if rows:
            terms = name(code for row in rows for code in row if code >= 0)
            raise contradiction(((row[0], row[1], row[2]) for row in rows), terms)
