"""How far an upload has come: bars on a terminal, nothing in a pipe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from assbkg.printable import printable
from assbkg.service.upload import Sent

__all__ = ["Display", "upload_display"]


class Display:
    """A bar for each graph; what is waited for is told above the bars."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def sent(self, sent: Sent) -> None:
        """Move the bar of a graph; back, when its sending starts anew."""
        name, total = sent.graph.name, sent.graph.triples
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total, said="")
        said = f"{sent.triples:,} of {total:,} triples, {sent.size / 1e6:,.1f} MB"
        self._bars.update(self._tasks[name], completed=sent.triples, said=said)

    def waiting(self, message: str) -> None:
        """Say why nothing moves."""
        if not self._bars.disable:
            self._bars.console.print(printable(message), markup=False, highlight=False)


@contextmanager
def upload_display(screen: TextIO) -> Iterator[Display]:
    """A display on a terminal, whose cursor it moves; in a pipe it shows nothing."""
    fields = (
        TextColumn("  {task.description:<9}"),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        TimeRemainingColumn(),
    )
    columns, lines = shutil.get_terminal_size()
    console = Console(file=screen, width=columns, height=lines)
    bars = Progress(
        *fields,
        console=console,
        disable=not screen.isatty(),
        redirect_stdout=False,
        redirect_stderr=False,
    )
    with bars:
        yield Display(bars)
