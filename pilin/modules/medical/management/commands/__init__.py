"""What those who look after a node enter by files."""
