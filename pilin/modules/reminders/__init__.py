"""Reminders: two administrations without a common superior have nobody who reminds both, so each reminds its own.

It tells each person, in the way that he chose, what is near its end, due, late, or waiting for the other side.
"""
