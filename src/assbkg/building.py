"""From tables to a published graph: the one place that knows the whole way.

tables → records → quads → shapes → closure → published folder.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad

from assbkg.confined import Bounds, run_confined
from assbkg.curation.consistency import check_corpus
from assbkg.curation.corpus import Corpus, read_corpus
from assbkg.curation.csvfile import MOST_TABLE_BYTES
from assbkg.errors import BuildError
from assbkg.files import MIB, read_bytes
from assbkg.graph.beyond import BEYOND
from assbkg.graph.catalog import CATALOG, ontology_files
from assbkg.graph.declaring import declarations
from assbkg.graph.document import as_document
from assbkg.graph.graded import GradedLink, graded_quads
from assbkg.graph.jsonld import json_ld
from assbkg.graph.ontology import Ontology, read_ontology
from assbkg.graph.publish import RELEASE, sha256, write_release
from assbkg.graph.quads import corpus_quads
from assbkg.graph.query_catalogue import CATALOGUE, query_catalogue
from assbkg.graph.release import FORMAT, QUADS, ROUNDS
from assbkg.graph.replacing import prepared
from assbkg.graph.serialise import n_quads, n_triples, rdf_xml, sort_quads, turtle
from assbkg.graph.shapes import check_shapes
from assbkg.graph.statements import term, texts
from assbkg.graph.terms import ASSERTED, EVIDENCE, INFERRED, ONTOLOGY_GRAPH
from assbkg.library import QUALITY, read_library
from assbkg.places import is_shipped, shipped
from assbkg.reasoning.axioms import TripleText
from assbkg.reasoning.closing.closure import Closure, close, is_witness
from assbkg.reasoning.grades import GRADES, given_levels
from assbkg.reasoning.owl import read_axioms
from assbkg.reasoning.proving.culprits import tell_culprits
from assbkg.reasoning.rules import RuleSet, make_rules
from assbkg.vocabulary import ASSB, GRAPHS, shorten

__all__ = ["Build", "build", "compute", "computed", "ontology_rules"]

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
    quads: tuple[Quad, ...]

    def count(self, graph: str) -> int:
        """How many quads one of the four named graphs holds."""
        return self._counts[NamedNode(GRAPHS[graph])]

    @cached_property
    def _counts(self) -> Counter[object]:
        return Counter(quad.graph_name for quad in self.quads)


def compute(
    ontology_folder: Path, graphs: Path, tell: Callable[[str], None] = lambda _: None
) -> Build:
    """Compute the graph from the tables, writing nothing; `tell` hears of each stage.

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
    corpus = read_corpus(graphs)
    check_corpus(corpus, ontology.schema)
    tell("making quads")
    said = list(corpus_quads(corpus, ontology))
    base = [Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in ontology.triples]
    tell("checking shapes")
    quads = [*base, *said]
    _require_shapes(quads, ontology_folder / SHAPES)
    tell("reasoning")
    rules = ontology_rules(ontology)
    given = given_levels(quads, rules.predicates | _links(ontology))
    closure = close(given, rules)
    if closure.clashes:
        raise BuildError(tell_culprits(closure, given, rules, said))
    inferred = [*_inferred(closure, given), *graded_quads(_graded(closure, given, ontology))]
    document = as_document(ontology.triples)
    shown = [Quad(t.subject, t.predicate, t.object, ONTOLOGY_GRAPH) for t in document]
    return Build(corpus, ontology, rules, closure, tuple(sort_quads([*shown, *said, *inferred])))


def ontology_rules(ontology: Ontology) -> RuleSet:
    """The rules that an ontology's axioms give."""
    return make_rules(read_axioms(map(texts, ontology.triples)))


def _links(ontology: Ontology) -> frozenset[str]:
    """The IRIs of the ontology's own object properties."""
    return frozenset(ASSB + name for name in ontology.schema.properties)


def _inferred(closure: Closure, given: Mapping[TripleText, int]) -> Iterator[Quad]:
    """What follows for things with names and was not given."""
    for fact in closure.derived:
        ends = (fact.subject, fact.predicate, fact.object)
        if ends not in given and not is_witness(fact.subject) and not is_witness(fact.object):
            yield Quad(NamedNode(ends[0]), NamedNode(ends[1]), term(ends[2]), INFERRED)


def _graded(
    closure: Closure, given: Mapping[TripleText, int], ontology: Ontology
) -> Iterator[GradedLink]:
    """Every link by a property of the ontology's own, with its grade."""
    links = _links(ontology)
    levels = {fact: level for fact, level in given.items() if fact[1] in links}
    for fact in closure.derived:
        if fact.predicate in links and not (is_witness(fact.subject) or is_witness(fact.object)):
            levels[fact.subject, fact.predicate, fact.object] = fact.level
    for link, level in sorted(levels.items()):
        yield GradedLink(*link, GRADES[level])


def _require_shapes(quads: list[Quad], shapes: Path) -> None:
    violations = check_shapes(quads, shapes)
    if violations:
        lines = "\n".join(f"  {violation}" for violation in violations)
        raise BuildError(f"{len(violations)} shapes of {shapes.name} are broken:\n{lines}")


def build(
    ontology_folder: Path,
    graphs: Path,
    out: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> Build:
    """Compute the graph and publish it at `out`; nothing is written unless all is well.

    Raises what `compute` does, and `BuildError` when `out` holds anything but a release or
    can't be written.
    """
    with prepared(out, RELEASE) as staged:
        made = compute(ontology_folder, graphs, tell)
        tell("writing")
        write_release(staged, _files(made), _facts_of_manifest(made, ontology_folder, graphs))
    return made


def _files(made: Build) -> dict[str, bytes]:
    """All files of a release but the manifest, by their names."""
    quads = list(made.quads)
    return {
        QUADS: n_quads(quads),
        "assbkg.jsonld": json_ld(quads),
        **_owl_files(quads),
        CATALOGUE: query_catalogue(read_library(shipped("queries")), quads),
        ROUNDS: _rounds(made.closure),
    }


def _owl_files(quads: list[Quad]) -> dict[str, bytes]:
    """Return the ontology in the forms that its readers take, and each graph of facts."""
    of_graph = {
        graph: [quad for quad in quads if quad.graph_name == graph]
        for graph in (ONTOLOGY_GRAPH, EVIDENCE, ASSERTED, INFERRED)
    }
    ontology = of_graph[ONTOLOGY_GRAPH]
    facts = {
        "evidence.ttl": of_graph[EVIDENCE],
        "asserted.ttl": of_graph[ASSERTED],
        "inferred.ttl": of_graph[INFERRED],
    }
    return {
        "ontology.ttl": turtle(ontology),
        "ontology.nt": n_triples(ontology),
        "ontology.owl": rdf_xml(ontology),
        **{name: turtle([*declarations(said, ontology), *said]) for name, said in facts.items()},
    }


def _rounds(closure: Closure) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("subject", "property", "object", "grade", "round"))
    for fact in closure.derived:
        ends = (fact.subject, fact.predicate, fact.object)
        writer.writerow((*map(shorten, ends), GRADES[fact.level], fact.round))
    return buffer.getvalue().encode()


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
    """The hash of a file that was read before, and so is no larger than any may be."""
    return sha256(read_bytes(path, MOST_TABLE_BYTES))
