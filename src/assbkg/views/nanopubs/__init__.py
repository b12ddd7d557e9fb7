"""Claims as nanopublications: each with its assertion, provenance and publication, and signed."""

from __future__ import annotations

from assbkg.views.nanopubs.claims import ClaimRecord, read_claims
from assbkg.views.nanopubs.reading import Nanopub, read_nanopubs
from assbkg.views.nanopubs.writing import nanopubs

__all__ = ["ClaimRecord", "Nanopub", "nanopubs", "read_claims", "read_nanopubs"]
