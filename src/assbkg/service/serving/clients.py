"""Who asks: clients of a service, and how much of it each has had lately."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["NOBODY", "Client", "Use", "client_of", "shared_by"]

_HALF_LIFE_SECONDS: Final = 10.0
_MOST_CLIENTS: Final = 4096
#: One network of IPv6 is one client: whoever has an address there has 2^64 of them.
_NETWORK_BITS: Final = 64


@dataclass(frozen=True)
class Client:
    """Who asks, by address, and over which connection."""

    address: str
    connection: str


NOBODY: Final = Client("", "")


def client_of(request: Request, *, behind_proxy: bool) -> Client:
    """Return the client of a request.

    Behind a proxy it is the one that the proxy names, last, in `X-Forwarded-For`; else that
    header may say what it likes.
    """
    host, port = request.client or ("", 0)
    connection = f"{host} {port}"
    if behind_proxy:
        named = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
        host = named or host
    return Client(shared_by(host), connection)


def shared_by(host: str) -> str:
    """Return what stands for all addresses that one client may have.

    >>> shared_by("2001:db8::1") == shared_by("2001:db8::2")
    True
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and not address.ipv4_mapped:
        return str(int(address) >> (128 - _NETWORK_BITS))
    return str(address)


class Use:
    """How many seconds of workers each has had, the longer ago the less it counts.

    `now` gives the time in seconds. Who has had least lately is forgotten first when there are
    too many to remember.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._used: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def of(self, who: Hashable) -> float:
        """Return what counts of somebody's use now, in seconds."""
        seconds, when = self._used.get(who, (0.0, 0.0))
        age = self._now() - when
        return seconds * math.exp2(-age / _HALF_LIFE_SECONDS)

    def add(self, who: Hashable, seconds: float) -> None:
        """Add to somebody's use."""
        self._used[who] = (self.of(who) + seconds, self._now())
        self._used.move_to_end(who)
        if len(self._used) > _MOST_CLIENTS:
            self._used.popitem(last=False)
