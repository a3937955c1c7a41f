"""Grammars: bytes to frozen classes and back; no sockets, no clock, no Django."""
