"""Figures for print: SVG, PDF and PNG."""
