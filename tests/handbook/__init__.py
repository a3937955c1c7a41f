"""The handbook of an office, played: every command in it runs here, or says why it does not."""
