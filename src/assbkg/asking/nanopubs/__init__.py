"""Claims as nanopublications: each with its assertion, provenance and publication, and signed."""

from __future__ import annotations

from assbkg.asking.nanopubs.reading import Nanopub, read_nanopubs
from assbkg.asking.nanopubs.writing import ClaimRecord, nanopubs, read_claims

__all__ = ["ClaimRecord", "Nanopub", "nanopubs", "read_claims", "read_nanopubs"]
