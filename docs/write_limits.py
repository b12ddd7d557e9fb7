"""Write `docs/limits.md` from `docs/limits.toml` and the constants that it names: `make limits`."""

from __future__ import annotations

import importlib
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, get_args

__all__ = ["Limit", "limits_page", "read_limits"]

_HERE: Final = Path(__file__).parent
_KIB: Final = 1024
_UNITS: Final = ("bytes", "KiB", "MiB", "GiB")

_INTRODUCTION: Final = """# Limits

The limits on input, output, time and memory, and what happens beyond them. `make limits` writes
this page from the code; a test compares it with the code. A limit that an option sets is shown with
its default.
"""


@dataclass(frozen=True)
class Limit:
    """A row of the page.

    `at` says where the number is in the code: `module:NAME`, with dots for attributes and for
    the bounds of an annotated type, as in `module:Name.max_length`.
    """

    area: str
    what: str
    at: str
    unit: str
    beyond: str
    option: str = ""

    @property
    def value(self) -> float | Decimal:
        """The number, from the code."""
        module, _, path = self.at.partition(":")
        found: Any = importlib.import_module(module)
        for name in path.split("."):
            found = _bound(found, name) if get_args(found) else getattr(found, name)
        assert isinstance(found, int | float | Decimal), f"{self.at} is not a number"
        return found

    @property
    def shown(self) -> str:
        """The number with its unit."""
        value = self.value
        if self.unit == "bytes":
            return _bytes(int(value))
        return f"{int(value) if value == int(value) else value:,} {self.unit}"

    @property
    def place(self) -> str:
        """The file of the number, in the repository."""
        return "src/" + self.at.partition(":")[0].replace(".", "/") + ".py"


def main() -> None:
    """Write the page."""
    (_HERE / "limits.md").write_text(limits_page(read_limits()), encoding="utf-8")


def read_limits() -> list[Limit]:
    """Read all rows."""
    found = tomllib.loads((_HERE / "limits.toml").read_text(encoding="utf-8"))
    return [Limit(area, **row) for area, rows in found.items() for row in rows]


def limits_page(limits: list[Limit]) -> str:
    """Return the page as Markdown."""
    lines = [_INTRODUCTION]
    for area in dict.fromkeys(limit.area for limit in limits):
        lines += [f"## {area}", "", "| what | limit | beyond | set by |", "|---|---|---|---|"]
        lines += [
            f"| {one.what} | {one.shown} | {one.beyond} | {_set_by(one)} |"
            for one in limits
            if one.area == area
        ]
        lines.append("")
    return "\n".join(lines)


def _set_by(limit: Limit) -> str:
    return f"`{limit.option}`" if limit.option else f"`{limit.place.removeprefix('src/assbkg/')}`"


def _bound(annotated: object, name: str) -> object:
    """The bound of an annotated type, as pydantic has it."""
    for field in get_args(annotated)[1:]:
        for one in getattr(field, "metadata", []):
            if hasattr(one, name):
                return getattr(one, name)
    raise AttributeError(f"{annotated} has no bound {name!r}")


def _bytes(size: int) -> str:
    """A size in the largest unit that gives a whole number."""
    power = 0
    while size and size % _KIB == 0 and power + 1 < len(_UNITS):
        size //= _KIB
        power += 1
    return f"{size:,} {_UNITS[power]}"


if __name__ == "__main__":
    main()
