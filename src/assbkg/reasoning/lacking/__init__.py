"""What a link that does not hold would follow from."""
