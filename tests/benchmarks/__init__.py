"""Benchmarks in their small size: that they run and print their ratios. How fast they are is not tested."""
