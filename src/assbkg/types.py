"""The types and errors that programs name: for annotations, and to catch.

`import assbkg` does not load this module, and loading it loads no library for figures.

>>> from assbkg.types import KnowledgeGraph, Result, UnknownName
>>> def strategies(graph: KnowledgeGraph, bottleneck: str) -> Result | None:
...     try:
...         return graph.query("strategies-for-bottleneck", bottleneck=bottleneck)
...     except UnknownName:
...         return None
"""

from __future__ import annotations

from assbkg.asking.advising.advice import Advice
from assbkg.asking.advising.options import Gap, Option
from assbkg.asking.conditions import Condition, Conditions
from assbkg.asking.entity import Entity, LinkCount, Named, Things
from assbkg.asking.explaining import Explanation, Step
from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.plainly.replying import Reply
from assbkg.asking.results.result import Result
from assbkg.asking.results.triples import Triples
from assbkg.asking.supposing import Effect, Outcome
from assbkg.drawing.drawn import DrawnNetwork
from assbkg.drawing.opened import OpenedGraph
from assbkg.errors import (
    AmbiguousName,
    AssbkgError,
    BuildError,
    Confined,
    CurationError,
    DoesNotHold,
    DrawingError,
    MissingFile,
    NanopubError,
    NoAnswer,
    OntologyError,
    QueryError,
    QueryRejected,
    QueryTimeout,
    ReasoningError,
    ReportError,
    ResultTooLarge,
    SignatureError,
    SourceTextError,
    UnknownName,
    UnreadableFile,
    UploadError,
)
from assbkg.record.claims import Assessment, Claim
from assbkg.record.disagreements import Disagreement
from assbkg.record.sources import Citation, Paper, Place

__all__ = [
    "Advice",
    "AmbiguousName",
    "AssbkgError",
    "Assessment",
    "BuildError",
    "Citation",
    "Claim",
    "Condition",
    "Conditions",
    "Confined",
    "CurationError",
    "Disagreement",
    "DoesNotHold",
    "DrawingError",
    "DrawnNetwork",
    "Effect",
    "Entity",
    "Explanation",
    "Gap",
    "KnowledgeGraph",
    "LinkCount",
    "MissingFile",
    "Named",
    "NanopubError",
    "NoAnswer",
    "OntologyError",
    "OpenedGraph",
    "Option",
    "Outcome",
    "Paper",
    "Place",
    "QueryError",
    "QueryRejected",
    "QueryTimeout",
    "ReasoningError",
    "Reply",
    "ReportError",
    "Result",
    "ResultTooLarge",
    "SignatureError",
    "SourceTextError",
    "Step",
    "Things",
    "Triples",
    "UnknownName",
    "UnreadableFile",
    "UploadError",
]
