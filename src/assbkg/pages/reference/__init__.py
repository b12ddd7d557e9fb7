"""The ontology as pages to read: every term with its axioms, its use in the graph, and examples."""

from __future__ import annotations

from assbkg.pages.reference.writing import reference_pages, write_reference

__all__ = ["reference_pages", "write_reference"]
