"""Benchmarks: `script/bench NAME`; each prints its figures as a share of the limit of the same run."""
