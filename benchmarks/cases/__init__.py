"""A node with a million closed cases: its pages, and what a new calendar makes of twenty thousand open ones."""
