"""What the service says of itself and of its clients, and what it may be asked for at its start."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from starlette.requests import Request

from assbkg.cli import app
from assbkg.errors import AssbkgError
from assbkg.service.serving.heads import Site, name_of, public_site
from assbkg.service.serving.turns import client_of


@pytest.mark.parametrize(
    ("site", "server", "expected"),
    [
        (Site(), ("127.0.0.1", 7878), "http://127.0.0.1:7878"),
        (Site(), ("::1", 7878), "http://[::1]:7878"),
        (Site(), ("192.0.2.1", 80), "http://192.0.2.1"),
        (
            public_site("https://battery.example/graph/"),
            ("::1", 1),
            "https://battery.example/graph",
        ),
    ],
)
def test_the_service_knows_its_address(site: Site, server: tuple[str, int], expected: str) -> None:
    assert expected == site.address({"server": server})


@pytest.mark.parametrize(
    "url",
    [
        "battery.example",
        "ftp://battery.example/",
        "https:///graph",
        "https://user@battery.example/",
        "https://battery.example/?a=b",
        "https://battery.example/#a",
        "https://battery.example/<b>",
        "https://battery.example/a b",
        "https://b\u00e4ttery.example/",
        "https://[::1/",
    ],
)
def test_a_public_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(AssbkgError):
        public_site(url)


@pytest.mark.parametrize(
    "host", ["", "a/b", "a b", "u@a", "a:b", "<b>", "a\\b", "[::1", "a:123456"]
)
def test_an_ill_formed_host_is_none(host: str) -> None:
    assert name_of(host) is None


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "expected"),
    [
        (False, "198.51.100.1", "192.0.2.1"),
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (True, "", "192.0.2.1"),
    ],
)
def test_only_a_proxy_says_who_asks(behind_proxy: bool, forwarded: str, expected: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())]
    request = Request({"type": "http", "headers": headers, "client": ("192.0.2.1", 5)})
    assert expected == client_of(request, behind_proxy=behind_proxy).address


@pytest.mark.parametrize(
    "options",
    [
        "--timeout nan",
        "--timeout inf",
        "--timeout -1",
        "--timeout 0",
        "--timeout 1e9",
        "--memory 1",
        "--memory 100000000",
        "--max-rows 0",
        "--max-rows 99999999999",
        "--max-bytes 1",
        "--max-bytes 99999999999",
        "--workers 0",
        "--workers 1000000",
        "--cache -1",
        "--cache 100000000",
        "--port 65536",
    ],
)
def test_absurd_limits_are_refused_in_one_sentence(options: str) -> None:
    done = CliRunner().invoke(app, ["serve", *options.split()])
    assert 2 == done.exit_code
    assert options.split(maxsplit=1)[0] in done.output
    assert "range" in done.output


def test_an_absurd_public_url_is_refused_before_anything_is_read() -> None:
    done = CliRunner().invoke(app, ["serve", "--port", "0", "--public-url", "nonsense"])
    assert 0 != done.exit_code
    assert "nonsense" in str(done.exception) + done.output
