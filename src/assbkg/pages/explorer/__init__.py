"""The explorer: a page to look around in, from a network down to the claims behind a link."""
