"""What a person allowed or forbade."""
