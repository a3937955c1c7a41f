"""Accounts: one's own (password, second factor, roles), and those of our people (invited, locked, recovered, roles)."""
