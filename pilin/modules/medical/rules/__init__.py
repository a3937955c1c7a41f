"""Rules of medical settlement: the split of fee lines, the benefit policy, what follows from both, and why.

split         lines and the care place's catalogue -> four parts of each line
policy        a version of the insured place's policy, read strictly from its document (`reading`)
benefit       parts, policy, the year so far, facts of the visit -> who pays what, and the year afterwards
accumulators  what counts over a policy year; adding and subtracting is exact
explain       each yuan as steps: a key and its facts, put into words by pages
"""
