"""Migrations of the agreements."""
