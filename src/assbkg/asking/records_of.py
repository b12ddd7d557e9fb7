"""The claims and measurements of one thing, each as an answer with its places and citations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from assbkg.asking.evaluation import evaluate_here, take_rows
from assbkg.asking.results.result import Result, as_result
from assbkg.curation.conditions import CONDITIONS

if TYPE_CHECKING:
    from assbkg.record.names import Entities

__all__ = ["claims", "measurements"]

#: How a record is cited, in the order of its sentences and of the works that it cites.
_CITED: Final = """
    OPTIONAL { ?record assb:evidencedBy ?where . ?where rdfs:label ?place
               OPTIONAL { ?where assb:sentenceNumber ?sentence } }
    OPTIONAL { ?record cito:citesAsEvidence ?work . ?work assb:citationMark ?mark ;
               assb:referenceNumber ?number }
"""
_CITATIONS: Final = """
       (GROUP_CONCAT(DISTINCT ?place; separator="; ") AS ?places)
       (GROUP_CONCAT(DISTINCT ?mark; separator=", ") AS ?cites)
"""
_CLAIMS: Final = f"""
SELECT ?thing (?record AS ?claim) ?statement ?subject ?property ?object ?modality ?status
       {_CITATIONS}
WHERE {{ SELECT * WHERE {{
  GRAPH graph:evidence {{
    {{ ?record assb:claimSubject ?thing }} UNION {{ ?record assb:claimObject ?thing }}
    ?record a assb:Claim ; assb:claimSubject ?subject ; assb:claimProperty ?property ;
            assb:claimObject ?object ; assb:statement ?statement ; assb:hasModality ?modality ;
            assb:hasStatus ?status .
    {_CITED}
  }}
}} ORDER BY ?sentence ?number }}
GROUP BY ?thing ?record ?statement ?subject ?property ?object ?modality ?status
ORDER BY ?record
"""
_CONDITIONS: Final = " ".join(f"?{name}" for name in CONDITIONS)
_GIVEN: Final = "\n    ".join(
    f"OPTIONAL {{ ?record {kind.property} ?{name} }}" for name, kind in CONDITIONS.items()
)
_MEASUREMENTS: Final = f"""
SELECT ?thing (?record AS ?measurement) ?of ?quantity ?comparator ?value ?low ?high ?unit
       ?as_written {_CONDITIONS} ?role ?statement ?modality ?status {_CITATIONS}
WHERE {{ SELECT * WHERE {{
  ?thing assb:hasSample? ?of .
  GRAPH graph:evidence {{
    ?record a assb:Measurement ; assb:claimSubject ?of ; assb:hasQuantityKind ?quantity ;
            assb:comparator ?comparator ; assb:asWritten ?as_written ;
            assb:statement ?statement ; assb:hasModality ?modality ; assb:hasStatus ?status .
    OPTIONAL {{ ?record assb:standardValue ?value }}
    OPTIONAL {{ ?record assb:lowerBound ?low }}
    OPTIONAL {{ ?record assb:upperBound ?high }}
    OPTIONAL {{ ?record assb:hasRole ?role }}
    {_GIVEN}
    {_CITED}
  }}
  OPTIONAL {{ ?quantity assb:referenceUnit/assb:unitSymbol ?unit }}
}} ORDER BY ?sentence ?number }}
GROUP BY ?thing ?record ?of ?quantity ?comparator ?value ?low ?high ?unit ?as_written
         {_CONDITIONS} ?role
         ?statement ?modality ?status
ORDER BY ?record
"""


def claims(entities: Entities, iri: str) -> Result:
    """Return every claim of which a thing is an end, each once, by id."""
    return _answer(entities, _CLAIMS, iri)


def measurements(entities: Entities, iri: str) -> Result:
    """Return every measurement of a thing or a sample of it, each once, by id.

    `value`, `low` and `high` are in `unit`, the reference unit of the quantity.
    """
    return _answer(entities, _MEASUREMENTS, iri)


def _answer(entities: Entities, text: str, iri: str) -> Result:
    rows = evaluate_here(entities.store, text, take_rows, {"thing": NamedNode(iri)})
    return as_result(rows, entities.label, rows.names[1:])  # all but the thing itself
