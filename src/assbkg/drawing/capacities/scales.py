"""The axes of the figure: capacity upwards, cycles to the right, each with its ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from math import floor, log10
from typing import Final

from assbkg.drawing.lettering import width_mm
from assbkg.drawing.notes import SMALL

__all__ = ["Cycles", "Heights"]

_STEPS: Final = (1, 2, 5)
_HEADROOM: Final = 1.13
_APART: Final = 1.5  # between the numbers of two ticks


@dataclass(frozen=True)
class Heights:
    """A linear axis from nothing, at `bottom`, to a little above `most`, at `top`."""

    most: float
    top: float
    bottom: float

    @property
    def step(self) -> float:
        """From tick to tick: 1, 2 or 5 times a power of ten, for five ticks or so."""
        rough = self._most / 5
        power = 10.0 ** floor(log10(rough))
        return next(s * power for s in (*_STEPS, 10) if s * power >= rough * 0.999)

    @property
    def ticks(self) -> list[float]:
        """All ticks."""
        return [n * self.step for n in range(floor(self._end / self.step) + 1)]

    @property
    def _end(self) -> float:
        return self._most * _HEADROOM

    @property
    def _most(self) -> float:
        """What the axis must hold; where nothing is above nothing, one."""
        return self.most if self.most > 0 else 1.0

    def at(self, value: float) -> float:
        """Where a capacity is, from the top of the figure."""
        return self.bottom - (self.bottom - self.top) * value / self._end


@dataclass(frozen=True)
class Cycles:
    """A logarithmic axis over some numbers of cycles; with cycle 0 among them, of one more."""

    numbers: Sequence[int]
    left: float
    right: float

    def at(self, number: int) -> float:
        """Where a cycle is."""
        least, most = self._log(min(self.numbers)), self._log(max(self.numbers))
        if least == most:
            return self.left
        return self.left + (self.right - self.left) * (self._log(number) - least) / (most - least)

    def _log(self, number: int) -> float:
        return log10(number + (min(self.numbers) < 1))

    @property
    def ticks(self) -> list[int]:
        """The cycles themselves when their numbers fit side by side; else round ones."""
        told = sorted(set(self.numbers))
        for ticks in (told, self._round(_STEPS), self._round((1,))):
            if ticks and self._fits(ticks):
                return ticks
        return [told[0]]

    def _round(self, steps: Sequence[int]) -> list[int]:
        least, most = min(self.numbers), max(self.numbers)
        ticks: list[int] = []
        for power in count():
            if 10**power > most:
                return [tick for tick in ticks if least <= tick <= most]
            ticks += [step * 10**power for step in steps]
        raise AssertionError

    def _fits(self, ticks: Sequence[int]) -> bool:
        def half(tick: int) -> float:
            return width_mm(str(tick), SMALL) / 2

        return all(
            self.at(second) - self.at(first) >= half(first) + half(second) + _APART
            for first, second in pairwise(ticks)
        )
