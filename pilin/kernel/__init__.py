"""The kernel: what every room needs; it renders nothing and knows no room's words."""
