"""From tables to a published graph: the one place that knows the whole way.

tables → records → quads → shapes → closure → published folder.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, Final

from pyoxigraph import NamedNode, Quad

from assbkg.confined import Bounds, run_confined
from assbkg.curation.consistency import checked_corpus
from assbkg.curation.corpus import Corpus
from assbkg.curation.tables import MOST_TABLE_BYTES
from assbkg.errors import BuildError
from assbkg.files.opening import MIB, read_bytes
from assbkg.files.replacing import prepared
from assbkg.graph.blank_nodes import as_document
from assbkg.graph.crate import CRATE, crate_metadata
from assbkg.graph.describing import VOID, describe, void_description
from assbkg.graph.disagreements import disagreement_quads
from assbkg.graph.ontology import BEYOND, CATALOG, Ontology, ontology_files, read_ontology
from assbkg.graph.provenance import graded_quads
from assbkg.graph.publish import RELEASE, About, Contents, sha256, write_release
from assbkg.graph.quad_table import Quads, sort_quads
from assbkg.graph.quads import corpus_quads
from assbkg.graph.query_catalogue import CATALOGUE, query_catalogue
from assbkg.graph.release import FORMAT, QUADS, ROUNDS
from assbkg.graph.serialise import (
    declarations,
    n_triples,
    write_json_ld,
    write_n_quads,
    write_rdf_xml,
    write_turtle,
)
from assbkg.graph.shapes import check_shapes
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, ONTOLOGY_GRAPH, term, texts
from assbkg.library import QUALITY, read_library
from assbkg.places import is_shipped, shipped
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.closure import Closure, close
from assbkg.reasoning.disagreement.finding import find_disagreements
from assbkg.reasoning.grades import GRADES, given_levels
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.proofs import instances_of, tell_culprits
from assbkg.reasoning.rules import RuleSet, is_witness, make_rules
from assbkg.reasoning.standing import graded_links
from assbkg.vocabulary import ASSB, GRAPHS, shorten

__all__ = ["Build", "build", "compute", "computed", "conclusions", "ontology_rules", "write_rounds"]

SHAPES = "shapes.ttl"

#: What computing a graph may take where the ontology is not the shipped one.
_OUTSIDE: Final = Bounds(seconds=600, memory_bytes=4096 * MIB, files=True)


@dataclass(frozen=True)
class Build:
    """A computed graph: all quads in canonical order and how they came about."""

    corpus: Corpus
    ontology: Ontology
    rules: RuleSet
    closure: Closure
    quads: Quads

    def count(self, graph: str) -> int:
        """Return the number of quads in one of the four named graphs."""
        return len(self.quads.within(NamedNode(GRAPHS[graph])))


def compute(
    ontology_folder: Path, graphs: Path, tell: Callable[[str], None] = lambda _: None
) -> Build:
    """Compute the graph from the tables, writing nothing; `tell` gets the name of each stage.

    With an ontology from outside, all is done in a process of its own. Raises `CurationError`
    with all problems of the tables, `OntologyError`, `BuildError` when a shape is broken or the
    graph contradicts itself, or `Confined` when the ontology makes it take too long.
    """
    tell("reading the ontology")
    ontology = read_ontology(ontology_folder)
    if is_shipped(ontology_folder):
        return computed(ontology, ontology_folder, graphs, tell)
    tell("computing the graph in a process of its own, since the ontology is from outside")
    return run_confined(
        f"{__name__}:{computed.__name__}",
        *(ontology, ontology_folder, graphs),
        returns=Build,
        bounds=_OUTSIDE,
        about=ontology_folder,
    )


def computed(
    ontology: Ontology,
    ontology_folder: Path,
    graphs: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> Build:
    """Compute the graph here and now with an ontology that has been read; see `compute`."""
    tell("reading the tables")
    corpus = checked_corpus(graphs, ontology.schema)
    tell("making quads")
    said = sort_quads(corpus_quads(corpus, ontology))
    base = [Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in ontology.triples]
    tell("checking shapes")
    _require_shapes(base, said, ontology_folder / SHAPES)
    tell("reasoning")
    rules = ontology_rules(ontology)
    given = given_levels(chain(base, said), rules.predicates | _links(ontology))
    closure = close(given, rules)
    if closure.clashes:
        raise BuildError(tell_culprits(closure, given, rules, said))
    concluded = conclusions(closure, given, _links(ontology), rules, [*base, *said])
    tell("looking for disagreements")
    found = find_disagreements(chain(base, said), instances_of(closure, given, rules))
    document = as_document(ontology.triples)
    shown = (Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in document)
    quads = sort_quads(chain(shown, said, concluded, disagreement_quads(found)))
    return Build(corpus, ontology, rules, closure, quads)


def ontology_rules(ontology: Ontology) -> RuleSet:
    """Return the rules that an ontology's axioms give."""
    return make_rules(read_axioms(map(texts, ontology.triples)))


def _links(ontology: Ontology) -> frozenset[str]:
    """Return the IRIs of the ontology's own object properties."""
    return frozenset(ASSB + name for name in ontology.schema.properties)


def conclusions(
    closure: Closure,
    given: Mapping[TripleText, int],
    links: Collection[str],
    rules: RuleSet,
    stated: Collection[Quad],
) -> Iterator[Quad]:
    """Yield the quads of the graph `inferred`: what follows, and how each link stands.

    `links` are the IRIs of the ontology's own object properties, and `stated` the quads of all
    other graphs.
    """
    yield from _inferred(closure, given)
    yield from graded_quads(graded_links(closure, given, rules, stated, links))


def _inferred(closure: Closure, given: Mapping[TripleText, int]) -> Iterator[Quad]:
    """Return what follows for named things and was not given."""
    for fact in closure.derived:
        ends = (fact.subject, fact.predicate, fact.object)
        if ends not in given and not is_witness(fact.subject) and not is_witness(fact.object):
            yield Quad(NamedNode(ends[0]), NamedNode(ends[1]), term(ends[2]), INFERRED)


def _require_shapes(ontology: list[Quad], said: Quads, shapes: Path) -> None:
    violations = check_shapes(ontology, shapes, said)
    if violations:
        lines = "\n".join(f"  {violation}" for violation in violations)
        raise BuildError(f"{len(violations)} shapes of {shapes.name} are broken:\n{lines}")


def build(
    ontology_folder: Path,
    graphs: Path,
    out: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> Build:
    """Compute the graph and publish it at `out`; nothing is written if problems are found.

    Raises what `compute` does, and `BuildError` when `out` holds anything but a release or
    can't be written.
    """
    with prepared(out, RELEASE) as staged:
        made = compute(ontology_folder, graphs, tell)
        tell("writing")
        facts = _facts_of_manifest(made, ontology_folder, graphs)
        write_release(staged, _files(made), facts, _about(made))
    return made


def _files(made: Build) -> dict[str, Contents]:
    """Return all files of a release but the manifest, by their names."""
    quads = made.quads
    ontology = quads.within(ONTOLOGY_GRAPH)
    return {
        QUADS: partial(write_n_quads, quads),
        "assbkg.jsonld": partial(write_json_ld, quads),
        "ontology.ttl": partial(write_turtle, ontology),
        "ontology.nt": n_triples(ontology),
        "ontology.owl": partial(write_rdf_xml, ontology),
        "evidence.ttl": partial(_write_facts, quads, EVIDENCE),
        "asserted.ttl": partial(_write_facts, quads, ASSERTED),
        "inferred.ttl": partial(_write_facts, quads, INFERRED),
        CATALOGUE: query_catalogue(read_library(shipped("queries")), quads),
        ROUNDS: partial(write_rounds, made.closure),
    }


def _about(made: Build) -> dict[str, About]:
    """Return the files of a release that describe its other files, in the order of writing."""
    description = describe(made.ontology, made.corpus)
    return {
        VOID: partial(void_description, description, made.quads),
        CRATE: partial(crate_metadata, description),
    }


def _write_facts(quads: Quads, graph: NamedNode, file: IO[bytes]) -> None:
    """Write a graph of facts, with what must be declared for it to be read alone."""
    facts, ontology = quads.within(graph), list(quads.within(ONTOLOGY_GRAPH))
    write_turtle(chain(declarations(facts, ontology), facts), file)


def write_rounds(closure: Closure, file: IO[bytes]) -> None:
    """Write the grade and round of each derived fact as CSV."""
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("subject", "property", "object", "grade", "round"))
    for fact in closure.derived:
        ends = (fact.subject, fact.predicate, fact.object)
        writer.writerow((*map(shorten, ends), GRADES[fact.level], fact.round))
    text.detach()


def _facts_of_manifest(made: Build, ontology_folder: Path, graphs: Path) -> dict[str, object]:
    own = [ontology_folder / name for name in (BEYOND, CATALOG, SHAPES)]
    inputs = {
        f"ontology/{path.relative_to(ontology_folder).as_posix()}": _fingerprint(path)
        for path in (*ontology_files(ontology_folder), *filter(Path.exists, own))
    }
    for paper in made.corpus.papers:
        for path in sorted(paper.folder.iterdir()):
            if path.suffix in (".csv", ".toml"):
                name = f"graphs/{path.relative_to(graphs).as_posix()}"
                inputs[name] = _fingerprint(path)
    inputs |= {
        f"queries/{query.topic}/{query.name}.rq": sha256(query.text.encode())
        for query in read_library(shipped("queries")).queries.values()
        if query.topic != QUALITY
    }
    return {
        "format": FORMAT,
        "ontology_version": made.ontology.version,
        "sources": [paper.info.id for paper in made.corpus.papers],
        "inputs": inputs,
        "quads": {name: made.count(name) for name in GRAPHS},
        "rounds": made.closure.rounds,
        "not_expressed": list(made.rules.unsupported),
    }


def _fingerprint(path: Path) -> str:
    """Return the hash of a file that was read before, and so is within the size limit."""
    return sha256(read_bytes(path, MOST_TABLE_BYTES))
