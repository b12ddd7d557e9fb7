"""A line feed in a label breaks no line of a text: one record stays on one line."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from assbkg.asking.knowledge_graph import KnowledgeGraph
from assbkg.asking.telling import tell
from assbkg.graph.release import open_release
from assbkg.places import shipped
from assbkg.vocabulary import expand

BROKEN = "volume\r\nexpansion\u2028of\vall\x85kinds"
PLAIN = "volume expansion of all kinds"
TERM = "kg:volume-expansion"


def graph_with(label: str) -> KnowledgeGraph:
    """The shipped graph, in which one bottleneck and each system is called otherwise."""
    graph = KnowledgeGraph(open_release(shipped("graphs") / "release"), shipped("queries"))
    store = graph.release.store
    for quad in list(store.quads_for_pattern(None, NamedNode(expand("rdfs:label")), None, None)):
        name = str(quad.subject.value) if isinstance(quad.subject, NamedNode) else ""
        if name in (expand(TERM), expand("kg:sinps-mxenes")):
            store.remove(quad)
            store.add(
                Quad(quad.subject, quad.predicate, Literal(label, language="en"), quad.graph_name)
            )
    return graph


def texts_of(graph: KnowledgeGraph) -> dict[str, str]:
    """A text of each kind that names the bottleneck."""
    from assbkg.asking.advising.telling import tell_advice
    from assbkg.asking.telling import tell_outcome

    link = ("kg:sinps-mxenes", "expectedGain", "cycle life")
    missing = graph.conditions("kg:si-tic", "expectedGain", "safety")
    advice = graph.advise(bottleneck=TERM)
    return {
        "explanation": tell(graph.explain(*link), "text", every=True),
        "explanation as markdown": tell(graph.explain(*link), "markdown"),
        "conditions": tell(missing, "text"),
        "advice": tell_advice(advice, "text", True),
        "advice as markdown": tell_advice(advice, "markdown", True),
        "supposition": tell_outcome(graph.what_if(link), "text"),
        "table": graph.query("strategies-for-bottleneck", bottleneck=TERM).write("table"),
        "markdown": graph.query("strategies-for-bottleneck", bottleneck=TERM).write("markdown"),
        "entity": str(graph.entity("kg:sinps-mxenes")),
    }


def test_a_text_has_as_many_lines_with_breaks_in_labels_as_without() -> None:
    broken, plain = texts_of(graph_with(BROKEN)), texts_of(graph_with(PLAIN))
    lines = {name: (text.split("\n"), plain[name].split("\n")) for name, text in broken.items()}
    assert [] == [name for name, (one, other) in lines.items() if len(one) != len(other)]
    assert {name: text.splitlines() for name, text in broken.items()} == {
        name: text.split("\n")[:-1] if text.endswith("\n") else text.split("\n")
        for name, text in broken.items()
    }
