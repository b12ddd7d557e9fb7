"""Peers that run the project's own rules, as Datalog over numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from assbkg.reasoning.axioms import TripleText
from benchmarks.closed_facts import Closed, numbered
from benchmarks.forms import Forms

__all__ = ["clingo", "mangle", "mnestic", "nemo"]

_ATOM = re.compile(r"\b([cp]\d+)\(([^)]*)\)")


def clingo(forms: Forms, _: Path) -> Closed:
    """Potassco's grounder: of rules without negation, grounding is the closure."""
    import clingo as asp

    control = asp.Control(["-Wnone"])
    for path in (forms.given_datalog, forms.rules_datalog):
        control.load(str(path))
    control.ground()

    def facts() -> Iterator[TripleText]:
        for atom in control.symbolic_atoms:
            yield numbered(atom.symbol.name, *atom.symbol.arguments)

    return Closed(len(control.symbolic_atoms), facts)


def nemo(forms: Forms, _: Path) -> Closed:
    """Nemo, through its Python package."""
    from nmo_python import NemoEngine, load_string

    given = forms.given_datalog.read_text(encoding="utf-8")
    rules = forms.rules_datalog.read_text(encoding="utf-8")
    predicates = sorted({line.split("(")[0] for line in (given + rules).splitlines()})
    engine = NemoEngine(load_string(given + re.sub(r"\b([XYV]\d*)\b", r"?\1", rules)))
    engine.reason()
    rows = {name: list(engine.result(name)) for name in predicates}
    return Closed(
        sum(map(len, rows.values())),
        lambda: (numbered(name, *row) for name, found in rows.items() for row in found),
    )


def mangle(forms: Forms, _: Path) -> Closed:
    """Mangle, in Rust, through its Python package."""
    import mangle as mg

    paths = (forms.given_datalog, forms.rules_datalog)
    program = mg.Program("".join(path.read_text(encoding="utf-8") for path in paths))
    rows = {name: program.query(name) for name in program.relations()}
    return Closed(
        sum(map(len, rows.values())),
        lambda: (numbered(name, *row) for name, found in rows.items() for row in found),
    )


def mnestic(forms: Forms, _: Path) -> Closed:
    """The maintained fork of Cozo: facts in stored relations, the rules as one script."""
    from mnestic import CozoDbPy

    database = CozoDbPy("mem", "", "{}")
    given = _relations(forms.given_datalog)
    rules = forms.rules_datalog.read_text(encoding="utf-8")
    widths = {name: terms.count(",") + 1 for name, terms in _ATOM.findall(rules)}
    widths |= {name: len(rows[0]) for name, rows in given.items()}
    columns = {name: ["x", "y"][:width] for name, width in widths.items()}
    for name, rows in given.items():
        database.run_script(f":create {name} {{{','.join(columns[name])}}}", {}, False)
        database.import_relations({name: {"headers": columns[name], "rows": rows}})
    script = "\n".join(_script(rules, given, columns))
    found = database.run_script(script, {}, True)["rows"]
    return Closed(len(found), lambda: (numbered(*row) for row in found))


def _relations(path: Path) -> dict[str, list[list[int]]]:
    found: dict[str, list[list[int]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, terms = line.rstrip(".)").split("(")
        found.setdefault(name, []).append([int(term) for term in terms.split(",")])
    return found


def _script(
    rules: str, given: Mapping[str, object], columns: Mapping[str, list[str]]
) -> Iterator[str]:
    for name in given:
        ends = ",".join(columns[name])
        yield f"{name}[{ends}] := *{name}[{ends}]"
    heads = {line.split("(")[0] for line in rules.splitlines()}
    for name in sorted(columns.keys() - heads - given.keys()):
        yield f"{name}[{','.join(columns[name])}] <- []"
    for line in rules.splitlines():
        text = _ATOM.sub(lambda atom: f"{atom[1]}[{atom[2].lower()}]", line.rstrip("."))
        head, body = text.split(" :- ")
        # A head takes no constant: a variable of that value stands for it.
        constant = re.search(r",(\d+)\]", head)
        if constant:
            head, body = head.replace(constant[1], "k"), f"{body}, k = {constant[1]}"
        yield f"{head} := {body}"
    for name, both in columns.items():
        filled = "" if len(both) == 2 else ", y = null"
        yield f"?[n, x, y] := {name}[{','.join(both)}], n = '{name}'{filled}"
