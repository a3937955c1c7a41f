"""How a node is watched from outside: is it whole (`health`), and what are its figures (`figures`, for Prometheus)."""
