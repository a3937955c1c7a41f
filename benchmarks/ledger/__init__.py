"""Postings a second: the ledger's action beside the bare insertion of the same rows."""
