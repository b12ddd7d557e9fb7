"""RDF: the ontology, records as quads, shapes, publishing and opening. Does not reason."""
