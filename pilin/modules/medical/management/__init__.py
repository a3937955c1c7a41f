"""Commands of the medical room."""
