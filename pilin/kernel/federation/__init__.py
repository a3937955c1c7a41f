"""Federation: two nodes that trust each other by pinned keys exchange signed facts; nothing else is shared between them."""
