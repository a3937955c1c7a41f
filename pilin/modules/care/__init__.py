"""特殊人群联管: a sealed request for help between two lawful bodies, opened by two persons, erased with proof.

It is off, and stays off until its impact assessment, its law, its two bodies, its end and its approvals are there.
"""
