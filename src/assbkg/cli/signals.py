"""Ctrl-C, SIGTERM and a closed terminal: each ends a command in a second, tidied up.

A signal becomes `SystemExit` in the main thread, with the usual status of 128 and its number,
so that whatever is half made is put away on the way out. Python can do so only between its own
instructions; native code may keep the main thread longer than anyone wants to wait. So the
system notes each signal in a pipe too, where a second thread reads it, interrupts what can be
interrupted, and ends the process if the main thread does not hear.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Final

from assbkg.stopping import stop_all

__all__ = ["Ending", "listen"]

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_SIGNALS: Final = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
_STATUS: Final = 128

#: How long native code may keep the main thread from hearing a signal.
_DEAF_SECONDS: Final = 0.8
#: How long tidying up may take once it has heard.
_TIDY_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.05


class Ending:
    """Whether and how a signal ends the command; `status` is 0 as long as none came."""

    def __init__(self) -> None:
        self.status = 0
        self._heard = False
        self._reader, self._writer = os.pipe()
        if os.name == "posix":
            os.set_blocking(self._writer, False)

    def begin(self) -> None:
        """Listen. A signal that is ignored, as under nohup, stays so."""
        for number in _SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._hear)
        signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        threading.Thread(target=self._watch, daemon=True).start()

    def _hear(self, number: int, _: FrameType | None) -> None:
        """Leave, in the main thread; at once when it is asked for again."""
        if self._heard:
            os._exit(_STATUS + number)
        self._heard = True
        self.status = _STATUS + number
        sys.unraisablehook = lambda _: None  # a destructor may be what the exception leaves
        raise SystemExit(self.status)

    def _watch(self) -> None:
        number = 0
        while number not in _SIGNALS:
            number = os.read(self._reader, 1)[0]
        self.status = _STATUS + number
        begun = time.monotonic()
        while time.monotonic() < begun + self._patience(number):
            stop_all()
            time.sleep(_PAUSE_SECONDS)
        with suppress(OSError):
            os.write(2, b"assbkg: interrupted\n")
        os._exit(self.status)

    def _patience(self, number: int) -> float:
        """Seconds that the main thread has; a server that listens itself is tidying up."""
        deaf = signal.getsignal(number) == self._hear and not self._heard
        return _DEAF_SECONDS if deaf else _TIDY_SECONDS


def listen() -> Ending:
    """Listen to signals for the rest of the process."""
    ending = Ending()
    if threading.current_thread() is threading.main_thread():
        ending.begin()
    return ending
