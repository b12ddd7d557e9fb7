"""The fuzz targets: their kept inputs in every run, a minute of guided fuzzing in deep ones."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from hashlib import sha1
from typing import Final

import pytest
from tests.fuzzing.running import fuzz
from tests.fuzzing.targets import MOST_BYTES, MOST_FILES, inputs, kept, load, names

#: A minute for each target, unless somebody wants a shorter or a longer look.
SECONDS: Final = int(os.environ.get("ASSBKG_FUZZ_SECONDS", "60"))


@pytest.mark.parametrize("name", names())
def test_every_kept_input_is_handled_properly(name: str) -> None:
    one_input = load(name).one_input
    handled = 0
    for data in inputs(name):
        one_input(data)  # raises for what is handled improperly
        handled += 1
    assert handled >= len(load(name).SEEDS)


@pytest.mark.parametrize("name", names())
def test_few_inputs_are_kept_and_each_once(name: str) -> None:
    found = {path.name: path.read_bytes() for path in kept(name)}
    assert {sha1(data).hexdigest() for data in found.values()} == set(found)
    assert len(found) <= MOST_FILES
    assert sum(map(len, found.values())) <= MOST_BYTES
    assert load(name).SEEDS


@pytest.mark.deep
@pytest.mark.parametrize("name", names())
def test_a_minute_of_guided_fuzzing_finds_no_fault(
    name: str, figures: Callable[[str, object], None]
) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs atheris, which is made for CPython on Linux")
    outcome = fuzz(name, SECONDS)
    figures(f"fuzz executions, {name}", outcome.executions)
    assert "" == outcome.fault
    assert outcome.executions > 0


@pytest.mark.deep
@pytest.mark.parametrize(
    ("planted", "said"),
    [("fault", "the planted fault"), ("hang", "timeout"), ("memory", "out-of-memory")],
)
def test_a_fault_a_hang_and_an_excess_of_memory_are_found(planted: str, said: str) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("needs atheris, which is made for CPython on Linux")
    fault = fuzz(f"planted.{planted}", 60).fault
    assert said in fault
    assert f"b'{'' if planted == 'fault' else 'harmless'}" in fault
