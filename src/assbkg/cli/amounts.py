"""Amounts that options take: seconds, memory and threads, each within what makes sense here."""

from __future__ import annotations

import os
import re
from math import isfinite
from typing import Any, Final

import click

__all__ = ["LARGEST_INTEGER", "Mebibytes", "Memory", "Seconds", "Threads", "Whole"]

#: Numbers in facts folders have 32 bits.
LARGEST_INTEGER: Final = 2**31 - 1

_DAY_SECONDS: Final = 86_400
_THREADS_PER_CORE: Final = 4
_LEAST_MEMORY: Final = 64 * 1000**2
#: Where the system does not say how much it has.
_MOST_MEMORY: Final = 1000**4
_WHOLE: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(nan|inf)", re.I
)
_AMOUNT: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([KMGT])(i?)B", re.IGNORECASE)
_POWERS: Final = "KMGT"


class Whole(click.IntRange):
    """A whole number in ASCII digits; Python takes `1_000` and digits of other scripts, too."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click declares it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> int:
        """Read a number."""
        if isinstance(value, str) and not _WHOLE.fullmatch(value):
            self.fail(f"{value!r} is not a whole number; write it in the digits 0 to 9", param, ctx)
        number: int = super().convert(value, param, ctx)
        return number


class Seconds(click.FloatRange):
    """Seconds to wait: a number above 0, or from `least` on, and at most a day."""

    def __init__(self, least: float = 0.0) -> None:
        super().__init__(min=least or 0, max=_DAY_SECONDS, min_open=not least)

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as click declares it
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Read a number; NaN compares with nothing, so that no range would refuse it."""
        if isinstance(value, str) and not _DECIMAL.fullmatch(value):
            self.fail(f"{value!r} is not a number; write it as 2 or 0.5", param, ctx)
        seconds: float = super().convert(value, param, ctx)
        if not isfinite(seconds):
            self.fail(f"{value} is not in the range {self._describe_range()}.", param, ctx)
        return seconds


class Threads(click.ParamType[int]):
    """How many threads, from 1 to four a core. Help shows no range: machines differ."""

    name = "integer"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read a whole number."""
        most = _THREADS_PER_CORE * (os.cpu_count() or 1)
        return Whole(1, most).convert(str(value), param, ctx)


class Mebibytes(click.ParamType[int]):
    """A whole number of MiB, from `least` to what the machine has. Help shows no range.

    The default is taken as it is: a limit above what there is limits nothing.
    """

    name = "integer"

    def __init__(self, least: int) -> None:
        self._least = least

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Read a whole number."""
        if param is not None and value == param.default:
            return int(str(value))
        amount = Whole(self._least, int(_machine_memory()) >> 20)
        return amount.convert(str(value), param, ctx)


class Memory(click.ParamType[str]):
    """An amount of memory, such as 3GB or 512MiB, from 64 MB to what the machine has.

    The default is taken as it is: a limit above what there is limits nothing.
    """

    name = "amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """Read a number with its unit."""
        text = str(value)
        if param is not None and value == param.default:
            return text
        amount, most = _AMOUNT.fullmatch(text), _machine_memory()
        if amount is None:
            self.fail(
                f"{text!r} is not an amount of memory; expected such as 3GB or 512MiB", param, ctx
            )
        base = 1024 if amount[3] else 1000
        size = float(amount[1]) * base ** (1 + _POWERS.index(amount[2].upper()))
        if not _LEAST_MEMORY <= size <= most:
            self.fail(
                f"{text} is not in the range from 64MB to {most / 1e9:.1f}GB, "
                "which is what this machine has",
                param,
                ctx,
            )
        return text


def _machine_memory() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return float(_MOST_MEMORY)
