"""The border room: the ten joint duties (边界十联) by which both sides keep one line in order, each with its own people
and its own law; what counts is what the records of both sides prove, and nobody is watched.
"""
