"""The sign of a question: whether it asks for what gets better or for what gets worse.

*Improve* and *worsen* have a sign by themselves. *Raise* and *reduce* have one by what they are
said of: less of a bottleneck is good, less of a benefit is bad. A question is answered only by
a query that some wording asks with the same sign, so that nobody who asks for harm is shown
benefits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from assbkg.asking.plainly.words import Words, stem

__all__ = ["VALUED", "Sign", "Signs", "Value", "find_signs", "is_noun"]

#: For the better, for the worse, or more or less of something that is neither good nor bad.
Sign = Literal["better", "worse", "more", "less"]
#: Whether more of something is for the better or for the worse.
Value = Literal["better", "worse"]
#: The places of words that have a sign, with the sign.
Signs = Mapping[int, Sign]

#: The value of benefits and bottlenecks, by the types of parameters.
VALUED: Final[Mapping[str, Value]] = {
    "PerformanceDimension": "better",
    "Bottleneck": "worse",
}
_OPPOSITE: Final[Mapping[Value, Value]] = {"better": "worse", "worse": "better"}
#: Nouns for whatever is good or bad: `which gains are lost` asks for the worse alone.
_NOUNS: Final[Mapping[str, Value]] = {
    **dict.fromkeys(map(stem, ("benefit", "gain", "advantage", "upside", "improvement")), "better"),
    **dict.fromkeys(
        map(stem, ("bottleneck", "challenge", "disadvantage", "downside", "drawback", "issue")),
        "worse",
    ),
    **dict.fromkeys(map(stem, ("loss", "penalty", "problem", "side-effect", "trade-off")), "worse"),
}
#: Forms of *be* before a participle: its target stands before it.
_PASSIVE: Final = frozenset({"be", "been", "being", "is", "are", "was", "were", "gets", "get"})
_DO: Final = frozenset({"do", "does", "did"})
#: Words of amount, which have a sign only right before what they are said of.
_AMOUNTS: Final = frozenset({"fewer", "less", "more"})


def find_signs(
    words: Sequence[str], vocabulary: Words, valued: Mapping[int, Value], named: frozenset[int]
) -> Signs:
    """Return the words of a question or wording that have a sign.

    `valued` gives the places where names of benefits and bottlenecks begin, `named` those of all
    words that belong to a name and so have no sign of their own.
    """
    stems = {at: stem(word) for at, word in enumerate(words) if at not in named}
    nouns = {at: _NOUNS[stemmed] for at, stemmed in stems.items() if stemmed in _NOUNS}
    targets = {**nouns, **valued}
    found: dict[int, Sign] = {}
    spoken_of = set[int]()
    for at, stemmed in stems.items():
        if stemmed not in vocabulary.signed:
            continue
        of = None if at in nouns else _target(words, at, targets)
        if stemmed in vocabulary.bettering:
            found[at] = "better"
        elif stemmed in vocabulary.worsening:
            found[at] = "worse"
        elif of is not None:
            raises = stemmed in vocabulary.raising
            found[at] = targets[of] if raises else _OPPOSITE[targets[of]]
        elif words[at] not in _AMOUNTS:
            found[at] = "more" if stemmed in vocabulary.raising else "less"
        if at in found and of is not None:
            spoken_of.add(of)
    return {at: sign for at, sign in found.items() if at not in spoken_of}


def is_noun(word: str) -> bool:
    """Tell whether a word stands for whatever is good or bad."""
    return stem(word) in _NOUNS


def _target(words: Sequence[str], at: int, targets: Mapping[int, Value]) -> int | None:
    """Return where that stands which a word is said of: the next one, or one before it."""
    after = min((place for place in targets if place > at), default=None)
    if words[at] in _AMOUNTS:
        return after if after == at + 1 else None
    before = max((place for place in targets if place < at), default=None)
    passive = words[at].endswith("ed") or not _PASSIVE.isdisjoint(words[max(0, at - 2) : at])
    if before is None or (after is not None and not passive):
        return after
    # In `what does it limit`, the name before is the subject.
    return None if not passive and not _DO.isdisjoint(words[:before]) else before
