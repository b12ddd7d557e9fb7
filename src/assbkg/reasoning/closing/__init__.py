"""The closure of a graph in DuckDB: rules as SQL, run semi-naively."""
