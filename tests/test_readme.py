from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.review import REVIEW, together

from assbkg.cli import app
from assbkg.curation.corpus import read_corpus
from assbkg.graph.ontology import read_ontology
from assbkg.places import shipped
from assbkg.vocabulary import ASSB, PREFIXES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ assbkg (.*?)\n(.*?)```", README, re.DOTALL)


@pytest.fixture(autouse=True)
def as_shipped() -> Iterator[None]:
    """Answer from all that a user has."""
    with together():
        yield


@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[shown[0] for shown in SHOWN])
def test_an_answer_in_the_readme_is_what_the_command_gives(command: str, answer: str) -> None:
    given = CliRunner().invoke(app, shlex.split(command), prog_name="assbkg")
    assert answer.strip() == given.output.strip()


def test_the_readme_shows_answers() -> None:
    assert len(SHOWN) >= 3


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)", README))))
def test_what_the_readme_links_to_is_there(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_numbers_in_the_readme_are_those_of_the_shipped_graph() -> None:
    ontology = read_ontology(shipped("ontology"))
    (paper,) = (p for p in read_corpus(shipped("graphs")).papers if p.info.id == REVIEW)
    owl = PREFIXES["owl"]
    numbers = {
        "classes": sum(c.startswith(ASSB) for c in ontology.instances(owl + "Class")),
        "object properties": sum(
            p.startswith(ASSB) for p in ontology.instances(owl + "ObjectProperty")
        ),
        "claims": len(paper.claims),
        "measurements": len(paper.measurements),
        "synthesis steps": len(paper.steps),
        "references": len(paper.references),
    }
    missing = [f"{n} {what}" for what, n in numbers.items() if f"{n} {what}" not in README]
    assert [] == missing
