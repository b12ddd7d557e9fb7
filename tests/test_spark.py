"""Reasoning on Spark gives what DuckDB gives, fact for fact, and is as safe when things fail."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import hypothesis
import pytest
from click.testing import CliRunner
from hypothesis import Phase, settings
from hypothesis import strategies as st
from tests.shipped_work import shipped_rules as rules
from tests.shipped_work import shipped_template

from assbkg.cli import app
from assbkg.errors import AssbkgError, BuildError, ReasoningError
from assbkg.literature.at_scale import reason_in_duckdb
from assbkg.literature.spark.on_spark import reason_in_spark
from assbkg.literature.spark.session import require_spark, spark_session
from assbkg.literature.synthetic.making import Size, synthesise
from assbkg.reasoning.axioms import TYPE
from assbkg.reasoning.grades import GRADES
from assbkg.reasoning.rules import Atom, Existential, Rule, RuleSet
from assbkg.vocabulary import ASSB

Row = tuple[Any, ...]
Said = tuple[str, str, str, int]


@pytest.fixture(scope="module", autouse=True)
def quick_java() -> Iterator[None]:
    """Java compiles quickly rather than well: here it runs for seconds."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")
        yield


INTERPRETED: Final = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One session for all tests: it takes longer to start than most of them do.

    It interprets plans: to compile one takes longer than to run it over a hundred facts.
    """
    with spark_session("local[1]", tmp_path_factory.mktemp("session")):
        from pyspark.sql import SparkSession

        session = SparkSession.getActiveSession()
        assert session is not None
        for name, value in INTERPRETED.items():
            session.conf.set(name, value)
        yield
    end_java()


def end_java() -> None:
    """End the Java below the sessions of this process, which else ends with the process."""
    from pyspark import SparkContext

    gateway: Any = SparkContext._gateway
    SparkContext._gateway = SparkContext._jvm = None
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(timeout=60)


def write(folder: Path, facts: list[Said]) -> Path:
    """A folder of facts from subject, property, object and level, each of a paper of its own."""
    terms = sorted({term for s, p, o, _ in facts for term in (s, p, o)})
    folder.mkdir(parents=True)
    with duckdb.connect() as database:
        database.execute("CREATE TABLE terms (id INTEGER, term VARCHAR)")
        database.executemany("INSERT INTO terms VALUES (?, ?)", [[*p] for p in enumerate(terms)])
        database.execute(f"COPY terms TO '{folder}/terms.parquet'")
        for number in sorted({terms.index(p) for _, p, _, _ in facts}):
            rows = [
                [terms.index(s), terms.index(o), level, source]
                for source, (s, p, o, level) in enumerate(facts)
                if terms.index(p) == number
            ]
            part = folder / "facts" / f"property={number}"
            part.mkdir(parents=True)
            database.execute(
                "CREATE OR REPLACE TABLE f "
                "(subject INTEGER, object INTEGER, level TINYINT, source INTEGER)"
            )
            database.executemany("INSERT INTO f VALUES (?, ?, ?, ?)", rows)
            database.execute(f"COPY f TO '{part}/part-0.parquet'")
    said = f'{{"format": 3, "papers": {len(facts)}}}'
    (folder / "facts.json").write_text(said, encoding="utf-8")
    return folder


def ask(query: str) -> list[Row]:
    with duckdb.connect() as database:
        return database.execute(query).fetchall()


def facts_of(folder: Path) -> list[Row]:
    """Every fact with level, round and the level at which it was given, in ids, sorted."""
    if not any(folder.glob("facts/*/*.parquet")):
        return []
    return ask(
        "SELECT property, subject, object, level, round, given "
        f"FROM read_parquet('{folder}/facts/*/*.parquet', hive_partitioning = true) ORDER BY ALL"
    )


def terms_of(folder: Path) -> list[Row]:
    return ask(f"SELECT id, term FROM '{folder}/terms.parquet'")


def reason_in_both(facts: Path, rule_set: RuleSet) -> tuple[Path, Path]:
    """Reason over a folder in DuckDB and on Spark; gives the folders of what follows."""
    duck, on_spark = facts.with_name("in-duckdb"), facts.with_name("in-spark")
    reason_in_duckdb(facts, duck, rule_set)
    reason_in_spark(str(facts), str(on_spark), rule_set)
    return duck, on_spark


def reasoned(folder: Path) -> dict[str, Any]:
    """What a folder says of its closure."""
    said = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["reasoned"]
    assert isinstance(said, dict)
    return said


def require_agreement(facts: Path, rule_set: RuleSet) -> list[Row]:
    """Both engines give the same facts, terms and counts; gives the facts, in full."""
    duck, on_spark = reason_in_both(facts, rule_set)
    assert reasoned(duck) == reasoned(on_spark)
    assert terms_of(duck) == terms_of(on_spark)
    assert facts_of(duck) == facts_of(on_spark)
    names: dict[int, str] = dict(terms_of(duck))
    return [(names[s], names[p], names[o], *more) for p, s, o, *more in facts_of(duck)]


# ── the same facts ────────────────────────────────────────────────────────────


@pytest.mark.needs("Spark")
def test_the_command_closes_a_folder_as_duckdb_does(tmp_path: Path) -> None:
    said: list[Said] = [
        ("urn:system", ASSB + "employs", "urn:coating", 2),
        ("urn:coating", ASSB + "operatesThrough", "urn:buffering", 4),
    ]
    facts = write(tmp_path / "facts", said)
    assert require_same_by_command(facts, reason_by_process(facts)) > len(said)


@pytest.mark.needs("Spark")
def test_a_literature_is_closed_as_in_duckdb(spark: None, tmp_path: Path) -> None:
    facts = tmp_path / "literature"
    synthesise(shipped_template(), facts, Size(100, "claims"))
    found = require_agreement(facts, rules())
    assert set(range(len(GRADES))) == {level for *_, level, _, _ in found}


@pytest.mark.needs("Spark")
@pytest.mark.deep
@pytest.mark.parametrize("claims", [1_000, 10_000])
def test_the_command_closes_a_literature_as_duckdb_does(tmp_path: Path, claims: int) -> None:
    facts = tmp_path / "literature"
    synthesise(shipped_template(), facts, Size(claims, "claims"))
    assert require_same_by_command(facts, reason_by_process(facts)) > claims


def reason_by_process(facts: Path) -> subprocess.CompletedProcess[str]:
    """Reason on Spark in a process of its own, as a user does, to the folder `in-spark`."""
    words = ["reason", "--engine", "spark", "--facts", str(facts)]
    out = ["--out", str(facts.with_name("in-spark"))]
    return subprocess.run(
        [sys.executable, "-m", "assbkg", *words, *out], capture_output=True, text=True, check=False
    )


def require_same_by_command(facts: Path, done: subprocess.CompletedProcess[str]) -> int:
    """The command gave what DuckDB gives, and said so; gives the number of facts."""
    duck, out = facts.with_name("in-duckdb"), facts.with_name("in-spark")
    made = reason_in_duckdb(facts, duck, rules()).origin["reasoned"]
    expected = (
        f"{out}: {made['asserted']:,} facts given, {made['derived']:,} derived in at most "
        f"{made['rounds']} rounds a grade\n"
    )
    last = done.stderr.splitlines(keepends=True)[-1]
    assert (0, "", expected) == (done.returncode, done.stdout, last)
    assert terms_of(duck) == terms_of(out)
    assert facts_of(duck) == facts_of(out)
    return len(facts_of(out))


XY: Final = Atom("urn:p", "?x", "?y")
KINDS: Final = {
    "subproperty": Rule(Atom("urn:q", "?x", "?y"), (XY,), ""),
    "inverse": Rule(Atom("urn:q", "?y", "?x"), (XY,), ""),
    "symmetric": Rule(Atom("urn:p", "?y", "?x"), (XY,), ""),
    "transitive": Rule(Atom("urn:p", "?x", "?z"), (XY, Atom("urn:p", "?y", "?z")), ""),
    "chain": Rule(
        Atom("urn:r", "?x", "?w"), (XY, Atom("urn:q", "?y", "?z"), Atom("urn:p", "?z", "?w")), ""
    ),
    "domain": Rule(Atom(TYPE, "?x", "urn:A"), (XY,), ""),
    "range": Rule(Atom(TYPE, "?y", "urn:A"), (XY,), ""),
    "subclass": Rule(Atom(TYPE, "?x", "urn:B"), (Atom(TYPE, "?x", "urn:A"),), ""),
    "intersection": Rule(
        Atom(TYPE, "?x", "urn:C"), (Atom(TYPE, "?x", "urn:A"), Atom(TYPE, "?x", "urn:B")), ""
    ),
    "some values": Rule(Atom(TYPE, "?x", "urn:C"), (XY, Atom(TYPE, "?y", "urn:A")), ""),
    "has value": Rule(Atom(TYPE, "?x", "urn:B"), (Atom("urn:p", "?x", "urn:a"),), ""),
    "value of members": Rule(Atom("urn:q", "?x", "urn:nowhere"), (Atom(TYPE, "?x", "urn:A"),), ""),
    "loop": Rule(Atom(TYPE, "?x", "urn:B"), (Atom("urn:p", "?x", "?x"),), ""),
}
#: Two levels are enough to have what is strong and what is weak meet; each takes Spark seconds.
STRONG, WEAK = 2, 4
SAID: Final[list[Said]] = [
    ("urn:a", "urn:p", "urn:b", STRONG),
    ("urn:b", "urn:p", "urn:c", WEAK),
    ("urn:b", "urn:p", "urn:a", WEAK),
    ("urn:c", "urn:p", "urn:c", STRONG),
    ("urn:b", "urn:q", "urn:c", WEAK),
    ("urn:a", TYPE, "urn:A", STRONG),
    ("urn:b", TYPE, "urn:A", WEAK),
    ("urn:a", TYPE, "urn:B", WEAK),
]


def some(axiom: str, needs: str, has: str) -> Existential:
    """Every member of one class has a `p` that is of another."""
    heads = (Atom("urn:p", "?x", "?v0"), Atom(TYPE, "?v0", has))
    return Existential((Atom(TYPE, "?x", needs),), "?x", heads, axiom)


def place_of(world: str) -> str:
    """What the names of a world begin with."""
    return f"urn:{world.replace(' ', '-')}:"


class Worlds:
    """Facts and rules that have nothing to do with each other, to be reasoned over together.

    One run on Spark takes seconds, however small it is. Every name has its world in front.
    """

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.rules: list[Rule] = []
        self.existentials: list[Existential] = []

    def add(
        self,
        world: str,
        said: Iterable[Said],
        rules: Iterable[Rule],
        existentials: Iterable[Existential] = (),
    ) -> None:
        def name(term: str) -> str:
            return term.replace("urn:", place_of(world)) if term.startswith("urn:") else term

        def atoms(them: Iterable[Atom]) -> tuple[Atom, ...]:
            return tuple(Atom(*map(name, (a.predicate, a.subject, a.object))) for a in them)

        self.said += [(name(s), name(p), name(o), level) for s, p, o, level in said]
        self.rules += [
            Rule(atoms([r.head])[0], atoms(r.body), f"{world}: {r.axiom}") for r in rules
        ]
        self.existentials += [
            Existential(atoms(e.body), e.frontier, atoms(e.heads), f"{world}: {e.axiom}")
            for e in existentials
        ]

    def rule_set(self) -> RuleSet:
        return RuleSet(tuple(self.rules), (), (), tuple(self.existentials))


CLASSES: Final = st.sampled_from(["urn:A", "urn:B", "urn:C"])
PREDICATES: Final = st.sampled_from(["urn:p", "urn:q", "urn:r"])
NAMES: Final = st.sampled_from(["urn:a", "urn:b", "urn:c", "urn:d"])
VARIABLES: Final = ["?x", "?y", "?z", "?w"]


@st.composite
def any_rule(draw: st.DrawFn) -> Rule:
    length = draw(st.integers(1, 3))
    body = []
    for number in range(length):
        here, there = VARIABLES[number], VARIABLES[number + 1]
        if draw(st.booleans()):
            body.append(Atom(TYPE, here, draw(CLASSES)))
        body.append(Atom(draw(PREDICATES), *draw(st.sampled_from([(here, there), (there, here)]))))
    ends = st.sampled_from(VARIABLES[: length + 1])
    if draw(st.booleans()):
        return Rule(Atom(TYPE, draw(ends), draw(CLASSES)), tuple(body), "")
    return Rule(Atom(draw(PREDICATES), draw(ends), draw(ends)), tuple(body), "")


ANY_FACTS: Final = st.lists(
    st.one_of(
        st.tuples(NAMES, PREDICATES, NAMES, st.sampled_from([0, STRONG, WEAK])),
        st.tuples(NAMES, st.just(TYPE), CLASSES, st.sampled_from([0, STRONG, WEAK])),
    ),
    min_size=1,
    max_size=10,
)


World = tuple[list[Said], list[Rule], list[Existential]]
WORLDS: Final[st.SearchStrategy[World]] = st.tuples(
    ANY_FACTS,
    st.lists(any_rule(), min_size=1, max_size=3),
    st.lists(st.builds(some, st.sampled_from(["one", "two"]), CLASSES, CLASSES), max_size=1),
)


def generate(count: int) -> list[World]:
    """So many worlds, the first of them the simplest; none is made smaller."""
    found: list[World] = []

    @settings(max_examples=count, phases=[Phase.generate])
    @hypothesis.given(WORLDS)
    def collect(world: World) -> None:
        found.append(world)

    collect()
    return found


@pytest.fixture(scope="module")
def any_worlds() -> list[World]:
    return generate(10)


@pytest.fixture(scope="module")
def worlds(spark: None, any_worlds: list[World], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the closures in both engines of small worlds, one for each test."""
    made = Worlds()
    for kind, rule in KINDS.items():
        made.add(kind, SAID, [rule])
    made.add(
        "stronger",
        [("urn:a", "urn:p", "urn:b", STRONG), ("urn:a", "urn:q", "urn:b", WEAK)],
        [KINDS["subproperty"]],
    )
    made.add(
        "thrice", [("urn:a", "urn:p", "urn:b", n) for n in (WEAK, STRONG, STRONG)], [KINDS["chain"]]
    )
    made.add(
        "unheard",
        [("urn:a", "urn:p", "urn:b", STRONG), ("urn:a", "urn:u", "urn:b", STRONG)],
        [KINDS["symmetric"]],
    )
    needed: list[Said] = [
        ("urn:a", TYPE, "urn:A", STRONG),
        ("urn:b", TYPE, "urn:A", STRONG),
        ("urn:b", "urn:p", "urn:c", WEAK),
        ("urn:c", TYPE, "urn:B", STRONG),
        ("urn:d", TYPE, "urn:A", WEAK),
        ("urn:d", "urn:p", "urn:c", STRONG),
    ]
    made.add(
        "needed",
        needed,
        [],
        [some("A ⊑ ∃p.B", "urn:A", "urn:B"), some("B ⊑ ∃p.C", "urn:B", "urn:C")],
    )
    endless: list[Said] = [("urn:a", TYPE, "urn:A", STRONG), ("urn:b", TYPE, "urn:A", WEAK)]
    made.add("endless", endless, [KINDS["domain"]], [some("A ⊑ ∃p.A", "urn:A", "urn:A")])
    folder = tmp_path_factory.mktemp("worlds")
    for number, world in enumerate(any_worlds):
        made.add(f"any {number}", *world)
    reason_in_both(write(folder / "facts", made.said), made.rule_set())
    return folder


def facts_in(folder: Path, world: str) -> list[Row]:
    """The facts of one world with their terms, without its name."""
    names = {n: term.replace(place_of(world), "urn:") for n, term in terms_of(folder)}
    mine = {n for n, term in terms_of(folder) if term.startswith(place_of(world))}
    rows = [row for row in facts_of(folder) if {row[0], row[1], row[2]} & mine]
    return [(names[s], names[p], names[o], *more) for p, s, o, *more in rows]


@pytest.mark.needs("Spark")
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_rule_means_the_same(worlds: Path, kind: str) -> None:
    expected, found = (facts_in(worlds / made, kind) for made in ("in-duckdb", "in-spark"))
    assert expected == found
    assert any(given is None for *_, given in found)


@pytest.mark.needs("Spark")
def test_a_fact_that_was_given_weakly_and_follows_strongly_stays_weak(worlds: Path) -> None:
    assert ("urn:a", "urn:q", "urn:b", WEAK, 0, WEAK) in facts_in(worlds / "in-spark", "stronger")


@pytest.mark.needs("Spark")
def test_a_fact_that_several_papers_give_counts_at_its_strongest(worlds: Path) -> None:
    assert [("urn:a", "urn:p", "urn:b", STRONG, 0, STRONG)] == facts_in(
        worlds / "in-spark", "thrice"
    )


@pytest.mark.needs("Spark")
def test_facts_of_which_no_rule_speaks_are_passed_over(worlds: Path) -> None:
    assert {"urn:p"} == {p for _, p, *_ in facts_in(worlds / "in-spark", "unheard")}


@pytest.mark.needs("Spark")
def test_what_needs_a_witness_gets_the_one_that_it_has_in_duckdb(worlds: Path) -> None:
    expected, found = (facts_in(worlds / made, "needed") for made in ("in-duckdb", "in-spark"))
    assert expected == found
    made_up = {(s, level, number) for s, _, o, level, number, _ in found if "witness" in o}
    assert {(f"urn:{name}", STRONG, 1) for name in "abc"} <= made_up
    assert "urn:d" not in {s for s, *_ in made_up}


@pytest.mark.needs("Spark")
def test_witnesses_of_witnesses_end_at_the_same_depth(worlds: Path) -> None:
    expected, found = (facts_in(worlds / made, "endless") for made in ("in-duckdb", "in-spark"))
    assert expected == found
    assert "endless: A ⊑ ∃p.A" in reasoned(worlds / "in-spark")["cut"]


@pytest.mark.needs("Spark")
def test_any_rules_and_facts_give_the_same(worlds: Path, any_worlds: list[World]) -> None:
    for number, world in enumerate(any_worlds):
        expected, found = (
            facts_in(worlds / made, f"any {number}") for made in ("in-duckdb", "in-spark")
        )
        assert expected == found, world


@pytest.mark.needs("Spark")
def test_both_count_the_same_and_name_the_same_terms(worlds: Path) -> None:
    duck, on_spark = worlds / "in-duckdb", worlds / "in-spark"
    assert reasoned(duck) == reasoned(on_spark)
    assert terms_of(duck) == terms_of(on_spark)


@pytest.mark.needs("Spark")
@pytest.mark.parametrize("known", ["no rule", "no property of the facts"])
def test_where_nothing_is_known_nothing_follows(spark: None, tmp_path: Path, known: str) -> None:
    said: list[Said] = [("urn:a", "urn:other", "urn:b", 1)]
    rule_set = RuleSet(() if known == "no rule" else (KINDS["inverse"],), (), ())
    assert [] == require_agreement(write(tmp_path / "literature", said), rule_set)
    again = tmp_path / "again" / "in-spark"
    again.parent.mkdir()
    (tmp_path / "in-spark").rename(again)
    assert [] == require_agreement(again.rename(tmp_path / "closed"), rule_set)


@pytest.mark.deep
def test_a_closure_of_a_closure_is_the_same(spark: None, small: Path, tmp_path: Path) -> None:
    once, again = tmp_path / "once", tmp_path / "again"
    reason_in_spark(str(small), str(once), CHAIN)
    reason_in_spark(str(once), str(again), CHAIN)
    assert facts_of(once) == facts_of(again)


# ── what goes wrong ───────────────────────────────────────────────────────────

CHAIN: Final = RuleSet(
    (KINDS["transitive"], KINDS["subproperty"], KINDS["domain"]), (("urn:A", "urn:B"),), ()
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write(
        tmp_path / "small",
        [
            ("urn:a", "urn:p", "urn:b", 1),
            ("urn:b", "urn:p", "urn:c", 2),
            ("urn:c", "urn:q", "urn:d", 1),
        ],
    )


@pytest.mark.needs("Spark")
def test_facts_that_clash_are_told_as_in_duckdb(spark: None, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "clash", [("urn:a", "urn:p", "urn:b", 1), ("urn:a", TYPE, "urn:B", 0)]
    )
    with pytest.raises(ReasoningError) as in_duckdb:
        reason_in_duckdb(folder, tmp_path / "out", CHAIN)
    with pytest.raises(ReasoningError) as in_spark:
        reason_in_spark(str(folder), str(tmp_path / "out"), CHAIN)
    assert "the facts are inconsistent:\n  urn:a is both urn:A and urn:B" == str(in_spark.value)
    assert str(in_duckdb.value) == str(in_spark.value)
    assert not (tmp_path / "out").exists()


def change(path: Path, select: str) -> None:
    with duckdb.connect() as database:
        source = f"read_parquet('{path}', hive_partitioning = false)"
        database.execute(f"CREATE TABLE t AS SELECT {select} FROM {source}")
        database.execute(f"COPY t TO '{path}'")


def files_of(folder: Path) -> list[Path]:
    return sorted((folder / "facts").glob("*/*.parquet"))


def drop_level_everywhere(folder: Path) -> None:
    for path in files_of(folder):
        change(path, "* EXCLUDE (level)")


def drop_level_in_the_first(folder: Path) -> None:
    change(files_of(folder)[0], "* EXCLUDE (level)")


def drop_level_in_the_last(folder: Path) -> None:
    change(files_of(folder)[-1], "* EXCLUDE (level)")


def give_a_level_of_nine(folder: Path) -> None:
    change(files_of(folder)[0], "* REPLACE (9::TINYINT AS level)")


def make_subjects_text(folder: Path) -> None:
    change(files_of(folder)[0], "* REPLACE (subject::VARCHAR AS subject)")


def cut_facts(folder: Path) -> None:
    path = files_of(folder)[0]
    path.write_bytes(path.read_bytes()[:-20])


def cut_terms(folder: Path) -> None:
    path = folder / "terms.parquet"
    path.write_bytes(path.read_bytes()[:40])


def repeat_an_id(folder: Path) -> None:
    change(folder / "terms.parquet", "* REPLACE (greatest(id, 1) AS id)")


def spoil_origin(folder: Path) -> None:
    (folder / "facts.json").write_text("{", encoding="utf-8")


def lose_origin(folder: Path) -> None:
    (folder / "facts.json").unlink()


@pytest.mark.needs("Spark")
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (drop_level_everywhere, r"level"),
        (drop_level_in_the_first, r"level"),
        (drop_level_in_the_last, r"level"),
        (give_a_level_of_nine, f"a row has level 9; expected 0 to {len(GRADES) - 1}"),
        (make_subjects_text, r"subject"),
        (cut_facts, r"part-0\.parquet"),
        (cut_terms, r"terms\.parquet"),
        (repeat_an_id, r"expected each from 0 to"),
        (spoil_origin, r"facts\.json: is not valid JSON"),
        (lose_origin, r"holds no facts\.json; expected a folder of facts"),
    ],
)
def test_a_damaged_folder_is_told_and_the_old_result_stays(
    spark: None, small: Path, tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    out = tmp_path / "out"
    reason_in_duckdb(small, out, CHAIN)
    before = facts_of(out)
    spoil(small)
    with pytest.raises(ReasoningError, match=told) as raised:
        reason_in_spark(str(small), str(out), CHAIN)
    assert "\n\tat " not in str(raised.value)
    assert before == facts_of(out)
    assert {"small", "out"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.needs("Spark")
def test_a_folder_of_something_else_is_not_replaced(
    spark: None, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(BuildError, match=r"holds other files and no facts\.json"):
        reason_in_spark(str(small), str(tmp_path / "out"), CHAIN)
    assert ["thesis.tex"] == [path.name for path in (tmp_path / "out").iterdir()]


@pytest.mark.needs("Spark")
def test_what_was_there_is_replaced_as_a_whole(spark: None, small: Path, tmp_path: Path) -> None:
    reason_in_duckdb(
        write(tmp_path / "other", [("urn:x", "urn:p", "urn:y", 1)]), tmp_path / "out", CHAIN
    )
    reason_in_spark(str(small), str(tmp_path / "out"), CHAIN)
    reason_in_duckdb(small, tmp_path / "expected", CHAIN)
    assert facts_of(tmp_path / "expected") == facts_of(tmp_path / "out")
    parts = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"facts", "facts.json", "given", "terms.parquet"} == parts


@pytest.mark.needs("Spark")
def test_at_an_address_nothing_is_written_over(spark: None, small: Path, tmp_path: Path) -> None:
    address = (tmp_path / "far").as_uri()
    told = reason_in_spark(small.as_uri(), address, CHAIN)
    written = json.loads((tmp_path / "far" / "facts.json").read_text(encoding="utf-8"))
    assert told == written["reasoned"]
    reason_in_duckdb(small, tmp_path / "expected", CHAIN)
    assert facts_of(tmp_path / "expected") == facts_of(tmp_path / "far")
    with pytest.raises(AssbkgError, match="already exists"):
        reason_in_spark(small.as_uri(), address, CHAIN)


@pytest.mark.needs("Spark")
def test_a_run_that_is_killed_leaves_the_old_result(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    reason_in_duckdb(small, out, CHAIN)
    before = facts_of(out)
    command = [sys.executable, "-m", "assbkg", "reason", "--engine", "spark"]
    with subprocess.Popen(
        [*command, "--facts", str(small), "--out", str(out)], stderr=subprocess.DEVNULL
    ) as process:
        until = time.monotonic() + 120
        while not list(tmp_path.glob("**/work/*")) and time.monotonic() < until:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert before == facts_of(out)


# ── what must be there ────────────────────────────────────────────────────────


def test_without_pyspark_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(ReasoningError, match=r"pip install pyspark") as raised:
        require_spark()
    assert "\n" not in str(raised.value)


def test_without_java_it_is_said_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReasoningError, match=r"needs a JDK 17 or newer.*no Java on the PATH"):
        require_spark()


def test_a_java_home_without_java_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ReasoningError, match=r"needs a JDK 17 or newer.*JAVA_HOME"):
        require_spark()


@pytest.mark.parametrize(("version", "told"), [("1.8.0_402", "8"), ("11.0.22", "11")])
def test_an_old_java_is_told_with_where_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, told: str
) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n", encoding="utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(ReasoningError, match=rf"JDK 17 or newer.* is {told} ") as raised:
        require_spark()
    assert str(java) in str(raised.value)


# ── the command ───────────────────────────────────────────────────────────────


def test_a_master_without_spark_is_wrong_usage(small: Path, tmp_path: Path) -> None:
    words = ["reason", "--facts", str(small), "--out", str(tmp_path / "out"), "--master", "local"]
    done = CliRunner().invoke(app, words)
    assert 2 == done.exit_code
    assert "--master" in done.output
