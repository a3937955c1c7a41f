"""Tests of base: plain values in, plain values out."""
