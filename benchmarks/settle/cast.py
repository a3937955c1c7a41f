"""Who stands at the counter in the benchmark, of what, and with which lines; hospitals and nodes know it."""

HOSPITAL, AREA, PROGRAM, SECRET = "H33048200001", "330482", "his", "a secret of the benchmark"
INSURANCE = "310"
LINES = (("XA-0001", "150"), ("XB-0001", "200"), ("XC-0001", "50"), ("XA-0001", "250"), ("XB-0001", "250"))
"""Five lines of 900.00 yuan in all: 50.00 out of scope, 45.00 prior self-pay, 805.00 in scope."""


def person(number: int) -> str:
    """Return the number under which somebody is insured."""
    return f"B{number:09}"
