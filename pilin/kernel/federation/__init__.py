"""Signed facts between nodes: identity, envelopes, lanes, receipts, documents, parts, commitments, recovery."""
