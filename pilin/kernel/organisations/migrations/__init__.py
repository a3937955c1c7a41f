"""Migrations of the organisations."""
