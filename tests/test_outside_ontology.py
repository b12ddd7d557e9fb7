"""An ontology from outside, whatever is in it: bounded time and memory, and one sentence."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from assbkg.building import compute, ontology_rules
from assbkg.errors import AssbkgError
from assbkg.graph.ontology import CATALOG, read_ontology
from assbkg.places import shipped

CORE: Final = "modules/core.ttl"
HEAD: Final = "\n@prefix x: <https://w3id.org/assbkg/ontology#X> .\n"
#: What any of these may take here, with a machine that is busy; most take a second or two.
SECONDS: Final = 300.0


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped("ontology"), tmp_path / "ontology"))


def refusal(act: Callable[[], object]) -> str:
    """The one sentence in which something is refused, soon."""
    begun = time.monotonic()
    with pytest.raises(AssbkgError) as caught:
        act()
    assert time.monotonic() - begun < SECONDS
    assert len(str(caught.value)) < 600
    return str(caught.value)


def add(file: Path, turtle: str) -> None:
    with file.open("a", encoding="utf-8") as handle:
        handle.write(HEAD + turtle + "\n")


# ── Its files ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "uri", ["../core.ttl", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1/x", "a/../../b"]
)
def test_a_catalog_does_not_lead_out_of_its_folder(ontology: Path, uri: str) -> None:
    catalog = ontology / CATALOG
    catalog.write_text(catalog.read_text(encoding="utf-8").replace(CORE, uri), encoding="utf-8")
    said = refusal(lambda: read_ontology(ontology))
    assert said == f"{catalog}: {uri!r} leads out of the folder; expected a file in it"


def test_a_link_does_not_lead_out_of_the_folder(ontology: Path, tmp_path: Path) -> None:
    (ontology / CORE).rename(tmp_path / "core.ttl")
    (ontology / CORE).symlink_to(tmp_path / "core.ttl")
    assert "leads out of the folder" in refusal(lambda: read_ontology(ontology))


@pytest.mark.parametrize("name", [CORE, CATALOG, "shapes.ttl", "beyond-rules.tsv"])
def test_a_pipe_is_not_waited_for(
    ontology: Path, graphs: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ontology / name).unlink()
    os.mkfifo(ontology / name)
    if name == "beyond-rules.tsv":
        from assbkg.graph.ontology import read_beyond

        said = refusal(lambda: read_beyond(ontology))
    else:
        said = refusal(lambda: compute(ontology, graphs))
    assert said == f"{ontology / name}: is a pipe; expected a regular file"


def test_a_file_of_a_terabyte_is_not_read(ontology: Path) -> None:
    os.truncate(ontology / CORE, 1 << 40)
    said = refusal(lambda: read_ontology(ontology))
    assert said == f"{ontology / CORE}: is larger than 16 MiB"


def test_a_catalog_with_entities_is_refused(ontology: Path) -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 20}">' for n in range(1, 12))
    text = f'<!DOCTYPE l [<!ENTITY a0 "a">{bomb}]><catalog><uri name="&a11;" uri="x"/></catalog>'
    (ontology / CATALOG).write_text(text, encoding="utf-8")
    assert "has a DOCTYPE" in refusal(lambda: read_ontology(ontology))


def test_imports_in_a_circle_are_read_once(ontology: Path) -> None:
    iri = "<https://w3id.org/assbkg/ontology{}>"
    add(ontology / CORE, f"{iri.format('/core')} owl:imports {iri.format('')} .")
    assert read_ontology(ontology).version == read_ontology(shipped("ontology")).version


# ── What it says ──────────────────────────────────────────────────────────────

NEST: Final = "[ a owl:Restriction ; owl:onProperty assb:employs ; owl:someValuesFrom "


def nested(depth: int) -> str:
    return f"assb:Material rdfs:subClassOf {NEST * depth} assb:Strategy {']' * depth} ."


def chain(kind: str, link: str, length: int) -> str:
    return "\n".join(f"x:c{n} a {kind} ; {link} x:c{n + 1} ." for n in range(length))


def test_class_expressions_that_nest_too_deep_are_listed_as_beyond_the_rules(
    ontology: Path,
) -> None:
    add(ontology / CORE, nested(900))
    beyond = ontology_rules(read_ontology(ontology)).unsupported
    (named,) = (axiom for axiom in beyond if "nested more than 50 deep" in axiom)
    assert len(named) < 1_000


def test_a_chain_of_three_thousand_classes_gives_too_many_rules(ontology: Path) -> None:
    add(ontology / CORE, chain("owl:Class", "rdfs:subClassOf", 3_000))
    said = refusal(lambda: ontology_rules(read_ontology(ontology)))
    assert said.startswith("the ontology gives more than 30,000 rules")


@pytest.mark.deep
@pytest.mark.parametrize(
    "turtle",
    [
        nested(100_000),
        f"x:l owl:equivalentClass [ owl:unionOf {'(' * 50_000}{')' * 50_000} ] .",
        chain("owl:ObjectProperty", "rdfs:subPropertyOf", 3_000),
        "\n".join(
            f"x:c{n} a owl:Class ; rdfs:subClassOf "
            + " , ".join(
                f"[ a owl:Restriction ; owl:onProperty x:p{m} ; owl:someValuesFrom x:c{m} ]"
                for m in range(30)
            )
            + f" . x:p{n} a owl:ObjectProperty ."
            for n in range(30)
        )
        + "assb:PhysicalEntity rdfs:subClassOf x:c0 .",
        f"x:l rdfs:comment '{'a' * 15_000_000}' .",
    ],
    ids=["restrictions", "lists", "properties", "existentials", "comment"],
)
def test_an_explosive_ontology_ends_in_time(ontology: Path, graphs: Path, turtle: str) -> None:
    add(ontology / CORE, turtle)
    begun = time.monotonic()
    try:
        compute(ontology, graphs)
    except AssbkgError as error:
        assert len(str(error)) < 600  # noqa: PT017 - either is right, the sentence must be short
    assert time.monotonic() - begun < SECONDS


# ── Its shapes ────────────────────────────────────────────────────────────────

SHAPE: Final = "assb:OddShape a sh:NodeShape ; sh:targetClass assb:Claim ; "


def shaped(ontology: Path, graphs: Path, shape: str) -> str:
    add(ontology / "shapes.ttl", SHAPE + shape)
    return refusal(lambda: compute(ontology, graphs))


def test_a_path_that_is_its_own_inverse_is_one_sentence(ontology: Path, graphs: Path) -> None:
    said = shaped(
        ontology,
        graphs,
        "sh:property [ sh:path _:p ; sh:minCount 1 ] . _:p sh:inversePath _:p .",
    )
    assert said.startswith(f"{ontology / 'shapes.ttl'}: crashes the program that reads it")


def test_shapes_ask_no_server(ontology: Path, graphs: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        select = f"SELECT $this {{ SERVICE <{address}> {{ $this ?p ?o }} }}"
        shaped(ontology, graphs, f'sh:sparql [ sh:message "x" ; sh:select "{select}" ] .')
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.deep
@pytest.mark.parametrize(
    "shape",
    [
        f"sh:not {'[ sh:not ' * 50_000} [ sh:nodeKind sh:IRI ] {']' * 50_000} .",
        f"sh:property [ sh:path {'[ sh:inversePath ' * 50_000} assb:x {']' * 50_000} ; "
        "sh:minCount 1 ] .",
        "sh:property [ sh:path assb:statement ; "
        'sh:pattern "((((.{1,100}){1,100}){1,100}){1,100})" ] .',
        'sh:sparql [ sh:message "x" ; sh:select "SELECT $this { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . '
        'FILTER(?a = ?i && ?c = ?d) }" ] .',
    ],
    ids=["not", "path", "pattern", "select"],
)
def test_explosive_shapes_end_in_time(ontology: Path, graphs: Path, shape: str) -> None:
    assert "shapes.ttl" in shaped(ontology, graphs, shape)
