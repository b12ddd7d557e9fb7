"""A literature as a folder of facts: closed, looked into, changed paper by paper."""
