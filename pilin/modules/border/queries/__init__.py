"""What is read in the border room, part by part."""
