"""Mediation: a dispute across the border is settled by committees of both sides together, instead of going to and fro.

A party at home on the other side of a field path used to be told that his matter belongs elsewhere. Here both
committees hold one case under one code: who is asked, whose turn it is and by when stand on both sides' pages, what the
parties told stays with the mediators in charge, and what was agreed is watched until it is performed.
"""
