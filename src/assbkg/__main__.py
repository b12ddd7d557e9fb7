"""`python -m assbkg` is `assbkg`."""

from __future__ import annotations

import signal

__all__ = ["main"]


def main() -> None:
    """Run the command line; a signal before it is loaded ends the process without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from assbkg.cli import main as run

    run()


if __name__ == "__main__":
    main()
