"""Tests of the grammars: plain bytes in, plain values out."""
