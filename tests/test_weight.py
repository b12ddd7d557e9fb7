"""Works are counted, and not mentions."""

from __future__ import annotations

from typing import Final

from assbkg.reasoning.facts import Fact
from assbkg.record.claims import Claim
from assbkg.record.weight import Weight, merged, weigh

LINK: Final = Fact("mitigates", "voids", "expansion")
#: Two papers of a graph, of which the first is also a work in the list of the second.
READ: Final = {"study": "study", "review": "review"}


def claim(source: str, origin: str, *works: str) -> Claim:
    return Claim(
        claim=f"{source}.s1",
        link=LINK,
        statement="",
        modality="stated",
        status="accepted",
        source=source,
        places=(),
        citations=(),
        authorities=frozenset(works or (source,)),
        origin=origin,
    )


def test_a_study_that_found_it_is_an_own_result() -> None:
    weight = weigh([claim("study", "own-result")], (), READ)
    assert "1 own result, none against" == weight.words


def test_a_work_that_two_papers_cite_is_one() -> None:
    weight = weigh([claim("study", "cited", "w"), claim("review", "cited", "w")], (), READ)
    assert "1 work cited but not read, none against" == weight.words


def test_repetition_within_a_paper_counts_once() -> None:
    weight = weigh([claim("study", "own-result"), claim("study", "own-result")], (), READ)
    assert 1 == len(weight.own_results)


def test_a_review_its_conclusion_and_the_work_that_it_cites_are_one_work() -> None:
    weight = weigh([claim("review", "cited", "w"), claim("review", "unsourced")], (), READ)
    assert {"w"} == weight.works


def test_a_paper_has_no_say_where_it_cites_a_paper_of_the_graph() -> None:
    found, retold = claim("study", "own-result"), claim("review", "cited", "study")
    assert weigh([found], (), READ) == weigh([found, retold], (), READ)


def test_a_paper_without_a_source_is_named_as_such() -> None:
    weight = weigh([claim("review", "unsourced")], (), READ)
    assert "1 paper without a source, none against" == weight.words


def test_background_is_no_work() -> None:
    assert "no work, none against" == weigh([claim("b", "background", "book")], (), READ).words


def test_who_speaks_against_it_is_counted_in_works_too() -> None:
    against = [claim("review", "cited", "w"), claim("study", "cited", "w")]
    weight = weigh([claim("study", "own-result")], against, READ)
    assert "1 own result, 1 against" == weight.words


def test_an_undisputed_work_goes_before_a_disputed_result() -> None:
    disputed = Weight(own_results=frozenset({"a"}), dissenting=frozenset({"b"}))
    assert Weight(cited=frozenset({"w"})).rank < disputed.rank


def test_own_results_go_before_works_that_nobody_read() -> None:
    many = Weight(cited=frozenset("abc"))
    assert Weight(own_results=frozenset({"a"})).rank < many.rank


def test_separate_arguments_count_a_work_once() -> None:
    one, other = Weight(cited=frozenset("ab")), Weight(cited=frozenset("bc"))
    assert frozenset("abc") == merged([one, other]).cited
