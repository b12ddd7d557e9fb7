from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

ROOT: Final = Path(__file__).parents[1]
MAPPINGS: Final = ROOT / "ontology" / "mappings.sssom.tsv"
EXTERNAL: Final = ROOT / "ontology" / "external-terms.ttl"
MODULES: Final = ROOT / "ontology" / "modules"
ENTITIES: Final = sorted((ROOT / "graphs").glob("*/entities.csv"))

KG: Final = "https://w3id.org/assbkg/id/"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
DEFINED_BY: Final = "http://www.w3.org/2000/01/rdf-schema#isDefinedBy"
LICENCE: Final = "http://purl.org/dc/terms/license"

COLUMNS: Final = [
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "object_source",
    "object_source_version",
    "mapping_justification",
    "comment",
]
MAY_BE_EMPTY: Final = {"object_source_version", "comment"}
CURIES: Final = [
    "subject_id",
    "predicate_id",
    "object_id",
    "object_source",
    "mapping_justification",
]
MATCHES: Final = {
    SKOS + kind
    for kind in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
}

#: Anode and cathode are defined the wrong way round there.
SWAPPED: Final = {
    "http://purl.obolibrary.org/obo/CHMO_0002931",
    "http://purl.obolibrary.org/obo/CHMO_0002932",
}


@cache
def lines() -> list[str]:
    return MAPPINGS.read_text(encoding="utf-8").splitlines()


@cache
def head() -> dict[str, str]:
    block = [line.removeprefix("#") for line in lines() if line.startswith("#")]
    pairs = (line.partition(":") for line in block if not line.startswith(" "))
    return {key: value.strip().strip('"') for key, _, value in pairs}


@cache
def prefixes() -> dict[str, str]:
    block = [line.removeprefix("#") for line in lines() if line.startswith("#")]
    found: dict[str, str] = {}
    for line in block[block.index("curie_map:") + 1 :]:
        if not line.startswith("  "):
            break
        prefix, _, namespace = line.strip().partition(": ")
        found[prefix] = namespace
    return found


@cache
def cells() -> list[list[str]]:
    body = [line for line in lines() if not line.startswith("#")]
    return list(csv.reader(body, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def rows() -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells()[1:]]


def expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return prefixes()[prefix] + local


def triples(path: Path) -> list[tuple[str, str, str]]:
    return [
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if not isinstance(quad.subject, ox.Triple) and not isinstance(quad.object, ox.Triple)
    ]


@cache
def ontology_terms() -> set[str]:
    return {
        subject
        for module in sorted(MODULES.glob("*.ttl"))
        for subject, predicate, _ in triples(module)
        if predicate == LABEL
    }


@cache
def entities() -> set[str]:
    found: set[str] = set()
    for path in ENTITIES:
        with path.open(encoding="utf-8", newline="") as file:
            found.update(KG + row["id"] for row in csv.DictReader(file))
    return found


@cache
def external() -> list[tuple[str, str, str]]:
    return triples(EXTERNAL)


@cache
def external_types() -> dict[str, str]:
    return {subject: value for subject, predicate, value in external() if predicate == TYPE}


def test_the_file_is_utf_8_with_plain_line_ends() -> None:
    content = MAPPINGS.read_bytes()
    assert b"\r" not in content
    assert content.decode("utf-8").endswith("\n")


def test_the_head_stands_before_the_table() -> None:
    commented = [line.startswith("#") for line in lines()]
    assert sorted(commented, reverse=True) == commented


def test_the_head_says_what_the_set_is() -> None:
    assert head()["mapping_set_id"] == "https://w3id.org/assbkg/mappings"
    assert head()["license"] == "https://creativecommons.org/licenses/by/4.0/"
    missing = {"mapping_set_version", "mapping_provider", "subject_source"} - head().keys()
    assert set() == missing


def test_the_table_has_the_columns_of_the_standard() -> None:
    assert cells()[0] == COLUMNS


def test_every_row_has_as_many_cells_as_the_table_has_columns() -> None:
    assert [row for row in cells()[1:] if len(row) != len(COLUMNS)] == []


def test_only_version_and_comment_may_be_empty() -> None:
    assert rows()
    empty = [
        (row["subject_id"], row["object_id"], column)
        for row in rows()
        for column, cell in row.items()
        if not cell and column not in MAY_BE_EMPTY
    ]
    assert empty == []


def test_no_cell_has_stray_spaces() -> None:
    assert [cell for row in cells() for cell in row if cell != cell.strip()] == []


def test_every_prefix_is_declared() -> None:
    used = {row[column].partition(":")[0] for row in rows() for column in CURIES}
    used.add(head()["subject_source"].partition(":")[0])
    assert set() == used - prefixes().keys()


def test_every_declared_prefix_is_used() -> None:
    used = {row[column].partition(":")[0] for row in rows() for column in CURIES}
    used.add(head()["subject_source"].partition(":")[0])
    assert set() == prefixes().keys() - used


def test_every_subject_is_a_term_or_an_entity() -> None:
    known = ontology_terms() | entities()
    unknown = [row["subject_id"] for row in rows() if expand(row["subject_id"]) not in known]
    assert unknown == []


def test_every_predicate_is_a_skos_match() -> None:
    assert set() == {expand(row["predicate_id"]) for row in rows()} - MATCHES


def test_every_mapping_was_made_by_hand() -> None:
    assert {row["mapping_justification"] for row in rows()} == {"semapv:ManualMappingCuration"}


def test_no_object_is_a_swapped_electrode() -> None:
    assert set() == SWAPPED & {expand(row["object_id"]) for row in rows()}


def test_no_pair_is_mapped_twice() -> None:
    pairs = Counter((row["subject_id"], row["object_id"]) for row in rows())
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_rows_are_sorted() -> None:
    keys = [(row["subject_id"], row["predicate_id"], row["object_id"]) for row in rows()]
    assert sorted(keys) == keys


def test_objects_and_external_terms_are_the_same() -> None:
    objects = {expand(row["object_id"]) for row in rows()}
    untyped = {subject for subject, _, _ in external()} - external_types().keys()
    assert objects == untyped


def test_labels_and_origins_agree_with_the_external_terms() -> None:
    stated = {
        (expand(row["object_id"]), predicate, value)
        for row in rows()
        for predicate, value in (
            (LABEL, row["object_label"]),
            (DEFINED_BY, expand(row["object_source"])),
        )
    }
    assert set() == stated - set(external())


def test_no_external_term_is_a_class() -> None:
    assert OWL + "Class" not in external_types().values()


def test_external_terms_carry_no_axioms() -> None:
    bare = [link for link in external() if link[0] not in external_types()]
    assert {predicate for _, predicate, _ in bare} == {LABEL, DEFINED_BY, LICENCE}
    assert set(external_types().values()) == {OWL + "Ontology", OWL + "AnnotationProperty"}
