"""What a closed graph holds, read back as records: from a release and a literature alike."""
