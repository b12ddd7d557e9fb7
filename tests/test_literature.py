"""A synthetic literature: whole, repeatable, and of the review's shape."""

from __future__ import annotations

import json
import resource
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad
from tests.shipped_work import shipped_template

from assbkg.cli import app
from assbkg.curation.corpus import read_corpus
from assbkg.errors import BuildError
from assbkg.graph.ontology import read_ontology
from assbkg.graph.quads import corpus_quads
from assbkg.graph.terms import ONTOLOGY_GRAPH, texts
from assbkg.literature.synthetic import making
from assbkg.literature.synthetic.making import (
    Literature,
    Size,
    make_template,
    read_template,
    synthesise,
)
from assbkg.literature.synthetic.template import Template
from assbkg.places import shipped
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.closure import close
from assbkg.reasoning.grades import GRADES, given_levels, grade_of_claim
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.rules import RuleSet, make_rules

PAPERS = 12


@pytest.fixture(scope="module")
def template() -> Template:
    return shipped_template()


@pytest.fixture(scope="module")
def literature(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A literature of twelve papers."""
    folder = tmp_path_factory.mktemp("literature") / "twelve"
    synthesise(template, folder, Size(PAPERS, "papers"))
    return folder


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return make_rules(read_axioms(map(texts, read_ontology(shipped("ontology")).triples)))


def rows(folder: Path, question: str) -> list[tuple[Any, ...]]:
    """Ask the facts folder, as the tables `terms`, `facts` and `claims`."""
    with duckdb.connect(":memory:") as database:
        database.execute(f"""
            CREATE VIEW terms AS FROM '{folder}/terms.parquet';
            CREATE VIEW claims AS FROM '{folder}/claims.parquet';
            CREATE VIEW facts AS
                FROM read_parquet('{folder}/facts/*/*.parquet', hive_partitioning = true);
            CREATE VIEW said AS
                SELECT s.term AS subject, p.term AS property, o.term AS object, level, source
                FROM facts f JOIN terms s ON s.id = f.subject JOIN terms p ON p.id = f.property
                    JOIN terms o ON o.id = f.object;
        """)
        return database.execute(question).fetchall()


def graded(folder: Path, papers: int) -> dict[TripleText, int]:
    """Every fact of the first papers with its strongest level, as the closure takes it."""
    asked = "SELECT subject, property, object, min(level) FROM said"
    asked += f" WHERE source < {papers} GROUP BY ALL"
    return {(s, p, o): level for s, p, o, level in rows(folder, asked)}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# ── what is in the folder ─────────────────────────────────────────────────────


def test_tables_have_the_columns_that_are_promised(literature: Path) -> None:
    described = {
        table: {name: kind for name, kind, *_ in rows(literature, f"DESCRIBE {table}")}
        for table in ("terms", "facts", "claims")
    }
    assert {"id": "INTEGER", "term": "VARCHAR"} == described["terms"]
    assert {
        "subject": "INTEGER",
        "object": "INTEGER",
        "level": "TINYINT",
        "source": "INTEGER",
        "property": "BIGINT",
    } == described["facts"]
    assert {
        "claim": "INTEGER",
        "subject": "INTEGER",
        "property": "INTEGER",
        "object": "INTEGER",
        "modality": "VARCHAR",
        "origin": "VARCHAR",
        "source": "INTEGER",
        "section": "VARCHAR",
        "sentence": "INTEGER",
        "cites": "INTEGER[]",
        "statement": "VARCHAR",
    } == described["claims"]


def test_ids_run_from_nought_without_a_gap(literature: Path) -> None:
    ids = [number for (number,) in rows(literature, "SELECT id FROM terms")]
    assert list(range(len(ids))) == ids


def test_each_term_has_one_id(literature: Path) -> None:
    assert [] == rows(literature, "SELECT term FROM terms GROUP BY term HAVING count(*) > 1")


def test_what_is_common_comes_first_and_then_each_paper_in_turn(literature: Path) -> None:
    asked = r"SELECT coalesce(TRY_CAST(regexp_extract(term, '/paper-(\d+)', 1) AS INTEGER), -1)"
    papers = [n for (n,) in rows(literature, f"{asked} FROM terms WHERE term NOT LIKE '\"%'")]
    assert sorted(papers) == papers
    assert set(range(-1, PAPERS)) == set(papers)


def test_the_origin_says_how_large_it_is(literature: Path) -> None:
    said = json.loads((literature / "facts.json").read_text(encoding="utf-8"))
    claims = rows(literature, "SELECT count(*) FROM claims")[0][0]
    del said["files"]
    assert {"format": 4, "papers": PAPERS, "claims": claims, "seed": 0} == said


def test_no_fact_is_told_twice_by_one_paper(literature: Path) -> None:
    counted = "SELECT count(*) FROM facts GROUP BY subject, property, object, source"
    assert {(1,)} == set(rows(literature, f"SELECT DISTINCT * FROM ({counted})"))


def test_what_no_paper_says_has_no_paper_as_its_source(
    literature: Path, template: Template
) -> None:
    found = rows(literature, "SELECT subject, property, object FROM facts WHERE source = -1")
    assert sorted(template.given) == sorted(found)


def test_nothing_of_the_review_itself_is_left(literature: Path) -> None:
    assert [] == rows(literature, "FROM terms WHERE term LIKE '%nanostructured-frontiers%'")


# ── claims and their levels ───────────────────────────────────────────────────


def test_every_claim_states_a_fact_of_its_paper(literature: Path) -> None:
    links = "USING (subject, property, object, source)"
    assert [] == rows(literature, f"FROM claims ANTI JOIN facts {links}")


def test_a_link_has_the_level_of_its_strongest_claim_and_else_none(literature: Path) -> None:
    strongest: dict[tuple[int, ...], int] = {}
    for *link, modality, origin, cites in rows(
        literature, "SELECT subject, property, object, source, modality, origin, cites FROM claims"
    ):
        level = GRADES.index(grade_of_claim(modality, bool(cites), origin == "heading"))
        strongest[tuple(link)] = min(level, strongest.get(tuple(link), level))
    levels = {
        (s, p, o, source): level
        for s, p, o, source, level in rows(
            literature, "SELECT subject, property, object, source, level FROM facts WHERE level > 0"
        )
    }
    assert strongest == levels


def test_every_claim_is_an_individual_of_its_own(literature: Path) -> None:
    typed = rows(literature, "SELECT count(*) FROM said WHERE object LIKE '%#Claim'")
    assert typed == rows(literature, "SELECT count(DISTINCT claim) FROM claims")


def test_a_claim_says_in_words_what_it_states(literature: Path) -> None:
    asked = "SELECT statement FROM claims WHERE statement LIKE 'paper 0: void buffering mitigates%'"
    said = "paper 0: void buffering mitigates volume expansion of silicon"
    assert (said,) in rows(literature, asked)


def test_a_claim_stands_in_the_section_of_its_sentence(
    literature: Path, template: Template
) -> None:
    sections = {row.sentence: row.section for row in template.sections}
    found = rows(literature, "SELECT DISTINCT sentence, section FROM claims")
    assert {n: sections[n] for n, _ in found} == dict(found)


# ── the review's shape ────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def review() -> dict[TripleText, int]:
    """The facts of the review and of the ontology, with their levels."""
    ontology = read_ontology(shipped("ontology"))
    base = [Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in ontology.triples]
    return given_levels([*base, *corpus_quads(read_corpus(shipped("graphs")), ontology)])


def distance(first: Counter[str], second: Counter[str]) -> float:
    """How far two distributions are apart: 0 when they are equal, 1 when nothing is shared."""
    total = first.total(), second.total()
    return sum(abs(first[k] / total[0] - second[k] / total[1]) for k in first | second) / 2


def test_facts_are_spread_over_properties_as_in_the_review(
    literature: Path, review: dict[TripleText, int], rules: RuleSet
) -> None:
    expected = Counter(p for _, p, _ in review if p in rules.predicates)
    found = Counter(dict(rows(literature, "SELECT property, count(*) FROM said GROUP BY property")))
    assert set(expected) == set(found)
    assert distance(expected, found) < 0.1


def test_claims_are_as_strong_as_those_of_the_review(literature: Path) -> None:
    (paper,) = read_corpus(shipped("graphs")).papers
    expected = Counter(str(row.record.modality) for row in paper.claims)
    found = Counter(m for (m,) in rows(literature, "SELECT modality FROM claims"))
    assert distance(expected, found) < 0.05


def test_a_paper_has_about_as_many_claims_as_the_review(
    literature: Path, template: Template
) -> None:
    (count,) = rows(literature, "SELECT count(*) FROM claims")[0]
    assert 0.75 < count / PAPERS / len(template.claims) < 1.25


def test_reasoning_adds_as_much_as_to_the_review_and_finds_no_clash(
    literature: Path, rules: RuleSet
) -> None:
    facts = graded(literature, 4)
    closure = close(facts, rules)
    (claims,) = rows(literature, "SELECT count(*) FROM claims WHERE source < 4")[0]
    assert () == closure.clashes
    assert 3.5 < len(facts) / claims < 5.5
    assert 2.5 < len(closure.derived) / claims < 4.5


def test_links_between_common_things_don_t_grow_with_the_literature(
    template: Template, tmp_path: Path, literature: Path
) -> None:
    def between_common_things(folder: Path) -> int:
        limit = len(template.commons)
        asked = f"FROM facts WHERE level > 0 AND subject < {limit} AND object < {limit}"
        return len(rows(folder, f"SELECT DISTINCT subject, property, object {asked}"))

    synthesise(template, tmp_path / "more", Size(4 * PAPERS, "papers"))
    assert between_common_things(tmp_path / "more") < 1.25 * between_common_things(literature)


# ── the same again ────────────────────────────────────────────────────────────


def test_the_same_seed_gives_the_same_bytes(template: Template, tmp_path: Path) -> None:
    for name in ("once", "twice"):
        synthesise(template, tmp_path / name, Size(2, "papers"), seed=7)
    assert contents(tmp_path / "once") == contents(tmp_path / "twice")


def test_another_seed_gives_other_papers(template: Template, tmp_path: Path) -> None:
    for seed in (1, 2):
        synthesise(template, tmp_path / str(seed), Size(1, "papers"), seed)
    asked = "SELECT statement FROM claims ORDER BY claim"
    assert rows(tmp_path / "1", asked) != rows(tmp_path / "2", asked)


def test_a_small_literature_is_the_beginning_of_a_large_one(
    template: Template, tmp_path: Path, literature: Path
) -> None:
    small = tmp_path / "small"
    synthesise(template, small, Size(3, "papers"))
    terms = rows(small, "FROM terms")
    assert terms == rows(literature, f"FROM terms LIMIT {len(terms)}")
    for table in ("facts", "claims"):
        asked = f"SELECT * FROM {table} WHERE source < 3 ORDER BY ALL"
        assert rows(small, asked) == rows(literature, asked)


def test_batches_leave_no_trace(
    template: Template, tmp_path: Path, literature: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_BATCH", 5)
    synthesise(template, tmp_path / "batches", Size(PAPERS, "papers"))
    for table in ("terms", "facts", "claims"):
        asked = f"SELECT * FROM {table} ORDER BY ALL"
        assert rows(tmp_path / "batches", asked) == rows(literature, asked)


@settings(max_examples=5)
@given(seed=st.integers(0, 2**40), claims=st.integers(1, 1500))
def test_whatever_the_seed_a_literature_is_whole(
    template: Template, tmp_path_factory: pytest.TempPathFactory, seed: int, claims: int
) -> None:
    folder = tmp_path_factory.mktemp("any") / "literature"
    made = synthesise(template, folder, Size(claims, "claims"), seed)
    assert Literature(made.papers, claims, seed) == made
    assert [(claims,)] == rows(folder, "SELECT count(*) FROM claims")
    assert rows(folder, "SELECT count(*) FROM facts") == rows(folder, "SELECT count(*) FROM said")
    assert [] == rows(
        folder, "FROM claims ANTI JOIN facts USING (subject, property, object, source)"
    )
    assert [] == rows(folder, "SELECT term FROM terms GROUP BY term HAVING count(*) > 1")


# ── so many claims ────────────────────────────────────────────────────────────


def test_a_paper_that_is_cut_is_read_only_so_far(template: Template, tmp_path: Path) -> None:
    synthesise(template, tmp_path / "cut", Size(100, "claims"))
    (last,) = rows(tmp_path / "cut", "SELECT max(sentence) FROM claims")[0]
    sentences = rows(tmp_path / "cut", "SELECT count(*) FROM said WHERE object LIKE '%#Sentence'")
    assert [(last,)] == sentences


def test_papers_before_the_cut_are_whole(
    template: Template, tmp_path: Path, literature: Path
) -> None:
    synthesise(template, tmp_path / "cut", Size(1500, "claims"))
    whole = "SELECT subject, property, object, level FROM said WHERE source = 0 ORDER BY ALL"
    assert rows(literature, whole) == rows(tmp_path / "cut", whole)


def test_progress_adds_up_to_what_was_asked_for(template: Template, tmp_path: Path) -> None:
    heard: list[int] = []
    synthesise(template, tmp_path / "heard", Size(700, "claims"), tell=heard.append)
    assert 700 == sum(heard)


@pytest.mark.parametrize("number", [0, -3])
def test_a_literature_of_nothing_is_refused(number: int) -> None:
    with pytest.raises(BuildError, match=f"{number} papers"):
        Size(number, "papers")


# ── all or nothing ────────────────────────────────────────────────────────────

ONE = Size(1, "papers")


def test_a_literature_takes_the_place_of_another(template: Template, tmp_path: Path) -> None:
    for seed in (1, 2):
        synthesise(template, tmp_path / "facts", ONE, seed)
    assert 2 == json.loads((tmp_path / "facts" / "facts.json").read_text(encoding="utf-8"))["seed"]
    assert [tmp_path / "facts"] == list(tmp_path.iterdir())


@pytest.mark.parametrize("beside", [(), ("facts.json",)])
def test_a_folder_with_other_files_is_left_alone(
    template: Template, tmp_path: Path, beside: tuple[str, ...]
) -> None:
    for name in ("thesis.tex", *beside):
        (tmp_path / name).write_text("years of work", encoding="utf-8")
    with pytest.raises(
        BuildError, match=r"no facts\.json|facts\.json is not as a folder of facts has it"
    ):
        synthesise(template, tmp_path, ONE)
    assert "years of work" == (tmp_path / "thesis.tex").read_text(encoding="utf-8")


def test_a_file_is_no_folder(template: Template, tmp_path: Path) -> None:
    (tmp_path / "facts").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match="is a file"):
        synthesise(template, tmp_path / "facts", ONE)


def test_where_no_folder_can_be_made_the_error_says_so(template: Template, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BuildError, match="can't be written"):
        synthesise(template, tmp_path / "file" / "facts", ONE)


@contextmanager
def no_room(most: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_without_room_the_old_literature_stays(template: Template, tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    synthesise(template, folder, ONE, seed=1)
    before = contents(folder)
    with no_room(10_000), pytest.raises(BuildError, match="can't be written"):
        synthesise(template, folder, ONE, seed=2)
    assert before == contents(folder)
    assert [folder] == list(tmp_path.iterdir())


# ── other tables ──────────────────────────────────────────────────────────────


def test_any_tables_make_a_template(graphs: Path, tmp_path: Path) -> None:
    made = synthesise(
        read_template(shipped("ontology"), graphs), tmp_path / "facts", Size(30, "papers")
    )
    sources = "SELECT DISTINCT source FROM facts WHERE source >= 0"
    assert 30 == made.papers == len(rows(tmp_path / "facts", sources))


def test_tables_without_a_claim_that_stands_make_none(graphs: Path) -> None:
    table = graphs / "voids" / "claims.csv"
    text = table.read_text(encoding="utf-8").replace("accepted", "contested")
    table.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(BuildError, match="no claim stands"):
        make_template(read_ontology(shipped("ontology")), read_corpus(graphs))


# ── the command ───────────────────────────────────────────────────────────────


def test_the_command_says_what_it_made(tmp_path: Path) -> None:
    out = tmp_path / "facts"
    result = CliRunner().invoke(app, ["synthesise", "--claims", "1000", "--out", str(out)])
    assert (0, "") == (result.exit_code, result.stdout)
    assert result.stderr.endswith(f"{out}: 2 papers with 1,000 claims\n")


@pytest.mark.parametrize("size", [[], ["--papers", "1", "--claims", "1"], ["--papers", "0"]])
def test_the_command_wants_one_size(tmp_path: Path, size: list[str]) -> None:
    result = CliRunner().invoke(app, ["synthesise", *size, "--out", str(tmp_path / "facts")])
    assert 2 == result.exit_code
