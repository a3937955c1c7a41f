"""Addresses of the medical room: so far those of the public site alone."""
