"""Claims of nanopublications as a table, and by whose keys they are signed."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad, Store

from assbkg.asking.evaluation import as_json, evaluate_here
from assbkg.asking.nanopubs.claims import ClaimRecord
from assbkg.vocabulary import expand

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.asking.nanopubs.reading import Nanopub
    from assbkg.asking.results.result import Result

__all__ = ["keys_of", "list_claims"]

_COLUMNS: Final = ("claim", "subject", "property", "object", "modality", "status", "statement")
_QUERY: Final = """
SELECT ?claim ?subject ?property ?object ?modality ?status ?statement WHERE {
  ?claim assb:claimSubject ?subject ; assb:claimProperty ?property ; assb:claimObject ?object .
  OPTIONAL { ?claim assb:hasModality ?modality }
  OPTIONAL { ?claim assb:hasStatus ?status }
  OPTIONAL { ?claim assb:statement ?statement }
}
ORDER BY ?claim ?statement
"""


def list_claims(claims: Iterable[ClaimRecord], graph: KnowledgeGraph) -> Result:
    """Return a row for each claim, with the names that a graph has for things."""
    store = Store()
    ends = [NamedNode(expand(f"assb:claim{end}")) for end in ("Subject", "Property", "Object")]
    for claim in claims:
        store.extend(Quad(claim.iri, *pair) for pair in zip(ends, claim.link, strict=True))
        store.extend(Quad(claim.iri, predicate, value) for predicate, value in claim.said)
    return graph.result(evaluate_here(store, _QUERY, as_json), _COLUMNS)


def keys_of(found: Iterable[Nanopub]) -> Iterator[str]:
    """Yield a line for each key: how many it signed, and its fingerprint."""
    counts = Counter((one.key, one.example) for one in found)
    for (key, example), count in sorted(counts.items()):
        digest = hashlib.sha256(base64.b64decode(key)).hexdigest()
        marked = ", marked as examples" if example else ""
        yield f"{count:,} valid nanopublications{marked}, signed by the RSA key SHA256:{digest}"
