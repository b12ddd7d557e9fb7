"""Where sources disagree, found by rules: opposite links, values apart, claims without a basis."""
