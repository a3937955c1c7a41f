"""The verbs of the `pilin` command, one module each."""
