"""The inspector's room: the access log by pages, under filters, and to download. Only the right to inspect opens it."""
