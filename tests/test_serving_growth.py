"""What a request costs grows with its length, and no faster."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

import pytest
from tests.fuzzing.row_counter_target import FORMS, count_in_pieces, serialize

from assbkg.errors import AssbkgError
from assbkg.service.serving.answers import is_repeatable
from assbkg.service.serving.formats import choose_formats
from assbkg.service.serving.questions import parse_pairs

#: How much longer a text is than the one that it is compared with.
TIMES: Final = 8
#: A cost that grows with the square of the length would be 64 times as much.
MOST_GROWTH: Final = 24


def count_rows_of(text: str) -> Callable[[int], object]:
    def count(length: int) -> None:
        for form in FORMS:
            row = {"c0": {"type": "literal", "value": text * (length // len(text))}}
            assert 1 == count_in_pieces(serialize([row], 1, form), form, 8192)

    return count


GROWING: Final[Mapping[str, Callable[[int], object]]] = {
    "rows of plain text": count_rows_of("a"),
    "rows of quotes": count_rows_of('"'),
    "rows of backslashes": count_rows_of("\\"),
    "rows of marks": count_rows_of('",{"<result>\\\r\n'),
    "media ranges": lambda n: choose_formats("a/b;q=0.1," * (n // 10) + "*/*"),
    "parameters of a media range": lambda n: choose_formats("a/b" + ";a=b" * (n // 4) + ",*/*"),
    "percent-encoded bytes": lambda n: parse_pairs(b"query=" + b"%20" * (n // 3), "the URL"),
    "parameters": lambda n: parse_pairs(b"a=b&" * (n // 4), "the URL"),
    "backslashes in a query": lambda n: is_repeatable("\\" * n),
    "words of a query": lambda n: is_repeatable("nowadays " * (n // 9)),
}


def seconds(work: Callable[[int], object], length: int) -> float:
    """The least of three times, as others use the machine too."""
    taken = []
    for _ in range(3):
        began = time.process_time()
        with suppress(AssbkgError):  # to refuse may cost no more either
            work(length)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.deep
@pytest.mark.parametrize("name", GROWING)
def test_the_cost_of_a_request_grows_with_its_length(name: str) -> None:
    length = 200_000
    shorter, longer = seconds(GROWING[name], length), seconds(GROWING[name], TIMES * length)
    # What is too quick to measure is quick enough.
    assert longer < max(MOST_GROWTH * shorter, 0.1)
