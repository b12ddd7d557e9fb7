"""A closed graph with something supposed, without closing it anew."""
