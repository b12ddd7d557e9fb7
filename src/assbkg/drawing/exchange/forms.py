"""GraphML, GEXF, the JSON of Cytoscape in two forms, and a table of links; none with a date."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from assbkg.drawing.palette import COLOURS, CONTESTED, INFERRED, MUTED, TINT, tint

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["cx2", "cytoscape", "dot", "gexf", "graphml", "links_table", "strange_in"]


#: Control characters but tab and ends of lines, each with its picture.
_PICTURES: Final = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"}
#: What else XML can't hold.
_STRANGE: Final = dict.fromkeys([*range(0xD800, 0xE000), 0xFFFE, 0xFFFF], 0xFFFD)
_ILLEGAL: Final = re.compile(f"[{''.join(map(re.escape, map(chr, _PICTURES | _STRANGE)))}]")


def _legal(text: str) -> str:
    """Return a text with a sign in place of each character that XML can't hold.

    A control character becomes its picture, any other U+FFFD.

    >>> _legal("bell" + chr(7))
    'bell␇'
    """
    return text.translate(_PICTURES | _STRANGE)


def strange_in(graph: nx.DiGraph) -> int:
    """Return how many texts of a graph hold a character that `_legal` replaces."""
    nodes, links = graph.nodes(data=True), graph.edges(data=True)
    data = [
        graph.graph,
        *(attributes for _, attributes in nodes),
        *(attributes for *_, attributes in links),
    ]
    return sum(
        isinstance(value, str) and _ILLEGAL.search(value) is not None
        for attributes in data
        for value in attributes.values()
    )


def _with_legal_text(graph: nx.DiGraph) -> nx.DiGraph:
    """Return a graph with all its ids and texts `_legal`."""
    import networkx as nx

    attributes = nx.relabel_nodes(graph, _legal)
    nodes, links = attributes.nodes(data=True), attributes.edges(data=True)
    for data in (attributes.graph, *(data for _, data in nodes), *(data for *_, data in links)):
        words = {name: _legal(value) for name, value in data.items() if isinstance(value, str)}
        data.update(words)
    return attributes


#: Attributes of a node that a table of links leaves out: its place, and its IRI a second time.
_NOT_IN_TABLE: Final = frozenset({"iri", "x", "y"})
#: The kinds of values in CX2.
_CX2_KINDS: Final = {bool: "boolean", int: "integer", float: "double", str: "string"}


def _colour_of(node: dict[str, Any]) -> str:
    """Return the colour of a node: that of its column in figures, or grey."""
    return dict(COLOURS).get(node.get("column", ""), MUTED)


def graphml(graph: nx.DiGraph) -> str:
    """Write GraphML, which most tools read, with the booleans of XML Schema."""
    # Not that of lxml, which writes otherwise where it is installed.
    from networkx.readwrite.graphml import GraphMLWriter

    writer = GraphMLWriter(encoding="utf-8", prettyprint=True, named_key_ids=True)
    writer.add_graph_element(_numbered(_with_legal_text(graph)))
    kept = [key for key in writer.xml.iter("key") if key.get("attr.type") == "boolean"]
    names = {key.get("id") for key in kept}
    for value in writer.xml.iter("data"):
        if value.get("key") in names:
            value.text = value.text.lower()
    data = io.BytesIO()
    writer.dump(data)
    return _with_carriage_returns(data)


def _numbered(graph: nx.DiGraph) -> nx.DiGraph:
    """Return a graph whose parallel links have ids of their own, as GraphML requires."""
    import networkx as nx

    if not graph.is_multigraph():
        return graph
    numbered = nx.MultiDiGraph(**graph.graph)
    numbered.add_nodes_from(graph.nodes(data=True))
    for number, (source, target, attributes) in enumerate(graph.edges(data=True)):
        numbered.add_edge(source, target, key=f"link-{number}", **attributes)
    return numbered


def gexf(graph: nx.DiGraph) -> str:
    """Write GEXF, which Gephi reads: with colours and places, which grow upwards there."""
    from networkx.readwrite.gexf import GEXFWriter

    shown = _with_legal_text(graph)
    for _, attributes in shown.nodes(data=True):
        code = _colour_of(attributes)
        red, green, blue = (int(code[i : i + 2], 16) for i in (1, 3, 5))
        attributes["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}
        if "x" in attributes:
            attributes["viz"]["position"] = {"x": attributes["x"], "y": -attributes["y"], "z": 0.0}
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(shown)
    del writer.xml.find("meta").attrib["lastmodifieddate"]
    data = io.BytesIO()
    writer.write(data)
    return _with_carriage_returns(data)


def _with_carriage_returns(data: io.BytesIO) -> str:
    """Return a document in which readers don't take a carriage return for a line feed."""
    return data.getvalue().decode().replace("\r", "&#13;")


def cytoscape(graph: nx.DiGraph) -> str:
    """Write the JSON of Cytoscape and Cytoscape.js, with places where nodes have them."""
    import networkx as nx

    # Cytoscape shows what is called `name`, and styles links by `interaction`.
    found = nx.cytoscape_data(graph, name="label")
    found["data"] = dict(found["data"])
    for node in found["elements"]["nodes"]:
        if "x" in node["data"]:
            node["position"] = {"x": node["data"]["x"], "y": node["data"]["y"]}
    for link in found["elements"]["edges"]:
        link["data"]["interaction"] = link["data"]["relation"]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def cx2(graph: nx.DiGraph) -> str:
    """Write CX2, which Cytoscape 3.10, Cytoscape Web and NDEx read, with places."""
    numbers = {node: number for number, node in enumerate(graph)}
    nodes = []
    for node, attributes in graph.nodes(data=True):
        held = {
            "name": attributes["label"],
            **{k: v for k, v in attributes.items() if k not in ("x", "y")},
        }
        place = {axis: attributes[axis] for axis in ("x", "y") if axis in attributes}
        nodes.append({"id": numbers[node], **place, "v": held})
    edges = []
    for number, (source, target, attributes) in enumerate(graph.edges(data=True)):
        held = {"name": attributes["label"], "interaction": attributes["relation"], **attributes}
        edges.append({"id": number, "s": numbers[source], "t": numbers[target], "v": held})
    title = {"name": graph.graph["name"]}
    declared = {
        "networkAttributes": _declared([title]),
        "nodes": _declared(node["v"] for node in nodes),
        "edges": _declared(edge["v"] for edge in edges),
    }
    aspects: dict[str, list[Any]] = {
        "attributeDeclarations": [declared],
        "networkAttributes": [title],
        "nodes": nodes,
        "edges": edges,
    }
    counts = [{"name": name, "elementCount": len(held)} for name, held in aspects.items()]
    document = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": counts},
        *({name: held} for name, held in aspects.items()),
        {"status": [{"success": True}]},
    ]
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _declared(held: Any) -> dict[str, dict[str, str]]:  # noqa: ANN401 - dictionaries of values
    """Return the kind of each attribute."""
    return {
        name: {"d": _CX2_KINDS[type(value)]}
        for attributes in held
        for name, value in attributes.items()
    }


def links_table(graph: nx.DiGraph) -> str:
    """Write CSV with a row for each link: its ends, and all that is known of it."""
    out = io.StringIO()
    rows = list(_rows(graph))
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows(graph: nx.DiGraph) -> Iterator[dict[str, object]]:
    for source, target, attributes in graph.edges(data=True):
        row: dict[str, object] = {}
        for end, node in (("source", source), ("target", target)):
            data = graph.nodes[node]
            row[end] = node
            row |= {f"{end}_{name}": data[name] for name in data if name not in _NOT_IN_TABLE}
        yield row | {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in attributes.items()
        }


_THICKEST: Final = 12
#: What Graphviz would write beside each link.
_NOT_IN_DOT: Final = frozenset({"label"})


def dot(graph: nx.DiGraph) -> str:
    """Write a graph in DOT, so that Graphviz draws a network like the figure."""
    return "\n".join([*_lines(_with_legal_text(graph)), ""])


def _lines(graph: nx.DiGraph) -> Iterator[str]:
    yield f"digraph {_quoted(graph.graph['name'])} {{"
    yield '  rankdir="LR";'
    yield '  node [shape="box", style="filled", fontname="DejaVu Sans"];'
    columns: dict[str, list[str]] = defaultdict(list)
    for node, attributes in graph.nodes(data=True):
        colour = _colour_of(attributes)
        look = {"color": colour, "fillcolor": tint(colour, TINT)}
        yield f"  {_quoted(node)} {_attributes(attributes | look)};"
        if "x" in attributes:
            columns[attributes["column"]].append(_quoted(node))
    for nodes in columns.values():
        yield f'  {{ rank="same"; {"; ".join(nodes)}; }}'
    for source, target, attributes in graph.edges(data=True):
        colour = _colour_of(graph.nodes[source])
        look = {
            "color": colour,
            "penwidth": min(max(attributes["claims"], 1), _THICKEST),
            "style": "solid",
        }
        if attributes["inferred"]:
            look |= {"color": INFERRED, "style": "dashed"}
        if attributes.get("contested"):
            look |= {"color": CONTESTED, "style": "dotted"}
        shown = {name: value for name, value in attributes.items() if name not in _NOT_IN_DOT}
        yield f"  {_quoted(source)} -> {_quoted(target)} {_attributes(shown | look)};"
    yield "}"


def _attributes(attributes: Mapping[str, object]) -> str:
    return f"[{', '.join(f'{name}={_quoted(value)}' for name, value in attributes.items())}]"


def _quoted(value: object) -> str:
    """Return a word in quotes, with backslashes doubled: Graphviz interprets single ones."""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
