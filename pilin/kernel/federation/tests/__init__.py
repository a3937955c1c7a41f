"""Tests of the federation room."""
