"""The house: what no other tool checks about the tree."""
