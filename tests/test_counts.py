"""Whoever tells how many there are tells the same, and that is what is in the graph."""

from __future__ import annotations

import csv
import functools
import io
import re
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner

import assbkg
from assbkg.cli import app
from assbkg.pages.report.contents import contents
from assbkg.pages.report.model import Report
from assbkg.pages.report.scope import find_scope
from assbkg.service.agents.answers import describe

ROOT: Final = Path(__file__).parents[1]
#: What each word counts, as a pattern of SPARQL.
COUNTED: Final = {
    "claims": "?it a assb:Claim",
    "measurements": "GRAPH graph:evidence { ?it a assb:Measurement }",
    "step parameters": "?it a assb:StepParameter",
    "assessments": "?it a assb:Assessment",
    "strategies": "?it a assb:Strategy",
    "references": "?it a assb:Reference",
    "sentences": "?it a assb:Sentence",
    "steps": "?it a assb:ProcessStep",
    "kinds of strategy": "?one assb:addresses|assb:mayBenefit ?goal . "
    "GRAPH graph:asserted { ?some assb:employs ?one . ?one a ?it }",
}


@functools.cache
def counted(what: str) -> int:
    rows = assbkg.open().sparql(f"SELECT (COUNT(DISTINCT ?it) AS ?n) {{ {COUNTED[what]} }}")
    return int(rows.texts()[0][0].replace(",", ""))


@functools.cache
def report() -> Report:
    graph = assbkg.open()
    return contents(graph, find_scope(graph), {})


@functools.cache
def statistics() -> dict[str, int]:
    graph = assbkg.open()
    rows = graph.query("graph-statistics").texts()
    return {kind: int(count.replace(",", "")) for kind, count in rows}


def test_a_check_counts_what_is_in_the_graph() -> None:
    told = CliRunner().invoke(app, ["check"]).output
    for what in ("sentences", "claims", "measurements", "steps", "references", "assessments"):
        assert f" {counted(what)} {what}" in told, what


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("claim", "claims"),
        ("measurement", "measurements"),
        ("step parameter", "step parameters"),
        ("assessment", "assessments"),
        ("strategy", "strategies"),
        ("reference", "references"),
        ("sentence", "sentences"),
        ("process step", "steps"),
    ],
)
def test_the_statistics_of_the_graph_count_what_is_in_it(kind: str, what: str) -> None:
    assert counted(what) == statistics()[kind]


def test_the_readme_counts_what_is_in_the_graph() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for what in ("claims", "references"):
        assert f"{counted(what)} {what}" in readme
    assert re.search(rf"{counted('measurements')} (figures|measurements)\b", readme)
    assert f"{counted('steps')} synthesis steps" in readme


def test_the_card_for_agents_counts_members_with_those_of_subclasses() -> None:
    card = describe(assbkg.open())
    assert re.search(rf"Claim\D{{1,4}}{counted('claims')}\b", card)
    both = counted("measurements") + counted("step parameters")
    assert re.search(rf"Measurement\D{{1,4}}{both}\b", card) or "Measurement" not in card


def test_a_report_counts_kinds_of_strategy() -> None:
    told = " ".join("".join(run.text for run in one.runs) for one in report().sentences)
    assert f"{counted('kinds of strategy')} kinds of strategy" in told


@pytest.mark.parametrize(
    ("effect", "link"), [("may benefit", "mayBenefit"), ("addresses", "addresses")]
)
def test_the_effects_of_a_report_are_the_links_of_the_graph(effect: str, link: str) -> None:
    rows = assbkg.open().sparql(
        f"SELECT DISTINCT ?system ?strategy ?goal {{ ?system assb:employs ?strategy . "
        f"?strategy assb:{link} ?goal "
        # A bottleneck and its case are one effect, unless a source states both.
        f"FILTER NOT EXISTS {{ ?case assb:caseOf ?goal . ?strategy assb:{link} ?case "
        f"FILTER NOT EXISTS {{ GRAPH graph:asserted {{ ?strategy assb:{link} ?goal }} }} }} }}"
    )
    linked = sorted((system, goal) for system, _, goal in rows.texts())
    (effects,) = [table for table in report().tables if table.id == "effects"]
    pairs = zip(
        effects.cells("system", effect=effect), effects.cells("goal", effect=effect), strict=True
    )
    assert linked == sorted(pairs)


def test_the_kinds_in_a_report_may_benefit_what_their_effects_do() -> None:
    tables = {table.id: table for table in report().tables}
    by_kind = {
        (kind, goal)
        for kind, cell in zip(
            tables["strategies"].cells("strategy"),
            tables["strategies"].cells("may_benefit"),
            strict=True,
        )
        for goal in cell.split("; ")
        if goal
    }
    effects = tables["effects"]
    named = zip(
        effects.cells("strategy", effect="may benefit"),
        effects.cells("goal", effect="may benefit"),
        strict=True,
    )
    assert by_kind == set(named)


def test_the_statistics_are_the_same_at_every_door() -> None:
    done = CliRunner().invoke(app, ["query", "graph-statistics", "--format", "csv"])
    rows = list(csv.reader(io.StringIO(done.output)))[1:]
    assert sorted(statistics().values()) == sorted(int(count) for _, count in rows)


def test_the_glossary_says_what_every_count_counts() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    table = glossary.partition("## What is counted")[2]
    assert [] == [what for what in set(COUNTED) - {"steps", "references"} if what not in table]
