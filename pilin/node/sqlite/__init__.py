"""SQLite as Django's database of a node, with one difference: who writes stands in a queue."""
