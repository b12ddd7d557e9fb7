"""`python -m assbkg.cli` is `assbkg`."""

from assbkg.cli import main

main()
