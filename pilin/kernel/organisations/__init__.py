"""Who there is on each side: bodies, their offices, places, pairs, groups and borders, and the people of our own side.

Each side speaks of its own half only, in signed entries; what both halves say together is read, never merged.
"""
