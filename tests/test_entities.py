from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import assbkg
from assbkg.errors import UnknownName
from assbkg.nearest import normalise
from assbkg.record.names import Entities
from assbkg.vocabulary import ASSB, KG


@pytest.fixture(scope="module")
def entities() -> Entities:
    return assbkg.open().entities


@pytest.mark.parametrize(
    "name",
    [
        "https://w3id.org/assbkg/id/ti3c2tx",
        "<https://w3id.org/assbkg/id/ti3c2tx>",
        "kg:ti3c2tx",
        "ti3c2tx",
        "Ti₃C₂Tₓ MXene",
        "ti3c2tx mxene",
        "Ti3C2Tx",
        "Ti₃C₂Tₓ",
    ],
)
def test_one_thing_is_found_by_all_its_names(entities: Entities, name: str) -> None:
    assert entities.resolve(name, "Material").value == KG + "ti3c2tx"


def test_a_class_is_found_by_its_label(entities: Entities) -> None:
    assert entities.resolve("Volume Buffering", "class").value == ASSB + "VolumeBuffering"


def test_a_property_is_found_by_its_name(entities: Entities) -> None:
    assert entities.resolve("mitigates", "property").value == ASSB + "mitigates"


def test_the_kind_decides_between_things_of_one_name(entities: Entities) -> None:
    found = [entities.resolve("MXene", kind).value for kind in ("Material", "class")]
    assert [KG + "mxene", ASSB + "MXene"] == found


def test_a_near_miss_gets_suggestions_of_the_right_kind(entities: Entities) -> None:
    with pytest.raises(UnknownName, match=r"no bottleneck is called .*'volume expansion'"):
        entities.resolve("volume expnsion", "Bottleneck")


def test_a_thing_of_another_kind_is_said_to_be_one(entities: Entities) -> None:
    with pytest.raises(UnknownName, match="no strategy is called 'Si/TiC', which is a matrix comp"):
        entities.resolve("Si/TiC", "Strategy")


def test_nonsense_gets_no_suggestion(entities: Entities) -> None:
    with pytest.raises(UnknownName) as caught:
        entities.resolve("qqqqzzzz", "Bottleneck")
    assert "did you mean" not in str(caught.value)


@given(text=st.text())
def test_any_text_is_resolved_or_refused(entities: Entities, text: str) -> None:
    try:
        found = entities.resolve(text).value
    except UnknownName as error:
        found = str(error)
    assert found.startswith(("http", "no entity is called"))


@pytest.mark.parametrize(
    "piece", ["a", "volume ", "\u0301\u0323", "\ufdfa", "\u202e", "a:", "<"], ids=ascii
)
def test_a_name_of_any_length_is_refused_in_one_short_sentence(
    entities: Entities, piece: str
) -> None:
    for kind in ("", "Bottleneck"):
        with pytest.raises(UnknownName) as caught:
            entities.resolve(piece * (100_000 // len(piece)), kind)
        assert len(str(caught.value).splitlines()) == 1
        assert len(str(caught.value)) < 2_000
        assert "\u202e" not in str(caught.value)


@pytest.mark.parametrize(
    "kind", ["a b", "\x00", "\ud800", "a" * 100_000, "<", "Nothing"], ids=ascii
)
def test_a_kind_that_is_no_class_is_refused(entities: Entities, kind: str) -> None:
    with pytest.raises(UnknownName, match="no class is called") as caught:
        entities.resolve("Ti3C2Tx", kind)
    assert len(str(caught.value)) < 300


def test_to_fold_a_text_takes_no_more_than_its_length() -> None:
    marks = "\u0301\u0323" * 500_000
    assert marks == normalise(marks)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalise(text) == normalise(normalise(text))


@pytest.mark.parametrize("dash", "-‐‑‒–—―−﹣－⁃")
def test_a_name_is_found_with_any_dash(dash: str) -> None:
    assert "RGO–CNT" == assbkg.open().entity(f"RGO{dash}CNT").label


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u2060"])
def test_a_mark_where_a_word_may_be_broken_is_no_part_of_a_name(mark: str) -> None:
    assert "RGO–CNT" == assbkg.open().entity(f"RG{mark}O–CNT").label
