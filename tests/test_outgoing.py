"""What goes to a server: the graphs of a release, and reasoned facts read from disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from assbkg.errors import BuildError, ReasoningError
from assbkg.graph.publish import publish
from assbkg.graph.release import FORMAT, QUADS
from assbkg.literature.fact_folder import quoted
from assbkg.places import shipped
from assbkg.service.upload import Outgoing, facts_graphs, release_graphs
from assbkg.vocabulary import GRAPHS

RELEASE = shipped("graphs") / "release"

#: Subject, property, object (ids of terms) and whether it is asserted.
FactRow = tuple[int, int, int, bool]

TERMS = ("urn:p", "urn:a", "urn:b", '"some text"@en')
FACTS: tuple[FactRow, ...] = ((1, 0, 2, True), (2, 0, 3, False))


def columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def write_facts(
    folder: Path,
    facts: Sequence[FactRow] = FACTS,
    terms: Sequence[tuple[int | None, str | None]] = tuple(enumerate(TERMS)),
) -> Path:
    """A folder that was reasoned over; what is asserted comes from two papers."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as database:
        database.execute("CREATE TABLE terms (id INTEGER, term VARCHAR)")
        database.execute("INSERT INTO terms SELECT unnest(?), unnest(?)", columns(terms))
        database.execute(
            "CREATE TABLE facts AS SELECT unnest(?)::INTEGER AS subject, unnest(?)::INTEGER AS "
            "property, unnest(?)::INTEGER AS object, unnest(?)::BOOLEAN AS asserted",
            columns(facts),
        )
        database.execute(
            "CREATE TABLE given AS SELECT property, subject, object, 2::TINYINT AS level, "
            "unnest([0, 1])::INTEGER AS source FROM facts WHERE asserted"
        )
        database.execute(
            "CREATE TABLE closed AS SELECT property, subject, object, 2::TINYINT AS level, "
            "(NOT asserted)::INTEGER AS round, CASE WHEN asserted THEN 2::TINYINT END AS given "
            "FROM facts"
        )
        database.execute(f"COPY terms TO {quoted(folder / 'terms.parquet')}")
        for table, part in (("given", "given"), ("closed", "facts")):
            target = quoted(folder / part)
            database.execute(f"COPY {table} TO {target} (FORMAT parquet, PARTITION_BY (property))")
    asserted = sum(fact[3] for fact in facts)
    rounds = max((1 - fact[3] for fact in facts), default=0)
    reasoned = {"asserted": asserted, "derived": len(facts) - asserted, "rounds": rounds, "cut": []}
    origin = {"format": 3, "papers": 2, "reasoned": reasoned}
    (folder / "facts.json").write_text(json.dumps(origin), encoding="utf-8")
    return folder


def sent(graph: Outgoing) -> bytes:
    return b"".join(graph.body.chunks())


def lines(graph: Outgoing) -> list[str]:
    return sorted(sent(graph).decode().splitlines())


# --- a release ------------------------------------------------------------------------------


def test_a_release_goes_as_its_four_graphs_in_reading_order() -> None:
    graphs = release_graphs(RELEASE)
    assert list(GRAPHS.items()) == [(graph.name, graph.iri) for graph in graphs]


def test_all_of_a_release_goes() -> None:
    quads = (RELEASE / "assbkg.nq").read_text(encoding="utf-8").splitlines()
    together = [line for graph in release_graphs(RELEASE) for line in lines(graph)]
    assert sorted(quad.rpartition(" <")[0] + " ." for quad in quads) == sorted(together)


def test_numbers_go_as_they_are_written(tmp_path: Path) -> None:
    triple = '<urn:a> <urn:p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    quad = f"{triple} <{GRAPHS['evidence']}> .\n".encode()
    publish(tmp_path / "release", {QUADS: quad}, {"format": FORMAT})
    _, evidence, *_ = release_graphs(tmp_path / "release")
    assert [f"{triple} ."] == lines(evidence)


def test_the_size_of_a_release_is_known_before() -> None:
    for graph in release_graphs(RELEASE):
        assert (graph.body.size, graph.triples) == (len(sent(graph)), len(lines(graph)))


def test_a_folder_without_a_release_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="holds no release"):
        release_graphs(tmp_path)


# --- reasoned facts -------------------------------------------------------------------------


NOTHING_FOLLOWS = (
    '{"format": 3, "papers": 2, "reasoned": {"asserted": 0, "derived": 0, "rounds": 0, "cut": []}}'
)


def graphs_of(folder: Path) -> list[Outgoing]:
    """What is to be sent of a folder that nobody changes."""
    with facts_graphs(folder) as graphs:
        return graphs


def test_facts_go_as_asserted_and_inferred(tmp_path: Path) -> None:
    asserted, inferred = graphs_of(write_facts(tmp_path))
    assert (GRAPHS["asserted"], GRAPHS["inferred"]) == (asserted.iri, inferred.iri)
    assert ["<urn:a> <urn:p> <urn:b> ."] == lines(asserted)
    assert ['<urn:b> <urn:p> "some text"@en .'] == lines(inferred)
    assert (1, 1) == (asserted.triples, inferred.triples)


def test_a_body_can_be_sent_again(tmp_path: Path) -> None:
    asserted, _ = graphs_of(write_facts(tmp_path))
    assert sent(asserted) == sent(asserted)


def test_many_facts_go_in_many_chunks(tmp_path: Path) -> None:
    terms = [(0, "urn:p"), *((n, f"urn:thing-{n}") for n in range(1, 9001))]
    facts = [(n, 0, 9001 - n, True) for n in range(1, 9001)]
    asserted, inferred = graphs_of(write_facts(tmp_path, facts, terms))
    expected = sorted(f"<urn:thing-{n}> <urn:p> <urn:thing-{9001 - n}> ." for n in range(1, 9001))
    assert expected == lines(asserted)
    assert (9000, 0) == (asserted.triples, inferred.triples)
    assert 1 < len(list(asserted.body.chunks()))


def test_what_no_rule_speaks_of_is_asserted_too(tmp_path: Path) -> None:
    write_facts(tmp_path, [(1, 0, 2, True)])
    shutil.rmtree(tmp_path / "facts" / "property=0")
    (tmp_path / "facts.json").write_text(NOTHING_FOLLOWS, encoding="utf-8")
    asserted, inferred = graphs_of(tmp_path)
    assert (["<urn:a> <urn:p> <urn:b> ."], []) == (lines(asserted), lines(inferred))


@pytest.mark.parametrize("name", ["it's", "round=7"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    asserted, _ = graphs_of(write_facts(tmp_path / name))
    assert ["<urn:a> <urn:p> <urn:b> ."] == lines(asserted)


@settings(max_examples=10)
@example([('Li₇P₃S₁₁\n"\\', True)])
@given(
    st.lists(
        st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.booleans()), min_size=1
    )
)
def test_every_text_arrives_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, bool]]
) -> None:
    literals = {str(Literal(text)): asserted for text, asserted in said}
    terms = list(enumerate(["urn:p", "urn:s", *literals]))
    facts = [(1, 0, number, asserted) for number, asserted in enumerate(literals.values(), start=2)]
    graphs = graphs_of(write_facts(tmp_path_factory.mktemp("facts"), facts, terms))
    got = {t for graph in graphs for t in parse(sent(graph), format=RdfFormat.N_TRIPLES)}
    assert all(graph.body.size == len(sent(graph)) for graph in graphs)
    expected = {Literal(text) for text, _ in said}
    assert expected == {triple.object for triple in got}
    assert all(
        isinstance(triple.subject, NamedNode) for triple in got if isinstance(triple, Triple)
    )


# --- facts that can't be sent ---------------------------------------------------------------


@pytest.mark.parametrize(
    "term", ["a b", "no-scheme", "urn:a{b", "urn:a\\b", "urn:a\nb", "_:blank", "urn:<a>", ""]
)
def test_what_is_no_iri_is_named_before_anything_is_sent(tmp_path: Path, term: str) -> None:
    terms = [*enumerate(TERMS), (4, term)]
    with pytest.raises(ReasoningError) as caught:
        graphs_of(write_facts(tmp_path, terms=terms))
    assert f"id 4: {term!r} is neither an IRI nor a literal" in str(caught.value)


@pytest.mark.parametrize(
    ("facts", "terms", "said"),
    [
        ([(1, 0, 9, True)], [], "a row has object 9; expected the id of a term"),
        ([(1, 8, 2, False)], [], "a row has property 8; expected the id of a term that is an IRI"),
        ([(3, 0, 1, True)], [], "a row has subject 3; expected the id of a term that is an IRI"),
        ([(1, 3, 1, False)], [], "a row has property 3; expected the id of a term that is an IRI"),
        ([], [(2, "urn:c")], "expected each from 0 to 4 once"),
        ([], [(None, "urn:c")], "expected an id and a term in each"),
        ([], [(4, None)], "expected an id and a term in each"),
        ([], [(4, "urn:a")], "ids 1 and 4 both stand for 'urn:a'"),
    ],
)
def test_facts_that_do_not_fit_their_terms_are_refused(
    tmp_path: Path, facts: list[FactRow], terms: list[tuple[int | None, str | None]], said: str
) -> None:
    folder = write_facts(tmp_path, [*FACTS, *facts], [*enumerate(TERMS), *terms])
    with pytest.raises(ReasoningError) as caught:
        graphs_of(folder)
    assert said in str(caught.value)


def test_a_folder_that_holds_something_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReasoningError, match=r"expected a folder of facts"):
        graphs_of(tmp_path)


def test_facts_that_were_not_reasoned_over_are_told(tmp_path: Path) -> None:
    write_facts(tmp_path)
    shutil.rmtree(tmp_path / "facts")
    (tmp_path / "given").rename(tmp_path / "facts")
    (tmp_path / "facts.json").write_text('{"format": 3, "papers": 2}', encoding="utf-8")
    with pytest.raises(ReasoningError, match=r"not yet what follows; .assbkg reason --facts"):
        graphs_of(tmp_path)


def test_a_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    path = write_facts(tmp_path) / "terms.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ReasoningError, match=r"terms\.parquet: is not a complete"):
        graphs_of(tmp_path)
