"""The command line from its first to its last word: how a command ends, whatever happens."""

from __future__ import annotations

import os
import sys

import click

from assbkg.cli.shared import app, say
from assbkg.cli.signals import Ending, listen
from assbkg.cli.streams import OutputClosed, open_descriptors, standard_streams
from assbkg.errors import AssbkgError, UploadError

__all__ = ["TRACEBACK", "main"]

#: When this variable is set, a fault of ours shows where it is.
TRACEBACK = "ASSBKG_TRACEBACK"

_FAILED = 1
#: What a shell gives for a command that SIGPIPE ended: 128 and its number.
_READER_LEFT = 141
#: What sysexits.h calls an internal error of a program.
_OUR_FAULT = 70


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong usage.

    A signal gives 128 and its number, a reader who left 141, a fault of ours 70. No error
    ends in a traceback.
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
    """Run a command, say how it went wrong if it did, and return its status."""
    try:
        return int(app.main(prog_name="assbkg", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BaseException as error:
        if ending.status:  # whatever the error, it is what the signal broke
            # An upload knows what the server holds now.
            say(f"assbkg: {error if isinstance(error, UploadError) else 'interrupted'}")
            return ending.status
        return _failed(error)


def _failed(error: BaseException) -> int:
    """Say in a sentence what an error means, and return the status that goes with it."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else _FAILED
    if isinstance(error, OutputClosed):
        return _READER_LEFT
    if isinstance(error, click.Abort):  # by a Ctrl-C that something else heard
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
