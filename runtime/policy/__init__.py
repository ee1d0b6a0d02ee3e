"""What decides whether somebody may be written to now."""
