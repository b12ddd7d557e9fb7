"""Options that mean the same in several commands, and the types of what options take."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import partial, wraps
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

import click

from assbkg.cli.completing import names_of, sources

if TYPE_CHECKING:
    from assbkg.drawing.opened import OpenedGraph

__all__ = ["FILE", "LARGEST_INTEGER", "ROW_FORMATS", "Mebibytes", "Memory", "Opened", "Pair"]
__all__ += ["Seconds", "Threads", "Whole", "by_option", "choice_options", "consequences_option"]
__all__ += ["format_option", "graph_options", "graphs_option", "include_option"]
__all__ += ["link_arguments", "name_option", "ontology_option", "release_option", "safe_option"]
__all__ += ["sign_option", "text_option", "toward_option", "without_option"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: Numbers in facts folders have 32 bits.
LARGEST_INTEGER: Final = 2**31 - 1

_DAY_SECONDS: Final = 86_400
_THREADS_PER_CORE: Final = 4
_LEAST_MEMORY: Final = 64 * 1000**2
#: Used where the system does not state its memory.
_MOST_MEMORY: Final = 1000**4
_WHOLE: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(
    r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?(nan|inf)", re.I
)
_AMOUNT: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([KMGT])(i?)B", re.IGNORECASE)
_POWERS: Final = "KMGT"
FILE: Final = click.Path(path_type=Path)
#: How rows are written; `Result.write` knows the same formats.
ROW_FORMATS: Final = (
    *("table", "csv", "csv-excel", "tsv", "json", "markdown", "latex"),
    *("bibtex", "ris", "csl"),
)


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

    The default is accepted as it is: a limit above the machine's memory does no harm.
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

    The default is accepted as it is: a limit above the machine's memory does no harm.
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
                f"{text!r} is not an amount of memory; expected for example 3GB or 512MiB",
                param,
                ctx,
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


class Pair(click.ParamType[tuple[str, str]]):
    """`KEY=VALUE` as a pair."""

    name = "KEY=VALUE"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split the argument at its first `=`."""
        if isinstance(value, tuple):
            return value
        key, equals, rest = str(value).partition("=")
        if not equals or not key:
            self.fail(f"{value!r} is not a {self.name}", param, ctx)
        return key, rest


def _machine_memory() -> float:
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return float(_MOST_MEMORY)


release_option = click.option(
    "--release", type=FILE, help="Release folder (default: the shipped one)."
)
without_option = click.option(
    "--without",
    "--without-source",
    "omitted",
    multiple=True,
    metavar="SOURCE",
    help="Omit a source with all that follows from it, such as background (repeatable).",
    shell_complete=sources,
)
graphs_option = click.option(
    "--graphs", type=FILE, help="Folder of tables (default: ./graphs, else the shipped one)."
)
ontology_option = click.option(
    "--ontology", type=FILE, help="Ontology folder (default: ./ontology, else the shipped one)."
)
sign_option = click.option(
    "--sign", "key", type=FILE, metavar="KEY", help="Sign the output with an SSH private key."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(ROW_FORMATS),
    default="table",
    show_default=True,
    help="Output format; bibtex, ris and csl list the works that the answer rests on.",
)
text_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
safe_option = click.option(
    "--safe",
    is_flag=True,
    help="With csv or tsv: keep spreadsheets from reading cells as formulas.",
)
include_option = click.option(
    "--include", type=click.Choice(["contested"]), help="Include contested claims."
)
consequences_option = click.option(
    "--all", "consequences", is_flag=True, help="Include inferred links that follow from others."
)


def name_option(
    flag: str,
    about: str,
    kind: str,
    under: str = "",
    *,
    dest: str = "",
    multiple: bool = False,
) -> Callable[[_Command], _Command]:
    """Return an option whose value names an individual of a kind, or a class below `under`."""
    return click.option(
        flag,
        *([dest] if dest else []),
        metavar="NAME",
        default=None if multiple else "",
        multiple=multiple,
        help=about,
        shell_complete=names_of(kind, under),
    )


def by_option(about: str) -> Callable[[_Command], _Command]:
    """Return the option for what stands first in a network or matrix."""
    return click.option(
        "--by",
        type=click.Choice(["strategy", "system", "material"]),
        default="strategy",
        show_default=True,
        help=about,
    )


def toward_option(about: str) -> Callable[[_Command], _Command]:
    """Return the option for what stands last in a network or matrix."""
    return click.option(
        "--toward",
        type=click.Choice(["benefit", "bottleneck"]),
        default="benefit",
        show_default=True,
        help=about,
    )


def link_arguments(command: _Command) -> _Command:
    """Give a command the three arguments that name a link."""
    for name, shown, kind in (
        ("target", "OBJECT", "thing"),
        ("predicate", "PROPERTY", "property"),
        ("subject", "SUBJECT", "thing"),
    ):
        command = click.argument(name, metavar=shown, shell_complete=names_of(kind))(command)
    return command


#: Opens the graph that a command is asked about.
Opened: TypeAlias = "Callable[[], OpenedGraph]"


def graph_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name its graph, as its `opened`, which opens that."""

    @wraps(command)
    def with_graph(release: Path | None, omitted: tuple[str, ...], **others: object) -> object:
        import assbkg

        return command(opened=partial(assbkg.open, release, without=omitted), **others)

    decorated: Callable[..., Any] = without_option(release_option(with_graph))
    return decorated


def choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that select part of the graph, as its `choice`."""

    @wraps(command)
    def chosen(
        component: str, focus: str, min_grade: str, include: str | None, **others: object
    ) -> object:
        from assbkg.drawing.web.designs import Choice

        choice = Choice(component, focus, min_grade, contested=include is not None)
        return command(choice=choice, **others)

    component = name_option(
        "--component",
        "Show only systems that serve as this component.",
        *("class", "CellComponent"),
    )
    focus = name_option("--focus", "Show only what is related to this.", "thing")
    min_grade = click.option(
        "--min-grade", default="", metavar="GRADE", help="Show only links of at least this grade."
    )
    decorated: Callable[..., Any] = component(focus(min_grade(include_option(chosen))))
    return decorated
