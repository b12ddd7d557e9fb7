"""The same facts and rules in the form that each reasoner reads best, made before any clock runs.

- `facts/`, a folder of facts as `assbkg synthesise` writes it; `plain/`, with one level only;
- `ontology.ttl`, the axioms without labels and remarks, and `given.ttl`: N-Triples;
- `given.dl` and `rules.dl`, Datalog with numbers for terms, a predicate for each class;
- `updates.ru`, the rules as SPARQL updates, one a line;
- `terms.parquet`, the term of each number.

Peers get only facts of which a rule speaks.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad

from assbkg.building import ontology_rules
from assbkg.graph.ontology import read_ontology, read_raw
from assbkg.graph.serialise import n_triples
from assbkg.literature.fact_folder import FACTS, FactFolder, quoted
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.rules import Atom, RuleSet
from assbkg.reasoning.sql import Branch, group_rules
from assbkg.vocabulary import PREFIXES

__all__ = ["Forms", "write_forms"]

#: Of the ontology, the statements with these predicates are axioms.
_LOGIC = (PREFIXES["owl"], PREFIXES["rdf"])
_SCHEMA = {PREFIXES["rdfs"] + n for n in ("subClassOf", "subPropertyOf", "domain", "range")}

#: Lines as they are: nothing quoted, and a separator that no term has.
_LINES = "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"


@dataclass(frozen=True)
class Forms:
    """Where the forms of one size are."""

    folder: Path

    @property
    def facts(self) -> Path:
        """The folder of facts."""
        return self.folder / "facts"

    @property
    def plain(self) -> Path:
        """The folder of facts, all of one level."""
        return self.folder / "plain"

    @property
    def ontology(self) -> Path:
        """The axioms, as N-Triples, which are Turtle too."""
        return self.folder / "ontology.ttl"

    @property
    def given(self) -> Path:
        """The facts, as N-Triples."""
        return self.folder / "given.ttl"

    @property
    def given_datalog(self) -> Path:
        """The facts, as Datalog."""
        return self.folder / "given.dl"

    @property
    def rules_datalog(self) -> Path:
        """The rules, as Datalog."""
        return self.folder / "rules.dl"

    @property
    def updates(self) -> Path:
        """The rules, as SPARQL updates."""
        return self.folder / "updates.ru"

    @property
    def terms(self) -> Path:
        """The term of each number."""
        return self.folder / "terms.parquet"


def write_forms(facts: Path, ontology: Path, folder: Path) -> int:
    """Write all forms of a folder of facts; gives how many facts the rules speak of."""
    forms = Forms(folder)
    folder.mkdir(parents=True)
    shutil.copytree(facts, forms.facts)
    rules = ontology_rules(read_ontology(ontology))
    forms.ontology.write_bytes(_axioms(ontology))
    updates = [_update(branch) for branch in group_rules(rules.rules)]
    forms.updates.write_text("\n".join(updates) + "\n", encoding="utf-8")
    with duckdb.connect(":memory:") as database:
        numbers = _number(database, FactFolder.open(facts), rules)
        _write_plain(database, forms)
        _write_terms(database, forms)
        forms.rules_datalog.write_text(_datalog(rules, numbers), encoding="utf-8")
        _write_given(database, forms, numbers[TYPE])
        row = database.execute("SELECT count(*) FROM given").fetchone()
    assert row is not None
    return int(row[0])


def _axioms(ontology: Path) -> bytes:
    """The axioms, with blank nodes that have the same names each time."""
    axioms = Dataset(
        Quad(*triple)
        for triple in read_raw(ontology)
        if triple.predicate.value.startswith(_LOGIC) or triple.predicate.value in _SCHEMA
    )
    axioms.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return n_triples(sorted(axioms, key=str))


def _number(
    database: duckdb.DuckDBPyConnection, folder: FactFolder, rules: RuleSet
) -> Mapping[str, int]:
    """Make the tables `terms` and `given`; gives the number of each term of the rules."""
    count = folder.count_terms(database)
    known = folder.ids(database, rules.predicates | rules.constants)
    missing = sorted((rules.predicates | rules.constants) - known.keys())
    added = {term: count + number for number, term in enumerate(missing)}
    database.execute(f"CREATE TABLE terms AS FROM read_parquet({quoted(folder.terms)})")
    database.execute(
        "INSERT INTO terms SELECT unnest($1::INTEGER[]), unnest($2::VARCHAR[])",
        [list(added.values()), list(added)],
    )
    database.execute("CREATE TABLE given (s INTEGER, p INTEGER, o INTEGER)")
    for predicate in sorted(rules.predicates & known.keys()):
        number = known[predicate]
        source = folder.facts_of(number)
        if source:
            columns = f"SELECT DISTINCT subject, {number}, object FROM {source}"
            database.execute(f"INSERT INTO given {columns}")
    return {**known, **added}


def _write_plain(database: duckdb.DuckDBPyConnection, forms: Forms) -> None:
    shutil.copytree(forms.facts, forms.plain)
    for path in sorted((forms.plain / FACTS).rglob("*.parquet")):
        source = quoted(forms.facts / path.relative_to(forms.plain))
        rows = f"SELECT * REPLACE (0::TINYINT AS level) FROM read_parquet({source}, "
        options = "hive_partitioning = false)"
        database.execute(f"COPY ({rows}{options}) TO {quoted(path)} (COMPRESSION zstd)")


def _write_terms(database: duckdb.DuckDBPyConnection, forms: Forms) -> None:
    database.execute(f"COPY (FROM terms ORDER BY id) TO {quoted(forms.terms)}")


def _write_given(database: duckdb.DuckDBPyConnection, forms: Forms, kind: int) -> None:
    database.execute(
        "COPY (SELECT '<' || a.term || '> <' || b.term || '> ' || "
        "CASE WHEN c.term[1] = '\"' THEN c.term ELSE '<' || c.term || '>' END || ' .' "
        "FROM given JOIN terms a ON a.id = s JOIN terms b ON b.id = p JOIN terms c ON c.id = o "
        "ORDER BY s, p, o) "
        f"TO {quoted(forms.given)} {_LINES}"
    )
    database.execute(
        f"COPY (SELECT CASE WHEN p = {kind} THEN 'c' || o || '(' || s || ').' "
        "ELSE 'p' || p || '(' || s || ',' || o || ').' END FROM given ORDER BY ALL) "
        f"TO {quoted(forms.given_datalog)} {_LINES}"
    )


def _datalog(rules: RuleSet, numbers: Mapping[str, int]) -> str:
    def term(text: str) -> str:
        return text[1:].upper() if text.startswith("?") else str(numbers[text])

    def atom(it: Atom) -> str:
        if it.predicate == TYPE:
            return f"c{numbers[it.object]}({term(it.subject)})"
        return f"p{numbers[it.predicate]}({term(it.subject)},{term(it.object)})"

    lines = {f"{atom(rule.head)} :- {', '.join(map(atom, rule.body))}." for rule in rules.rules}
    return "\n".join(sorted(lines)) + "\n"


def _update(branch: Branch) -> str:
    """Rules of one shape as one update, with their constants as a table."""

    def term(text: str) -> str:
        return f"?k{text[1:]}" if text.startswith("$") else text.replace("?", "?v")

    def pattern(atom: Atom) -> str:
        return f"{term(atom.subject)} <{atom.predicate}> {term(atom.object)} ."

    rows = [f"({' '.join(f'<{constant}>' for constant in row)})" for row in branch.constants]
    names = " ".join(f"?k{number}" for number in range(len(branch.constants[0])))
    table = f"VALUES ({names}) {{ {' '.join(rows)} }} " if names else ""
    head, body = pattern(branch.head), " ".join(map(pattern, branch.body))
    return f"INSERT {{ {head} }} WHERE {{ {table}{body} }}"
