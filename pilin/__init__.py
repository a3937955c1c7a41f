"""Pilin: two neighbouring administrations without a common superior hold one joint programme."""
