"""Write the merged ontology anew, for tools that take one file: `make ontology`."""

from __future__ import annotations

import io

from assbkg.graph.blank_nodes import as_document
from assbkg.graph.ontology import read_ontology
from assbkg.graph.serialise import write_rdf_xml
from assbkg.places import shipped

MERGED = "assbkg.owl"


def merged() -> bytes:
    """Return the ontology with all its modules, as RDF/XML."""
    data = io.BytesIO()
    write_rdf_xml(as_document(read_ontology(shipped("ontology")).triples), data)
    return data.getvalue()


if __name__ == "__main__":
    (shipped("ontology") / MERGED).write_bytes(merged())
