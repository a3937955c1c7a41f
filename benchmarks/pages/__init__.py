"""Pages of a node that has been used for years: what they cost in queries, how long they take, how many a second."""
