"""How the ledger meets the federation: a claim is asked, answered as pending, and ended by the side that asked."""
