"""What is lawful in the border room, part by part; pure."""
