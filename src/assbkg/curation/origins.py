"""What a paper rests its statements on: its own result, cited works, nothing, or a heading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assbkg.curation.corpus import Paper, SourceType
from assbkg.curation.records import Claim, Measurement, Origin
from assbkg.errors import Problem

__all__ = ["check_origins", "origin_of"]

#: The types of works that report what their authors measured.
_OF_RESULTS: Final = frozenset({"study", "thesis", "report"})

#: The types of works that report what others found.
_OF_OTHERS: Final = frozenset({"review", "perspective", "book"})


def origin_of(record: Claim | Measurement, work_type: SourceType | None) -> Origin:
    """Return the origin of a claim or measurement in a work of a type, such as `review`.

    Where the table leaves it blank, a record that cites is `cited`, a measured one of a study is
    an `own-result`, and any other is `unsourced`. All of background is `background`.
    """
    if work_type == "background":
        return "background"
    if record.origin:
        return record.origin
    if record.cites:
        return "cited"
    measured = record.modality == "measured" and work_type in _OF_RESULTS
    return "own-result" if measured else "unsourced"


def check_origins(paper: Paper) -> Iterator[Problem]:
    """Yield origins that do not fit the rest of their row, or the type of the paper."""
    for row in paper.assertions():
        if fault := _fault(row.record, paper.info.type):
            yield row.problem("origin", fault)


def _fault(record: Claim | Measurement, work_type: SourceType | None) -> str:
    cites = ", ".join(map(str, record.cites))
    match record.origin:
        case str() if work_type == "background":
            fault = f"is {record.origin!r}, but all of this source is background; leave it blank"
        case "cited" if not cites:
            fault = "is 'cited', but cites is blank; name the works, or leave origin blank"
        case "unsourced" if cites:
            fault = f"is 'unsourced', but the row cites {cites}; leave one of them blank"
        case "own-result" if cites and work_type in _OF_OTHERS:
            fault = f"is 'own-result', but the row of a {work_type} cites {cites}; it is 'cited'"
        case "heading" if cites:
            fault = f"is 'heading', but the row cites {cites}; a heading cites nothing"
        case "heading" if record.modality == "measured":
            fault = "is 'heading', but modality is 'measured'; a heading gives no measured value"
        case _:
            fault = ""
    return fault
