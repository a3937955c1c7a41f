"""Tests of the whole: house, base, node, simulation, pairs, journeys."""
