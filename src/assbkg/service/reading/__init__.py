"""Pages to read, without scripts: answers, things of the graph, terms, and files of a release."""
