"""The service under load: no error, memory that stays as it is, quick questions that stay quick."""

from __future__ import annotations

import os
import statistics
from typing import Final

import pytest
from benchmarks.serving import beside_slow, library_texts, load, ours

#: Ten minutes, unless somebody wants a shorter or a longer look.
SECONDS: Final = float(os.environ.get("ASSBKG_LOAD_SECONDS", "600"))
CLIENTS: Final = 16
#: How much more may be resident at the end than after a tenth of the time.
GROWTH: Final = 1.1


@pytest.mark.deep
@pytest.mark.parametrize("cache", [0, 16])
def test_sixteen_clients_get_no_error_and_memory_stays_as_it_is(cache: int) -> None:
    with ours(cache) as server:
        borne = load(server, library_texts(), CLIENTS, SECONDS / 2)
    assert [] == list(borne.errors)
    warm, end = borne.mebibytes[len(borne.mebibytes) // 10], borne.mebibytes[-1]
    assert end < GROWTH * warm


@pytest.mark.deep
def test_quick_questions_stay_quick_beside_slow_ones() -> None:
    with ours(0) as server:
        borne = beside_slow(server, slow=10, quick=50, seconds=min(SECONDS, 60.0))
    print(borne.told())
    assert [] == list(borne.errors)
    assert statistics.quantiles(borne.milliseconds, n=20)[-1] < 200
