"""Amounts on the command line are within what makes sense, or refused with the range."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from assbkg.cli import app
from assbkg.cli.options import Memory, Seconds, Threads

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
            ([*REASON, "--memory", value], "is not an amount of memory")
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


@pytest.mark.parametrize("value", ["1_000", "٣", "１２", "1 000", "1,000", "0x10", "1e3", "²"])
@pytest.mark.parametrize(
    "words",
    [
        ["synthesise", "--out", "facts", "--papers"],
        ["synthesise", "--out", "facts", "--claims"],
        ["synthesise", "--out", "facts", "--papers", "1", "--seed"],
        ["serve", "--port"],
        ["serve", "--workers"],
        ["query", "capacities-at-cycles", "-p"],
    ],
)
def test_a_whole_number_has_digits_from_0_to_9_alone(words: list[str], value: str) -> None:
    value = f"from={value}" if words[-1] == "-p" else value
    done = CliRunner().invoke(app, [*words, value])
    assert done.exception is not None
    assert "expected integer" in str(done.exception) or (
        done.exit_code == 2 and "write it in the digits 0 to 9" in done.output
    )


@pytest.mark.parametrize("value", ["1_0", "٣", "１.５", "1,5"])
def test_seconds_have_digits_from_0_to_9_alone(value: str) -> None:
    with pytest.raises(click.BadParameter, match=r"is not a number; write it as 2 or 0\.5"):
        Seconds().convert(value, None, None)


def test_every_option_for_a_whole_number_takes_ascii_digits_alone() -> None:
    from assbkg.cli.options import Whole

    types = [
        (name, option.name, option.type)
        for name, command in app.commands.items()
        for option in command.params
        if isinstance(option.type, click.IntRange) or option.type is click.INT
    ]
    assert types
    assert [] == [found for found in types if not isinstance(found[2], Whole)]
