"""Targets with a fault each, by which a test knows that the fuzzer finds them."""
