"""Questions in plain language: to which named query they come, with which values."""
