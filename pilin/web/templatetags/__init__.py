"""Small things that templates need."""
