"""A folder of facts is reasoned over and updated: right, whole, and safe when things fail."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import hypothesis
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from tests.shipped_work import shipped_rules as rules
from tests.shipped_work import shipped_template

from assbkg.errors import AssbkgError, BuildError, ReasoningError
from assbkg.literature.at_scale import Limits, reason_in_duckdb
from assbkg.literature.fact_folder import FactFolder, write_origin
from assbkg.literature.indexed import IndexedFacts
from assbkg.literature.synthetic.making import Size, synthesise
from assbkg.literature.updating import update
from assbkg.reasoning.axioms import TYPE, TripleText
from assbkg.reasoning.closure import close
from assbkg.reasoning.facts import Fact, Rank
from assbkg.reasoning.rules import Atom, Rule, RuleSet

Row = tuple[Any, ...]
PAPERS: Final = 4


@pytest.fixture(scope="module")
def literature(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic literature of four papers."""
    folder = tmp_path_factory.mktemp("scale") / "literature"
    template = shipped_template()
    synthesise(template, folder, Size(PAPERS, "papers"))
    return folder


@pytest.fixture(scope="module")
def closed(literature: Path) -> Path:
    """Its closure."""
    out = literature.with_name("closed")
    reason_in_duckdb(literature, out, rules())
    return out


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder of three facts: p(a, b) and p(b, c) of paper 0, q(c, d) of paper 1."""
    return write(
        tmp_path / "small",
        [
            ("urn:a", "urn:p", "urn:b", 2, 0),
            ("urn:b", "urn:p", "urn:c", 3, 0),
            ("urn:c", "urn:q", "urn:d", 1, 1),
        ],
    )


CHAIN: Final = RuleSet(
    (
        Rule(
            Atom("urn:p", "?x", "?z"),
            (Atom("urn:p", "?x", "?y"), Atom("urn:p", "?y", "?z")),
            "p ∘ p ⊑ p",
        ),
        Rule(
            Atom("urn:r", "?x", "?z"),
            (Atom("urn:p", "?x", "?y"), Atom("urn:q", "?y", "?z")),
            "p ∘ q ⊑ r",
        ),
        Rule(Atom(TYPE, "?x", "urn:A"), (Atom("urn:r", "?x", "?y"),), "domain(r) ⊑ A"),
    ),
    (("urn:A", "urn:B"),),
    (),
)


def write(folder: Path, facts: list[tuple[str, str, str, int, int]]) -> Path:
    """A folder of facts from subject, property, object, level and number of the paper."""
    terms = sorted({term for s, p, o, *_ in facts for term in (s, p, o)})
    folder.mkdir(parents=True)
    with duckdb.connect() as database:
        database.execute("CREATE TABLE terms (id INTEGER, term VARCHAR)")
        database.executemany(
            "INSERT INTO terms VALUES (?, ?)", [list(pair) for pair in enumerate(terms)]
        )
        database.execute(f"COPY terms TO '{folder}/terms.parquet'")
        for number, term in enumerate(terms):
            rows = [
                [terms.index(s), terms.index(o), level, source]
                for s, p, o, level, source in facts
                if p == term
            ]
            if rows:
                part = folder / "facts" / f"property={number}"
                part.mkdir(parents=True)
                database.execute(
                    "CREATE OR REPLACE TABLE f "
                    "(subject INTEGER, object INTEGER, level TINYINT, source INTEGER)"
                )
                database.executemany("INSERT INTO f VALUES (?, ?, ?, ?)", rows)
                database.execute(f"COPY f TO '{part}/part-0.parquet'")
    papers = len({source for *_, source in facts})
    (folder / "facts.json").write_text(f'{{"format": 3, "papers": {papers}}}', encoding="utf-8")
    return folder


def read(folder: Path, part: str, columns: str) -> list[Row]:
    """Rows of a part with their terms in full, sorted."""
    with duckdb.connect() as database:
        return sorted(
            database.execute(
                f"SELECT s.term, p.term, o.term, {columns} FROM "
                f"read_parquet('{folder}/{part}/*/*.parquet', hive_partitioning = true) f "
                f"JOIN '{folder}/terms.parquet' s ON s.id = f.subject "
                f"JOIN '{folder}/terms.parquet' p ON p.id = f.property "
                f"JOIN '{folder}/terms.parquet' o ON o.id = f.object"
            ).fetchall(),
            key=repr,
        )


def facts_of(folder: Path) -> list[Row]:
    return read(folder, "facts", "f.level, f.round, f.given")


def given_of(folder: Path) -> dict[TripleText, int]:
    found: dict[TripleText, int] = {}
    part = "given" if (folder / "given").is_dir() else "facts"
    for s, p, o, level in read(folder, part, "f.level"):
        found[s, p, o] = min(level, found.get((s, p, o), level))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


# ── the closure ───────────────────────────────────────────────────────────────


def test_a_folder_gets_the_facts_that_the_closure_in_memory_gives(
    literature: Path, closed: Path
) -> None:
    given = given_of(literature)
    expected: dict[TripleText, tuple[int, int]] = {f: (level, 0) for f, level in given.items()}
    for d in close(given, rules()).derived:
        expected[d.subject, d.predicate, d.object] = (d.level, d.round)
    rows = facts_of(closed)
    assert expected == {(s, p, o): (level, number) for s, p, o, level, number, _ in rows}
    assert given == {(s, p, o): level for s, p, o, _, _, level in rows if level is not None}


def test_no_fact_is_graded_above_its_own_strongest_claim(closed: Path) -> None:
    given = [(level, number, told) for *_, level, number, told in facts_of(closed)]
    assert all((level, number) == (told, 0) for level, number, told in given if told is not None)
    assert {None} < {told for *_, told in given}


def test_no_fact_is_written_twice(closed: Path) -> None:
    rows = facts_of(closed)
    assert len(rows) == len({row[:3] for row in rows})


def test_the_same_facts_give_the_same_bytes(literature: Path, closed: Path, tmp_path: Path) -> None:
    reason_in_duckdb(literature, tmp_path / "again", rules())
    assert contents(closed) == contents(tmp_path / "again")


def test_a_closure_of_a_closure_is_the_same(closed: Path, tmp_path: Path) -> None:
    reason_in_duckdb(closed, tmp_path / "again", rules())
    assert facts_of(closed) == facts_of(tmp_path / "again")


def test_too_little_memory_is_told_with_how_to_give_more(literature: Path, tmp_path: Path) -> None:
    with pytest.raises(ReasoningError, match=r"30MB of memory are too little .* with --memory"):
        reason_in_duckdb(literature, tmp_path / "tight", rules(), Limits(memory="30MB"))


@pytest.mark.deep
def test_little_memory_makes_it_spill_and_not_fail(tmp_path: Path) -> None:
    template = shipped_template()
    synthesise(template, tmp_path / "large", Size(500_000, "claims"))
    spilled: list[Path] = []

    def look(_: str) -> None:
        spilled.extend(tmp_path.glob(".tight.making/new/spill/*"))

    tight = reason_in_duckdb(
        tmp_path / "large", tmp_path / "tight", rules(), Limits(memory="280MB"), look
    )
    wide = reason_in_duckdb(tmp_path / "large", tmp_path / "wide", rules(), Limits(memory="3GB"))
    assert spilled
    assert wide.origin == tight.origin
    assert contents(wide.path) == contents(tight.path)


def test_what_is_spilled_is_cleared_away(small: Path, tmp_path: Path) -> None:
    reason_in_duckdb(small, tmp_path / "out", CHAIN)
    assert {"small", "out"} == {path.name for path in tmp_path.iterdir()}


def test_facts_that_clash_are_told_by_name(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "clash",
        [
            ("urn:a", "urn:p", "urn:b", 1, 0),
            ("urn:b", "urn:q", "urn:c", 1, 0),
            ("urn:a", TYPE, "urn:B", 0, 0),
        ],
    )
    with pytest.raises(
        ReasoningError, match="the facts are inconsistent:\n  urn:a is both urn:A and urn:B"
    ):
        reason_in_duckdb(folder, tmp_path / "out", CHAIN)
    assert not (tmp_path / "out").exists()


# ── looked up ─────────────────────────────────────────────────────────────────


def test_facts_are_found_with_rank_and_what_was_given(small: Path, tmp_path: Path) -> None:
    facts = IndexedFacts(reason_in_duckdb(small, tmp_path / "out", CHAIN))
    assert (Rank(2, 0), 2) == (
        facts.rank(Fact("urn:p", "urn:a", "urn:b")),
        facts.asserted(Fact("urn:p", "urn:a", "urn:b")),
    )
    assert (Rank(3, 1), None) == (
        facts.rank(Fact("urn:p", "urn:a", "urn:c")),
        facts.asserted(Fact("urn:p", "urn:a", "urn:c")),
    )


@pytest.mark.parametrize(
    "fact",
    [
        Fact("urn:p", "urn:b", "urn:a"),
        Fact("urn:p", "urn:nobody", "urn:b"),
        Fact("urn:no", "urn:a", "urn:b"),
        Fact("urn:p", "urn:a", "urn:p"),
    ],
)
def test_what_does_not_hold_is_not_found(small: Path, tmp_path: Path, fact: Fact) -> None:
    facts = IndexedFacts(reason_in_duckdb(small, tmp_path / "out", CHAIN))
    assert (False, None, None) == (fact in facts, facts.rank(fact), facts.asserted(fact))


def test_patterns_are_answered(small: Path, tmp_path: Path) -> None:
    facts = IndexedFacts(reason_in_duckdb(small, tmp_path / "out", CHAIN))
    assert ["urn:b", "urn:c"] == list(facts.objects("urn:p", "urn:a"))
    assert ["urn:a", "urn:b"] == list(facts.subjects("urn:p", "urn:c"))
    assert [("urn:a", "urn:b"), ("urn:a", "urn:c"), ("urn:b", "urn:c")] == list(
        facts.pairs("urn:p")
    )
    assert 2 == len(facts.objects("urn:p", "urn:a"))
    assert [] == [
        *facts.objects("urn:p", "urn:c"),
        *facts.objects("urn:none", "urn:a"),
        *facts.subjects("urn:p", "urn:x"),
    ]


def test_facts_that_were_not_reasoned_over_are_refused(small: Path) -> None:
    with pytest.raises(ReasoningError, match="has not been reasoned over"):
        IndexedFacts(FactFolder.open(small))


# ── updated ───────────────────────────────────────────────────────────────────


def without(folder: Path, out: Path, papers: set[int]) -> Path:
    """A folder of what papers say, without some of them."""
    keep = ", ".join(map(str, papers)) or "-9"
    return filtered(folder, out, f"source NOT IN ({keep})")


def only(folder: Path, out: Path, papers: set[int]) -> Path:
    """A folder of what some papers say."""
    return filtered(folder, out, f"source < 0 OR source IN ({', '.join(map(str, papers))})")


def rows_of(path: Path) -> str:
    """The SQL that reads one file, without the property that the name of its folder tells."""
    return f"read_parquet('{path}', hive_partitioning = false)"


def filtered(folder: Path, out: Path, condition: str) -> Path:
    shutil.copytree(folder, out)
    claims = 0
    with duckdb.connect() as database:
        for path in [*out.glob("facts/*/*.parquet"), out / "claims.parquet"]:
            database.execute(f"CREATE OR REPLACE TABLE t AS FROM {rows_of(path)} WHERE {condition}")
            (count,) = database.execute("SELECT count(*) FROM t").fetchone() or (0,)
            if count:
                database.execute(f"COPY t TO '{path}'")
            else:
                path.unlink()
            if path.name == "claims.parquet":
                claims = count
    if not claims:
        (out / "claims.parquet").unlink(missing_ok=True)
    said = json.loads((out / "facts.json").read_text(encoding="utf-8"))
    write_origin(out, {**said, "claims": claims})
    return out


@pytest.mark.parametrize(
    "papers",
    [{0}, {1, 2}, *(pytest.param(p, marks=pytest.mark.deep) for p in ({3}, {0, 1, 2, 3}))],
    ids=str,
)
def test_papers_that_are_taken_back_leave_what_the_others_give(
    literature: Path, closed: Path, tmp_path: Path, papers: set[int]
) -> None:
    updated = tmp_path / "updated"
    shutil.copytree(closed, updated)
    update(updated, rules(), retract=papers)
    reason_in_duckdb(without(literature, tmp_path / "rest", papers), tmp_path / "full", rules())
    assert facts_of(tmp_path / "full") == facts_of(updated)
    assert read(tmp_path / "full", "given", "level, source") == read(
        updated, "given", "level, source"
    )


@pytest.mark.parametrize("papers", [pytest.param({0}, marks=pytest.mark.deep), {2, 3}], ids=str)
def test_papers_that_are_added_give_what_all_together_give(
    literature: Path, closed: Path, tmp_path: Path, papers: set[int]
) -> None:
    rest = without(literature, tmp_path / "rest", papers)
    reason_in_duckdb(rest, tmp_path / "updated", rules())
    update(tmp_path / "updated", rules(), add=only(literature, tmp_path / "new", papers))
    assert facts_of(closed) == facts_of(tmp_path / "updated")
    assert len(claims_of(closed)) == len(claims_of(tmp_path / "updated"))


def claims_of(folder: Path) -> list[Row]:
    with duckdb.connect() as database:
        return database.execute(
            f"SELECT claim, subject, source FROM '{folder}/claims.parquet'"
        ).fetchall()


def test_terms_that_are_new_are_added_after_those_that_are_there(
    small: Path, tmp_path: Path
) -> None:
    reason_in_duckdb(small, tmp_path / "out", CHAIN)
    update(
        tmp_path / "out",
        CHAIN,
        add=write(
            tmp_path / "new",
            [("urn:d", "urn:p", "urn:new", 2, 7), ("urn:new", "urn:q", "urn:a", 2, 7)],
        ),
    )
    assert ("urn:d", "urn:r", "urn:a", 2, 1, None) in facts_of(tmp_path / "out")
    assert ("urn:d", "urn:p", "urn:new", 2, 2) in read(tmp_path / "out", "given", "level, source")
    update(tmp_path / "out", CHAIN, retract=[2])
    assert not [row for row in facts_of(tmp_path / "out") if "urn:new" in row]


NAMES: Final = st.sampled_from(["urn:a", "urn:b", "urn:c", "urn:d"])


Said = tuple[str, str, str, int, int]


def said_by(fact: Said) -> tuple[str, str, str, int]:
    """A fact and the paper that says it, at whatever level."""
    return (*fact[:3], fact[4])


SAID: Final[st.SearchStrategy[list[Said]]] = st.lists(
    st.tuples(
        NAMES, st.sampled_from(["urn:p", "urn:q"]), NAMES, st.integers(1, 5), st.integers(0, 3)
    ),
    min_size=1,
    max_size=12,
    unique_by=said_by,
)


def apart(worlds: list[list[Said]]) -> list[Said]:
    """The facts of some worlds with names of their own, of the same papers.

    To reason over six of them takes hardly longer than over one.
    """
    return [
        (f"{s}{number}", p, f"{o}{number}", level, paper)
        for number, world in enumerate(worlds)
        for s, p, o, level, paper in world
    ]


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@hypothesis.given(st.lists(SAID, min_size=6, max_size=6).map(apart), st.data())
def test_any_paper_taken_back_and_added_again_gives_the_closure_from_scratch(
    tmp_path_factory: pytest.TempPathFactory, facts: list[Said], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("any")
    gone = data.draw(st.sampled_from(sorted({fact[4] for fact in facts})))
    rest = [fact for fact in facts if fact[4] != gone]
    reason_in_duckdb(write(folder / "all", facts), folder / "closed", CHAIN)
    before = facts_of(folder / "closed")
    update(folder / "closed", CHAIN, retract=[gone])
    if rest:
        reason_in_duckdb(write(folder / "rest", rest), folder / "expected", CHAIN)
        assert facts_of(folder / "expected") == facts_of(folder / "closed")
    paper = write(folder / "paper", [fact for fact in facts if fact[4] == gone])
    update(folder / "closed", CHAIN, add=paper)
    assert before == facts_of(folder / "closed")


def test_a_paper_that_is_not_there_can_not_be_taken_back(small: Path, tmp_path: Path) -> None:
    reason_in_duckdb(small, tmp_path / "out", CHAIN)
    with pytest.raises(ReasoningError, match="no paper has the number 7; there are 0 to 1"):
        update(tmp_path / "out", CHAIN, retract=[7])


def test_a_paper_that_contradicts_the_others_is_refused_and_nothing_changes(
    small: Path, tmp_path: Path
) -> None:
    reason_in_duckdb(small, tmp_path / "out", CHAIN)
    before = contents(tmp_path / "out")
    with pytest.raises(ReasoningError, match="urn:a would be both urn:A and urn:B"):
        update(
            tmp_path / "out", CHAIN, add=write(tmp_path / "new", [("urn:a", TYPE, "urn:B", 0, 0)])
        )
    assert before == contents(tmp_path / "out")


# ── what goes wrong ───────────────────────────────────────────────────────────


def drop_column(folder: Path, column: str) -> None:
    path = sorted((folder / "facts").glob("*/*.parquet"))[0]
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE t AS SELECT * EXCLUDE ({column}) FROM {rows_of(path)}")
        database.execute(f"COPY t TO '{path}'")


@pytest.mark.parametrize("column", ["subject", "object", "level", "source"])
def test_a_missing_column_is_named_with_those_that_are_expected(
    small: Path, tmp_path: Path, column: str
) -> None:
    drop_column(small, column)
    with pytest.raises(ReasoningError, match=rf"no column {column}; expected the columns subject"):
        reason_in_duckdb(small, tmp_path / "out", CHAIN)


def test_a_level_that_is_no_grade_is_named_and_no_fact_is_dropped(
    small: Path, tmp_path: Path
) -> None:
    path = sorted((small / "facts").glob("*/*.parquet"))[0]
    with duckdb.connect() as database:
        database.execute(
            f"CREATE TABLE t AS SELECT * REPLACE (9::TINYINT AS level) FROM {rows_of(path)}"
        )
        database.execute(f"COPY t TO '{path}'")
    with pytest.raises(ReasoningError, match="a row has level 9; expected 0 to 6"):
        reason_in_duckdb(small, tmp_path / "out", CHAIN)


def test_a_column_of_another_kind_is_named(small: Path, tmp_path: Path) -> None:
    path = sorted((small / "facts").glob("*/*.parquet"))[0]
    with duckdb.connect() as database:
        database.execute(
            f"CREATE TABLE t AS SELECT * REPLACE (subject::VARCHAR AS subject) FROM {rows_of(path)}"
        )
        database.execute(f"COPY t TO '{path}'")
    with pytest.raises(ReasoningError, match="subject is VARCHAR; expected"):
        reason_in_duckdb(small, tmp_path / "out", CHAIN)


def cut_facts(folder: Path) -> None:
    path = sorted((folder / "facts").glob("*/*.parquet"))[0]
    path.write_bytes(path.read_bytes()[:-20])


def cut_terms(folder: Path) -> None:
    path = folder / "terms.parquet"
    path.write_bytes(path.read_bytes()[:40])


def lose_terms(folder: Path) -> None:
    (folder / "terms.parquet").unlink()


def lose_origin(folder: Path) -> None:
    (folder / "facts.json").unlink()


def spoil_origin(folder: Path) -> None:
    (folder / "facts.json").write_text("{", encoding="utf-8")


def older_format(folder: Path) -> None:
    (folder / "facts.json").write_text('{"format": 2}', encoding="utf-8")


def later_format(folder: Path) -> None:
    (folder / "facts.json").write_text('{"format": 99}', encoding="utf-8")


def repeat_an_id(folder: Path) -> None:
    with duckdb.connect() as database:
        database.execute(
            f"CREATE TABLE t AS SELECT least(id, 2) AS id, term FROM '{folder}/terms.parquet'"
        )
        database.execute(f"COPY t TO '{folder}/terms.parquet'")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (cut_facts, r"part-0\.parquet: is not a complete Parquet file"),
        (cut_terms, r"terms\.parquet: is not a complete Parquet file"),
        (lose_terms, r"terms\.parquet is missing"),
        (lose_origin, r"holds no facts\.json; expected a folder of facts"),
        (spoil_origin, r"facts\.json: is not valid JSON"),
        (older_format, "facts of format 2, expected 4 or 3; its levels lack the grade 'heading'"),
        (later_format, "facts of format 99, expected 4 or 3"),
        (repeat_an_id, "expected each from 0 to"),
    ],
)
def test_a_damaged_folder_is_told_and_the_old_result_stays_whole(
    small: Path, tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    reason_in_duckdb(small, tmp_path / "out", CHAIN)
    before = contents(tmp_path / "out")
    damage(small)
    with pytest.raises(ReasoningError, match=told):
        reason_in_duckdb(small, tmp_path / "out", CHAIN)
    assert before == contents(tmp_path / "out")


def test_a_folder_with_other_files_is_left_alone(small: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(BuildError, match=r"holds other files and no facts\.json"):
        reason_in_duckdb(small, tmp_path / "out", CHAIN)


def test_a_folder_may_have_any_name(small: Path, tmp_path: Path) -> None:
    odd = tmp_path / "it's [a] *new* folder?"
    small.rename(odd)
    out = reason_in_duckdb(odd, tmp_path / "out [1]", CHAIN).path
    update(out, CHAIN, retract=[0])
    assert [("urn:c", "urn:q", "urn:d", 1, 0, 1)] == [
        row for row in facts_of_any(out) if row[1] == "urn:q"
    ]


def facts_of_any(folder: Path) -> list[Row]:
    shutil.copytree(folder, folder.parent / "plain")
    return facts_of(folder.parent / "plain")


def test_nonsense_for_memory_is_told(small: Path, tmp_path: Path) -> None:
    with pytest.raises(ReasoningError, match="DuckDB can't be started"):
        reason_in_duckdb(small, tmp_path / "out", CHAIN, Limits(memory="much"))


SCRIPT: Final = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from assbkg.building import ontology_rules
    from assbkg.graph.ontology import read_ontology
    from assbkg.places import shipped
    from assbkg.literature.at_scale import Limits, reason_in_duckdb
    limit = int(sys.argv[3])
    if limit:
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    rules = ontology_rules(read_ontology(shipped("ontology")))
    facts, out = map(Path, sys.argv[1:3])
    reason_in_duckdb(facts, out, rules, tell=lambda stage: print(stage, flush=True))
    """
)


def start(literature: Path, out: Path, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, str(literature), str(out), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="file size limits are of POSIX systems")
def test_a_full_disk_is_told_and_the_old_result_stays_whole(
    literature: Path, closed: Path, tmp_path: Path
) -> None:
    shutil.copytree(closed, tmp_path / "out")
    process = start(literature, tmp_path / "out", limit=20_000)
    _, errors = process.communicate(timeout=120)
    assert any(error in errors for error in ("ReasoningError", "BuildError"))
    assert contents(closed) == contents(tmp_path / "out")


@pytest.mark.parametrize("stage", ["reading", "reasoning", "writing"])
def test_a_killed_run_leaves_the_old_result_whole(
    literature: Path, closed: Path, tmp_path: Path, stage: str
) -> None:
    shutil.copytree(closed, tmp_path / "out")
    process = start(literature, tmp_path / "out")
    assert process.stdout
    while stage not in process.stdout.readline():
        assert process.poll() is None
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert contents(closed) == contents(FactFolder.open(tmp_path / "out").path)


def test_every_fault_is_an_error_of_ours() -> None:
    assert all(issubclass(kind, AssbkgError) for kind in (ReasoningError, BuildError))


def test_the_folder_says_what_it_holds(closed: Path) -> None:
    said = json.loads((closed / "facts.json").read_text(encoding="utf-8"))
    rows = facts_of(closed)
    given = sum(row[5] is not None for row in rows)
    assert (PAPERS, given, len(rows) - given) == (
        said["papers"],
        said["reasoned"]["asserted"],
        said["reasoned"]["derived"],
    )
