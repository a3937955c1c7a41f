"""The federation protocol without sockets, tables or a clock: bytes and rows in, rows and effects out.

`docs/protocols/federation.md` is the text, `peer.Peer` the way in. The simulation drives it with a store in memory,
the Django room with tables; both run the same lines.
"""
