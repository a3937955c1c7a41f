"""Tests of the border room."""
