"""What this node does in the federation: it tells facts, takes frames, and looks after its links.

Rooms above speak through the room's name: `federation.tell(drafts, at=at)` inside their own transaction. What they are
told in return goes to the handlers that they registered (`registry`). `Draft` is what they tell and ask, `Event` what
they get, `Declined` what they answer to a text that they do not take.
"""

from pilin.kernel.federation.actions.asking import answer_to, answers_to, ask
from pilin.kernel.federation.actions.cellar import (
    Erasure,
    alarm,
    close_alarm,
    contents,
    erase,
    erase_shared,
    expire_quarantine,
    keep_blob,
    open_quarantine,
    shared_parts,
    want_blob,
)
from pilin.kernel.federation.actions.links import (
    address,
    card,
    credentials,
    fingerprints,
    init,
    introduce,
    offer_charter,
    pinned,
    sign_charter,
)
from pilin.kernel.federation.actions.registry import Registry, registry, sealed
from pilin.kernel.federation.actions.sessions import (
    alone,
    decline,
    due,
    offer,
    override,
    reason_to_recover,
    receive,
    replied,
    replied_of,
    rotate,
    set_mode,
    sign,
    tell,
    transport_failed,
    verify,
    wake,
    withdraw,
)
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered
from pilin.kernel.federation.protocol.event import Detached, Draft, Event
from pilin.kernel.federation.protocol.parts import detach

__all__ = [
    "Applied",
    "Declined",
    "Delivered",
    "Detached",
    "Draft",
    "Erasure",
    "Event",
    "Registry",
    "address",
    "alarm",
    "alone",
    "answer_to",
    "answers_to",
    "ask",
    "card",
    "close_alarm",
    "contents",
    "credentials",
    "decline",
    "detach",
    "due",
    "erase",
    "erase_shared",
    "expire_quarantine",
    "fingerprints",
    "init",
    "introduce",
    "keep_blob",
    "offer",
    "offer_charter",
    "open_quarantine",
    "override",
    "pinned",
    "reason_to_recover",
    "receive",
    "registry",
    "replied",
    "replied_of",
    "rotate",
    "sealed",
    "set_mode",
    "shared_parts",
    "sign",
    "sign_charter",
    "tell",
    "transport_failed",
    "verify",
    "wake",
    "want_blob",
    "withdraw",
]
