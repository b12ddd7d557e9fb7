"""Whose turn it is: quick questions before slow ones, and everybody in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assbkg.places import shipped
from assbkg.service.serving.application import Served, read_served
from assbkg.service.serving.formats import Formats
from assbkg.service.serving.pool import Pool
from assbkg.service.serving.problems import HttpProblem, Limits
from assbkg.service.serving.questions import Answer, SparqlQuestion
from assbkg.service.serving.turns import Client, Full, Line, Use, shared_by

LIMITS = Limits(seconds=600.0, patience_seconds=60.0, waiting=200)
WORKERS = 2
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
#: A million rows, which take a fraction of a second to count.
MILLION = """SELECT (COUNT(*) AS ?n) {
  { SELECT ?a { ?a ?b ?c } LIMIT 1000 } { SELECT ?d { ?d ?e ?f } LIMIT 1000 }
}"""
FORMATS = Formats("text/csv", None)
MANY = 5 * WORKERS


@pytest.fixture(scope="module")
def served() -> Served:
    """The shipped release."""
    return read_served(shipped("graphs") / "release", shipped("queries"), LIMITS)


def with_pool(served: Served, limits: Limits, work: Callable[[Pool], Awaitable[None]]) -> None:
    async def run() -> None:
        pool = Pool(served.seed, WORKERS, limits)
        await pool.open()
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(run())


def asked(pool: Pool, text: str, address: str = "", number: int = 0) -> asyncio.Task[object]:
    """Ask over a connection of one's own, a question that nobody has asked before."""
    question = SparqlQuestion(f"{text} # {address} {number}", None, FORMATS)
    return asyncio.create_task(pool.ask(question, Client(address, f"{address} {number}")))


async def end(tasks: list[asyncio.Task[object]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def test_a_quick_query_is_answered_while_more_slow_ones_than_workers_run(served: Served) -> None:
    async def work(pool: Pool) -> None:
        slow = [asked(pool, ENDLESS, number=number) for number in range(MANY)]
        await asyncio.sleep(0)
        for number in range(5):
            await asked(pool, "ASK {}", number=number)
        assert not any(task.done() for task in slow)
        await end(slow)

    with_pool(served, LIMITS, work)


def test_a_query_of_one_client_comes_before_the_many_of_another(served: Served) -> None:
    async def work(pool: Pool) -> None:
        many = [asked(pool, ENDLESS, "192.0.2.1", number) for number in range(MANY)]
        await asyncio.sleep(0.5)
        quick = [asked(pool, "ASK {}", "192.0.2.1", MANY + number) for number in range(20)]
        await asked(pool, "ASK {}", "192.0.2.2")
        assert sum(task.done() for task in quick) <= 2
        assert not any(task.done() for task in many)
        await end(many + quick)

    with_pool(served, LIMITS, work)


def test_a_slow_query_is_answered_in_the_end(served: Served) -> None:
    async def work(pool: Pool) -> None:
        slow = [asked(pool, MILLION, number=number) for number in range(3)]
        while not all(task.done() for task in slow):
            await asked(pool, "ASK {}", "192.0.2.2")
            await asyncio.sleep(0.1)
        assert 1 == len({str(task.result()) for task in slow})

    with_pool(served, replace(LIMITS, quick_seconds=0.01), work)


def test_a_query_that_nobody_waits_for_any_more_is_ended(served: Served) -> None:
    async def work(pool: Pool) -> None:
        slow = [asked(pool, ENDLESS, number=number) for number in range(MANY)]
        await asyncio.sleep(0.3)
        await end(slow)
        others = (asked(pool, MILLION, number=number) for number in range(WORKERS))
        answers = await asyncio.gather(*others)
        assert all(isinstance(answer, Answer) and answer.body for answer in answers)

    with_pool(served, LIMITS, work)


def test_whoever_waits_is_refused_when_the_pool_is_closed(served: Served) -> None:
    async def work(pool: Pool) -> None:
        asking = [asked(pool, ENDLESS, number=number) for number in range(MANY)]
        await asyncio.sleep(0.3)
        await pool.close()
        for task in asking:
            with pytest.raises(HttpProblem, match="the service is shutting down"):
                await task

    with_pool(served, LIMITS, work)


# --- lines ----------------------------------------------------------------------------------


@dataclass(eq=False)
class Somebody:
    """One who stands in a line."""

    address: str


def test_a_full_line_takes_one_of_another_in_place_of_one_of_the_many() -> None:
    line: Line[Somebody] = Line(3, lambda _: 0)
    many = [Somebody("a") for _ in range(3)]
    assert [None] * 3 == [line.join(one) for one in many]
    assert many[2] is line.join(Somebody("b"))
    with pytest.raises(Full):
        line.join(Somebody("a"))


def test_a_line_that_everybody_shares_refuses_a_newcomer() -> None:
    line: Line[Somebody] = Line(2, lambda _: 0)
    line.join(Somebody("a"))
    line.join(Somebody("b"))
    with pytest.raises(Full):
        line.join(Somebody("c"))


@settings(max_examples=100)
@given(st.lists(st.sampled_from("aaaaabbc"), max_size=60), st.integers(1, 10))
def test_a_line_never_grows_beyond_its_length(addresses: list[str], most: int) -> None:
    line: Line[Somebody] = Line(most, lambda _: 0)
    joined = 0
    for address in addresses:
        try:
            joined += line.join(Somebody(address)) is None
        except Full:
            continue
        assert len(line) == joined <= most


@settings(max_examples=100)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_whoever_waits_alone_waits_for_no_more_than_one_of_each_other(addresses: list[str]) -> None:
    time = 0.0
    use = Use(lambda: time)
    line: Line[Somebody] = Line(100, lambda one: use.of(one.address))
    for address in [*addresses, "z"]:
        line.join(Somebody(address))
    before = []
    while (first := line.pop()).address != "z":
        before.append(first.address)
        use.add(first.address, 1.0)
        time += 1.0
    assert len(before) == len(set(before))


def test_use_of_long_ago_counts_for_less() -> None:
    time = 0.0
    use = Use(lambda: time)
    use.add("a", 8.0)
    time = 30.0
    assert 1.0 == use.of("a")


def test_use_is_remembered_of_no_more_than_so_many() -> None:
    use = Use(lambda: 0.0)
    for number in range(10_000):
        use.add(number, 1.0)
    assert (0.0, 1.0) == (use.of(0), use.of(9_999))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("lab", "lab", True),
    ],
)
def test_a_network_of_ipv6_is_one_client(one: str, other: str, same: bool) -> None:
    assert same == (shared_by(one) == shared_by(other))
