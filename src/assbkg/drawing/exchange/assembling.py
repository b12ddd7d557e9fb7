"""Network, matrix and causal map for networkx, with all that is known of nodes and links.

A node has `label`, `column` (what sort of thing it is), `family` and `iri`. A link has

- `relation`, the name of a property of the ontology, or of two in a row (`employs/addresses`),
  and `iri`, that of one property;
- `label`, the same in words, and `grade`, that of its strongest part;
- `claims` and, in the network, `systems`, both counts;
- `inferred`, `contested` and `anomalous`, each true or false;
- `places`, and `statements`: a line for each claim, with its place, its references and the
  systems that it holds for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from assbkg.drawing.layering.ordering import arrange
from assbkg.drawing.layering.placing import Spacing, place
from assbkg.drawing.web.causal import CausalMap
from assbkg.drawing.web.matrix import Cell, Matrix
from assbkg.drawing.web.model import Column, Evidence, Network, Node
from assbkg.drawing.web.wording import CAUSAL_TITLE, evidence_line, matrix_title, title
from assbkg.vocabulary import ASSB, kebab

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["causal_graph", "matrix_graph", "network_graph"]

#: Where nodes stand, in points or pixels, as the tool takes it.
_SPACING: Final = Spacing(node=10.0, block=16.0, heading=24.0, padding=8.0)
_HEIGHT: Final = 30.0
_STRIDE: Final = 480.0  # from column to column

#: The properties by which things of two columns are linked. A system employs a strategy, which
#: operates through a mechanism: no property of the ontology says both.
_RELATIONS: Final[Mapping[tuple[Column, Column], str]] = {
    ("strategy", "mechanism"): "operatesThrough",
    ("system", "mechanism"): "employs/operatesThrough",
    ("material", "mechanism"): "contributes",
    ("mechanism", "benefit"): "promotes",
    ("mechanism", "bottleneck"): "mitigates",
    ("strategy", "benefit"): "mayBenefit",
    ("strategy", "bottleneck"): "addresses",
    ("system", "benefit"): "expectedGain",
    ("system", "bottleneck"): "employs/addresses",
}
_REPORTED: Final = "reportedGain"

_Attributes = dict[str, Any]
_Nodes = Mapping[str, _Attributes]
_Links = Iterable[tuple[str, str, _Attributes]]


def network_graph(network: Network) -> nx.DiGraph:
    """Return a network; its nodes also have a place, `x` and `y`, downwards from the top."""
    heights = dict.fromkeys(network.by_id, _HEIGHT)
    columns = arrange(network.families, network.weights)
    centres = place(columns, network.weights, heights, _SPACING).centres
    nodes = {
        node.id: _node(node)
        | {
            "x": network.columns.index(node.column) * _STRIDE,
            "y": round(centres[node.id], 2),
        }
        for node in network.nodes
    }
    links = (
        (
            link.source,
            link.target,
            _link(
                _RELATIONS[network.by_id[link.source].column, network.by_id[link.target].column],
                link.grade,
                link.evidence,
                claims=link.claims,
                systems=link.systems,
                contested=link.contested,
            ),
        )
        for link in network.links
    )
    return _assembled(title(network), nodes, links)


def matrix_graph(matrix: Matrix, evidence: Callable[[str], Evidence]) -> nx.DiGraph:
    """Return each cell of a matrix as a link; `evidence` gives a claim by its IRI.

    A link is `inferred` where it is expected, and not where it was reported. Its claims are all
    that its ways rest on.
    """
    nodes = {header.id: _node(header) for header in (*matrix.rows, *matrix.columns)}

    def links() -> _Links:
        expected = _RELATIONS[matrix.row_kind, matrix.column_kind]
        for relation, cells in ((expected, matrix.expected), (_REPORTED, matrix.reported)):
            for (row, column), cell in sorted(cells.items()):
                yield row, column, _cell(relation, cell, evidence)

    return _assembled(matrix_title(matrix.row_kind, matrix.column_kind), nodes, links())


def _cell(relation: str, cell: Cell, evidence: Callable[[str], Evidence]) -> _Attributes:
    behind = [evidence(claim) for claim in sorted(cell.claims)]
    return _link(
        relation,
        cell.grade,
        behind,
        claims=len(cell.claims),
        contested=cell.contested,
        anomalous=cell.anomalous,
        inferred=relation != _REPORTED,
    )


def causal_graph(causal: CausalMap) -> nx.DiGraph:
    """Return a causal map, with each effect as a link."""
    nodes = {thing.id: _node(thing) for thing in causal.things}
    links = (
        (
            effect.source,
            effect.target,
            _link(
                effect.relation,
                effect.grade,
                effect.evidence,
                claims=effect.claims,
                contested=effect.contested,
                anomalous=effect.anomalous,
            ),
        )
        for effect in causal.effects
    )
    return _assembled(CAUSAL_TITLE, nodes, links)


def _node(node: Node) -> _Attributes:
    return {"label": node.label, "column": node.column, "family": node.family, "iri": node.id}


def _link(
    relation: str,
    grade: str,
    evidence: Iterable[Evidence],
    *,
    claims: int,
    systems: int | None = None,
    contested: bool = False,
    anomalous: bool | None = None,
    inferred: bool | None = None,
) -> _Attributes:
    behind = tuple(evidence)
    return {
        "relation": relation,
        "iri": "" if "/" in relation else ASSB + relation,
        "label": " what ".join(map(kebab, relation.split("/"))).replace("-", " "),
        "grade": grade,
        "claims": claims,
        **({} if systems is None else {"systems": systems}),
        "inferred": claims == 0 if inferred is None else inferred,
        "contested": contested,
        "anomalous": any(c.anomalous for c in behind) if anomalous is None else anomalous,
        "places": "; ".join(dict.fromkeys(claim.place for claim in behind)),
        "statements": "\n".join(f"{c.statement}. {evidence_line(c)}" for c in behind),
    }


def _assembled(name: str, nodes: _Nodes, links: _Links) -> nx.DiGraph:
    """Return a graph of networkx; one with parallel links where two things have several."""
    import networkx as nx

    links = list(links)
    parallel = len({ends[:2] for ends in links}) < len(links)
    graph = nx.MultiDiGraph(name=name) if parallel else nx.DiGraph(name=name)
    graph.add_nodes_from(nodes.items())
    if parallel:
        keyed = (
            (*ends, f"{number}", attributes) for number, (*ends, attributes) in enumerate(links)
        )
        graph.add_edges_from(keyed)
    else:
        graph.add_edges_from(links)
    return graph
