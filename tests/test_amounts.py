"""Amounts on the command line are within what makes sense, or refused with the range."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assbkg.cli import app
from assbkg.cli.amounts import Memory, Seconds, Threads

REASON = ["reason", "--facts", "none", "--out", "none"]
PUBLISH = ["publish", "--to", "http://127.0.0.1:9/store"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        *(
            ([*PUBLISH, "--timeout", value], "is not in the range 0<x<=86400")
            for value in ("nan", "inf", "-inf", "-1", "0", "1e300")
        ),
        *(
            ([*REASON, "--threads", value], "is not in the range 1<=x<=")
            for value in ("1000000", "0")
        ),
        *(
            ([*REASON, "--memory", value], "is not in the range from 64MB to ")
            for value in ("1TB", "1KB", "999999999TB", "0GB")
        ),
        *(
            ([*REASON, "--memory", value], "is no amount of memory")
            for value in ("0", "-1", "-1GB", "1PB", "abc", "", "3GB'", "1e3GB", "none", "100%")
        ),
        (["synthesise", "--out", "x", "--papers", str(10**18)], "is not in the range 1<=x<="),
        (["synthesise", "--out", "x", "--claims", "9" * 5000], "is not"),
        (
            ["synthesise", "--out", "x", "--claims", "1", "--seed", str(2**64)],
            "is not in the range",
        ),
        (["update", "x", "--retract", str(2**80)], "is not in the range"),
        (["update", "x", "--retract", "-1"], "is not in the range"),
    ],
    ids=lambda one: " ".join(one)[:60] if isinstance(one, list) else "",
)
def test_an_amount_beyond_reason_is_refused_with_the_range(words: list[str], said: str) -> None:
    done = CliRunner().invoke(app, words)
    assert 2 == done.exit_code
    assert said in done.output


@given(st.floats() | st.text() | st.integers())
def test_seconds_are_a_finite_number_up_to_a_day_or_refused(value: object) -> None:
    try:
        seconds = Seconds().convert(value, None, None)
    except click.BadParameter:
        return
    assert 0 < seconds <= 86_400


@pytest.mark.parametrize("value", ["64MB", "512MiB", "1.5gb", "0.2GB", "100 MB"])
def test_an_amount_of_memory_stays_as_duckdb_takes_it(value: str) -> None:
    assert value == Memory().convert(value, None, None)


def test_a_thread_is_always_allowed() -> None:
    assert 1 == Threads().convert("1", None, None)
