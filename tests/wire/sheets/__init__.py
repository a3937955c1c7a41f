"""Tests of spreadsheets: what is written reads back, and everything that people send instead is named."""
