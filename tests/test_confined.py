"""What a function does in a process of its own, whoever called it learns in a sentence."""

from __future__ import annotations

import socket
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import NamedNode
from tests.confined_acts import ERRORS

from assbkg.confined import Bounds, run_confined
from assbkg.errors import Confined
from assbkg.files.opening import MIB

BOUNDS = Bounds(seconds=20, memory_bytes=256 * MIB)


@pytest.fixture(autouse=True)
def _acts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process of its own find what it shall do."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))


def confined(act: str, *arguments: object, bounds: Bounds = BOUNDS) -> object:
    function = f"tests.confined_acts:{act}"
    return run_confined(function, *arguments, returns=object, bounds=bounds, about="a.ttl")


def test_an_answer_comes_back_whatever_else_was_printed() -> None:
    said = (Path("x"), Decimal("1.0"), frozenset({1}), NamedNode("x:y"))
    assert said == confined("answer", *said)


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_an_error_of_ours_is_raised_as_it_was_there(number: int) -> None:
    with pytest.raises(type(ERRORS[number])) as caught:
        confined("fail", number)
    assert str(ERRORS[number]) == str(caught.value)
    assert vars(ERRORS[number]) == vars(caught.value)


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        ("grow", "a.ttl: needs more than 256 MiB of memory"),
        ("abort", "a.ttl: needs more than 256 MiB of memory"),
        ("crash", "a.ttl: crashes the program that reads it (Segmentation fault)"),
        ("recurse", "a.ttl: crashes the program that reads it (RecursionError"),
        ("lie", "a.ttl: the process that read it gave no answer"),
        ("lie_about_class", "a.ttl: the process that read it gave no answer"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence_about_the_input(act: str, reason: str) -> None:
    with pytest.raises(Confined) as caught:
        confined(act)
    assert str(caught.value).startswith(reason)
    assert "\n" not in str(caught.value)


def test_a_function_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Confined, match=r"a\.ttl: took longer than 0\.2 s"):
        confined("sleep", bounds=Bounds(seconds=0.2, memory_bytes=MIB))


def test_an_answer_of_another_type_is_refused() -> None:
    with pytest.raises(Confined, match="answered with tuple"):
        run_confined("tests.confined_acts:answer", returns=str, bounds=BOUNDS, about="a.ttl")


def test_neither_files_nor_sockets_can_be_opened() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert [] == confined("reach", listener.getsockname()[1])
        free = Bounds(seconds=20, memory_bytes=256 * MIB, files=True)
        reached = confined("reach", listener.getsockname()[1], bounds=free)
        assert isinstance(reached, list)
        assert 2 == len(reached)
