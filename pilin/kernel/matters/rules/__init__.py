"""The interpreter of matters, pure: what may happen (kinds), until when (clocks), and what has happened (fold)."""
