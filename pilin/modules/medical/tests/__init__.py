"""Tests of the medical room."""
