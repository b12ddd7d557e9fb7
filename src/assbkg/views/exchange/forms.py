"""GraphML, GEXF and Cytoscape's JSON, as networkx writes them, without dates."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

from assbkg.views.figures.palette import COLOURS

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["cytoscape", "gexf", "graphml"]


def graphml(graph: nx.DiGraph) -> str:
    """Write GraphML, which most tools read, with the booleans of XML Schema."""
    # Not that of lxml, which writes otherwise where it is installed.
    from networkx.readwrite.graphml import GraphMLWriter

    writer = GraphMLWriter(encoding="utf-8", prettyprint=True, named_key_ids=True)
    writer.add_graph_element(graph)
    kept = [key for key in writer.xml.iter("key") if key.get("attr.type") == "boolean"]
    names = {key.get("id") for key in kept}
    for value in writer.xml.iter("data"):
        if value.get("key") in names:
            value.text = value.text.lower()
    data = io.BytesIO()
    writer.dump(data)
    return data.getvalue().decode()


def gexf(graph: nx.DiGraph) -> str:
    """GEXF, which Gephi reads: with colours and places, which grow upwards there."""
    from networkx.readwrite.gexf import GEXFWriter

    shown = graph.copy()
    for _, told in shown.nodes(data=True):
        code = COLOURS[told["column"]]
        red, green, blue = (int(code[i : i + 2], 16) for i in (1, 3, 5))
        told["viz"] = {
            "color": {"r": red, "g": green, "b": blue, "a": 1.0},
            "position": {"x": told["x"], "y": -told["y"], "z": 0.0},
        }
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(shown)
    del writer.xml.find("meta").attrib["lastmodifieddate"]
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue().decode()


def cytoscape(graph: nx.DiGraph) -> str:
    """The JSON of Cytoscape and Cytoscape.js, with places."""
    import networkx as nx

    # Cytoscape shows what is called `name`.
    found = nx.cytoscape_data(graph, name="label")
    found["data"] = dict(found["data"])
    for node in found["elements"]["nodes"]:
        node["position"] = {"x": node["data"]["x"], "y": node["data"]["y"]}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"
