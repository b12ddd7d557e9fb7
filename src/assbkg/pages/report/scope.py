"""What a report is about: the whole graph, a component, a bottleneck or one system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

from assbkg.asking.advising.advice import Advice, Question
from assbkg.asking.advising.advisor import Advisor
from assbkg.asking.advising.options import Effect, Option, Use
from assbkg.errors import AmbiguousName, ReportError, UnknownName
from assbkg.nearest import nearest
from assbkg.vocabulary import shorten

if TYPE_CHECKING:
    from assbkg.asking.knowledge_graph import KnowledgeGraph

__all__ = ["Scope", "find_scope"]

_SUGGESTED: Final = 3


@dataclass(frozen=True)
class Scope:
    """A part of the graph, or all of it when `kind` is empty.

    `iri` and `name` are of what the report is about, `called` what a command takes it by: its
    name, or its CURIE where the name means something else. `options` are the kinds of strategy with
    their uses, best supported first; `systems` names each system by its IRI. `advices` are
    what the gaps of the scope come from, by the component that they are about.
    """

    kind: Literal["", "component", "bottleneck", "system"]
    iri: str
    name: str
    called: str
    options: tuple[Option, ...]
    systems: Mapping[str, str]
    advices: Mapping[str, Advice]

    @property
    def region(self) -> bool:
        """Whether it is a place where parts of a cell meet; no system serves as one."""
        return self.kind == "component" and any(one.region for one in self.advices.values())

    @cached_property
    def effects(self) -> tuple[tuple[Option, Use, Effect], ...]:
        """Every effect of a strategy in a system, with the kind of strategy."""
        return tuple(
            (option, use, effect)
            for option in self.options
            for use in option.uses
            for effect in use.effects
        )

    @cached_property
    def things(self) -> frozenset[str]:
        """The systems, their strategies and mechanisms, and what the report is about."""
        uses = [use for option in self.options for use in option.uses]
        mechanisms = (m.iri for use in uses for e in use.effects for m in e.mechanisms)
        return frozenset(
            {self.iri, *self.systems, *(use.strategy for use in uses), *mechanisms} - {""}
        )


def find_scope(
    graph: KnowledgeGraph, *, component: str = "", bottleneck: str = "", system: str = ""
) -> Scope:
    """Return what a report is about; without a name, the whole graph.

    Raises `UnknownName`, and `ReportError` when more than one is given or when the graph has
    nothing of it; then the message names what is near and has something to tell.
    """
    if sum(map(bool, (component, bottleneck, system))) > 1:
        raise ReportError("a report is about one component, one bottleneck or one system")
    if component or bottleneck:
        return _advised(graph, component, bottleneck)
    return _systems(graph, system)


def _advised(graph: KnowledgeGraph, component: str, bottleneck: str) -> Scope:
    advice = graph.advise(component=component, bottleneck=bottleneck)
    name = advice.names.component or advice.names.bottleneck
    if not advice.options:
        near = [f"{one.name}, which {one.how}" for one in advice.nearest]
        raise _nothing(f"of strategies {'in' if component else 'against'} {name}", near)
    systems = dict(_used(advice.options))
    if component and not advice.region:
        serving = graph.query("systems-for-component", component=advice.question.component)
        for values, texts in zip(serving.values(), serving.texts(), strict=True):
            systems.setdefault(values[0], texts[0])
    options = advice.options
    if component:
        # Every effect, those too of which no claim names the mechanism's benefit.
        effects = Advisor(graph.explainer, graph.query).effects
        places = {use.system.iri: use.system for option in options for use in option.uses}
        options = effects.options(u for p in places.values() for u in effects.uses(p, Question()))
    iri = advice.question.component or advice.question.bottleneck
    kind: Literal["component", "bottleneck"] = "component" if component else "bottleneck"
    about = {advice.names.component: advice}
    called = _called(graph, iri, name)
    return Scope(kind, iri, name, called, options, systems, about)


def _systems(graph: KnowledgeGraph, system: str) -> Scope:
    """Return the whole graph, or one of its systems, as a scope."""
    advisor = Advisor(graph.explainer, graph.query)
    asked = graph.entities.resolve(system, "DesignedSystem").value if system else ""
    places = {iri: advisor.components.place(iri, "")[1] for iri in advisor.systems}

    def uses_of(iri: str) -> Iterator[Use]:
        return advisor.effects.uses(places[iri], Question())

    uses = [use for iri in places if asked in ("", iri) for use in uses_of(iri)]
    label = graph.entities.label
    if not uses:
        name = label(asked) if asked else "any system"
        others = (place for iri, place in places.items() if any(uses_of(iri)))
        # What was made comes before what is discussed in general.
        known = [one.name for one in sorted(others, key=lambda one: (one.kind != "made", one.name))]
        raise _nothing(f"of strategies in {name}", nearest(name, known) or known[:_SUGGESTED])
    served = sorted({name for use in uses for name in use.system.serves_as})
    advices = {component: graph.advise(component=component) for component in served}
    options = advisor.effects.options(uses)
    kind: Literal["system", ""] = "system" if asked else ""
    name = label(asked) if asked else ""
    called = _called(graph, asked, name)
    return Scope(kind, asked, name, called, options, dict(_used(options)), advices)


def _called(graph: KnowledgeGraph, iri: str, name: str) -> str:
    try:
        clear = graph.entities.resolve(name).value == iri
    except (UnknownName, AmbiguousName):
        clear = False
    return name if clear or not iri else shorten(iri)


def _used(options: Iterable[Option]) -> Iterator[tuple[str, str]]:
    for option in options:
        yield from ((use.system.iri, use.system.name) for use in option.uses)


def _nothing(what: str, near: Iterable[str]) -> ReportError:
    known = list(near)
    instead = f"; it has of {', or of '.join(known)}" if known else ""
    return ReportError(f"the graph has no record {what}{instead}")
