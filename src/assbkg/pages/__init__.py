"""Whole documents for a browser or a printer: explorer, report, reference."""
