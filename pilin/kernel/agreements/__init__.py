"""Who agreed what with whom, from when to when, clause by clause: a clause is the legal basis that a message cites."""
