"""How matters meet the federation: what an arriving event does to the chain of a matter."""
