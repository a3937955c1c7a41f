"""Settlements a second at the counter: from a hospital's bytes to its answer, both agencies on one machine."""
