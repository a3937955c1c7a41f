"""A whole quarter on two served nodes: what `test_quarter` plays, part by part."""
