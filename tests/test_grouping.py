"""Networks made smaller: nodes put together, the weakest links left out."""

from __future__ import annotations

from typing import Final

from assbkg.drawing.web.model import (
    Evidence,
    Link,
    Network,
    Node,
    families_of,
    is_rest,
    keep_strongest,
    put_family_together,
    put_least_together,
)

SHARED: Final = Evidence("Sheets carry strain", "stated", "§2 s.9", "13", ("A",))
OTHER: Final = Evidence("Voids take up growth", "hedged", "§3 s.12", "", ("B",))


def network() -> Network:
    return Network(
        (
            Node("urn:s1", "wrapping", "strategy"),
            Node("urn:s2", "voids", "strategy"),
            Node("urn:s3", "coating", "strategy"),
            Node("urn:m1", "void buffering", "mechanism", "volume buffering"),
            Node("urn:m2", "stress relief", "mechanism", "volume buffering"),
            Node("urn:m3", "barrier", "mechanism", "interface coating"),
            Node("urn:b", "cycle life", "benefit"),
        ),
        (
            Link("urn:m1", "urn:b", 1, 1, "stated", (SHARED,)),
            Link("urn:m2", "urn:b", 0, 3, "hedged", contested=True),
            Link("urn:m3", "urn:b", 0, 1, "expected"),
            Link("urn:s1", "urn:m1", 1, 1, "stated", (SHARED,)),
            Link("urn:s1", "urn:m2", 2, 2, "hedged", (SHARED, OTHER)),
            Link("urn:s2", "urn:m1", 1, 1, "hedged", (OTHER,)),
            Link("urn:s3", "urn:m3", 0, 1, "hedged"),
        ),
    )


def link(found: Network, source: str, target: str) -> Link:
    (only,) = [each for each in found.links if (each.source, each.target) == (source, target)]
    return only


def test_only_families_of_several_can_be_put_together() -> None:
    assert ["volume buffering"] == families_of(network(), "mechanism")
    assert [] == families_of(network(), "strategy")


def test_a_family_becomes_one_node_that_tells_how_many_it_was() -> None:
    found = put_family_together(network(), "mechanism", "volume buffering")
    (group,) = [node for node in found.nodes if node.kinds > 1]
    assert ("volume buffering (2\N{NO-BREAK SPACE}kinds)", 2) == (group.label, group.kinds)
    assert 6 == len(found.nodes)


def test_a_claim_behind_two_links_counts_once_when_they_are_one() -> None:
    found = put_family_together(network(), "mechanism", "volume buffering")
    joined = link(found, "urn:s1", "mechanism volume buffering")
    assert (2, "stated") == (joined.claims, joined.grade)
    assert {SHARED, OTHER} == set(joined.evidence)


def test_links_put_together_are_contested_when_all_of_them_are() -> None:
    found = put_family_together(network(), "mechanism", "volume buffering")
    assert not link(found, "mechanism volume buffering", "urn:b").contested


def test_the_least_claimed_go_together_and_take_in_those_that_did_before() -> None:
    once = put_least_together(network(), "strategy", 1)
    (rest,) = filter(is_rest, once.nodes)
    assert "other strategies (2)" == rest.label
    twice = put_least_together(once, "strategy", 0)
    assert ["other strategies (3)"] == [node.label for node in twice.column("strategy")]


def test_links_that_are_only_inferred_go_first_but_no_node_loses_its_last() -> None:
    found = keep_strongest(network(), 2)
    gone = {(x.source, x.target) for x in set(network().links).difference(found.links)}
    assert {("urn:m3", "urn:b"), ("urn:s2", "urn:m1"), ("urn:s1", "urn:m1")} >= gone
    ends = {end for each in found.links for end in (each.source, each.target)}
    assert ends == set(network().by_id)


def test_a_contested_link_that_was_asked_for_stays_before_inferred_ones() -> None:
    found = keep_strongest(network(), 2)
    assert link(found, "urn:m2", "urn:b").contested
    assert ("urn:m3", "urn:b") not in {(each.source, each.target) for each in found.links}


def test_few_links_stay_as_they_are() -> None:
    assert network() == keep_strongest(network(), 4)
