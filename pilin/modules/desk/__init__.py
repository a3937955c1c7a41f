"""The desk: two administrations share work, and each clerk must see in seconds what waits for whom, and by when.

It shows what the kernel holds and links to the page of each matter; it knows no other room.
"""
