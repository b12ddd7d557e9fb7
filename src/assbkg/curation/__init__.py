"""What papers say, as typed records: tables in and out, and their checks. Knows no RDF."""
