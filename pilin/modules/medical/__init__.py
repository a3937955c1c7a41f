"""Medical insurance: a patient of one side pays at the counter of a hospital of the other as at home; the care place's
catalogue splits the lines, the insured place's policy says who pays, and each yuan is explained.
"""
