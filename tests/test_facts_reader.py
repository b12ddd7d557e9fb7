"""What is no whole and consistent folder of facts is refused by every command, alike."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from tests.facts_folders import FAULTS, FORMS, Said, change, first, sum_again, without_sums, write
from tests.test_folder_locks import CHAIN

from assbkg.errors import AssbkgError, ReasoningError
from assbkg.graph.ontology import read_ontology
from assbkg.graph.verifying import Verification, held
from assbkg.graph.verifying import verify as verify_mark
from assbkg.literature.at_scale import reason_in_duckdb
from assbkg.literature.fact_folder import write_origin
from assbkg.literature.reader import read_facts
from assbkg.literature.updating import update
from assbkg.places import shipped
from assbkg.record.literature import open_facts
from assbkg.service.upload import facts_graphs

TWO: Final[list[Said]] = [
    ("urn:a", "urn:p", "urn:b", 1, 0),
    ("urn:b", "urn:p", "urn:c", 3, 0),
    ("urn:b", "urn:p", "urn:c", 2, 1),
    ("urn:a", "urn:q", '"a text"@en', 0, -1),
]


def verify(folder: Path) -> Verification:
    """What holding every file of a folder against its sums gives."""
    with held(folder) as mark:
        return verify_mark(mark)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "in" / "good", TWO)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    base = write(tmp_path / "in" / "base", [("urn:x", "urn:p", "urn:a", 2, 0)])
    return reason_in_duckdb(base, tmp_path / "in" / "closed", CHAIN).path


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def refusal(work: Callable[[], object]) -> str:
    """What is said, in one sentence and without what a terminal acts on."""
    with pytest.raises(AssbkgError) as caught:
        work()
    said = str(caught.value)
    assert said.isprintable(), said
    return said


def open_closed(folder: Path) -> None:
    with open_facts(folder, read_ontology(shipped("ontology")), CHAIN):
        pass


def send(folder: Path) -> None:
    with facts_graphs(folder):
        pass


def test_a_good_folder_is_read_by_reason_and_update(good: Path, closed: Path) -> None:
    assert () == verify(good).problems
    reason_in_duckdb(good, good.with_name("out"), CHAIN)
    update(closed, CHAIN, add=good)
    for folder in (closed, good.with_name("out")):
        assert () == verify(folder).problems
        open_closed(folder)
        send(folder)


def require_refusal(good: Path, closed: Path) -> None:
    before = contents(closed)
    first_said = refusal(lambda: reason_in_duckdb(good, good.with_name("out"), CHAIN))
    assert first_said == refusal(lambda: update(closed, CHAIN, add=good))
    assert str(good) in first_said
    assert before == contents(closed)
    assert not good.with_name("out").exists()


@pytest.mark.parametrize("fault", FORMS)
def test_a_folder_of_another_form_is_refused_by_reason_and_update(
    good: Path, closed: Path, fault: str
) -> None:
    FORMS[fault](good)
    require_refusal(good, closed)


@pytest.mark.parametrize("fault", random.Random(0).sample(sorted(FAULTS), 8))
def test_a_folder_with_faulty_rows_is_refused_by_reason_and_update(
    good: Path, closed: Path, fault: str
) -> None:
    FAULTS[fault](good)
    assert 1 == len(verify(good).problems)
    require_refusal(good, closed)
    sum_again(good)
    require_refusal(good, closed)


@pytest.mark.deep
@pytest.mark.parametrize("fault", FAULTS)
def test_any_faulty_rows_are_refused_without_sums_too(good: Path, closed: Path, fault: str) -> None:
    FAULTS[fault](good)
    without_sums(good)
    require_refusal(good, closed)


#: Ways to break a closure that leave each row good.
CLOSED_FAULTS: Final[dict[str, Callable[[Path], None]]] = {
    "a level": lambda f: change(first(f, "facts"), "* REPLACE (0::TINYINT AS level)"),
    "a round": lambda f: change(first(f, "facts"), "* REPLACE (9::INTEGER AS round)"),
    "what was given": lambda f: change(first(f, "facts"), "* REPLACE (NULL::TINYINT AS given)"),
    "no fact": lambda f: change(first(f, "facts"), "*", "LIMIT 0"),
    "one fact less": lambda f: change(first(f, "facts"), "*", "LIMIT 1"),
    "what papers say": lambda f: change(first(f, "given"), "* REPLACE (5::TINYINT AS level)"),
    "no facts of a property": lambda f: shutil.rmtree(first(f, "facts").parent),
    "no facts": lambda f: shutil.rmtree(f / "facts"),
    "nothing given": lambda f: shutil.rmtree(f / "given"),
    "the counts": lambda f: write_origin(
        f, {"papers": 2, "reasoned": {"asserted": 1, "derived": 1, "rounds": 1, "cut": []}}
    ),
}


@pytest.mark.parametrize("fault", CLOSED_FAULTS)
def test_a_closure_that_is_not_that_of_what_papers_say_is_refused_by_all(
    good: Path, tmp_path: Path, fault: str
) -> None:
    closed = reason_in_duckdb(good, tmp_path / "closed", CHAIN).path
    CLOSED_FAULTS[fault](closed)
    sum_again(closed)
    before = contents(closed)
    said = refusal(lambda: update(closed, CHAIN, retract=[0]))
    assert {said} == {
        refusal(lambda: update(closed, CHAIN, add=good)),
        refusal(lambda: open_closed(closed)),
        refusal(lambda: send(closed)),
        refusal(lambda: reason_in_duckdb(closed, tmp_path / "out", CHAIN)),
    }
    assert before == contents(closed)


def test_a_folder_of_format_1_is_read_and_what_follows_has_sums(good: Path, tmp_path: Path) -> None:
    without_sums(good)
    assert "lists no sums" in refusal(lambda: verify(good))
    assert () == verify(reason_in_duckdb(good, tmp_path / "closed", CHAIN).path).problems


def test_the_sums_name_every_file(good: Path) -> None:
    said = json.loads((good / "facts.json").read_text(encoding="utf-8"))
    assert set(contents(good)) - {"facts.json"} == set(said["files"])


# ── update is reason from scratch, or neither ─────────────────────────────────

NAMES: Final = st.sampled_from([f"urn:{name}" for name in "abcd"])
PAPER: Final = st.lists(
    st.tuples(NAMES, st.sampled_from(["urn:p", "urn:q"]), NAMES, st.integers(0, 5)),
    min_size=1,
    max_size=6,
    unique_by=(lambda fact: fact[0:3],),
)


def facts_of(folder: Path) -> list[tuple[Any, ...]]:
    with read_facts(folder) as opened, duckdb.connect() as database:
        terms = f"'{opened.terms}'"
        return database.execute(
            f"SELECT s.term, p.term, o.term, level, round, given FROM {opened.scan('facts')} "
            f"JOIN {terms} s ON s.id = subject JOIN {terms} p ON p.id = property "
            f"JOIN {terms} o ON o.id = object ORDER BY ALL"
        ).fetchall()


def said_by(paper: list[tuple[str, str, str, int]], number: int) -> list[Said]:
    return [(*fact, number) for fact in paper]


# An example takes a second: none is made smaller.
@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
    deadline=None,
)
@hypothesis.given(PAPER, PAPER, st.sampled_from([None, None, *FAULTS]))
def test_update_gives_what_reason_gives_from_scratch_or_both_refuse(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[tuple[str, str, str, int]],
    new: list[tuple[str, str, str, int]],
    fault: str | None,
) -> None:
    folder = tmp_path_factory.mktemp("any") / "in"
    closed = reason_in_duckdb(write(folder / "old", said_by(old, 0)), folder / "closed", CHAIN).path
    added = write(folder / "new", said_by(new, 0))
    if fault is not None:
        FAULTS[fault](added)
        sum_again(added)
    try:
        with read_facts(added):
            pass
    except ReasoningError:
        require_refusal(added, closed)
        return
    update(closed, CHAIN, add=added)
    together = write(folder / "both", [*said_by(old, 0), *said_by(new, 1)])
    expected = reason_in_duckdb(together, folder / "expected", CHAIN).path
    assert facts_of(expected) == facts_of(closed)
