"""Tests of the matters room."""
