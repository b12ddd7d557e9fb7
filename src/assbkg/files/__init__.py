"""Files and folders: opened safely, written whole, locked, replaced at once."""
