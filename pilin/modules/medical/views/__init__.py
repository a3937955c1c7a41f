"""Pages of the medical room: explanations in words, and the estimate of the public site."""
