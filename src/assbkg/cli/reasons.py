"""Commands that explain links, suggest what to try, and answer what-if questions."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assbkg.cli.options import (
    FILE,
    Opened,
    graph_options,
    include_option,
    link_arguments,
    name_option,
    release_option,
    text_option,
    without_option,
)
from assbkg.cli.shared import app, emit, examples, explained, ontology_here, say, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from assbkg.asking.explaining import LinkExplainer

from assbkg.cli.completing import link as link_words
from assbkg.cli.completing import sources

__all__ = ["advise", "explain", "what_if"]


@app.command()
@link_arguments
@click.option("--all", "every", is_flag=True, help="Also list every minimal set of claims.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "svg"]),
    help="Output format (default: text).",
)
@click.option("--out", type=FILE, help="Draw the proof into a .svg, .pdf or .png file.")
@include_option
@click.option("--facts", type=FILE, help="Explain a link in this folder written by `reason`.")
@without_option
@release_option
@examples(
    'assbkg explain SiNPs@MXenes expectedGain "cycle life"',
    "assbkg explain SiNPs@MXenes a VolumeBufferedSystem --all",
    'assbkg explain SiNPs@MXenes expectedGain "cycle life" --out proof.svg',
)
def explain(
    subject: str,
    predicate: str,
    target: str,
    every: bool,
    form: str | None,
    out: Path | None,
    include: str | None,
    facts: Path | None,
    omitted: tuple[str, ...],
    release: Path | None,
) -> None:
    """Show why a link holds, down to the claims behind it.

    PROPERTY is an object property, or `a` for membership in a class. If the link
    does not hold, it says what is missing, and exits with status 1.
    """
    if out is not None and form not in (None, "svg"):
        raise click.UsageError(f"--out draws a figure; omit --format {form}")
    if every and (out is not None or form == "svg"):
        raise click.UsageError("a figure shows only the best proof, so --all does not go with it")
    if facts is not None and (include is not None or release is not None or omitted):
        raise click.UsageError("--facts cannot be combined with --include, --without or --release")

    import assbkg
    from assbkg.asking.conditions import Conditions
    from assbkg.asking.explaining import Explanation
    from assbkg.asking.telling import tell
    from assbkg.drawing.proofs import draw_proof, render_proof

    reasons: Explanation | Conditions
    if facts is not None:
        with _opened_facts(facts) as opened:
            reasons = opened.explain(subject, predicate, target)
    else:
        graph = assbkg.open(release, without=omitted)
        reasons = explained(graph, subject, predicate, target, contested=include is not None)
    if out is not None:
        draw_proof(reasons, out)
        say(f"{out}: {out.stat().st_size:,} bytes")
    elif form == "svg":
        emit(render_proof(reasons, form))
    else:
        form = form or "text"
        show(tell(reasons, form, every), form)  # type: ignore[arg-type]
    if isinstance(reasons, Conditions):
        sys.exit(1)


@app.command()
@name_option("--component", "Cell component, such as negative electrode.", "class", "CellComponent")
@name_option("--bottleneck", "Bottleneck, such as volume expansion.", "Bottleneck")
@name_option("--dimension", "Performance dimension, such as cycle life.", "PerformanceDimension")
@click.option(
    "--commands", is_flag=True, help="Below each line, show the command that explains it."
)
@text_option
@include_option
@graph_options
@examples(
    'assbkg advise --bottleneck "volume expansion"',
    'assbkg advise --component "negative electrode" --dimension "cycle life"',
)
def advise(
    component: str,
    bottleneck: str,
    dimension: str,
    commands: bool,
    form: str,
    include: str | None,
    opened: Opened,
) -> None:
    """Suggest what to try, best supported first, and name the gaps.

    Strategies that nobody speaks against come first; then those with more own results, then
    with more works, then by grade, then by systems that use them. Gaps are suggestions: what
    is not in the graph may well have been tried.
    """
    from assbkg.asking.advising.telling import tell_advice

    if not (component or bottleneck or dimension):
        raise click.UsageError("give --component, --bottleneck or --dimension, or several of these")
    graph = opened()
    advice = graph.advise(
        component=component,
        bottleneck=bottleneck,
        dimension=dimension,
        include_contested=include is not None,
    )
    show(tell_advice(advice, form, commands), form)  # type: ignore[arg-type]


@app.command("what-if")
@click.argument("link", nargs=-1, metavar="[SUBJECT PROPERTY OBJECT]", shell_complete=link_words)
@click.option("--also", nargs=3, multiple=True, metavar="S P O", help="Also suppose this link.")
@click.option(
    "--without",
    nargs=3,
    multiple=True,
    metavar="S P O",
    help="Suppose that no source states this link.",
)
@click.option(
    "--without-source",
    "omitted",
    multiple=True,
    metavar="SOURCE",
    help="Omit a source with all that follows from it (repeatable).",
    shell_complete=sources,
)
@include_option
@text_option
@release_option
@examples(
    "assbkg what-if Si/TiC employs InterfaceCoating",
    "assbkg what-if --without SiNPs@MXenes employs VoidEngineering",
)
def what_if(
    link: tuple[str, ...],
    also: tuple[tuple[str, str, str], ...],
    without: tuple[tuple[str, str, str], ...],
    omitted: tuple[str, ...],
    include: str | None,
    form: str,
    release: Path | None,
) -> None:
    """Show what would change if something else were stated.

    It lists what would newly follow and what would no longer. The name of a class, such as
    VoidEngineering, means that part of the system. The graph itself does not change.
    """
    import assbkg
    from assbkg.asking.telling import tell_outcome

    if len(link) not in (0, 3):
        raise click.UsageError("a link needs a subject, a property and an object")
    add = [*([(link[0], link[1], link[2])] if link else []), *also]
    graph = assbkg.open(release, without=omitted)
    outcome = graph.what_if(*add, without=without, include_contested=include is not None)
    show(tell_outcome(outcome, form), form)  # type: ignore[arg-type]


@contextmanager
def _opened_facts(folder: Path) -> Iterator[LinkExplainer]:
    from assbkg.asking.explaining import LinkExplainer
    from assbkg.building import ontology_rules
    from assbkg.graph.ontology import read_ontology
    from assbkg.record.literature import open_facts

    ontology = read_ontology(ontology_here(None))
    with open_facts(folder, ontology, ontology_rules(ontology)) as held:
        yield LinkExplainer(held.reasoned, held.names, held.claims)
