"""The graph is what the tables say: same in, same out, and nothing without a source."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox
import pytest
import rdflib
from tests.review import all_papers
from tests.shipped_work import shipped_build as made

from assbkg.building import build, compute
from assbkg.curation.names import Names, Node
from assbkg.errors import BuildError, CurationError
from assbkg.graph.provenance import derived_quads
from assbkg.graph.publish import MANIFEST
from assbkg.graph.release import QUADS, open_release
from assbkg.graph.serialise import declarations
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, ONTOLOGY_GRAPH, individual
from assbkg.places import shipped
from assbkg.reasoning.grades import GRADES, STRUCTURAL
from assbkg.vocabulary import ASSB, GRAPHS, KG, PREFIXES, expand, shorten

ONTOLOGY: Final = shipped("ontology")
TABLES: Final = shipped("graphs")
RELEASE: Final = TABLES / "release"
RDF: Final = PREFIXES["rdf"]

Link = tuple[str, str, str]


def tables_only(folder: Path) -> Path:
    """A copy of the shipped tables, with no release beside them."""
    return Path(
        shutil.copytree(TABLES, folder / "graphs", ignore=shutil.ignore_patterns("release"))
    )


@cache
def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that is built just now from the shipped tables."""
    out = tmp_path_factory.mktemp("fresh") / "release"
    build(ONTOLOGY, TABLES, out)
    return out


def link_of(quad: ox.Quad) -> Link:
    ends = (quad.subject, quad.predicate, quad.object)
    s, p, o = (e.value if isinstance(e, ox.NamedNode) else str(e) for e in ends)
    return s, p, o


def links(graph: ox.NamedNode) -> set[Link]:
    return {link_of(quad) for quad in made().quads if quad.graph_name == graph}


def inferred() -> set[Link]:
    """What follows, without the nodes that tell grades."""
    return {link_of(quad) for quad in derived_quads(made().quads)}


# ── same in, same out ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path, fresh: Path, seed: str) -> None:
    command = [sys.executable, "-m", "assbkg", "build", "--graphs", str(TABLES)]
    command += ["--ontology", str(ONTOLOGY), "--out", str(tmp_path / "release")]
    subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    assert files_of(fresh) == files_of(tmp_path / "release")


def test_a_second_build_over_the_first_gives_the_same_bytes(tmp_path: Path, graphs: Path) -> None:
    build(ONTOLOGY, graphs, tmp_path / "release")
    first = {path.name: path.read_bytes() for path in (tmp_path / "release").iterdir()}
    build(ONTOLOGY, graphs, tmp_path / "release")
    second = {path.name: path.read_bytes() for path in (tmp_path / "release").iterdir()}
    assert first == second


def test_the_place_of_the_tables_makes_no_difference(tmp_path: Path, fresh: Path) -> None:
    build(ONTOLOGY, tables_only(tmp_path), tmp_path / "out" / "release")
    assert files_of(fresh) == files_of(tmp_path / "out" / "release")


@pytest.fixture(scope="module")
def fresh_of_all(fresh: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that is built just now from the tables of all papers."""
    if all_papers("graphs") == TABLES:
        return fresh
    out = tmp_path_factory.mktemp("all") / "release"
    build(ONTOLOGY, all_papers("graphs"), out)
    return out


def test_the_shipped_release_has_the_files_that_a_build_gives(fresh_of_all: Path) -> None:
    shipped_files = files_of(all_papers("graphs") / "release")
    assert sorted(files_of(fresh_of_all)) == sorted(shipped_files), "mend with `assbkg build`"


def test_the_shipped_release_is_what_the_shipped_tables_give(fresh_of_all: Path) -> None:
    shipped_files, fresh_files = files_of(all_papers("graphs") / "release"), files_of(fresh_of_all)
    stale = [name for name, data in fresh_files.items() if shipped_files.get(name) != data]
    assert [] == stale, f"{', '.join(stale)} of graphs/release: mend with `assbkg build`"


def test_the_shipped_release_opens() -> None:
    assert len(made().quads) == len(open_release(RELEASE).store)


# ── the manifest ──────────────────────────────────────────────────────────────


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def test_the_manifest_lists_every_output_with_its_hash(fresh: Path) -> None:
    expected = {name: digest(fresh / name) for name in files_of(fresh) if name != MANIFEST}
    assert expected == manifest(fresh)["outputs"]


def test_the_manifest_lists_every_table_with_its_hash(fresh: Path) -> None:
    tables = [*TABLES.glob("*/*.csv"), *TABLES.glob("*/source.toml")]
    expected = {
        f"graphs/{path.relative_to(TABLES).as_posix()}": digest(path)
        for path in tables
        if path.parent != RELEASE
    }
    listed = manifest(fresh)["inputs"]
    assert expected == {name: value for name, value in listed.items() if name.startswith("graphs")}


def test_the_manifest_lists_every_file_of_the_ontology_that_counts(fresh: Path) -> None:
    names = ["assbkg.ttl", "beyond-rules.tsv", "catalog-v001.xml", "shapes.ttl"]
    names += [f"modules/{path.name}" for path in ONTOLOGY.glob("modules/*.ttl")]
    expected = {f"ontology/{name}": digest(ONTOLOGY / name) for name in names}
    listed = manifest(fresh)["inputs"]
    assert expected == {n: value for n, value in listed.items() if n.startswith("ontology")}


def test_the_manifest_counts_the_quads(fresh: Path) -> None:
    counted = Counter(shorten(str(q.graph_name).strip("<>")) for q in open_release(fresh).store)
    assert {f"graph:{name}": n for name, n in manifest(fresh)["quads"].items()} == dict(counted)


def test_the_manifest_names_what_no_rule_expresses(fresh: Path) -> None:
    assert list(made().rules.unsupported) == list(manifest(fresh)["not_expressed"])


def test_only_existentials_on_the_right_and_namings_apart_are_beyond_the_rules() -> None:
    known = ("existential on the right", "owl:AllDifferent")
    assert [] == [r for r in made().rules.unsupported if not any(k in r for k in known)]


# ── the quads ─────────────────────────────────────────────────────────────────


def test_there_are_four_named_graphs() -> None:
    assert set(GRAPHS.values()) == {str(quad.graph_name).strip("<>") for quad in made().quads}


def test_only_the_ontology_has_blank_nodes() -> None:
    facts = [quad for quad in made().quads if quad.graph_name != ONTOLOGY_GRAPH]
    ends = (end for quad in facts for end in (quad.subject, quad.object))
    assert [] == [end for end in ends if isinstance(end, ox.BlankNode)]


def test_no_link_is_in_two_graphs() -> None:
    # A query over all graphs together would count it twice.
    counted = Counter(link_of(quad) for quad in made().quads)
    assert [] == [link for link, times in counted.items() if times > 1]


def test_quads_are_sorted() -> None:
    written = [str(quad) for quad in made().quads]
    assert sorted(written) == written


def test_every_property_in_use_is_declared_or_well_known() -> None:
    declared = {s for s, p, o in links(ONTOLOGY_GRAPH) if p == RDF + "type"}
    known = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "qudt", "sosa"))
    used = {quad.predicate.value for quad in made().quads}
    assert [] == sorted(p for p in used - declared if not p.startswith(known))


def test_only_numbers_and_text_have_a_literal_form() -> None:
    kinds = {
        shorten(quad.object.datatype.value)
        for quad in made().quads
        if isinstance(quad.object, ox.Literal)
    }
    expected = {"rdf:langString"} | {f"xsd:{k}" for k in ("boolean", "date", "decimal", "integer")}
    assert expected | {"xsd:string"} >= kinds


# ── what is asserted has a row behind it ──────────────────────────────────────


def claimed(names: Names, statuses: Iterable[str]) -> Iterator[tuple[Node, str, Node]]:
    """Subject, property and object of every claim of these statuses."""
    for paper in made().corpus.papers:
        theirs = names.within(paper.info.id)
        for claim in (row.record for row in paper.claims if row.record.status in statuses):
            subject = theirs.resolve(claim.subject)
            yield subject, claim.property, theirs.resolve(claim.object, subject)


def names() -> Names:
    return Names(made().ontology.schema, made().corpus.entities())


def claimed_links(statuses: Iterable[str]) -> set[Link]:
    return {
        (individual(s).value, ASSB + p, individual(o).value)
        for s, p, o in claimed(names(), statuses)
    }


REASONED: Final = ("accepted", "anomalous")


def typed_parts() -> set[Link]:
    """The types that claims give by naming a class."""
    parts = {end for s, _, o in claimed(names(), REASONED) for end in (s, o) if end.part_of}
    return {(individual(part).value, RDF + "type", ASSB + part.class_name) for part in parts}


def cases() -> set[Link]:
    """The bottlenecks in general of those that claims name with a bearer."""
    ends = {end for s, _, o in claimed(names(), REASONED) for end in (s, o) if end.case_of}
    return {(individual(case).value, ASSB + "caseOf", KG + case.case_of) for case in ends}


def typed_entities() -> set[Link]:
    entities = made().corpus.entities().items()
    return {(KG + entity, RDF + "type", ASSB + class_name) for entity, class_name in entities}


def test_every_asserted_link_has_a_claim_a_step_a_figure_or_an_entity_behind_it() -> None:
    steps, figures = set[str](), set[str]()
    for paper in made().corpus.papers:
        steps |= {KG + row.record.id for row in paper.steps}
        figures |= {f"{KG}{paper.info.id}.{row.record.id}" for row in paper.measurements}
    known = claimed_links(REASONED) | typed_parts() | cases() | typed_entities()
    unfounded = [
        (s, p, o)
        for s, p, o in links(ASSERTED)
        if (s, p, o) not in known
        if not o.startswith('"')  # a label or a formula
        if not (s in steps or o in steps)
        if not (s in figures or o in figures)
    ]
    assert [] == unfounded


def test_every_accepted_claim_is_asserted() -> None:
    assert set() == claimed_links(REASONED) - links(ASSERTED)


def test_a_contested_claim_is_not_asserted() -> None:
    contested = claimed_links(("contested", "retracted")) - claimed_links(REASONED)
    assert contested
    assert set() == contested & links(ASSERTED)


def test_what_only_a_contested_claim_names_is_not_asserted() -> None:
    parts = {
        individual(end).value
        for s, _, o in claimed(names(), ("contested", "retracted"))
        for end in (s, o)
        if end.part_of
    }
    sure = {s for s, _, _ in typed_parts()}
    assert [] == [link for link in links(ASSERTED) if link[0] in parts - sure]


def test_every_claim_is_evidence_whatever_its_status() -> None:
    expected = {
        f"{KG}{paper.info.id}.{row.record.id}"
        for paper in made().corpus.papers
        for row in paper.claims
    }
    claim = expand("assb:Claim")
    assert expected == {s for s, p, o in links(EVIDENCE) if (p, o) == (RDF + "type", claim)}


@pytest.mark.parametrize(
    "name", ["assb:claimSubject", "assb:claimObject", "assb:evidencedBy", "prov:hadPrimarySource"]
)
def test_every_claim_names_its_ends_its_sentence_and_its_source(name: str) -> None:
    claims = {s for s, _, o in links(EVIDENCE) if o == expand("assb:Claim")}
    assert set() == claims - {s for s, p, _ in links(EVIDENCE) if p == expand(name)}


def test_retracted_claims_derive_nothing(tmp_path: Path, graphs: Path) -> None:
    table = graphs / "voids" / "claims.csv"
    before = compute(ONTOLOGY, graphs).closure
    text = table.read_text(encoding="utf-8").replace("1,accepted", "1,retracted")
    table.write_text(text, encoding="utf-8", newline="")
    assert len(compute(ONTOLOGY, graphs).closure.derived) < len(before.derived)


# ── what is inferred follows ──────────────────────────────────────────────────


def test_every_inferred_fact_has_a_round() -> None:
    assert inferred() == {(d.subject, d.predicate, d.object) for d in made().closure.derived}
    assert [] == [d for d in made().closure.derived if d.round < 1]


def test_no_inferred_fact_is_asserted() -> None:
    said = links(ASSERTED) | links(EVIDENCE) | links(ONTOLOGY_GRAPH)
    assert set() == links(INFERRED) & said


def test_every_derived_link_that_rests_on_a_claim_has_one_grade() -> None:
    parts = ("linkSubject", "linkProperty", "linkObject", "hasGrade")
    told: dict[str, dict[str, str]] = {}
    for subject, predicate, value in links(INFERRED):
        if predicate.removeprefix(ASSB) in parts:
            told.setdefault(subject, {})[predicate.removeprefix(ASSB)] = value
    graded = {(n["linkSubject"], n["linkProperty"], n["linkObject"]) for n in told.values()}
    expected = {
        (d.subject, d.predicate, d.object)
        for d in made().closure.derived
        if d.predicate != RDF + "type" and GRADES[d.level] != STRUCTURAL
    }
    assert len(graded) == len(told)
    assert expected <= graded <= links(ASSERTED) | inferred()


def test_the_table_of_rounds_tells_every_inferred_fact(fresh: Path) -> None:
    with (fresh / "rounds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    told = {(expand(r["subject"]), expand(r["property"]), expand(r["object"])) for r in rows}
    assert inferred() == told
    assert {GRADES[d.level] for d in made().closure.derived} == {row["grade"] for row in rows}
    assert {str(d.round) for d in made().closure.derived} == {row["round"] for row in rows}


def test_a_system_is_expected_to_gain_through_its_own_strategies_only() -> None:
    employed = {(s, o) for s, p, o in links(ASSERTED) if p == expand("assb:employs")}
    may = {
        (s, o) for s, p, o in links(ASSERTED) | links(INFERRED) if p == expand("assb:mayBenefit")
    }
    expected = {(s, d) for s, strategy in employed for by, d in may if by == strategy}
    gains = {(s, o) for s, p, o in links(INFERRED) if p == expand("assb:expectedGain")}
    assert gains == expected
    assert gains


def test_a_value_that_follows_is_kept_as_it_was_written(tmp_path: Path, graphs: Path) -> None:
    ontology = Path(shutil.copytree(ONTOLOGY, tmp_path / "ontology"))
    core = ontology / "modules" / "core.ttl"
    text = core.read_text(encoding="utf-8")
    text += """
assb:written a owl:DatatypeProperty .
assb:asWritten rdfs:subPropertyOf assb:written .
"""
    core.write_text(text, encoding="utf-8")
    quads = compute(ontology, graphs).quads
    written, derived = (
        {(q.subject, q.object) for q in quads if q.predicate.value == ASSB + name}
        for name in ("asWritten", "written")
    )
    assert written == derived
    assert {q.graph_name for q in quads if q.predicate.value == ASSB + "written"} == {INFERRED}


# ── other readers read the same ───────────────────────────────────────────────


@pytest.fixture(autouse=True)
def _literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    # rdflib turns 7.50 into 7.5 unless it is told not to.
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def told(triples: Iterable[ox.Triple | ox.Quad]) -> set[str]:
    """What triples say, whatever their blank nodes are called (RDF Dataset Canonicalization)."""
    bare = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    bare.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in bare}


def told_by_rdflib(graph: rdflib.Graph) -> set[str]:
    return told(ox.parse(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES))


def quads_in(graph: str) -> list[ox.Quad]:
    return [quad for quad in made().quads if quad.graph_name == ox.NamedNode(GRAPHS[graph])]


def in_its_file(graph: str) -> set[str]:
    """What the file of a graph says: the graph and, for facts, what lets them be read alone."""
    declared = [] if graph == "ontology" else declarations(quads_in(graph), quads_in("ontology"))
    return told([*quads_in(graph), *declared])


@pytest.mark.parametrize("name", GRAPHS)
def test_rdflib_reads_each_turtle_file_as_it_was_meant(fresh: Path, name: str) -> None:
    assert in_its_file(name) == told_by_rdflib(rdflib.Graph().parse(fresh / f"{name}.ttl"))


@pytest.mark.parametrize("name", GRAPHS)
def test_pyoxigraph_reads_each_turtle_file_back(fresh: Path, name: str) -> None:
    data = (fresh / f"{name}.ttl").read_bytes()
    assert in_its_file(name) == told(ox.parse(data, format=ox.RdfFormat.TURTLE))


@pytest.mark.parametrize(("ending", "form"), [("nt", "nt"), ("owl", "xml")])
def test_the_ontology_is_the_same_in_every_form(fresh: Path, ending: str, form: str) -> None:
    read = rdflib.Graph().parse(fresh / f"ontology.{ending}", format=form)
    assert in_its_file("ontology") == told_by_rdflib(read)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of its own methods
@pytest.mark.parametrize(("file", "form"), [(QUADS, "nquads"), ("assbkg.jsonld", "json-ld")])
def test_rdflib_reads_all_four_graphs_as_they_were_meant(fresh: Path, file: str, form: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(fresh / file, format=form)
    for name, iri in GRAPHS.items():
        assert told(quads_in(name)) == told_by_rdflib(dataset.graph(rdflib.URIRef(iri)))


@pytest.mark.parametrize(
    ("file", "form"), [(QUADS, ox.RdfFormat.N_QUADS), ("assbkg.jsonld", ox.RdfFormat.JSON_LD)]
)
def test_pyoxigraph_reads_all_quads_back(fresh: Path, file: str, form: ox.RdfFormat) -> None:
    read = list(ox.parse(path=fresh / file, format=form))
    for name, iri in GRAPHS.items():
        assert told(quads_in(name)) == told(q for q in read if q.graph_name == ox.NamedNode(iri))


def test_the_json_ld_fetches_no_context(fresh: Path) -> None:
    def contexts(value: object) -> Iterator[object]:
        if isinstance(value, dict):
            yield from (v for k, v in value.items() if k in ("@context", "@import"))
            for inner in value.values():
                yield from contexts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from contexts(inner)

    text = (fresh / "assbkg.jsonld").read_text(encoding="utf-8")
    found = list(contexts(json.loads(text)))
    assert [dict] == [type(context) for context in found]


def test_every_file_ends_with_a_line_end(fresh: Path) -> None:
    assert [] == [name for name, data in files_of(fresh).items() if not data.endswith(b"\n")]


def test_no_line_of_any_file_is_too_long_to_compare(fresh: Path) -> None:
    longest = {name: max(map(len, data.splitlines())) for name, data in files_of(fresh).items()}
    assert {} == {name: length for name, length in longest.items() if length > 20_000}


# ── what is refused ───────────────────────────────────────────────────────────


def test_a_graph_that_contradicts_itself_is_not_published(tmp_path: Path, graphs: Path) -> None:
    ontology = Path(shutil.copytree(ONTOLOGY, tmp_path / "ontology"))
    core = ontology / "modules" / "core.ttl"
    text = core.read_text(encoding="utf-8")
    text += "\nassb:MaterialSystem owl:disjointWith assb:DesignedSystem .\n"
    core.write_text(text, encoding="utf-8")
    with pytest.raises(
        BuildError, match=r"kg:si-c is in DesignedSystem and in MaterialSystem, but"
    ):
        build(ontology, graphs, tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_a_graph_that_breaks_a_shape_is_not_published(tmp_path: Path, graphs: Path) -> None:
    ontology = Path(shutil.copytree(ONTOLOGY, tmp_path / "ontology"))
    shapes = ontology / "shapes.ttl"
    text = shapes.read_text(encoding="utf-8")
    text += """
assb:TestShape a sh:NodeShape ; sh:targetClass assb:Claim ;
    sh:property [ sh:path assb:nothing ; sh:minCount 1 ; sh:message "a claim is nothing" ] .
"""
    shapes.write_text(text, encoding="utf-8")
    with pytest.raises(BuildError, match=r"kg:voids\.s002a assb:nothing: a claim is nothing"):
        build(ontology, graphs, tmp_path / "release")
    assert not (tmp_path / "release").exists()


def test_faulty_tables_leave_the_old_release(tmp_path: Path, graphs: Path) -> None:
    build(ONTOLOGY, graphs, tmp_path / "release")
    before = {path.name: path.read_bytes() for path in (tmp_path / "release").iterdir()}
    (graphs / "voids" / "claims.csv").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(CurationError):
        build(ONTOLOGY, graphs, tmp_path / "release")
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "release").iterdir()}


def test_each_stage_is_told(graphs: Path) -> None:
    told: list[str] = []
    compute(ONTOLOGY, graphs, told.append)
    expected = ["reading the ontology", "reading the tables", "making quads", "checking shapes"]
    assert [*expected, "reasoning", "looking for disagreements"] == told
