"""The process that libFuzzer runs in: `python -m tests.fuzzing.guided NAME [OPTION | FOLDER]...`.

It ends with the first fault, hang or excess of memory, so `running` starts it as a process of
its own.
"""

from __future__ import annotations

import shlex
import sys

import atheris
from tests.fuzzing.targets import load


def main(arguments: list[str]) -> None:
    """Fuzz a target until libFuzzer's options say that it is enough."""
    name, *options = arguments
    # Modules that are imported only when they are needed are instrumented too.
    with atheris.instrument_imports(include=["assbkg"]):
        target = load(name)
        # To merge, libFuzzer starts what is named first, by way of a shell.
        itself = shlex.join([sys.executable, "-m", __spec__.name, name])
        atheris.Setup([itself, *options], target.one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
