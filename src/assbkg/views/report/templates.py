"""The templates of all sentences. None holds a figure: slots are filled from results alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["TEMPLATES"]

TEMPLATES: Final[Mapping[str, str]] = {
    # Summary
    "about": "This report tells what the knowledge graph holds on nano-design {about}, and who "
    "says so.",
    "about-sources": "All of it comes from {sources:source} ({table}).",
    "summary-strategies": "The graph has effects of "
    "{strategies:kind of strategy|kinds of strategy} in "
    "{systems:system or general statement|systems or general statements} ({table}).",
    "summary-goals": "Effects are told on {goals}, through {mechanisms:kind of mechanism|kinds of "
    "mechanism}.",
    "summary-goals-alone": "Effects are told on {goals}, and not through which mechanism.",
    "summary-best": "The strongest grade that an effect has is “{grade}”, reached by {names}.",
    "summary-best-many": "The strongest grade that an effect has is “{grade}”, reached by "
    "{strategies:kind of strategy|kinds of strategy}.",
    "summary-grades": "The grades of {effects:effect} are, by what bears each out, "
    "{counts:quoted} ({table}).",
    "summary-figures": "{table} compares {figures:figure} of {things:thing}, with the conditions "
    "under which each was taken, as far as the source tells them.",
    "summary-objected": "Of what is said, curators call {counts:quoted}, and found "
    "{contradictions:contradiction} ({section}).",
    "summary-gaps": "No figure backs {unbacked} of {expected:expected benefit} in "
    "{systems:system} ({section}).",
    "summary-backed": "Figures back all of {expected:expected benefit} in {systems:system}.",
    # Strategies
    "strategies-kinds": "{table} has one row for each kind of strategy, best borne out first.",
    "strategies-effects": "{table} has {effects:effect}, one in each row, with grade, place and "
    "works cited.",
    "strategies-no-mechanism": "For {untold} of them no mechanism is told: the source says that "
    "the strategy has the effect, and not how.",
    "strategies-open": "Left out are {names}: as which part of the cell they serve is not told, "
    "or contested.",
    "strategies-region": "No system serves as a region of a cell, so all systems are taken with "
    "what they do against its bottlenecks.",
    "network": "{figure} shows how strategies act through mechanisms, and on what, as a network.",
    "mechanisms": "{figure} shows how mechanisms, bottlenecks and benefits hang together.",
    "matrix": "{figure} sets strategies against benefits.",
    # Benefits
    "benefits-kinds": "{table} keeps apart what follows by reasoning, what a source reports, and "
    "of what a figure is given.",
    "benefits-counts": "Of {benefits:row}, one for each benefit of each system: {expected} "
    "expected, {reported} reported, {figured} with a figure.",
    "benefits-wider": "It has every benefit of these systems, whether it has to do with "
    "{bottleneck} or not.",
    # Figures
    "figures-table": "{table} has {figures:figure}, as the source writes each and in one unit for "
    "each quantity.",
    "figures-conditions": "A comparison is as good as its conditions: {table} counts those that "
    "are not reported.",
    "figures-status": "Of these, curators call {counts:quoted}.",
    "figures-accepted": "Curators object to none of them.",
    "figures-none": "The graph holds no figure of these systems.",
    "capacities": "{figure} shows the capacities over the cycle number.",
    # Grades
    "grades-rule": "A link is graded by the strongest claim that states it, a derived link by its "
    "best proof, and a proof by its weakest claim.",
    "grades-table": "{table} counts the effects in {effects} by grade and, beside them, all links "
    "of the graph.",
    "grades-contested": "Contested claims take part in no proof; anomalous ones do, and are "
    "marked.",
    # Contested
    "contested-voices": "Two voices stand side by side here and are never mixed: what the source "
    "says, retold in our words, and what curators think of it.",
    "contested-table": "{table} has {statements:statement} to which curators object, "
    "{counts:quoted}.",
    "contested-none": "Curators object to nothing that is said here.",
    "contradictions-table": "{table} has {pairs:pair} of statements that can't both hold.",
    "contradictions-none": "They found no contradiction here.",
    "works-table": "To {works:cited work} they object by the title ({table}).",
    # Gaps
    "gaps-unmeasured": "{table} lists what reasoning lets one expect of {systems:system} and "
    "nobody measured, as far as the graph tells.",
    "gaps-unaddressed": "{table} names {bottlenecks:bottleneck} that no strategy in the graph "
    "addresses.",
    "gaps-suggestions": "{table} has {suggestions:suggestion}: what works elsewhere, and of which "
    "the graph holds no trial in that part of the cell.",
    "gaps-suggestions-are": "These are no findings.",
    "gaps-conditions": "What the figures lack in conditions stands in {table}.",
    "gaps-none": "The graph suggests no gap here.",
    # Figures that can't be drawn
    "left-out": "A figure of {what} is left out here: {reason}.",
    # History
    "history-table": "{table} has {milestones:milestone} in their order.",
    "timeline": "{figure} shows them.",
    # Method and limits
    "method-tables": "What a source says was put into tables, sentence by sentence: each claim "
    "with its strength, its place and the works that it cites, said again in the words of the "
    "curators.",
    "method-reasoning": "An ontology in OWL says what follows from what; its rules close the "
    "graph, and every derived link can be led back to claims by {explain}.",
    "method-sentences": "All sentences of this report are templates that results of queries fill; "
    "of what each number is the count stands in {file}.",
    "method-curation": "{note}",
    "method-curated-by": "{names} curated {paper}.",
    "method-not-recorded": "How {paper} was curated is not recorded.",
    "limits-secondary": "The graph holds {sources:source}, a review and no study of its own: "
    "what it says of other works was not checked against these works.",
    "limits-secondary-many": "The graph holds {sources:source}; what they say of works that they "
    "cite was not checked against these works.",
    "limits-works": "Curators find {works:cited work} cited for what the title does not say: "
    "most often it is about another kind of battery, and that the results hold in a solid-state "
    "cell is not shown ({table}).",
    "limits-grades": "A grade tells how firmly a source says a thing, not whether it is true.",
    "limits-expected": "What is expected follows from what is said. It is no result.",
    "limits-absent": "What the graph does not hold may well have been done.",
    "limits-part": "Not read to the end, so that nothing is known to be absent there: {papers} "
    "({table}).",
    # Versions
    "versions-sources": "{table} names what was curated.",
    "versions-hashes": "The report was made from a release of the graph whose files have these "
    "hashes ({table}).",
    "versions-command": "The same release and the same versions give the same bytes, by {command}.",
    "versions-manifest": "The hashes of all files of the report stand in {file}.",
}
