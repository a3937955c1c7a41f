"""The programme: the whole pattern of the co-operation on one page; a leader sees in a minute who works with whom.

It shows what the sides signed about themselves: the border, the places along it, pairs, and the groups of the pattern.
"""
