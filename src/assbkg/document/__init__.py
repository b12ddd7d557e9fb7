"""Documents as data, and one writer a format; nothing here knows what a document is about."""
