"""Whole nodes without sockets or tables: one process, a virtual clock, seeded faults, and the promises checked."""
