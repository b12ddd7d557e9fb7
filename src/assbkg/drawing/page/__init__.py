"""The network as a page: one HTML file that opens from disk and loads nothing else.

vis-network, which pyvis brings, is inside the file. The template is ours, because pyvis's own
links content delivery networks and escapes nothing. Lengths are in pixels.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assbkg.drawing.layering.ordering import arrange
from assbkg.drawing.layering.placing import Placed, Spacing, place
from assbkg.drawing.lettering import FONT, MM_PER_POINT, shorten_to, wrap
from assbkg.drawing.marks import stroke
from assbkg.drawing.palette import COLOURS, CONTESTED, FAMILY, INFERRED, TINT, tint
from assbkg.drawing.web import wording
from assbkg.drawing.web.model import HEADINGS, Network
from assbkg.errors import DrawingError
from assbkg.printable import in_brief

if TYPE_CHECKING:
    from pyvis.network import Network as Drawing

__all__ = ["Page", "as_pyvis", "content_hash", "make_page"]

_FOLDER: Final = Path(__file__).parent
_SPACING: Final = Spacing(node=7, block=11, heading=22, padding=8)
_BOX: Final = 264  # the width of a box
_STRIDE: Final = 490  # from the middle of a column to that of the next
_INSET: Final = 8  # from the edge of a box to its label
_LINE: Final = 30  # the height of a box with one line
_LEADING: Final = 18
_MARGIN: Final = 24
_TOP: Final = 30 + _MARGIN  # above the boxes, with the headings of the columns
_LETTERS: Final = 15
_SMALL: Final = 13  # the names of families
_POINT: Final = 4 / 3
_SLACK: Final = 0.95  # for browsers' fonts that are wider than DejaVu Sans
#: The width of a notebook's cell, what stands above the drawing, and what a laptop shows at once.
_CELL, _ABOVE, _TALLEST = 1000, 230, 780

_OPTIONS: Final[Mapping[str, Any]] = {
    "physics": {"enabled": False},  # it would pull nodes out of their columns
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": True,
        "selectConnectedEdges": False,
        "tooltipDelay": 150,
        "zoomView": False,  # the wheel scrolls the page
    },
    # No maximum: vis-network would break lines that are broken and measured already.
    "nodes": {
        "font": {"size": _LETTERS},
        "margin": _INSET,
        "widthConstraint": {"minimum": _BOX - 2 * _INSET},
    },
    "edges": {
        "smooth": {"type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5},
    },
}


@dataclass(frozen=True, repr=False)
class Page:
    """The text of a page, its title, and the width and height of its drawing.

    In a narrower window the drawing is smaller, in the same shape.
    """

    text: str
    title: str
    width: int
    height: int

    def __repr__(self) -> str:
        return in_brief(self, f"{self.title}, {self.width} × {self.height}")

    def frame(self) -> str:
        """Return the HTML element in which a notebook shows the page.

        The page runs its own script and nothing else: it has not the origin of the notebook,
        so that it can't reach the server, its cookies or other cells.
        """
        drawing = self.height * min(_CELL, self.width) / self.width
        return (
            f'<iframe title="{escape(self.title)}" sandbox="allow-scripts" '
            f'style="width: 100%; height: {min(_TALLEST, round(_ABOVE + drawing))}px; border: 0" '
            f'srcdoc="{escape(self.text)}"></iframe>'
        )


def make_page(network: Network, about: str = "") -> Page:
    """Return a page; the same network gives the same text with one version of pyvis.

    `about` says to what the network was narrowed. Raises `DrawingError` when there is nothing
    to draw, or pyvis came without vis-network.
    """
    from jinja2 import Environment, FileSystemLoader

    if not network.links:
        first, middle, last = (HEADINGS[name].lower() for name in network.columns)
        raise DrawingError(f"the graph has no link between {first}, {middle} and {last}")
    drawing, placed = _drawn(network)
    width = (len(network.columns) - 1) * _STRIDE + _BOX + 2 * _MARGIN
    height = round(placed.height + _TOP + _MARGIN)
    title, library, script = wording.title(network), _library(), _part("network.js")
    style = _style(width, height)
    runs = f"{content_hash(library)} {content_hash(script)}"
    rows = list(zip((edge["id"] for edge in drawing.edges), network.links, strict=True))
    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True)
    text = environment.get_template("network.html").render(
        title=title,
        about=about,
        introduction=wording.introduction(network),
        policy=(
            f"default-src 'none'; script-src {runs}; style-src {content_hash(style)}; "
            "base-uri 'none'; form-action 'none'"
        ),
        library=library,
        script=script,
        style=style,
        options=_OPTIONS,
        network={
            "nodes": drawing.nodes,
            "links": drawing.edges,
            "frame": {"left": -_BOX / 2 - _MARGIN, "top": -_TOP, "width": width},
            "columns": [
                {"x": number * _STRIDE, "text": f"{HEADINGS[name]} ({len(network.column(name))})"}
                for number, name in enumerate(network.columns)
            ],
            "grounds": [
                {
                    "x": ground.column * _STRIDE - _BOX / 2 - _SPACING.padding,
                    "y": ground.top,
                    "width": _BOX + 2 * _SPACING.padding,
                    "height": ground.bottom - ground.top,
                    "text": _shortened(ground.family),
                }
                for ground in placed.grounds
            ],
            "box": _BOX,
        },
        names=network.columns,
        contested=any(link.contested for link in network.links),
        nodes_by_id=network.by_id,
        tables=[
            (left, right, [row for row in rows if network.by_id[row[1].source].column == left])
            for left, right in pairwise(network.columns)
        ],
        wording=wording,
    )
    return Page(text, title, width, height)


def as_pyvis(network: Network) -> Drawing:
    """Return a network of pyvis: nodes in columns, with the claims as tooltips.

    A node has its IRI as id; a link is as wide as it has claims, and dashed if it has none.
    """
    drawing, _ = _drawn(network)
    options = {name: _OPTIONS[name] for name in ("physics", "edges")}
    drawing.set_options(json.dumps(options | {"interaction": {"hover": True}}))
    return drawing


def _drawn(network: Network) -> tuple[Drawing, Placed]:
    """Return a network of pyvis, and where its nodes stand so that links cross little."""
    from pyvis.network import Network as Drawing

    labels = {node.id: _broken(node.label) for node in network.nodes}
    heights = {node: _LINE + label.count("\n") * _LEADING for node, label in labels.items()}
    columns = arrange(network.families, network.weights)
    placed = place(columns, network.weights, heights, _SPACING)
    drawing = Drawing(directed=True, height="800px", width="100%", cdn_resources="in_line")
    for node in network.nodes:
        level, colour = network.columns.index(node.column), COLOURS[node.column]
        drawing.add_node(
            node.id,
            label=labels[node.id],
            title=wording.node_tip(network, node),
            shape="box",
            level=level,
            x=level * _STRIDE,
            y=placed.centres[node.id],
            color={"border": colour, "background": tint(colour, TINT)},
            heightConstraint={"minimum": heights[node.id] - 2 * _INSET, "valign": "middle"},
            column=node.column,
            name=node.label,
        )
    most = max((link.claims for link in network.links), default=0)
    for number, link in enumerate(network.links):
        column = network.by_id[link.source].column
        drawing.add_edge(
            link.source,
            link.target,
            id=f"link{number}",
            title=wording.tip(network, link),
            width=1.0 if link.inferred else stroke(link.claims, most) * 2,
            dashes=link.inferred,
            color=CONTESTED if link.contested else INFERRED if link.inferred else COLOURS[column],
            column=column,
            heading=wording.heading(network, link),
            inferred=link.inferred,
            contested=link.contested,
        )
    return drawing, placed


def _library() -> str:
    import pyvis

    folder = Path(pyvis.__file__).parent / "templates" / "lib"
    found = sorted(folder.glob("vis-*/vis-network.min.js"))
    if not found:
        raise DrawingError(f"{folder}: has no vis-network; reinstall pyvis")
    return found[-1].read_text(encoding="utf-8")


def _part(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _style(width: int, height: int) -> str:
    """Return the style sheet, with the colours of the palette and the shape of the drawing."""
    colours = "".join(
        f"--{name}:{colour};--{name}-ground:{tint(colour, TINT)};"
        for name, colour in COLOURS.items()
    )
    others = f"--inferred:{INFERRED};--family:{FAMILY};--contested:{CONTESTED}"
    shape = f"#graph{{aspect-ratio:{width}/{height}}}\n"
    return f":root{{{colours}{others}}}\n{shape}{_part('network.css')}"


def content_hash(text: str) -> str:
    """Return how a content security policy names an inline script or style that may run."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _broken(label: str) -> str:
    """Return a label in lines that fit a box."""
    letters = (character for character in label if not character.isspace())
    limit = (_BOX - 2 * _INSET) / _POINT * MM_PER_POINT
    lines = wrap(_measurable(label), _LETTERS / _POINT, limit * _SLACK)
    return "\n".join("".join(c if c.isspace() else next(letters) for c in line) for line in lines)


def _shortened(label: str) -> str:
    """Return as much of the name of a family as fits above its boxes."""
    whole = _measurable(label)
    shown = shorten_to(whole, _SMALL / _POINT, _BOX / _POINT * MM_PER_POINT)
    return label if shown == whole else label[: len(shown) - 1] + "…"


def _measurable(text: str) -> str:
    """Return a text with a wide letter for each that DejaVu Sans lacks and a browser has."""
    known = _known_characters()
    return "".join(c if c.isspace() or ord(c) in known else "W" for c in text)


@cache
def _known_characters() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(FONT)).get_charmap())
