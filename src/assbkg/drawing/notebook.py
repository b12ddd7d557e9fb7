"""Magics for IPython and Jupyter: `%load_ext assbkg`.

::

    %%sparql [NAME] [--release DIR]     the cell is the query; its answer goes to NAME, not shown
    %sparql SELECT ...                  a query in one line
    %query NAME [KEY=VALUE ...]         a named query of the library

An error is one message without a traceback. Explanations, advice and outcomes are shown as
text.
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from assbkg.errors import AssbkgError

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.asking.results.result import Result
    from assbkg.asking.results.triples import Triples

__all__ = ["load"]


class _Options(argparse.ArgumentParser):
    """The options of a magic; wrong ones raise an error, and don't end the process."""

    def error(self, message: str) -> NoReturn:
        raise AssbkgError(f"{message}; {self.format_usage().strip()}")


def _cell_options() -> _Options:
    options = _Options(prog="%%sparql", add_help=False, allow_abbrev=False)
    options.add_argument("name", nargs="?", metavar="NAME")
    options.add_argument("--release", metavar="DIR")
    return options


@dataclass
class _Magics:
    """The magics of one shell; graphs that they open stay open."""

    shell: InteractiveShell
    graphs: dict[str | None, KnowledgeGraph] = field(default_factory=dict)

    def sparql_cell(self, line: str, cell: str) -> Result | Triples | None:
        """Answer the SPARQL query in a cell."""
        options = _cell_options().parse_args(_words(line))
        if options.name is not None and not options.name.isidentifier():
            raise AssbkgError(f"{options.name!r} is not a variable name")
        result = self._graph(options.release).sparql(cell)
        if options.name is None:
            return result
        self.shell.user_ns[options.name] = result
        return None

    def sparql_line(self, line: str) -> Result | Triples:
        """Answer a SPARQL query that stands in the line."""
        return self._graph(None).sparql(line)

    def query(self, line: str) -> Result:
        """Answer a named query of the library: its name, then KEY=VALUE for its parameters."""
        if not (words := _words(line)):
            raise AssbkgError("give the name of a query; usage: %query NAME [KEY=VALUE ...]")
        given: dict[str, str] = {}
        for word in words[1:]:
            key, equals, value = word.partition("=")
            if not (key and equals):
                raise AssbkgError(f"{word!r} is not KEY=VALUE; quote values with spaces")
            given[key] = value
        return self._graph(None).query(words[0], **given)

    def _graph(self, folder: str | None) -> KnowledgeGraph:
        if folder not in self.graphs:
            import assbkg

            self.graphs[folder] = assbkg.open(folder)
        return self.graphs[folder]


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise AssbkgError(f"{line!r} can't be parsed: {error}") from error


def _in_one_message(magic: Callable[..., Any]) -> Callable[..., Any]:
    """Turn our errors into those that IPython shows without a traceback."""

    def asked(*words: str) -> Any:  # noqa: ANN401 - whatever the magic gives
        from IPython.core.error import UsageError

        try:
            return magic(*words)
        except AssbkgError as error:
            raise UsageError(str(error)) from None

    asked.__doc__ = magic.__doc__
    return asked


def load(shell: InteractiveShell) -> None:
    """Register the magics, and the text of explanations, advice and outcomes."""
    from IPython.core.magic import no_var_expand

    magics = _Magics(shell)
    register = shell.magics_manager.register_function
    register(_in_one_message(magics.sparql_cell), "cell", "sparql")
    # Braces and dollars belong to SPARQL.
    register(no_var_expand(_in_one_message(magics.sparql_line)), "line", "sparql")
    register(_in_one_message(magics.query), "line", "query")
    _show_in_words(shell)


def _show_in_words(shell: InteractiveShell) -> None:
    from assbkg.asking.advising.advice import Advice
    from assbkg.asking.advising.telling import tell_advice
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.explaining import Explanation
    from assbkg.asking.supposing import Outcome
    from assbkg.asking.telling import tell, tell_outcome

    tellers: dict[type, Callable[[Any], str]] = {
        Advice: lambda answer: tell_advice(answer, "text"),
        Conditions: lambda answer: tell(answer, "text"),
        Explanation: lambda answer: tell(answer, "text"),
        Outcome: lambda answer: tell_outcome(answer, "text"),
    }
    assert shell.display_formatter is not None
    plain = shell.display_formatter.formatters["text/plain"]
    for kind, teller in tellers.items():
        plain.for_type(kind, _printer(teller))


def _printer(teller: Callable[[Any], str]) -> Callable[[Any, Any, bool], None]:
    return lambda answer, printer, _cycle: printer.text(teller(answer).rstrip("\n"))
