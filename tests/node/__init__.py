"""Tests of the node: its configuration, its settings, its command."""
