"""The order and the places of nodes in layered drawings."""
