"""How a command ends: done, failed, or by Ctrl-C, SIGTERM or a closed terminal."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Final

import click

from assbkg.cli.shared import app, say
from assbkg.cli.streams import OutputClosed, open_descriptors, standard_streams
from assbkg.errors import AssbkgError, UploadError
from assbkg.stopping import stop_all

__all__ = ["TRACEBACK", "Ending", "listen", "main"]

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP
_SIGNALS: Final = tuple(getattr(signal, name) for name in _NAMES if hasattr(signal, name))
_STATUS: Final = 128

#: How long native code may keep the main thread from hearing a signal.
_DEAF_SECONDS: Final = 0.8
#: How long tidying up may take once it has heard.
_TIDY_SECONDS: Final = 5.0
_PAUSE_SECONDS: Final = 0.05
#: When this environment variable is set, an internal error shows its traceback.
TRACEBACK = "ASSBKG_TRACEBACK"
_FAILED = 1
#: The status of a command that SIGPIPE ended: 128 and its number.
_READER_LEFT = 141
#: An internal error, as in sysexits.h.
_OUR_FAULT = 70


class Ending:
    """Whether and how a signal ends the command; `status` is 0 as long as none came."""

    def __init__(self) -> None:
        self.status = 0
        self._heard = False
        self._reader, self._writer = os.pipe()
        if os.name == "posix":
            os.set_blocking(self._writer, False)

    def begin(self) -> None:
        """Start to listen. A signal that is ignored, as under nohup, stays ignored."""
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
        """Return the seconds that the main thread has; a server with its own handler tidies up."""
        deaf = signal.getsignal(number) == self._hear and not self._heard
        return _DEAF_SECONDS if deaf else _TIDY_SECONDS


def listen() -> Ending:
    """Listen to signals for the rest of the process."""
    ending = Ending()
    if threading.current_thread() is threading.main_thread():
        ending.begin()
    return ending


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong usage.

    A signal gives 128 and its number, a closed pipe 141, an internal error 70. No error ends
    in a traceback.
    """
    open_descriptors()
    ending = listen()
    status = _FAILED
    try:
        with standard_streams():
            status = _run(ending)
    except OutputClosed:
        status = _READER_LEFT
    except AssbkgError as error:  # the rest of the results did not fit
        with standard_streams():
            say(f"assbkg: {error}")
        status = _FAILED
    sys.exit(ending.status or status)


def _run(ending: Ending) -> int:
    """Run a command, print an error if there is one, and return its status."""
    try:
        return int(app.main(prog_name="assbkg", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BaseException as error:
        if ending.status:  # the signal caused it, whatever the error
            # An upload knows what the server holds now.
            say(f"assbkg: {error if isinstance(error, UploadError) else 'interrupted'}")
            return ending.status
        return _failed(error)


def _failed(error: BaseException) -> int:
    """Print an error in one sentence, and return its status."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else _FAILED
    if isinstance(error, OutputClosed):
        return _READER_LEFT
    if isinstance(error, click.Abort):  # by a Ctrl-C that other code caught
        say("assbkg: interrupted")
        return _FAILED
    if isinstance(error, (AssbkgError, OSError, MemoryError)):
        say(f"assbkg: {_reason(error)}")
        return _FAILED
    if TRACEBACK in os.environ:
        raise error
    what = f"{type(error).__name__}: {error}"
    say(f"assbkg: internal error, please report it: {what} ({TRACEBACK}=1 shows where)")
    return _OUR_FAULT


def _reason(error: AssbkgError | OSError | MemoryError) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
