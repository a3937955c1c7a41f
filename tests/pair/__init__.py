"""Two real nodes on this machine: processes, SQLite files, TLS over the loopback; killed, restored, compared."""
