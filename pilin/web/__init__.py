"""The shell that all pages share: frame, components, sign-in, and the sentences that people read."""
