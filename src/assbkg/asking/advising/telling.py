"""Advice as a document: what is asked, what is in use, what is open, where gaps are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from assbkg.asking.advising.advice import Advice, Contested, Figure, Question, SystemNotes
from assbkg.asking.advising.options import Effect, Gap, GapKind, Ground, Option, System, Use
from assbkg.asking.telling import Form, require_form, write
from assbkg.document.model import Block, Command, Document, Item, Items, Section, plain
from assbkg.record.claims import Assessment, Claim

__all__ = ["advice_document", "tell_advice", "title"]

#: Columns of text.
_WIDTH: Final = 100
#: Comparators that a measurement as written does not show.
_BOUNDS: Final = ("above", "below", "at least", "at most")

_Command = tuple[str, ...]


def tell_advice(advice: Advice, form: Form, commands: bool = False) -> str:
    """Return an answer in one of `FORMS`, ending with a line feed.

    With `commands`, text and Markdown show below each line what explains it; JSON always does.
    Raises `QueryError` for another form.
    """
    require_form(form)
    if form == "json":
        from assbkg.asking.as_json import write_json

        return write_json(advice)
    return write(advice_document(advice, commands), form, _WIDTH)


def advice_document(advice: Advice, commands: bool = True) -> Document:
    """Return an answer as a document, with the commands that explain its lines or without."""
    teller = _Teller(advice, commands)
    preface = tuple(teller.preface())
    blocks: tuple[Block, ...] = (Items(preface, "outline"),) if preface else ()
    return Document((*blocks, *teller.sections()), plain(title(advice.names, at=advice.region)))


def title(names: Question, at: bool = False) -> str:
    """Return in plain words what is asked; `at` for a component that is a region.

    >>> title(Question("negative electrode", "volume expansion"))
    'What to try in a negative electrode against volume expansion'
    """
    text = "What to try"
    text += f" {'at' if at else 'in'} {_a(names.component)}" if names.component else ""
    text += f" against {names.bottleneck}" if names.bottleneck else ""
    return text + (f" for {names.dimension}" if names.dimension else "")


class _Teller:
    """Puts the parts of one answer into sections of nested lines."""

    def __init__(self, advice: Advice, commands: bool) -> None:
        self._advice = advice
        self._names = advice.names
        self._commands = commands
        #: Answers on a component alone are long, and so leave the claims out.
        self._brief = not (self._names.bottleneck or self._names.dimension)

    def preface(self) -> Iterator[Item]:
        """Yield what is reported of the bottleneck or dimension itself, and of the component."""
        advice, names = self._advice, self._names
        if names.component and names.bottleneck and not advice.told_here:
            yield _line(f"No source in the graph says that {_a(names.component)} suffers from it.")
        elif names.bottleneck and not advice.told:
            yield _line("No source in the graph says what suffers from it.")
        if advice.told:
            yield self._line(_reported(advice), [ground.command for ground in advice.told])
        shown = set[str]()
        for figure in advice.extent:
            below = _assessments(figure.assessments, shown)
            yield self._line(_measurement(figure), [figure.command], below)
        if advice.region:
            yield _line("No system serves as a region of a cell, so all systems are considered.")
        elif names.component and not advice.serving:
            yield _line(f"The graph has no designed system that serves as {names.component}.")

    def sections(self) -> Iterator[Section]:
        """Yield the parts of the answer that there are."""
        advice = self._advice
        if advice.options:
            component = "" if advice.region else self._names.component
            in_use = f"In use in {_a(component)}" if component else "In use"
            yield _section(in_use, self._options(advice.options), numbered=True)
        else:
            yield self._nothing()
        if advice.open:
            open_ = "In use in systems whose component is not stated, or contested"
            yield _section(open_, self._options(advice.open), numbered=True)
        yield from self._gaps()
        made = [notes for notes in advice.systems if notes.system.kind != "general"]
        if made:
            yield _section("Reported for these systems", map(self._notes, made))
        if advice.contested:
            standing = "included here" if advice.included else "not used here"
            yield _section(f"Contested claims, {standing}", map(self._contested, advice.contested))
        if advice.cited:
            cited = _assessments(advice.cited, set())
            yield _section("Assessments of works cited here", cited)

    def _line(
        self, text: str, commands: Iterable[_Command] = (), below: Iterable[Item] = ()
    ) -> Item:
        """Return a line with the commands that explain it, and the lines that belong to it."""
        shown: tuple[Block, ...] = tuple(map(Command, commands)) if self._commands else ()
        items = tuple(below)
        return Item(plain(text), blocks=(*shown, Items(items, "outline")) if items else shown)

    def _options(self, options: Iterable[Option]) -> Iterator[Item]:
        for option in options:
            yield self._line(f"{option.name} — {_standing(option)}", below=self._uses(option.uses))

    def _nothing(self) -> Section:
        """Return that there is no answer, and what is near and has one."""
        advice, names = self._advice, self._names
        of = "" if advice.region or not names.component else f" of {_a(names.component)}"
        asked = " and ".join(filter(None, (names.bottleneck, names.dimension)))
        helps = f" is reported to help with {asked}" if asked else " is reported to have an effect"
        lines = [
            f"There is an answer for {near.name}, which {near.how}." for near in advice.nearest
        ]
        if advice.partly:
            lines.insert(0, f"Reading may be incomplete: {_extent(advice)}.")
        return _section(f"No strategy{of} in the graph{helps}", map(_line, lines))

    def _gaps(self) -> Iterator[Section]:
        """Yield gaps by kind, under what they are and what they are not."""
        advice = self._advice
        if advice.gaps:
            lines = [_line(f"What is not in the graph may have been tried: {_extent(advice)}.")]
            for kind, gaps in groupby(advice.gaps, key=lambda gap: gap.kind):
                lines.append(
                    self._line(f"{_missing(kind, self._names)}:", (), map(self._gap, gaps))
                )
            yield _section("Gaps: suggestions from the graph, not findings", lines)
        elif advice.options:
            yield _section("No gaps: the graph suggests nothing here beyond what is in use", ())

    def _gap(self, gap: Gap) -> Item:
        return self._line(f"{gap.name} — {_standing(gap)}", below=self._suggested(gap))

    def _suggested(self, gap: Gap) -> Iterator[Item]:
        """Yield what suggests a gap."""
        if gap.look_at:
            users = f"in use in {', '.join(gap.look_at)}"
            perhaps = f"perhaps not a gap: {users}, whose component is not stated"
            yield _line(users if gap.kind == "effect" else perhaps)
        if gap.shown_by_uses:
            yield from self._uses(gap.uses)
        for ground in gap.links:
            text = f"{ground.sentence} — {ground.grade}, {_places([ground])}"
            yield self._line(text, [ground.command])

    def _uses(self, uses: Sequence[Use]) -> Iterator[Item]:
        """Yield the effects in each system; with grades where there are several to distinguish."""
        graded = sum(len(use.effects) for use in uses) > 1
        shown = set[str]()
        for system, together in _by_system(uses, merged=self._brief):
            effects = [effect for use in together for effect in use.effects]
            does = "; ".join(_does(effect, graded) for effect in effects)
            below = []
            claims = dict.fromkeys(claim for effect in effects for claim in effect.ground.claims)
            if claims and not self._brief:
                below.append(_line(f"claimed: {'; '.join(map(_claim, claims))}"))
            assessments = (one for effect in effects for one in effect.ground.assessments)
            below += _assessments(assessments, shown)
            commands = [effect.ground.command for effect in effects]
            yield self._line(f"{_called(system)}: {does}", commands, below)

    def _notes(self, notes: SystemNotes) -> Item:
        """Return what is reported about a system; each assessment once."""
        about = notes.system.doubt
        if notes.serves_as:
            served = ", ".join(notes.system.serves_as)
            about = f"serves as {served}, {_places(notes.serves_as)}"
        commands = [ground.command for ground in notes.serves_as]
        return self._line(f"{notes.system.name} — {about}", commands, self._of_system(notes))

    def _of_system(self, notes: SystemNotes) -> Iterator[Item]:
        shown = set[str]()
        for figure in notes.figures:
            below = tuple(_assessments(figure.assessments, shown))
            yield self._line(_measurement(figure, notes.system.name), [figure.command], below)
        if notes.gains:
            gains = ", ".join(map(_gain, notes.gains))
            assessments = (one for gain in notes.gains for one in gain.assessments)
            commands = [gain.command for gain in notes.gains]
            below = tuple(_assessments(assessments, shown))
            yield self._line(f"reported to gain in {gains}", commands, below)

    def _contested(self, one: Contested) -> Item:
        """Return a contested claim: what it says, and why it is contested."""
        cites = f" [{one.cites}]" if one.cites else ""
        below = [f"claimed: {one.statement}"]
        below += [f"assessment, contested: {reason}" for reason in one.reasons]
        text = f"{one.sentence} — {', '.join(one.places)}{cites}"
        return self._line(text, [one.command], map(_line, below))


def _section(heading: str, items: Iterable[Item], *, numbered: bool = False) -> Section:
    lines = Items(tuple(items), "numbers" if numbered else "outline")
    return Section(plain(heading), (lines,) if lines.items else ())


def _line(text: str) -> Item:
    return Item(plain(text))


def _assessments(assessments: Iterable[Assessment], shown: set[str]) -> Iterator[Item]:
    """Yield assessments whose reason is not in `shown`, and add it."""
    for one in assessments:
        if one.reason not in shown:
            shown.add(one.reason)
            _, of_reference, number = one.of.rpartition(".ref-")
            of = f" of [{number}]" if of_reference else ""
            yield _line(f"assessment{of}, {one.kind}: {one.reason}")


def _reported(advice: Advice) -> str:
    """Return everything reported about what is asked, in one line."""
    if advice.names.bottleneck:
        return f"Reported to suffer from it: {', '.join(ground.subject for ground in advice.told)}"
    if advice.names.dimension:
        return f"Reported to limit it: {', '.join(ground.subject for ground in advice.told)}"
    bottlenecks = dict.fromkeys(ground.object for ground in advice.told)
    return f"Reported to suffer from {', '.join(bottlenecks)}"


def _measurement(figure: Figure, system: str = "") -> str:
    """Return a measurement in one line; the name of what it is of is left out for `system`."""
    status = "" if figure.status == "accepted" else f", {figure.status}"
    modality = "" if figure.modality == "measured" else f", {figure.modality}"
    of = "" if figure.of == system else f" of {figure.of}"
    bound = f"{figure.comparator} " if figure.comparator in _BOUNDS else ""
    conditions = "".join(f", {name} {value}" for name, value in figure.conditions)
    cites = f" [{figure.cites}]" if figure.cites else ""
    left_out = f"; not reported: {', '.join(figure.left_out)}" if figure.left_out else ""
    note = f"; note: {figure.note}" if figure.note else ""
    return (
        f"measurement{modality}{status}: {figure.quantity}{of} {bound}{figure.as_written}"
        f"{conditions}, {', '.join(figure.places)}{cites}{left_out}{note}"
    )


def _extent(advice: Advice) -> str:
    """Return how much the graph holds, and how much of that is read."""
    papers = f"it holds {advice.papers} paper{'s' * (advice.papers != 1)}"
    return papers + (f", {advice.partly} of them read in part" if advice.partly else "")


def _missing(kind: GapKind, names: Question) -> str:
    return {
        "strategy": f"Strategies that no {names.component} in the graph employs",
        "effect": f"Effects reported elsewhere for strategies in use in {_a(names.component)}",
        "family": f"Families of mechanisms that no {names.component} in the graph uses",
        "bottleneck": "Bottlenecks that no strategy in the graph addresses",
        "component": f"Components in which no strategy in the graph addresses {names.bottleneck}",
    }[kind]


def _by_system(uses: Iterable[Use], *, merged: bool) -> Iterator[tuple[System, list[Use]]]:
    """Yield uses with their system, one by one or, if merged, all of a system together."""
    if not merged:
        yield from ((use.system, [use]) for use in uses)
        return
    found: dict[System, list[Use]] = {}
    for use in uses:
        found.setdefault(use.system, []).append(use)
    yield from found.items()


def _does(effect: Effect, graded: bool) -> str:
    grade = f" — {effect.ground.grade}" if graded else ""
    return f"{effect.does}{_through(effect)}{grade}"


def _called(system: System) -> str:
    """Return a system with what is reported about its component."""
    general = "in general" if system.kind == "general" else ""
    return f"{system.name} ({', '.join(filter(None, (general, *system.serves_as, system.doubt)))})"


def _through(effect: Effect) -> str:
    ways = []
    for mechanism in effect.mechanisms:
        way = mechanism.kind + (f" ({mechanism.family})" if mechanism.family else "")
        ways.append(way + (f" against {_and(mechanism.against)}" if mechanism.against else ""))
    return f" through {_and(ways)}" if ways else ", mechanism not stated"


def _standing(one: Option | Gap) -> str:
    """Return grade, number of sources, and of systems if it rests on any."""
    parts = [one.grade, _count(len(one.sources), "source")]
    if one.uses:
        parts.append(_count(len(one.systems), "system") if one.systems else "discussed in general")
    return " · ".join(parts)


def _gain(gain: Ground) -> str:
    return f"{gain.object} ({gain.grade}, {_places([gain])})"


def _claim(claim: Claim) -> str:
    return f"{claim.statement} ({claim.cited_at})"


def _places(grounds: Iterable[Ground]) -> str:
    return ", ".join(dict.fromkeys(g.claims[0].cited_at for g in grounds if g.claims))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _a(name: str) -> str:
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
