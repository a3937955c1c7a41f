"""Matters: shared work between nodes. A kind is data that all parties signed; a matter is the pure fold of its events.

Every matter says which party may act now, which steps are open and until what day under which article; what one party
asserts, what the other asserts and what both signed stand side by side and never merge by themselves.
"""
