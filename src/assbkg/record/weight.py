"""What stands behind a link, counted in works: each once, however often papers mention it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assbkg.record.claims import Claim

__all__ = ["Weight", "merged", "weigh"]

_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Weight:
    """The works behind a link, by their IRIs.

    `own_results` are papers that found it themselves, `cited` works that papers cite for it and
    that nobody has read here, `unsourced` papers that say it and name no source. `dissenting` are
    the works behind what denies the link or says the opposite.
    """

    own_results: frozenset[str] = _NOBODY
    cited: frozenset[str] = _NOBODY
    unsourced: frozenset[str] = _NOBODY
    dissenting: frozenset[str] = _NOBODY

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """The sort key, heaviest first: undisputed, own results, cited works, other papers."""
        counts = (len(self.own_results), len(self.cited), len(self.unsourced))
        return (bool(self.dissenting), -counts[0], -counts[1], -counts[2])

    @property
    def works(self) -> frozenset[str]:
        """All works that support the link."""
        return self.own_results | self.cited | self.unsourced

    @property
    def words(self) -> str:
        """The counts in words.

        >>> Weight(frozenset({"a"}), frozenset({"b", "c"})).words
        '1 own result, 2 works cited but not read, none against'
        """
        counted = (
            (len(self.own_results), "own result", "own results", ""),
            (len(self.cited), "work", "works", " cited but not read"),
            (len(self.unsourced), "paper", "papers", " without a source"),
        )
        parts = [f"{n} {one if n == 1 else many}{how}" for n, one, many, how in counted if n]
        against = f"{len(self.dissenting) or 'none'} against"
        return ", ".join([*(parts or ["no work"]), against])


def weigh(claims: Iterable[Claim], against: Iterable[Claim], read: Mapping[str, str]) -> Weight:
    """Return the weight of claims of one link.

    `read` gives, for each paper of the graph, the IRI of the work that it is. A paper has no say
    where it cites a paper of the graph, which speaks for itself. What a paper says again without
    a source adds nothing to what it has shown or cited. Background is no work.
    """
    known = frozenset(read.values())
    claims = [claim for claim in claims if not claim.is_background]
    own = {read.get(c.source, c.source) for c in claims if c.origin == "own-result"}
    citing = [claim for claim in claims if claim.origin == "cited"]
    cited = {work for claim in citing for work in claim.authorities} - known
    spoken = own | {read.get(claim.source, claim.source) for claim in citing}
    silent = {read.get(claim.source, claim.source) for claim in claims} - spoken
    dissenting = weigh(against, (), read).works if (against := tuple(against)) else _NOBODY
    return Weight(frozenset(own), frozenset(cited), frozenset(silent), dissenting)


def merged(weights: Iterable[Weight]) -> Weight:
    """Return the weight of separate arguments together: each work counts once."""
    whole = Weight()
    for one in weights:
        own = whole.own_results | one.own_results
        whole = Weight(
            own,
            (whole.cited | one.cited) - own,
            (whole.unsourced | one.unsourced) - own,
            whole.dissenting | one.dissenting,
        )
    return whole
