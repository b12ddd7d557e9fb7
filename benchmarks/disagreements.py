"""How well disagreements are found: in planted pairs, and among measured conductivities.

    python -m benchmarks.disagreements [SEED …]

The pairs are written as quads, in the words of the published graph; nothing here shares code with
the rules. The conductivities are those of OBELiX, 599 solid electrolytes, read from `all.csv` in
the folder that ASSBKG_GOLD names (default: `../shared/gold`), and left out where there is none.
"""

from __future__ import annotations

import csv
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

from assbkg.building import ontology_rules
from assbkg.graph.disagreements import Finding
from assbkg.graph.ontology import Ontology, read_ontology
from assbkg.graph.terms import ONTOLOGY_GRAPH
from assbkg.places import shipped
from assbkg.reasoning.closure import close
from assbkg.reasoning.disagreement.finding import find_disagreements
from assbkg.reasoning.grades import given_levels
from assbkg.reasoning.proofs import instances_of
from assbkg.reasoning.rules import RuleSet

__all__ = ["Finder", "Pair", "Score", "obelix", "obelix_folder", "plant", "score", "written"]

KG: Final = "https://w3id.org/assbkg/id/"
PREFIXES: Final = f"""
@prefix assb: <https://w3id.org/assbkg/ontology#> .
@prefix kg: <{KG}> .
@prefix prov: <http://www.w3.org/ns/prov#> .
"""

#: Conditions by their properties.
CONDITIONS: Final = {
    "temperature": "atTemperature",
    "current": "atCurrent",
    "cycle": "atCycle",
    "mass_basis": "massBasis",
    "electrolyte": "testElectrolyte",
}


# ── What is found ─────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Finder:
    """Finds the disagreements of graphs under one ontology, whose rules are made once."""

    ontology: Ontology

    def among(self, trig: str) -> tuple[Finding, ...]:
        """Return the disagreements of a graph, written as TriG."""
        return self.of(parse(trig, format=RdfFormat.TRIG))

    def of(self, quads: Iterable[Quad]) -> tuple[Finding, ...]:
        """Return the disagreements of a graph without what follows in it."""
        known = [*self._base, *quads]
        given = given_levels(known, self._rules.predicates)
        closure = close(given, self._rules)
        return find_disagreements(known, instances_of(closure, given, self._rules))

    @cached_property
    def _base(self) -> Sequence[Quad]:
        triples = self.ontology.triples
        return [Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in triples]

    @cached_property
    def _rules(self) -> RuleSet:
        return ontology_rules(self.ontology)


# ── Planted pairs ─────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Pair:
    """Two records of two papers, as TriG, and whether they disagree without an explanation."""

    first: str
    second: str
    trig: str
    real: bool
    kind: str


@dataclass(frozen=True)
class Score:
    """How many pairs were found of those that disagree, and what else was."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """The share of what was found that disagrees."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """The share of what disagrees that was found."""
        return self.right / max(self.right + self.missed, 1)


def score(pairs: Sequence[Pair], found: Iterable[Finding]) -> Score:
    """Compare what was found, and no condition explains, with what was planted."""
    said = {
        frozenset((first, second))
        for one in found
        if one.verdict != "explained"
        for first in one.first
        for second in one.second
    }
    real = {frozenset((KG + pair.first, KG + pair.second)) for pair in pairs if pair.real}
    return Score(len(said & real), len(said - real), len(real - said))


def plant(seed: int, pairs: int = 200, agreeing: int = 60) -> list[Pair]:
    """Return pairs of which half disagree, and half differ because of a condition.

    After these come pairs that agree, or that can't be compared.
    """
    chance = random.Random(seed)
    formulas = _formulas(chance)
    planted: list[Pair] = []
    for number in range(pairs // 2):
        make = _of_claims if chance.random() < 0.25 else _of_values
        planted.append(make(f"p{number}", next(formulas), chance))
    planted += [
        _of_values(f"x{number}", next(formulas), chance, explained=True)
        for number in range(pairs - pairs // 2)
    ]
    planted += [_agreeing(f"a{number}", next(formulas), chance) for number in range(agreeing)]
    return planted


def written(pairs: Iterable[Pair]) -> str:
    """Return pairs as TriG."""
    return PREFIXES + "\n".join(pair.trig for pair in pairs)


#: A formula in two spellings of one composition.
_Spellings = tuple[str, str]


def _formulas(chance: random.Random) -> Iterator[_Spellings]:
    """Yield formulas in two spellings, no two of them with the same elements."""
    metals = ["Li", "Na", "Al", "Ti", "Zr", "Ge", "Sn", "La", "Nb", "Ta", "In", "Ga", "Mg", "W"]
    others = ["O", "S", "Se", "F", "Cl", "Br", "I", "P", "Te", "N"]
    elements = [
        (*two, *those) for two in combinations(metals, 2) for those in combinations(others, 2)
    ]
    chance.shuffle(elements)
    for one, two, three, four in elements:
        a, b, c, d = (chance.randint(1, 9) for _ in range(4))
        plain = f"{one}{a}{two}{b}({three}{c}{four}{d})3"
        times = chance.choice((1, 2, 3))
        other = f"{four}{3 * d * times}{two}{b * times}{three}{3 * c * times}{one}{a * times}"
        yield plain, _lowered(other) if chance.random() < 0.5 else other


def _lowered(formula: str) -> str:
    return formula.translate({ord("0") + n: chr(0x2080 + n) for n in range(10)})


@dataclass(frozen=True)
class _Kind:
    """A quantity kind: its name, its unit, its usual values, and factors that are apart."""

    name: str
    unit: str
    usual: tuple[float, float]
    apart: tuple[float, float]
    conditions: tuple[str, ...]


_KINDS: Final = (
    _Kind("IonicConductivity", "S/cm", (1e-9, 1e-4), (13, 5000), ("temperature",)),
    _Kind("DischargeCapacity", "mAh/g", (80, 400), (2.2, 6), tuple(CONDITIONS)),
    _Kind("SpecificCapacity", "mAh/g", (80, 900), (2.2, 6), tuple(CONDITIONS)),
    _Kind("RelativeVolumeChange", "%", (5, 90), (1.3, 4), ()),
)

#: Spellings of one value of each condition, and another value.
_SAME: Final = {
    "temperature": (("25 °C", "298 K", "room temperature"), ("80 °C", "353 K", "100 °C")),
    "current": (("0.1 C", "C/10", "0.1C"), ("5 C", "2C", "1 C")),
    "cycle": (("1",), ("100", "250", "500")),
    "mass_basis": (("active material", "Active material"), ("whole electrode", "cell")),
    "electrolyte": (("Li6PS5Cl", "Li₆PS₅Cl"), ("1 M LiPF6 in EC/DEC", "Li3InCl6")),
}


def _of_values(
    name: str, formula: _Spellings, chance: random.Random, *, explained: bool = False
) -> Pair:
    kinds = [kind for kind in _KINDS if kind.conditions or not explained]
    kind = chance.choice(kinds)
    low = chance.uniform(*kind.usual)
    if kind.name == "IonicConductivity":
        low = 10 ** chance.uniform(-9, -4)
    high = low * chance.uniform(*kind.apart)
    conditions = _conditions(kind, chance, explained=explained)
    values = [_value(low, chance, above=False), _value(high, chance, above=True)]
    order = [0, 1]
    chance.shuffle(order)
    trig = "".join(
        _measurement(
            f"{name}-{side}", formula[side], kind, values[place], conditions[side], f"{name}{side}"
        )
        for side, place in enumerate(order)
    )
    return Pair(f"{name}-0", f"{name}-1", trig, not explained, f"values of {kind.name}")


def _agreeing(name: str, formula: _Spellings, chance: random.Random) -> Pair:
    """Return two values that agree, or that belong to different compositions or quantities."""
    kind = chance.choice(_KINDS)
    amount = chance.uniform(*kind.usual)
    far = amount * chance.uniform(*kind.apart)
    near = amount * chance.uniform(1, 1.08)
    exact = f'assb:comparator "equal" ; assb:standardValue {amount:.14f}'
    bound = f'assb:comparator "below" ; assb:standardValue {far:.14f}'
    wide = (
        f'assb:comparator "between" ; assb:lowerBound {amount * 0.5:.14f} ; '
        f"assb:upperBound {far:.14f}"
    )
    other = f'assb:comparator "equal" ; assb:standardValue {far:.14f}'
    close = f'assb:comparator "about" ; assb:standardValue {near:.14f}'
    kinds, formulas = [kind, kind], list(formula)
    way = chance.choice(("near", "bound", "range", "composition", "quantity"))
    second = {"near": close, "bound": bound, "range": wide}.get(way, other)
    if way == "composition":
        formulas[1] = "Li17" + formulas[1]
    if way == "quantity":
        kinds[1] = _KINDS[(_KINDS.index(kind) + 2) % len(_KINDS)]
    trig = "".join(
        _measurement(f"{name}-{side}", formulas[side], kinds[side], value, {}, f"{name}{side}")
        for side, value in enumerate((exact, second))
    )
    return Pair(f"{name}-0", f"{name}-1", trig, real=False, kind=f"agreeing: {way}")


def _conditions(
    kind: _Kind, chance: random.Random, *, explained: bool
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the conditions of both sides; one differs where it explains the difference."""
    first, second = {}, {}
    differs = chance.choice(kind.conditions) if explained else ""
    for name in kind.conditions:
        same, other = _SAME[name]
        if name == differs:
            first[name], second[name] = chance.choice(same), chance.choice(other)
        elif chance.random() < 0.4:
            first[name], second[name] = chance.sample(("not-reported", chance.choice(same)), 2)
        else:
            first[name], second[name] = chance.choice(same), chance.choice(same)
    return (first, second) if chance.random() < 0.5 else (second, first)


def _value(amount: float, chance: random.Random, *, above: bool) -> str:
    """Return value, bounds and comparator; a bound is on the side that keeps values apart."""
    way = chance.choice(("equal", "equal", "about", "bound", "range"))
    text = f"{Decimal(repr(amount)):.14f}"
    if way == "range":
        wide = f"{Decimal(repr(amount * (1.05 if above else 0.95))):.14f}"
        low, high = sorted((text, wide), key=Decimal)
        return f'assb:comparator "between" ; assb:lowerBound {low} ; assb:upperBound {high}'
    if way == "bound":
        # Two bounds that face each other leave their nearest ends, which are still apart.
        way = chance.choice(("above", "at least") if above else ("below", "at most"))
    return f'assb:comparator "{way}" ; assb:standardValue {text}'


def _measurement(
    record: str,
    formula: str,
    kind: _Kind,
    value: str,
    conditions: Mapping[str, str],
    paper: str,
) -> str:
    said = "".join(f' ; assb:{CONDITIONS[name]} "{text}"' for name, text in conditions.items())
    return (
        f"GRAPH <https://w3id.org/assbkg/graph/asserted> {{ kg:m-{record} a assb:Material ; "
        f'assb:chemicalFormula "{formula}" . }}\n'
        f"GRAPH <https://w3id.org/assbkg/graph/evidence> {{ kg:{record} a assb:Measurement ; "
        f"assb:claimSubject kg:m-{record} ; assb:hasQuantityKind assb:{kind.name} ; "
        f'{value} ; assb:asWritten "{record}" ; assb:hasModality assb:Measured ; '
        f"assb:hasStatus assb:Accepted ; prov:hadPrimarySource kg:{paper}{said} . }}\n"
    )


#: Claims that exclude each other, as property, object and polarity.
_OPPOSED: Final = (
    (("reportedGain", "cycle-life", "Affirmed"), ("reportedGain", "cycle-life", "Denied")),
    (
        ("reportedGain", "energy-density", "Affirmed"),
        ("reportedLoss", "energy-density", "Affirmed"),
    ),
    (("suffersFrom", "high-cost", "Affirmed"), ("reportedGain", "affordability", "Affirmed")),
    (("hasOpenProblem", "high-cost", "Affirmed"), ("suffersFrom", "high-cost", "Denied")),
    (
        ("suffersFrom", "low-ionic-conductivity", "Affirmed"),
        ("reportedGain", "ionic-conductivity", "Affirmed"),
    ),
)


def _of_claims(name: str, _: _Spellings, chance: random.Random) -> Pair:
    sides = list(chance.choice(_OPPOSED))
    chance.shuffle(sides)
    trig = "".join(
        f"GRAPH <https://w3id.org/assbkg/graph/evidence> {{ kg:{name}-{side} a assb:Claim ; "
        f"assb:claimSubject kg:{name} ; assb:claimProperty assb:{link} ; "
        f"assb:claimObject kg:{target} ; assb:hasPolarity assb:{polarity} ; "
        f"assb:hasModality assb:{chance.choice(('Stated', 'Measured'))} ; "
        f"assb:hasStatus assb:Accepted ; prov:hadPrimarySource kg:{name}{side} . }}\n"
        for side, (link, target, polarity) in enumerate(sides)
    )
    return Pair(f"{name}-0", f"{name}-1", trig, real=True, kind="claims")


# ── Measured conductivities ───────────────────────────────────────────────────

_COLUMN: Final = "Ionic conductivity (S cm-1)"


def obelix_folder() -> Path:
    """Return where the table of measured conductivities would be."""
    gold = os.environ.get("ASSBKG_GOLD")
    return Path(gold) if gold else Path(__file__).parents[2] / "shared" / "gold"


def obelix(table: Path, *, heated: bool = False) -> tuple[str, dict[str, dict[str, str]]]:
    """Return a table of conductivities at room temperature as TriG, with its rows by record.

    With `heated`, each is there a second time, at 150 °C and a hundredfold.
    """
    with table.open(encoding="utf-8", newline="") as file:
        rows = {f"ob-{row['ID']}": row for row in csv.DictReader(file)}
    temperatures = [("25 °C", 1), *([("150 °C", 100)] if heated else [])]
    trig = PREFIXES
    for record, row in rows.items():
        written = row[_COLUMN].strip()
        comparator = "below" if written.startswith("<") else "equal"
        for temperature, times in temperatures:
            value = Decimal(written.lstrip("<")) * times
            trig += _measurement(
                f"{record}{'' if times == 1 else '-hot'}",
                row["Reduced Composition"].strip(),
                _KINDS[0],
                f'assb:comparator "{comparator}" ; assb:standardValue {value:f}',
                {"temperature": temperature},
                f"{record}-paper",
            )
    return trig, rows


def _report_obelix(table: Path, finder: Finder) -> None:
    trig, rows = obelix(table)
    found = finder.among(trig)
    pairs = [(one.first[0].removeprefix(KG), one.second[0].removeprefix(KG)) for one in found]
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for first, second in pairs:
        groups[rows[first]["Reduced Composition"].strip()] |= {first, second}
    print(f"OBELiX: {len(pairs)} pairs of {len(groups)} compositions differ more than tenfold")
    for formula, records in sorted(groups.items()):
        forms = {rows[record]["Space group"].strip() for record in records}
        values = sorted((rows[record][_COLUMN] for record in records), key=float)
        print(f"  {formula}: {values[0]} … {values[-1]} S/cm, {', '.join(sorted(forms))}")
    hot, _ = obelix(table, heated=True)
    across = [
        one
        for one in finder.among(hot)
        if one.first[0].endswith("-hot") != one.second[0].endswith("-hot")
    ]
    unexplained = [one for one in across if one.verdict != "explained"]
    print(f"  across temperatures: {len(across)} differ, {len(unexplained)} of them unexplained")


def main(seeds: Sequence[int]) -> None:
    """Print precision and recall for planted pairs, and what the conductivities give."""
    finder = Finder(read_ontology(shipped("ontology")))
    for seed in seeds:
        pairs = plant(seed)
        told = score(pairs, finder.among(written(pairs)))
        kinds = Counter(pair.kind for pair in pairs)
        print(f"seed {seed}: precision {told.precision:.3f}, recall {told.recall:.3f}, {told}")
        print("  " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    table = obelix_folder() / "obelix" / "all.csv"
    if table.is_file():
        _report_obelix(table, finder)
    else:
        print(f"{table}: is not there, so no conductivities were compared; set ASSBKG_GOLD")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1])
