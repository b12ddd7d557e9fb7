"""The strategy–benefit network as data, and the words for its links."""
