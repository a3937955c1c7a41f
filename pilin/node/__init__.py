"""What makes a process a node: its configuration, Django's settings, addresses, and the `pilin` command."""
