"""How much of the papers of a graph is read, in words.

What a graph does not have is said only beside this: silence is not absence.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from assbkg.record.sources import Paper

__all__ = ["extent_read"]

#: Of more papers, only their number and that of their sentences is given.
_NAMED: Final = 5


def extent_read(papers: Collection[Paper]) -> str:
    """Return how many papers there are, and how many sentences of each are read.

    >>> def paper(key, read, sentences):
    ...     return Paper("", key, "", "", "", "", (), 0, "", read, sentences)
    >>> extent_read([paper("", 148, 148)])
    '1 paper, all 148 sentences read'
    >>> extent_read([paper("Deng", 148, 148), paper("Kim", 41, 240)])
    '2 papers: Deng (all 148 sentences read), Kim (41 of 240 sentences read)'
    """
    if not papers:
        return "no paper"
    if len(papers) == 1:
        return f"1 paper, {_read(*papers)}"
    if len(papers) <= _NAMED:
        each = (f"{paper.name} ({_read(paper)})" for paper in papers)
        return f"{len(papers)} papers: {', '.join(each)}"
    read, sentences = sum(p.read for p in papers), sum(p.sentences for p in papers)
    partly = sum(not paper.is_whole for paper in papers)
    in_part = f"; {partly:,} of the papers read in part" if partly else ""
    return f"{len(papers):,} papers, {read:,} of {sentences:,} sentences read{in_part}"


def _read(paper: Paper) -> str:
    share = (
        f"all {paper.sentences:,}" if paper.is_whole else f"{paper.read:,} of {paper.sentences:,}"
    )
    return f"{share} sentences read"
