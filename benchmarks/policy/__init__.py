"""Claims a second through the rules of medical settlement, with their explanation, on one core."""
