"""In which ways facts follow from one another: proofs, clashes, consequences."""
