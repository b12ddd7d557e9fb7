"""Detached signatures with a user's ssh key, as `ssh-keygen -Y` makes and checks them."""
