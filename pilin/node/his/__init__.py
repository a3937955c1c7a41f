"""A simulated town: hospitals of both sides that live a day of visits at the real interface, out of a seed.

It knows what a hospital's own program knows: the grammar of the interface, its gateway's address, a secret. It has no
table and reads none, so that what it believes at the end can be held against the books of both agencies.

A hospital trusts an answer and nothing else. No reply is neither yes nor no: what only tells (a visit, its lines) is
sent again until it is answered; what moves money is sent again too, or taken back by 2601 and done anew. `town` says
who there is, `visits` what happens to one visitor, `day` who comes when, `counter` how a message is sent and an unknown
outcome ends, `carrier` how it travels, `tally` what the day came to.
"""
