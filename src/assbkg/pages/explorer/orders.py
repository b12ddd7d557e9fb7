"""In which order things stand in the columns of each network that the page can show."""

from __future__ import annotations

from typing import Final, get_args

from assbkg.drawing.layering.blocks import members
from assbkg.drawing.layering.layers import arrange
from assbkg.drawing.web.designs import Designs
from assbkg.drawing.web.model import Outcomes, Rows
from assbkg.drawing.web.projection import project

__all__ = ["Orders", "orders"]

#: Each network's name, such as `strategy>benefit`, and the ids in its columns from the top.
Orders = dict[str, list[list[str]]]
#: With more links the search for few crossings would take minutes.
_SEARCHED: Final = 400


def orders(designs: Designs) -> Orders:
    """The orders with few crossings, of networks that are not too large to search for one.

    The page draws parts of these networks and keeps the order. Heights it finds itself, for
    they hang on the reader's window and fonts; and so it does the order of larger networks,
    of which it shows families first.
    """
    found: Orders = {}
    for rows in get_args(Rows):
        for outcomes in get_args(Outcomes):
            network = project(designs, rows, outcomes)
            if len(network.links) <= _SEARCHED:
                columns = arrange(network.families, network.weights)
                found[f"{rows}>{outcomes}"] = [list(members(column)) for column in columns]
    return found
