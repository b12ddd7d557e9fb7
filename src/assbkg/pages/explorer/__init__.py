"""The explorer: an interactive page, from the network down to the claims behind a link."""
