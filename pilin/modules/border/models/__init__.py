"""Tables of the border room, part by part."""
