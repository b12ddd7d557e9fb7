"""The network of an opened graph: shown in a notebook, saved, or given to networkx."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assbkg.drawing.web import wording
from assbkg.drawing.web.model import HEADINGS, Network, as_digraph
from assbkg.errors import DrawingError

if TYPE_CHECKING:
    import networkx as nx
    import pyvis.network
    from IPython.display import SVG

    from assbkg.drawing.page import Page

__all__ = ["DrawnNetwork"]


@dataclass(frozen=True, repr=False)
class DrawnNetwork:
    """What designs do, as a network.

    A notebook shows it as a page at the end of a cell. `about` says to what the network was
    narrowed.
    """

    network: Network
    about: str = ""

    @cached_property
    def page(self) -> Page:
        """The network as a page. Raises `DrawingError` as `make_page` does."""
        from assbkg.drawing.page import make_page

        return make_page(self.network, self.about)

    def show(self) -> None:
        """Show the page below the cell of a notebook, from anywhere in the cell.

        It loads nothing else. Raises `DrawingError` outside of a notebook.
        """
        ipython = sys.modules.get("IPython")
        shell = ipython.get_ipython() if ipython else None
        if not hasattr(shell, "kernel"):
            raise DrawingError("no notebook is running; save('network.html') writes the same page")
        from IPython.display import display

        display(self)

    def figure(self, *, width: str = "double") -> SVG:
        """Return the figure for print, as a notebook shows it; its `data` is the text of the SVG.

        Raises `DrawingError` as `save` does, and if IPython is not installed.
        """
        from assbkg.drawing.network import compose
        from assbkg.drawing.rendering import render
        from assbkg.drawing.sheet import size_of

        try:
            from IPython.display import SVG
        except ImportError:
            message = "showing figures needs IPython; save('network.svg') writes the same figure"
            raise DrawingError(message) from None
        size = size_of(width)
        data = render(
            lambda: compose(self.network, size, about=self.about),
            "svg",
            wording.title(self.network),
            enlarged=size.enlarged,
        )
        return SVG(data=data.decode())

    def save(self, path: Path | str, *, width: str = "double") -> None:
        """Write the page into an .html file, the figure into an .svg, .pdf or .png file.

        Other tools take .graphml, .gexf, .cyjs, .json, .cx2 and .dot files. `width` is that of the
        figure: `single`, `double` or `slide`. Raises `DrawingError` for another ending or
        width, and when it can't be drawn or written.
        """
        from assbkg.drawing import exchange
        from assbkg.drawing.rendering import ENDINGS
        from assbkg.drawing.sheet import size_of
        from assbkg.files.replacing import check_target, ending_of, write_whole

        path, size = Path(path), size_of(width)
        ending = ending_of(path, (".html", *ENDINGS, *exchange.ENDINGS))
        check_target(path)
        if ending == ".html":
            write_whole(path, self.page.text.encode())
            return
        if ending in exchange.ENDINGS:
            exchange.write_exchange(self.network, path)
            return
        from assbkg.drawing.network import write_network

        write_network(self.network, path, size=size, about=self.about)

    def to_networkx(self) -> nx.DiGraph:
        """Return a networkx graph with the attributes of `Node` and `Link`, without evidence."""
        return as_digraph(self.network)

    def to_pyvis(self) -> pyvis.network.Network:
        """Return a pyvis network, to be changed and drawn.

        The pages that pyvis makes load their style from the web; `save` writes one that doesn't.
        """
        from assbkg.drawing.page import as_pyvis

        return as_pyvis(self.network)

    def __repr__(self) -> str:
        counts = {name: len(self.network.column(name)) for name in self.network.columns}
        parts = [f"{n} {name if n == 1 else HEADINGS[name].lower()}" for name, n in counts.items()]
        return f"<Network: {', '.join(parts)}; {wording.summary(self.network)}>"

    def _repr_html_(self) -> str:
        return self.page.frame()
