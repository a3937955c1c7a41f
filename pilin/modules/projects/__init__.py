"""Projects: two administrations push the same work and keep two spreadsheets that never agree; here it is one plan that
both signed, one report a month of which each writes its half, and a light that neither can repaint.
"""
