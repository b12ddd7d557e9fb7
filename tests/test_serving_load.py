"""The service under load for ten minutes: no error, and memory that stays as it is."""

from __future__ import annotations

import os
from typing import Final

import pytest
from benchmarks.serving import library_texts, load, ours

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
