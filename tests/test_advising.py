"""What should I try? Options by grade, gaps that are gaps, and a command for every line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad
from tests.shipped_work import shipped_graph as graph

from assbkg.asking.advising.advice import Advice
from assbkg.asking.advising.advisor import Advisor
from assbkg.asking.advising.options import Gap, rank
from assbkg.asking.advising.telling import advice_document, tell_advice
from assbkg.asking.knowledge_graph import KnowledgeGraph, open_graph
from assbkg.building import build
from assbkg.cli import app
from assbkg.document.model import Block, Command, Items, Section, text_of
from assbkg.errors import QueryError, UnknownName
from assbkg.graph.release import open_release
from assbkg.graph.terms import EVIDENCE
from assbkg.places import shipped
from assbkg.reasoning.grades import GRADES
from assbkg.vocabulary import expand

SILICON: dict[str, Any] = {"component": "negative electrode", "bottleneck": "volume expansion"}


@cache
def advisor() -> Advisor:
    return Advisor(graph().explainer, graph().query)


def instances(kind: str) -> list[str]:
    """All of a kind, by IRI, and nothing."""
    found = graph().sparql(f"SELECT DISTINCT ?x {{ ?x a assb:{kind} }} ORDER BY ?x").values()
    return ["", *(iri for (iri,) in found)]


@cache
def answers() -> tuple[Advice, ...]:
    """Advice on every component with every bottleneck, and with every dimension."""
    components = ("", *advisor().components.all)
    asked = [
        *product(components, instances("Bottleneck"), [""]),
        *product(components, [""], instances("PerformanceDimension")[1:]),
    ]
    return tuple(advisor().advise(*each) for each in asked if any(each))


def gaps(kind: str) -> Iterator[tuple[Advice, Gap]]:
    return ((advice, gap) for advice in answers() for gap in advice.gaps if gap.kind == kind)


@dataclass(frozen=True)
class Line:
    """A line of an answer, with the commands that explain it."""

    text: str
    commands: tuple[tuple[str, ...], ...]


def told_lines(advice: Advice) -> Iterator[Line]:
    """All lines of an answer but its headings, in their order."""
    yield from _lines(advice_document(advice).blocks)


def _lines(blocks: Iterable[Block]) -> Iterator[Line]:
    for block in blocks:
        if isinstance(block, Section):
            yield from _lines(block.blocks)
        elif isinstance(block, Items):
            for item in block.items:
                commands = [one.words for one in item.blocks if isinstance(one, Command)]
                yield Line(text_of(item.words), tuple(commands))
                yield from _lines(item.blocks)


def one_line(advice: Advice) -> str:
    """An answer as text, without its line breaks."""
    return " ".join(tell_advice(advice, "text").split())


def asks(text: str) -> bool:
    """Ask the store itself, without any of the code that advises."""
    return graph().sparql(f"ASK {{ {text} }}").texts() == [("true",)]


# ── the ranking ───────────────────────────────────────────────────────────────


def test_options_are_ranked_by_works_then_grade_then_systems() -> None:
    for advice in answers():
        for options in (advice.options, advice.open):
            ranks = [
                (o.weight.rank, GRADES.index(o.grade), -len(o.systems), o.name) for o in options
            ]
            assert sorted(ranks) == ranks, advice.names


def test_gaps_of_a_kind_are_ranked_as_options_are() -> None:
    for advice in answers():
        for kind in {gap.kind for gap in advice.gaps}:
            ranks = [rank(gap) for gap in advice.gaps if gap.kind == kind]
            assert sorted(ranks) == ranks, advice.names


def test_a_class_of_strategies_stands_once() -> None:
    for advice in answers():
        for options in (advice.options, advice.open):
            names = [option.strategy for option in options]
            assert sorted(set(names)) == sorted(names), advice.names


def test_grades_are_those_that_the_query_gives() -> None:
    for bottleneck in instances("Bottleneck")[1:]:
        rows = graph().query("strategies-by-grade", bottleneck=bottleneck).values()
        # An option says how strongly its effects are supported, and a query what is derived too.
        queried = {(s, system, grade.replace("#Derived", "#")) for s, system, grade, *_ in rows}
        advised = {
            (option.strategy, use.system.iri, grade_iri(use.grade))
            for option in advisor().advise("", bottleneck, "").options
            for use in option.uses
        }
        assert queried == advised


def grade_iri(grade: str) -> str:
    word = "cited" if grade == "stated, cited" else grade
    return f"https://w3id.org/assbkg/ontology#{word.capitalize()}Grade"


def test_a_use_is_as_strong_as_the_weakest_of_its_effects() -> None:
    advice = graph().advise(**SILICON, dimension="cycle life")
    (use,) = next(o for o in advice.options if o.name == "void engineering").uses
    grades = [effect.ground.grade for effect in use.effects]
    assert (["stated, cited", "heading"], "heading") == (grades, use.grade)


def test_sources_are_counted_as_an_explanation_counts_them() -> None:
    for option in graph().advise(**SILICON).options:
        commands = [effect.ground.command for use in option.uses for effect in use.effects]
        told = (graph().explain(*command[2:]).authorities for command in commands)
        assert option.sources == frozenset[str]().union(*told)


def test_a_general_statement_is_no_system() -> None:
    (option,) = (o for o in graph().advise(**SILICON).open if o.name == "nanosizing")
    assert (1, frozenset()) == (len(option.uses), option.systems)


def test_nothing_that_is_contested_counts() -> None:
    advice = graph().advise(bottleneck="lithium dendrites")
    assert ["charged surface selection"] == [option.name for option in advice.options]
    said = [claim.sentence for claim in advice.contested]
    blocking = (
        "dendrite blocking in all-solid-state lithium-ion battery mitigates lithium dendrites"
    )
    assert blocking in said
    assert all(claim.reasons for claim in advice.contested)


# ── components ────────────────────────────────────────────────────────────────


def test_a_system_is_an_electrode_when_it_is_a_silicon_negative_electrode() -> None:
    for component in ("silicon anode", "negative electrode", "electrode"):
        advice = graph().advise(component=component, bottleneck="volume expansion")
        names = [option.name for option in advice.options]
        assert ["rigid matrix support", "void engineering", "flexible sheet support"] == names


def test_a_system_is_in_use_where_the_store_says_that_it_serves() -> None:
    for advice in answers():
        if advice.question.component and not advice.region:
            serving = {
                system
                for option in advice.options
                for use in option.uses
                for system in [use.system.iri]
            }
            for iri in serving:
                assert asks(f"<{iri}> assb:servesAs/a <{advice.question.component}>")


def test_a_system_of_no_told_component_stands_apart_with_the_reason() -> None:
    doubts = {
        use.system.name: use.system.doubt
        for option in graph().advise(**SILICON).open
        for use in option.uses
    }
    assert "component contested" == doubts["RGO–CNT"]
    assert "component not stated" == doubts["gap designs for silicon-based materials"]


def test_a_wider_component_leaves_it_open_whether_a_system_is_the_narrower() -> None:
    advice = graph().advise(component="sulfide solid electrolyte", bottleneck="lithium dendrites")
    (option,) = advice.open
    (use,) = option.uses
    assert ("MXene electrolyte", "no details stated") == (use.system.name, use.system.doubt)
    assert () == advice.options


def test_at_a_region_of_a_cell_all_systems_are_taken() -> None:
    advice = graph().advise(component="electrode–electrolyte interface")
    names = {use.system.name for option in advice.options for use in option.uses}
    assert {"Fe₃S₄@Li₇P₃S₁₁", "MXene + MOF"} <= names
    assert (True, ()) == (advice.region, advice.open)


def test_it_is_said_when_a_component_is_not_told_to_suffer() -> None:
    advice = graph().advise(component="positive electrode", bottleneck="electrode cracking")
    said = "No source in the graph says that a positive electrode suffers from it"
    assert f"{said}: it holds 1 paper, all 157 sentences read." in one_line(advice)
    assert said not in one_line(graph().advise(**SILICON))


# ── gaps ──────────────────────────────────────────────────────────────────────


def test_a_strategy_that_is_missing_is_employed_by_no_system_there() -> None:
    found = {(advice.question.component, gap.iri) for advice, gap in gaps("strategy")}
    assert found
    for component, strategy in found:
        assert not asks(
            f"?system assb:servesAs/a <{component}> ; assb:employs ?s . ?s a <{strategy}>"
        )


def test_a_family_that_is_missing_is_worked_through_by_no_system_there() -> None:
    found = {(advice.question.component, gap.iri) for advice, gap in gaps("family")}
    assert found
    for component, family in found:
        assert not asks(
            f"?system assb:servesAs/a <{component}> ; "
            f"assb:employs/assb:operatesThrough ?m . ?m a <{family}>"
        )


def test_an_effect_that_is_missing_is_told_of_no_system_there() -> None:
    found = list(gaps("effect"))
    assert found
    for advice, gap in found:
        asked = advice.question
        link = f"assb:{'addresses' if asked.bottleneck else 'mayBenefit'}"
        goal = asked.bottleneck or asked.dimension
        serving = f"?system assb:servesAs/a <{asked.component}> ; assb:employs ?s . "
        assert asks(f"{serving} ?s a <{gap.iri}>")
        assert not asks(f"{serving} ?s a <{gap.iri}> ; {link} <{goal}>")


def test_a_bottleneck_that_is_missing_is_addressed_by_no_strategy_at_all() -> None:
    found = {gap.iri for _, gap in gaps("bottleneck")}
    assert found
    assert not any(asks(f"?s assb:addresses <{iri}>") for iri in found)


def test_a_component_that_is_missing_has_no_system_against_the_bottleneck() -> None:
    found = [(advice.question.bottleneck, gap.iri) for advice, gap in gaps("component")]
    assert found
    for bottleneck, component in found:
        assert asks(f"?x assb:suffersFrom <{bottleneck}> ; a <{component}>")
        assert not asks(
            f"?system assb:servesAs/a <{component}> ; assb:employs/assb:addresses <{bottleneck}>"
        )


def test_what_suggests_a_gap_serves_as_something_else() -> None:
    for advice in answers():
        for gap in advice.gaps:
            for use in gap.uses:
                assert use.system.serves_as
                assert not asks(f"<{use.system.iri}> assb:servesAs/a <{advice.question.component}>")


def test_a_coating_is_suggested_to_the_negative_electrode() -> None:
    advice = graph().advise(component="negative electrode", bottleneck="high interfacial impedance")
    shown = [(gap.kind, gap.name, gap.grade) for gap in advice.gaps]
    assert [
        ("strategy", "in-situ coating", "hedged"),
        ("family", "interface coating", "hedged"),
    ] == shown


def test_a_gap_is_told_as_a_suggestion() -> None:
    told = one_line(graph().advise(component="lithium metal anode", bottleneck="lithium dendrites"))
    assert "Gaps: suggestions from the graph, not findings" in told
    assert (
        "What is not in the graph may have been tried: it holds 1 paper, all 157 sentences read."
        in told
    )


# ── what is told of systems, in three voices ──────────────────────────────────


def test_figures_come_as_written_with_what_is_told_and_what_is_not() -> None:
    (notes,) = (n for n in graph().advise(**SILICON).systems if n.system.name == "Si/TiC")
    capacity = notes.figures[0]
    assert "340 mAh g⁻¹" == capacity.as_written
    assert (("cycle", "1"), ("current", "100 µA/cm²")) == capacity.conditions
    assert ("temperature", "mass basis", "electrolyte") == capacity.left_out
    assert "contested" == capacity.status


def test_a_bound_and_a_hedge_of_a_figure_are_not_lost() -> None:
    told = tell_advice(graph().advise(dimension="safety"), "text")
    assert "condition (not a result), hedged: specific energy above 500 Wh/kg" in told


def test_an_assessment_stands_beside_the_claim_that_it_is_of() -> None:
    lines = list(told_lines(graph().advise(**SILICON)))
    at = next(n for n, line in enumerate(lines) if "change of silicon 300" in line.text)
    assert lines[at + 1].text.startswith("assessment, contested: Silicon expands by 300 to 400 %")


def test_works_cited_are_told_with_their_scope() -> None:
    told = tell_advice(graph().advise(**SILICON), "text")
    assert "assessment of [13], scope: Title is about a lithium-ion battery" in told


def test_how_far_silicon_swells_is_told_as_contested() -> None:
    figures = graph().advise(**SILICON).extent
    assert ["300 %-400 %", "~300 %"] == [figure.as_written for figure in figures]
    assert {"contested"} == {figure.status for figure in figures}


def test_a_mechanism_is_told_with_its_family() -> None:
    told = tell_advice(graph().advise(**SILICON), "text")
    assert "addresses volume expansion through matrix confinement" in told
    assert "(volume buffering)" in told


def test_a_mechanism_that_mitigates_a_case_is_told_with_the_bearer() -> None:
    told = " ".join(tell_advice(graph().advise(**SILICON), "text").split())
    way = "through matrix confinement (volume buffering) against volume expansion of silicon"
    assert f"Si/TiC (silicon negative electrode): addresses volume expansion {way} claimed" in told


def test_a_claim_that_names_no_mechanism_gets_none() -> None:
    told = tell_advice(graph().advise(bottleneck="high interfacial impedance"), "text")
    assert (
        "MXene + MOF (component not stated): addresses high interfacial impedance, mechanism"
        in (" ".join(told.split()))
    )


# ── every line explains ───────────────────────────────────────────────────────


def test_every_command_that_is_shown_gives_an_answer() -> None:
    shown = {c for advice in answers() for line in told_lines(advice) for c in line.commands}
    assert len(shown) > 200
    for program, verb, *arguments in sorted(shown):
        assert "assbkg" == program
        if verb == "explain":
            assert graph().explain(*arguments).supports
        else:
            name, *options = arguments
            values = dict(option.split("=", 1) for option in options[1::2])
            assert len(graph().query(name, **values)) > 0


def test_every_line_of_an_answer_but_headings_and_notes_has_its_command() -> None:
    notes = (
        "claimed: ",
        "assessment",
        "in use in ",
        "perhaps not a gap: ",
        "No ",
        "The graph has",
    )
    for line in told_lines(graph().advise(**SILICON)):
        heading = " · " in line.text
        assert heading or line.commands or line.text.startswith(notes), line


def test_a_command_runs_as_it_is_shown() -> None:
    told = json.loads(tell_advice(graph().advise(**SILICON), "json"))
    (effect,) = told["options"][0]["uses"][0]["effects"]
    done = subprocess.run(
        f"{sys.executable} -m assbkg {effect['explain'].removeprefix('assbkg ')}",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(effect["link"])
    assert f"grade: derived ({effect['grade']}) " in done.stdout


def test_every_link_in_json_has_a_command() -> None:
    def links(said: object) -> Iterator[dict[str, object]]:
        if isinstance(said, dict):
            if "link" in said or "figure" in said:
                yield said
            said = list(said.values())
        if isinstance(said, list):
            for part in said:
                yield from links(part)

    for advice in answers()[::50]:
        for link in links(json.loads(tell_advice(advice, "json"))):
            assert link.keys() & {"explain", "show"}


# ── forms ─────────────────────────────────────────────────────────────────────


def test_text_fits_into_a_hundred_columns() -> None:
    widest = max(len(line) for a in answers() for line in tell_advice(a, "text").splitlines())
    assert widest <= 100


def test_commands_are_not_broken_over_lines() -> None:
    told = tell_advice(graph().advise(**SILICON), "text", commands=True)
    shown = [line.split("$ ")[1] for line in told.splitlines() if line.strip().startswith("$ ")]
    wanted = "assbkg explain 'void engineering in SiNPs@MXenes' addresses 'volume expansion'"
    assert wanted in shown


def test_markdown_has_headings_bullets_and_commands() -> None:
    told = tell_advice(graph().advise(**SILICON), "markdown", commands=True)
    assert told.startswith("# What to try in a negative electrode against volume expansion\n")
    assert "\n## In use in a negative electrode\n" in told
    assert "\n1. rigid matrix support — derived (stated, cited) · 1 work cited" in told
    assert "`assbkg explain 'rigid matrix support in Si/TiC' addresses 'volume expansion'`" in told


def test_markdown_reads_no_markup_in_what_is_told() -> None:
    advice = graph().advise(**SILICON)
    options = (replace(advice.options[0], name="*rigid* [matrix](x)"),)
    told = tell_advice(replace(advice, options=options), "markdown")
    assert "1. \\*rigid\\* \\[matrix\\](x) — " in told


def test_an_unknown_form_names_those_that_there_are() -> None:
    with pytest.raises(QueryError, match="known are text, markdown, json"):
        tell_advice(graph().advise(**SILICON), "yaml")  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_answer_does_not_depend_on_the_hash_seed(form: str) -> None:
    command = [sys.executable, "-m", "assbkg", "advise", "--component", "anode"]
    told = {
        subprocess.run(
            [*command, "--format", form],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert 1 == len(told)


# ── questions without an answer, and no question ──────────────────────────────


def test_no_answer_names_the_nearest_that_have_one() -> None:
    advice = graph().advise(bottleneck="electrolyte leakage")
    assert () == advice.options
    assert [
        ("thermal runaway", "is caused by electrolyte leakage"),
        ("flammability", "is a safety bottleneck, too"),
        ("lithium dendrites", "is a safety bottleneck, too"),
    ] == [(near.name, near.how) for near in advice.nearest]


def test_the_nearest_do_have_an_answer() -> None:
    for advice in answers():
        for near in advice.nearest:
            asked = advice.question
            kept = (
                near.name if asked.component and not (asked.bottleneck or asked.dimension) else "",
                near.name if asked.bottleneck else "",
                near.name if asked.dimension else "",
            )
            component = kept[0] or asked.component
            assert advisor().advise(component, kept[1], kept[2]).options, (advice.names, near)


def test_a_component_alone_without_an_answer_names_near_components() -> None:
    advice = graph().advise(component="lithium metal electrode")
    assert "negative electrode" in [near.name for near in advice.nearest]
    none = "The graph has no designed system that serves as lithium metal electrode: it holds"
    assert none in one_line(advice)


def test_advice_on_nothing_says_what_to_give() -> None:
    with pytest.raises(QueryError, match="a component, a bottleneck or a performance dimension"):
        graph().advise()


def test_the_command_without_a_question_is_wrong_usage() -> None:
    done = CliRunner().invoke(app, ["advise"])
    assert 2 == done.exit_code
    assert "give --component, --bottleneck or --dimension" in done.output


def test_an_unknown_bottleneck_gets_a_suggestion() -> None:
    with pytest.raises(UnknownName, match="did you mean 'volume expansion'"):
        graph().advise(bottleneck="volume expantion")


def test_an_unknown_component_gets_suggestions_among_components() -> None:
    with pytest.raises(UnknownName, match="did you mean 'negative electrode'"):
        graph().advise(component="negative electrod")


def test_what_is_no_component_at_all_is_answered_with_all_of_them() -> None:
    with pytest.raises(UnknownName, match="binder") as caught:
        graph().advise(component="volume expansion")
    assert "solid electrolyte" in caught.value.nearest


def test_a_component_may_be_named_by_one_that_there_is() -> None:
    advice = graph().advise(component="silicon negative electrode (conventional)")
    assert "silicon negative electrode" == advice.names.component


# ── a small paper ─────────────────────────────────────────────────────────────

ENTITY = "coated,CoatedComposite,coated powder,,,4\n"
CLAIMS = """\
s004b,si-c,servesAs,SiliconNegativeElectrode,It is a negative electrode,stated,1,4,1,accepted,
s004c,coated,servesAs,PositiveElectrode,It is a positive electrode,stated,1,4,,accepted,
s004d,coated,employs,InSituCoating,The powder is coated,stated,1,4,,accepted,
s004e,coated/InSituCoating,addresses,volume-expansion,Coats may hold growth,hedged,1,4,,accepted,
s004f,coated,employs,VoidEngineering,The powder has voids,stated,1,4,,accepted,
s004g,coated/VoidEngineering,addresses,side-reactions,Voids may help,hedged,1,4,,accepted,
"""


@pytest.fixture
def small(tmp_path: Path, graphs: Path) -> KnowledgeGraph:
    """A paper whose claim that voids mitigate volume expansion is contested; and a coating."""
    folder = graphs / "voids"
    entities = (folder / "entities.csv").read_text(encoding="utf-8")
    add(folder / "entities.csv", entities.replace("si-c,", ENTITY + "si-c,", 1))
    add(folder / "claims.csv", (folder / "claims.csv").read_text(encoding="utf-8") + CLAIMS)
    coverage = (folder / "coverage.csv").read_text(encoding="utf-8")
    rows = [line.split(",", 1)[0] for line in CLAIMS.splitlines()]
    add(folder / "coverage.csv", coverage.replace("s004a", "; ".join(["s004a", *rows])))
    build(shipped("ontology"), graphs, tmp_path / "release")
    return open_graph(tmp_path / "release")


def add(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def test_what_rests_on_a_contested_claim_is_no_option(small: KnowledgeGraph) -> None:
    advice = small.advise(component="negative electrode", bottleneck="volume expansion")
    assert () == advice.options
    assert ["Growth does less harm"] == [claim.statement for claim in advice.contested]
    assert [("No figure compares it with a body without voids",)] == [
        claim.reasons for claim in advice.contested
    ]


def test_what_is_used_elsewhere_alone_is_a_gap(small: KnowledgeGraph) -> None:
    advice = small.advise(component="negative electrode", bottleneck="volume expansion")
    assert [("strategy", "in-situ coating", "hedged")] == [
        (gap.kind, gap.name, gap.grade) for gap in advice.gaps
    ]


def test_what_is_used_here_without_the_effect_is_another_gap(small: KnowledgeGraph) -> None:
    advice = small.advise(component="negative electrode", bottleneck="interfacial side reactions")
    (gap,) = advice.gaps
    assert ("effect", "void engineering", ("Si/C with voids",)) == (gap.kind, gap.name, gap.look_at)


def test_where_both_are_in_use_there_is_no_gap(small: KnowledgeGraph) -> None:
    advice = small.advise(component="electrode", bottleneck="volume expansion")
    assert (["in-situ coating"], ()) == ([option.name for option in advice.options], advice.gaps)


def test_figures_of_two_papers_may_have_one_name() -> None:
    two = KnowledgeGraph(open_release(shipped("graphs") / "release"), shipped("queries"))
    label, name = NamedNode(expand("rdfs:label")), Literal("measurement s067m1", language="en")
    two.release.store.add(Quad(NamedNode(expand("kg:another.s067m1")), label, name, EVIDENCE))
    advice = two.advise(component="positive electrode")
    commands = {f.command for notes in advice.systems for f in notes.figures}
    assert any("kg:nanostructured-frontiers.s067m1" in command for command in commands)
