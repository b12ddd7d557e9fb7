"""Answers as JSON, by models of pydantic that read the records; keys stay between releases.

A model names the keys in their order, and takes the attributes of a record by these names or
by an alias. Importing pydantic takes a while, so only what writes JSON imports this.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Annotated, Any, Final

from pydantic import AliasPath, BaseModel, BeforeValidator, ConfigDict, Field

from assbkg.asking.advising.advice import Advice
from assbkg.asking.conditions import Conditions
from assbkg.asking.explaining import Explanation
from assbkg.asking.supposing import Outcome

__all__ = ["Json", "as_json", "write_json"]

Json = dict[str, Any]

_Sorted = Annotated[list[str], BeforeValidator(sorted)]
_Count = Annotated[int, BeforeValidator(len)]
_Command = Annotated[str, BeforeValidator(shlex.join)]
_OrNull = Annotated[str | None, BeforeValidator(lambda text: text or None)]


class _Shape(BaseModel):
    model_config = ConfigDict(from_attributes=True, frozen=True, extra="ignore")


def _from(*path: str) -> Any:  # noqa: ANN401 - a default of any type, as pydantic's own
    """Return a field that takes the value of another attribute, or of one within it."""
    return Field(validation_alias=AliasPath(*path))


# ── Links and what they follow from ───────────────────────────────────────────


class _Claim(_Shape):
    claim: str
    statement: str
    modality: str
    status: str
    source: str
    place: str
    cites: list[int]
    background: bool = _from("is_background")


class _Record(_Shape):
    record: str = _from("iri")
    statement: str
    modality: str
    status: str
    source: str
    place: str
    cites: list[int]


class _Disagreement(_Shape):
    rule: str
    verdict: str
    in_dispute: str
    first: list[_Record]
    second: list[_Record]
    explained_by: list[str]
    may_be_explained_by: list[str] = _from("may_explain")


class _Step(_Shape):
    subject: str
    phrase: str
    object: str
    grade: str
    axiom: str
    claims: list[_Claim]
    premises: list[_Step]


class _Weight(_Shape):
    own_results: _Sorted
    cited: _Sorted
    unsourced: _Sorted
    dissenting: _Sorted


class _Standing(_Shape):
    words: str
    derived: bool = _from("is_derived")
    steps: int
    contested: bool = _from("is_contested")


class _Explanation(_Shape):
    link: str = _from("proof", "sentence")
    holds: bool = True
    grade: str
    minimal_proofs: _Count = _from("supports")
    independent_sources: _Sorted = _from("authorities")
    weight: _Weight = _from("works")
    standing: _Standing | None
    without_contested: _OrNull = _from("otherwise")
    background: _Sorted
    needs_background: bool
    denied: list[_Claim]
    disagreements: list[_Disagreement]
    proof: _Step
    supports: list[list[_Step]]


class _Condition(_Shape):
    said: str = _from("words")
    missing: list[_Step]
    there: str
    others_of_this_kind: int = _from("likewise")
    proof: _Step


class _Conditions(_Shape):
    link: str
    holds: bool = False
    contested: list[_Claim]
    denied: list[_Claim]
    holds_of_a_case: list[_Step] = _from("cases")
    would_follow_if: list[_Condition] = _from("found")
    search_cut_short: bool = _from("cut")


class _Change(_Shape):
    link: str = _from("why", "proof", "sentence")
    before: _OrNull
    after: _OrNull
    proof: _Step = _from("why", "proof")


class _Outcome(_Shape):
    supposed: list[str]
    readings: list[str]
    effects: list[_Change]


# ── Advice ────────────────────────────────────────────────────────────────────


class _Thing(_Shape):
    iri: str
    name: str


class _Asked(_Shape):
    component: _Thing | None
    bottleneck: _Thing | None
    dimension: _Thing | None


class _Assessment(_Shape):
    of: str
    kind: str
    reason: str


class _Ground(_Shape):
    link: str = _from("sentence")
    grade: str
    derived: bool
    claims: list[_Claim]
    assessments: list[_Assessment]
    explain: _Command = _from("command")


class _Mechanism(_Shape):
    iri: str
    kind: str
    family: str
    against: list[str]
    grade: str


class _Effect(_Shape):
    link: str = _from("ground", "sentence")
    grade: str = _from("ground", "grade")
    derived: bool = _from("ground", "derived")
    claims: list[_Claim] = _from("ground", "claims")
    assessments: list[_Assessment] = _from("ground", "assessments")
    explain: _Command = _from("ground", "command")
    mechanisms: list[_Mechanism]


class _System(_Shape):
    iri: str
    name: str
    kind: str
    serves_as: list[str]
    doubt: str


class _Contested(_Shape):
    link: str = _from("sentence")
    claim: str
    statement: str
    places: list[str]
    cites: str
    reasons: list[str]
    show: _Command = _from("command")


class _Denied(_Shape):
    denied_link: str = _from("sentence")
    claim: str
    statement: str
    status: str
    places: list[str]
    cites: str
    show: _Command = _from("command")


class _Need(_Shape):
    kind: str
    name: str
    steps: list[str]
    link: str = _from("ground", "sentence")
    grade: str = _from("ground", "grade")
    explain: _Command = _from("ground", "command")


class _Drawbacks(_Shape):
    harms: list[_Effect]
    denied: list[_Denied]
    contested: list[_Contested]
    needs: list[_Need]


class _Use(_Shape):
    system: _System
    strategy: str
    grade: str
    effects: list[_Effect]
    but: _Drawbacks


class _Harm(_Shape):
    system: _System
    strategy: str
    harms: list[_Effect] = _from("effects")


class _Option(_Shape):
    strategy: _Thing = _from("thing")
    grade: str
    independent_sources: _Sorted = _from("sources")
    weight: _Weight
    number_of_systems: _Count = _from("systems")
    uses: list[_Use]
    harms_elsewhere: list[_Harm]


class _Gap(_Shape):
    kind: str
    missing: _Thing = _from("thing")
    grade: str
    independent_sources: _Sorted = _from("sources")
    weight: _Weight
    number_of_systems: _Count = _from("systems")
    elsewhere: list[_Use] = _from("uses")
    links: list[_Ground]
    look_at: list[str]


class _Measurement(_Shape):
    figure: str = _from("iri")
    of: str
    quantity: str
    comparator: str
    as_written: str
    role: str
    conditions: Annotated[dict[str, str], BeforeValidator(dict)]
    not_told: list[str] = _from("left_out")
    modality: str
    status: str
    note: str
    places: list[str]
    cites: str
    assessments: list[_Assessment]
    explain: _Command = _from("command")


class _Notes(_Shape):
    system: _System
    serves_as: list[_Ground]
    figures: list[_Measurement]
    reported_gains: list[_Ground] = _from("gains")
    reported_losses: list[_Ground] = _from("losses")
    expected_losses: list[_Ground]
    suffers_from: list[_Ground] = _from("suffers")


class _Gain(_Shape):
    system: _System
    link: str = _from("ground", "sentence")
    grade: str = _from("ground", "grade")
    claims: list[_Claim] = _from("ground", "claims")
    explain: _Command = _from("ground", "command")
    strategies: list[str]


class _Nearest(_Shape):
    name: str
    how: str


class _Advice(_Shape):
    asked: _Asked
    papers: int
    systems_that_serve: int = _from("serving")
    component_is_a_region: bool = _from("region")
    told_of_the_component: bool = _from("told_here")
    told: list[_Ground]
    extent: list[_Measurement]
    options: list[_Option]
    component_open: list[_Option] = _from("open")
    gaps: list[_Gap]
    systems: list[_Notes]
    contested: list[_Contested]
    works_cited: list[_Assessment] = _from("cited")
    nearest_with_an_answer: list[_Nearest] = _from("nearest")
    read: str = _from("extent_read")
    gains_without_mechanism: list[_Gain] = _from("gains")
    denied: list[_Denied]


_SHAPES: Final[dict[type, type[_Shape]]] = {
    Explanation: _Explanation,
    Conditions: _Conditions,
    Outcome: _Outcome,
    Advice: _Advice,
}


def as_json(
    answer: Explanation | Conditions | Outcome | Advice, without: Sequence[str] = ()
) -> Json:
    """Return an answer as plain data, without the keys that are named."""
    shape = _SHAPES[type(answer)].model_validate(answer)
    return shape.model_dump(mode="json", exclude=set(without))


def write_json(
    answer: Explanation | Conditions | Outcome | Advice, without: Sequence[str] = ()
) -> str:
    """Return an answer as text of JSON that ends with a line feed."""
    shape = _SHAPES[type(answer)].model_validate(answer)
    return shape.model_dump_json(indent=2, exclude=set(without)) + "\n"
