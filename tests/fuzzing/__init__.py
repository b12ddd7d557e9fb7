"""Coverage-guided fuzzing of whatever reads what strangers write.

A target is a module `<name>_target.py` with `SEEDS` and `one_input`, which returns for every
input that is handled properly (accepted, or refused by an `AssbkgError`) and raises for a fault.
`python -m tests.fuzzing NAME` runs one and keeps the inputs that reach new code.
"""
