"""Money between neighbours: double entry in integer fen, append-only, with pending postings and corrections.

It refers outward only by subject strings, which it stores and never parses.
"""
