"""The page of limits says what the code has."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Final

import click
import pytest
from docs.write_limits import Limit, limits_page, read_limits

from assbkg.cli import app
from assbkg.service.serving.problems import Limits

ROOT: Final = Path(__file__).parents[1]
LIMITS: Final = read_limits()


def test_the_page_is_what_make_limits_writes() -> None:
    page = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert limits_page(LIMITS) == page, "run `make limits`"


def test_no_limit_is_listed_twice() -> None:
    places = [limit.at for limit in LIMITS]
    assert len(set(places)) == len(places)


def test_every_limit_of_the_service_is_listed() -> None:
    places = {limit.at.rpartition(".")[2] for limit in LIMITS if ":Limits." in limit.at}
    assert {field.name for field in fields(Limits)} == places


@pytest.mark.parametrize("limit", [one for one in LIMITS if one.option], ids=lambda one: one.option)
def test_an_option_sets_the_limit_that_it_is_listed_with(limit: Limit) -> None:
    command, option = limit.option.split()
    (found,) = [one for one in app.commands[command].params if option in one.opts]
    assert isinstance(found, click.Option)
    default = found.to_info_dict()["default"]
    assert limit.value == default * (1024 * 1024 if "MiB" in str(found.help) else 1)
