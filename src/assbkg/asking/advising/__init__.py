"""What to try, and what is not known: advice with its grounds and gaps."""
