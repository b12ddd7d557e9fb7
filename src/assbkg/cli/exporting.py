"""Commands that export the graph for other tools, and read nanopublications back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.core import ParameterSource

from assbkg.cli.options import (
    FILE,
    Opened,
    by_option,
    choice_options,
    consequences_option,
    format_option,
    graph_options,
    release_option,
    toward_option,
)
from assbkg.cli.shared import app, emit, examples, progress, say, show, tell_size

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph
    from assbkg.drawing.exchange import What
    from assbkg.drawing.web.designs import Choice
    from assbkg.drawing.web.model import Outcomes, Rows

__all__ = ["export", "nanopubs"]

_FORMS: Final = (
    *("owl", "nt", "nq", "trig", "ttl", "jsonld"),
    *("graphml", "gexf", "cyjs", "json", "cx2", "dot", "csv"),
)
#: The options that each kind of export takes, beside the common ones.
_NARROWING: Final = frozenset({"component", "focus", "min_grade", "include"})
_TAKEN: Final = {
    "graph": frozenset({"graphs"}),
    "network": _NARROWING | {"by", "toward"},
    "matrix": _NARROWING | {"by", "toward"},
    "mechanisms": _NARROWING | {"consequences"},
    "nanopubs": frozenset({"nanopubs", "claims", "key", "orcid"}),
}
_SPECIFIC: Final = frozenset[str]().union(*_TAKEN.values())


@app.command()
@click.option("--out", type=FILE, required=True, help="File to write, or - for standard output.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS, case_sensitive=False),
    help="Output format (default: the extension of --out).",
)
@click.option(
    "--what",
    type=click.Choice(["graph", "network", "matrix", "mechanisms"]),
    default="graph",
    show_default=True,
    help="The whole graph, or what `assbkg draw` shows under this name.",
)
@click.option(
    "--graph",
    "graphs",
    type=click.Choice(["ontology", "evidence", "asserted", "inferred"]),
    multiple=True,
    help="Named graph to export as RDF (repeatable; default: all).",
)
@by_option("First column of the network, or rows of the matrix.")
@toward_option("Last column of the network, or columns of the matrix.")
@choice_options
@click.option(
    "--nanopubs", is_flag=True, help="Export each claim as a signed nanopublication (.trig or .nq)."
)
@click.option(
    "--claim",
    "claims",
    multiple=True,
    metavar="ID",
    help="Claim to publish, such as s111a (repeatable; default: all).",
)
@click.option(
    "--key",
    type=FILE,
    metavar="FILE",
    help="Private RSA key to sign nanopublications (default: a public test key).",
)
@click.option("--orcid", metavar="ID", help="ORCID iD of the person who signs.")
@consequences_option
@graph_options
@click.pass_context
@examples(
    "assbkg export --out assbkg.owl --graph ontology --graph asserted",
    "assbkg export --out assbkg.graphml",
    "assbkg export --what network --toward bottleneck --out network.cx2",
    "assbkg export --what matrix --out - --format csv",
    "assbkg export --nanopubs --claim s111a --out claim.trig",
)
def export(
    context: click.Context,
    out: Path,
    form: str | None,
    what: What,
    graphs: tuple[str, ...],
    by: Rows,
    toward: Outcomes,
    choice: Choice,
    nanopubs: bool,
    claims: tuple[str, ...],
    key: Path | None,
    orcid: str | None,
    consequences: bool,
    opened: Opened,
) -> None:
    """Export the graph, or a part of it, for other tools.

    \b
    The extension of OUT sets the format:
      .ttl .nt .owl         RDF triples: one OWL document (.owl is RDF/XML)
      .nq .trig .jsonld     RDF with the four named graphs
      .graphml .gexf        networkx, igraph, yEd; Gephi
      .cyjs .json .cx2      Cytoscape and Cytoscape.js; Cytoscape, NDEx
      .dot                  Graphviz
      .csv                  a table of links

    The whole graph can take each form, the others all but the forms of RDF. With --nanopubs, the
    claims go to .trig or .nq, each with its provenance and signature; that needs the package
    nanopub: pip install 'nanopub>=2.0.1'.
    """  # noqa: D301 - click wants the character, not the escape
    from assbkg.drawing.exchange import LINK_ENDINGS, RDF_ENDINGS, Projection, exported
    from assbkg.files.replacing import check_target, ending_of, write_whole

    _require_fitting(context, "nanopubs" if nanopubs else what)
    to_stdout = str(out) == "-"
    if to_stdout and form is None:
        raise click.UsageError("give --format for standard output, such as --format ttl")
    ending = f".{form}" if form else ending_of(out, (*RDF_ENDINGS, *LINK_ENDINGS))
    if not to_stdout:
        check_target(out)
    graph = opened()
    if nanopubs:
        data, changed = _nanopubs(graph, ending, claims, key, orcid), 0
    else:
        progress("gathering what is exported")
        projection = Projection(what, by, toward, choice, consequences)
        data, changed = exported(graph, ending, projection, graphs)
    if changed:
        say(
            f"{changed} texts hold characters that {ending} cannot represent; symbols such as "
            "␇ replace them"
        )
    if to_stdout:
        emit(data)
    else:
        write_whole(out, data)
        tell_size(out)


def _nanopubs(
    graph: KnowledgeGraph,
    ending: str,
    claims: tuple[str, ...],
    key: Path | None,
    orcid: str | None,
) -> bytes:
    from assbkg.asking.nanopubs.signing import example_key, read_key
    from assbkg.asking.nanopubs.writing import chosen_claims, nanopubs, orcid_iri

    person = orcid_iri(orcid) if orcid else ""
    chosen = chosen_claims(graph.release.store, claims)
    signing = read_key(key) if key else example_key()
    progress("signing claims")
    data = nanopubs(graph.release, ending, signing, person, chosen)
    if signing.example:
        say("signed with the public test key and marked as examples; --key signs with your own")
    return data


def _require_fitting(context: click.Context, thing: str) -> None:
    """Refuse options that have no effect on what is exported."""
    wrong = [
        option.opts[0]
        for option in context.command.params
        if option.name in _SPECIFIC - _TAKEN[thing] and _is_given(context, option.name)
    ]
    if wrong:
        about = f"--{thing}" if thing == "nanopubs" else f"--what {thing}"
        raise click.UsageError(f"{about} does not take {', '.join(wrong)}")


def _is_given(context: click.Context, name: str) -> bool:
    return context.get_parameter_source(name) is not ParameterSource.DEFAULT


@app.command()
@click.argument("file", type=FILE)
@format_option
@release_option
@examples("assbkg nanopubs claim.trig", "assbkg nanopubs claim.trig --format csv")
def nanopubs(file: Path, form: str, release: Path | None) -> None:
    """Check nanopublications of claims, and list the claims.

    The code in each IRI and each signature must match the content. The first that does not is
    named, and exit status 1 means that nothing was listed. Standard error says how many claims
    equal those of the release. FILE ends in .trig or .nq; - is TriG
    from standard input.
    """
    import assbkg
    from assbkg.asking.nanopubs.reading import keys_of, list_claims, read_nanopubs
    from assbkg.asking.nanopubs.writing import read_claims

    progress("checking signatures")
    found = read_nanopubs(file)
    graph = assbkg.open(release)
    listed = list_claims((one.claim for one in found), graph)
    show(listed.write(form), form)  # type: ignore[arg-type]
    for line in keys_of(found):
        say(line)
    known = {claim.iri: claim for claim in read_claims(graph.release.store)}
    equal = sum(known.get(one.claim.iri) == one.claim for one in found)
    other = sum(one.claim.iri in known for one in found) - equal
    new = len(found) - equal - other
    say(f"{equal:,} equal to claims of the release, {other:,} different, {new:,} not in it")
