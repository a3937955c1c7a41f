"""The access log: who came in, who was given which right, who read what is protected. It grows and is never rewritten.

`logbook.record(...)` is the only way in. Each row holds a digest over itself and the row before, so that the audit
names a row that was changed, taken out or put in behind our back; the database refuses to change rows at all (its
triggers stand in the migration). What is old enough goes in whole prefixes, and the anchor keeps the digest of the last
row that went: the chain of what stays still verifies.

The log serves those whom it watches over: it names accounts of our own staff, networks, and what was touched. It holds
no personal content, no identity number, no name of anybody who came to us with a request.
"""

from pilin.web.logbook.book import record, shorten
from pilin.web.logbook.rules import Event, Fact, network_of
from pilin.web.logbook.visits import client_of, note

__all__ = ["Event", "Fact", "client_of", "network_of", "note", "record", "shorten"]
