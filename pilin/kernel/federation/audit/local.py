"""What the audit cannot derive: columns that are this node's own memory, signed by nobody, each with the reason.

`LOCAL` is not looked at. Of `BOUNDED` the audit says only which values are impossible. Every other column is derived.
A test alters each column of each table of this room, so that a new one has to be derived or to be written here.
"""

from collections.abc import Mapping

_SURROGATE = "a number that the database gave; rows are named by it, nothing follows from it"
_TIMER = "a timer of ours: when it is next this link's turn"
_SENDING = "the state of sending: after a loss everything is sent again, whatever stands here"

LOCAL_TABLES: Mapping[str, str] = {
    "Alarm": "a note for people, counted and closed by them; what it is about stands in the rows that it names",
    "Quarantine": "bytes that are no evidence: they were not taken, are encrypted, and expire",
}
LOCAL: Mapping[str, str] = {
    "OutLane.id": _SURROGATE,
    "InLane.id": _SURROGATE,
    "Envelope.id": _SURROGATE,
    "LostEnvelope.id": _SURROGATE,
    "Part.id": _SURROGATE,
    "Link.pull_at": _TIMER,
    "Link.fetch_at": _TIMER,
    "Link.commit_at": _TIMER,
    "OutLane.attempt": _SENDING,
    "OutLane.next_at": _SENDING,
    "OutLane.sent_at": _SENDING,
    "OutLane.heard_at": _SENDING,
    "OutLane.refusal": _SENDING,
    "OutLane.recovered": "how far a running recovery has come; it counts only while the node recovers",
    "InLane.recovered": "how far a running recovery has come; it counts only while the node recovers",
    "Blob.source": "from whom we asked for an attachment; its hash proves the content, from whomever it came",
    "Blob.readers": "whom the rooms above let fetch an attachment: they know why, this room does not",
}
BOUNDED: Mapping[str, str] = {
    "NodeState.inc": "a life that has signed nothing yet leaves no trace here; it is never below one that has",
    "NodeState.mode": "our own decision not to act",
    "NodeState.nonce": "chance, drawn for a recovery",
    "Link.mode": "whether people paused a link, halted it, or meet for another charter; an open one has a charter",
    "Link.introduced": "during a ceremony any card; afterwards that of the newest charter, or none was kept",
    "Link.nonce": "chance, drawn by the peer for a fence; the life before it is known",
    "Link.kid": "which of our keys the peer has already heard; it is one of ours",
    "Link.fenced": "that the peer acknowledged our life; it is this life or none",
    "Link.alarm_since": "when an alarm began; there is none without its reason",
    "Link.bisect": "where a search stands; there is none without an alarm",
    "OutLane.acked": "between what the last header that we keep acknowledges and what we wrote",
    "OutLane.settled": "between our last commitment and what we wrote",
    "OutLane.claim": "what an earlier header stated, which we do not keep",
    "InLane.put": "what an earlier header announced; at least what came and what the last one announces",
    "Envelope.stored_at": "our clock: after the charter, the row before and our own signature, and not in the future",
    "Envelope.code": "why something waits: our own judgement, signed only when it becomes a refusal",
    "LostEnvelope.stored_at": "our clock, as for envelopes",
    "LostEnvelope.outcome": "its refusal, if there was one, was withdrawn with it",
    "LostEnvelope.resolved": "dealt with when the recovery ended; before that nobody can tell",
    "Document.offered_at": "our clock: after the offer was stored, and not in the future",
    "Document.ended_at": "our clock: after it was offered, and not in the future; none while it is open",
    "Part.erased_at": "our clock: when a part was erased; that it was is known",
    "Blob.verdict": "what the scanner said; the content of a clean one is hashed again",
}
