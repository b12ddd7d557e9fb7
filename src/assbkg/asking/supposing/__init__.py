"""What would follow if something else were stated."""
