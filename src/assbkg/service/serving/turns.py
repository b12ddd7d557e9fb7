"""Turns at the workers: fair lines of questions, and how much each client has had lately."""

from __future__ import annotations

import asyncio
import math
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from assbkg.service.serving.formats import GRAPHS, HTML, SOLUTIONS
from assbkg.service.serving.nursery import Worker
from assbkg.service.serving.problems import HttpProblem
from assbkg.service.serving.questions import TOOL_ANSWER, Answer

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["NOBODY", "Client", "Full", "Line", "MadeWay", "Run", "Turn", "Use", "Waiting", "busy"]
__all__ += ["client_of", "read_answer", "refuse", "shared_by"]

_HALF_LIFE_SECONDS: Final = 10.0
_MOST_CLIENTS: Final = 4096
#: One network of IPv6 is one client: an address there comes with 2^64 others.
_NETWORK_BITS: Final = 64


@dataclass(frozen=True)
class Client:
    """A client: its address, and the connection it uses."""

    address: str
    connection: str


NOBODY: Final = Client("", "")


def client_of(request: Request, *, behind_proxy: bool) -> Client:
    """Return the client of a request.

    Behind a proxy it is the last that the proxy names in `X-Forwarded-For`; else that
    header is ignored.
    """
    host, port = request.client or ("", 0)
    connection = f"{host} {port}"
    if behind_proxy:
        named = ",".join(request.headers.getlist("x-forwarded-for")).rpartition(",")[2].strip()
        host = named or host
    return Client(shared_by(host), connection)


def shared_by(host: str) -> str:
    """Return one name for all addresses that a client may have.

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
    """The seconds of workers that each client has had; the longer ago, the less they count.

    `now` returns the time in seconds. When there are too many clients to remember, the least
    recently added is forgotten first.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._used: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def of(self, who: Hashable) -> float:
        """Return a client's use, as it counts now, in seconds."""
        seconds, when = self._used.get(who, (0.0, 0.0))
        age = self._now() - when
        return seconds * math.exp2(-age / _HALF_LIFE_SECONDS)

    def add(self, who: Hashable, seconds: float) -> None:
        """Add to a client's use."""
        self._used[who] = (self.of(who) + seconds, self._now())
        self._used.move_to_end(who)
        if len(self._used) > _MOST_CLIENTS:
            self._used.popitem(last=False)


class Waiting(Protocol):
    """What stands in a line: a question from an address."""

    @property
    def address(self) -> str:
        """Who asks."""


W = TypeVar("W", bound=Waiting)


class Full(Exception):
    """A line has no room, and no address has more in it than the newcomer's."""


class Line(Generic[W]):
    """A line of bounded length, sorted by `order` and then by arrival.

    When it is full, the address with most in it makes room for one with less.
    """

    def __init__(self, most: int, order: Callable[[W], Any]) -> None:
        self._most = most
        self._order = order
        self._waiting: dict[W, None] = {}  # in order of arrival

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[W]:
        return iter(self._waiting)

    def join(self, newcomer: W) -> W | None:
        """Add a newcomer, and return who had to make room. Raises `Full`."""
        pushed = self._who_makes_room(newcomer) if len(self._waiting) >= self._most else None
        if pushed is not None:
            del self._waiting[pushed]
        self._waiting[newcomer] = None
        return pushed

    def leave(self, waiting: W) -> None:
        """Remove one who may be in the line."""
        self._waiting.pop(waiting, None)

    def pop(self) -> W:
        """Remove and return whose turn it is."""
        first = min(self._waiting, key=self._order)
        del self._waiting[first]
        return first

    def _who_makes_room(self, newcomer: W) -> W:
        """Return the latest of the address with most in the line, and more than the newcomer's."""
        counts = Counter(one.address for one in self._waiting)
        address, count = counts.most_common(1)[0] if counts else ("", 0)
        if count <= counts[newcomer.address] + 1:
            raise Full
        return next(one for one in reversed(self._waiting) if one.address == address)


@dataclass(eq=False)
class Turn:
    """A question that waits for its turn, on a level."""

    client: Client
    message: bytes
    digest: bytes
    level: int
    arrived: float
    given: asyncio.Future[Run] = field(init=False)

    @property
    def address(self) -> str:
        """The address of the client."""
        return self.client.address


@dataclass(eq=False)
class Run:
    """A worker that answers a question, on the level that it counts on now.

    `began` is when it began, `worked` the processor time that the worker had taken before.
    """

    worker: Worker
    turn: Turn
    began: float
    worked: float
    makes_way: bool = False

    @property
    def level(self) -> int:
        """The level on which the question counts."""
        return self.turn.level


class MadeWay(Exception):
    """A query was ended in favour of others, and has to wait for another turn."""


def read_answer(fields: dict[str, Any], body: bytes) -> Answer | HttpProblem:
    """Return a worker's answer or problem. Raises `ValueError` or `KeyError` for anything else."""
    if "status" in fields:
        near = [(str(iri), str(label)) for iri, label in fields["near"]]
        detail, expected = str(fields["detail"]), str(fields["expected"])
        return HttpProblem(fields["status"], detail, expected, near=near)
    if fields["media_type"] not in (*SOLUTIONS, *GRAPHS, HTML, TOOL_ANSWER):
        raise ValueError("a worker sends a media type that is not offered")
    return Answer(fields["media_type"], body)


def refuse(turn: Turn, why: str) -> None:
    """Refuse a question that waits, unless it has a worker already."""
    if not turn.given.done():
        turn.given.set_exception(busy(why))


def busy(why: str) -> HttpProblem:
    """Return the refusal of a question for which there is no worker now."""
    return HttpProblem(
        HTTPStatus.SERVICE_UNAVAILABLE, why, "the same request a little later", {"Retry-After": "2"}
    )
