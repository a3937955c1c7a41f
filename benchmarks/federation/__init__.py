"""Envelopes a second from node to node, beside the bare rows and the bare signatures; a question during a backlog."""
