"""What is done in the border room, part by part."""
