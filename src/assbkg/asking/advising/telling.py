"""Advice as a document: what is asked, what is in use, what is open, where gaps are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from assbkg.asking.advising.advice import Advice, Gain, Question, SystemNotes
from assbkg.asking.advising.options import ORDER, Contested, Gap, Option, Use
from assbkg.asking.advising.phrases import (
    as_line,
    as_section,
    assessment_lines,
    by_system,
    claim_words,
    denied_words,
    effect_words,
    extent_words,
    gain_words,
    measurement_words,
    missing_words,
    need_words,
    place_words,
    reported_words,
    standing_words,
    system_words,
    with_article,
)
from assbkg.asking.telling import Form, require_form, write
from assbkg.document.model import Block, Command, Document, Item, Items, Paragraph, Section, plain

__all__ = ["advice_document", "tell_advice", "title"]

#: Columns of text.
_WIDTH: Final = 100

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
    text += f" {'at' if at else 'in'} {with_article(names.component)}" if names.component else ""
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
            yield as_line(
                f"No source in the graph says that {with_article(names.component)} suffers from "
                f"it: {extent_words(advice)}."
            )
        elif names.bottleneck and not advice.told:
            yield as_line(
                f"No source in the graph says what suffers from it: {extent_words(advice)}."
            )
        if advice.told:
            yield self._line(reported_words(advice), [ground.command for ground in advice.told])
        shown = set[str]()
        for figure in advice.extent:
            below = assessment_lines(figure.assessments, shown)
            yield self._line(measurement_words(figure), [figure.command], below)
        if advice.region:
            yield as_line("No system serves as a region of a cell, so all systems are considered.")
        elif names.component and not advice.serving:
            yield as_line(
                f"The graph has no designed system that serves as {names.component}: "
                f"{extent_words(advice)}."
            )

    def sections(self) -> Iterator[Section]:
        """Yield the parts of the answer that there are."""
        advice = self._advice
        if advice.options:
            component = "" if advice.region else self._names.component
            in_use = f"In use in {with_article(component)}" if component else "In use"
            section = as_section(in_use, self._options(advice.options), numbered=True)
            order = Paragraph((plain(f"first {ORDER}"),))
            several = len(advice.options) > 1
            yield replace(section, blocks=(order, *section.blocks)) if several else section
        else:
            yield self._nothing()
        if advice.open:
            open_ = "In use in systems whose component is not stated, or contested"
            yield as_section(open_, self._options(advice.open), numbered=True)
        if advice.gains:
            unexplained = "Reported to gain, with no stated mechanism"
            yield as_section(unexplained, map(self._gain, advice.gains), numbered=True)
        yield from self._gaps()
        made = [notes for notes in advice.systems if notes.system.kind != "general"]
        if made:
            yield as_section("Reported for these systems", map(self._notes, made))
        if advice.contested:
            standing = "included here" if advice.included else "not used here"
            yield as_section(
                f"Contested claims, {standing}", map(self._contested, advice.contested)
            )
        if advice.denied:
            denied = (
                self._line(f"denied that {denied_words(one)}", [one.command])
                for one in advice.denied
            )
            yield as_section("Denied by a source, and so not used here", denied)
        if advice.cited:
            cited = assessment_lines(advice.cited, set())
            yield as_section("Assessments of works cited here", cited)

    def _line(
        self, text: str, commands: Iterable[_Command] = (), below: Iterable[Item] = ()
    ) -> Item:
        """Return a line with the commands that explain it, and the lines that belong to it."""
        shown: tuple[Block, ...] = tuple(map(Command, commands)) if self._commands else ()
        items = tuple(below)
        return Item(plain(text), blocks=(*shown, Items(items, "outline")) if items else shown)

    def _options(self, options: Iterable[Option]) -> Iterator[Item]:
        for option in options:
            below = (*self._uses(option.uses), *self._harms_elsewhere(option))
            yield self._line(f"{option.name} — {standing_words(option)}", below=below)

    def _nothing(self) -> Section:
        """Return that there is no answer, and what is near and has one."""
        advice, names = self._advice, self._names
        of = "" if advice.region or not names.component else f" of {with_article(names.component)}"
        asked = " and ".join(filter(None, (names.bottleneck, names.dimension)))
        helps = f" to help with {asked}" if asked else " to have an effect"
        lines = ["What is not in the graph may have been tried."]
        lines += [
            f"There is an answer for {near.name}, which {near.how}." for near in advice.nearest
        ]
        # A gain without a mechanism is something to try, too.
        stated = " is stated" if advice.gains or advice.open else " is reported"
        heading = f"No strategy{of} in the graph{stated}{helps}, in {advice.extent_read}"
        return as_section(heading, map(as_line, lines))

    def _gaps(self) -> Iterator[Section]:
        """Yield gaps by kind, under what they are and what they are not."""
        advice = self._advice
        if advice.gaps:
            lines = [
                as_line(f"What is not in the graph may have been tried: {extent_words(advice)}.")
            ]
            for kind, gaps in groupby(advice.gaps, key=lambda gap: gap.kind):
                lines.append(
                    self._line(f"{missing_words(kind, self._names)}:", (), map(self._gap, gaps))
                )
            yield as_section("Gaps: suggestions from the graph, not findings", lines)
        elif advice.options:
            nothing = "No gaps: the graph suggests nothing here beyond what is in use"
            yield as_section(f"{nothing}, in {advice.extent_read}", ())

    def _gap(self, gap: Gap) -> Item:
        return self._line(f"{gap.name} — {standing_words(gap)}", below=self._suggested(gap))

    def _suggested(self, gap: Gap) -> Iterator[Item]:
        """Yield what suggests a gap."""
        if gap.look_at:
            users = f"in use in {', '.join(gap.look_at)}"
            perhaps = f"perhaps not a gap: {users}, whose component is not stated"
            yield as_line(users if gap.kind == "effect" else perhaps)
        if gap.shown_by_uses:
            yield from self._uses(gap.uses)
        for ground in gap.links:
            text = f"{ground.sentence} — {ground.words}, {place_words([ground])}"
            yield self._line(text, [ground.command])

    def _uses(self, uses: Sequence[Use]) -> Iterator[Item]:
        """Yield the effects in each system; with grades where there are several to distinguish."""
        graded = sum(len(use.effects) for use in uses) > 1
        shown = set[str]()
        for system, together in by_system(uses, merged=self._brief):
            effects = [effect for use in together for effect in use.effects]
            does = "; ".join(effect_words(effect, graded) for effect in effects)
            below = []
            claims = dict.fromkeys(claim for effect in effects for claim in effect.ground.claims)
            if claims and not self._brief:
                below.append(as_line(f"claimed: {'; '.join(map(claim_words, claims))}"))
            assessments = (one for effect in effects for one in effect.ground.assessments)
            below += assessment_lines(assessments, shown)
            below += self._but(together)
            commands = [effect.ground.command for effect in effects]
            yield self._line(f"{system_words(system)}: {does}", commands, below)

    def _but(self, uses: Sequence[Use]) -> Iterator[Item]:
        """Yield what speaks against uses in one system, each once, and what they need."""
        harms = dict.fromkeys(harm for use in uses for harm in use.but.harms)
        for harm in harms:
            text = f"but {effect_words(harm, True)}, {place_words([harm.ground])}"
            yield self._line(text, [harm.ground.command])
        for denied in dict.fromkeys(one for use in uses for one in use.but.denied):
            yield self._line(f"but denied that {denied_words(denied)}", [denied.command])
        for one in dict.fromkeys(one for use in uses for one in use.but.contested):
            text = f"but contested: {one.sentence} — {', '.join(one.places)}"
            yield self._line(text, [one.command])
        needs = tuple(dict.fromkeys(need for use in uses for need in use.but.needs))
        if needs and not self._brief:
            commands = [need.ground.command for need in needs]
            yield self._line(f"needs: {need_words(needs)}", commands)

    def _harms_elsewhere(self, option: Option) -> Iterator[Item]:
        for use in option.harms_elsewhere:
            for harm in use.effects:
                text = f"but in {use.system.name}: {effect_words(harm, True)}"
                places = place_words([harm.ground])
                yield self._line(f"{text}, {places}", [harm.ground.command])

    def _gain(self, gain: Gain) -> Item:
        """Return a gain that no stated mechanism explains."""
        employs = f"; employs {', '.join(gain.strategies)}" if gain.strategies else ""
        text = f"{system_words(gain.system)} — {gain.ground.words}, {place_words([gain.ground])}"
        return self._line(text + employs, [gain.ground.command])

    def _notes(self, notes: SystemNotes) -> Item:
        """Return what is reported about a system; each assessment once."""
        about = notes.system.doubt
        if notes.serves_as:
            served = ", ".join(notes.system.serves_as)
            about = f"serves as {served}, {place_words(notes.serves_as)}"
        commands = [ground.command for ground in notes.serves_as]
        return self._line(f"{notes.system.name} — {about}", commands, self._of_system(notes))

    def _of_system(self, notes: SystemNotes) -> Iterator[Item]:
        shown = set[str]()
        for figure in notes.figures:
            below = tuple(assessment_lines(figure.assessments, shown))
            yield self._line(measurement_words(figure, notes.system.name), [figure.command], below)
        if notes.gains:
            gains = ", ".join(map(gain_words, notes.gains))
            assessments = (one for gain in notes.gains for one in gain.assessments)
            commands = [gain.command for gain in notes.gains]
            below = tuple(assessment_lines(assessments, shown))
            yield self._line(f"reported to gain in {gains}", commands, below)
        for heading, grounds in (
            ("reported to lose in", notes.losses),
            ("expected to lose in", notes.expected_losses),
            ("suffers from", notes.suffers),
        ):
            if grounds:
                named = ", ".join(map(gain_words, grounds))
                yield self._line(f"{heading} {named}", [ground.command for ground in grounds])

    def _contested(self, one: Contested) -> Item:
        """Return a contested claim: what it says, and why it is contested."""
        cites = f" [{one.cites}]" if one.cites else ""
        below = [f"claimed: {one.statement}"]
        below += [f"assessment, contested: {reason}" for reason in one.reasons]
        text = f"{one.sentence} — {', '.join(one.places)}{cites}"
        return self._line(text, [one.command], map(as_line, below))
