"""Spreadsheets (xlsx) that staff fill in and pass on: bytes to typed rows and back; no clock, no Django.

`layout` says which columns a table has and what stands in them; `writing.write` makes a book of such tables, with a
sheet that explains them; `reading.read` reads them back under bounds, and tells every fault by sheet and cell. Formulas
are neither written nor believed.
"""
