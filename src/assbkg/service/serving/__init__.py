"""The released graph over HTTP: the SPARQL 1.1 Protocol and the query library, read-only."""
