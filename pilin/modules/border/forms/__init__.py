"""What people fill in in the border room, part by part."""
