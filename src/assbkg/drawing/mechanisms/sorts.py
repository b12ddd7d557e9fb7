"""The sorts of effects that a causal map tells apart: by head and colour, shade and dashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from assbkg.drawing.web.causal import Effect, Relation

__all__ = ["MANNERS", "SORTS", "Manner", "Sort", "sort_of"]


@dataclass(frozen=True)
class Manner:
    """How effects of some relations are drawn. A `bar` ends across, else it is an arrow."""

    colour: str
    words: str
    bar: bool = False


MANNERS: Final[Mapping[str, Manner]] = {
    "helps": Manner("#0072B2", "leads to, promotes"),
    "hinders": Manner("#D55E00", "mitigates, limits", bar=True),
    "causes": Manner("#555555", "causes"),
}
_MANNER_OF: Final[Mapping[Relation, str]] = {
    "leadsTo": "helps",
    "promotes": "helps",
    "mitigates": "hinders",
    "limits": "hinders",
    "causes": "causes",
}
_Standing = Literal["claimed", "weak", "inferred", "contested"]
_STANDINGS: Final[tuple[_Standing, ...]] = ("claimed", "weak", "inferred", "contested")


@dataclass(frozen=True, order=True)
class Sort:
    """A manner, and whether that is claimed, and how, inferred, or rests on what is contested."""

    manner: str
    standing: _Standing

    @property
    def id(self) -> str:
        """Both in one word."""
        return f"{self.manner}.{self.standing}"


#: Every sort by its id.
SORTS: Final[Mapping[str, Sort]] = {
    sort.id: sort for sort in (Sort(m, standing) for m in MANNERS for standing in _STANDINGS)
}


def sort_of(effect: Effect) -> Sort:
    """The sort of an effect."""
    standing: _Standing = "claimed"
    if effect.contested:
        standing = "contested"
    elif effect.inferred:
        standing = "inferred"
    elif effect.weak:
        standing = "weak"
    return Sort(_MANNER_OF[effect.relation], standing)
