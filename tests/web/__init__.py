"""Pages told over the test client, with a neighbour in memory on the other side."""
