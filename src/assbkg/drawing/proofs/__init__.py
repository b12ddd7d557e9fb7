"""Proofs as figures."""
