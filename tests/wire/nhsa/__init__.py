"""The interface that hospitals speak: every table, every dialect, and everything that comes instead."""
