"""The graph in the terms of other packages: rdflib, networkx, owlready2."""
