"""Attachments on the wire: fetched by content hash, chunk by chunk, outside any envelope."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.desk import Desk, Effects
from pilin.kernel.federation.protocol.event import is_hash, is_number
from pilin.kernel.federation.protocol.frame import Frame
from pilin.kernel.federation.protocol.refusals import LinkRefusal

Reply = tuple[str, Mapping[str, Json], Sequence[bytes]]


def on_fetch(desk: Desk, frame: Frame, peer: str, _at: Instant) -> tuple[Reply | None, Effects]:
    """Answer with a chunk that the peer may have; raises BLOB_IS_NOT_HERE otherwise."""
    name, offset = frame.header.body.get("hash"), frame.header.body.get("offset")
    if not is_hash(name) or not is_number(offset):
        raise Refused(LinkRefusal.FRAME_IS_NOT_READABLE, where="fetch")
    found = desk.store.blob(str(name), cast("int", offset), desk.limits.chunk_bytes, peer)
    if found is None:
        raise Refused(LinkRefusal.BLOB_IS_NOT_HERE, hash=str(name))
    data, size = found
    text = base64.b64encode(data).decode()
    return ("chunk", {"hash": str(name), "offset": offset, "size": size, "data": text}, ()), Effects()


def on_chunk(desk: Desk, frame: Frame, peer: str, at: Instant) -> tuple[Reply | None, Effects]:
    """Keep a chunk that we asked for; the next one is asked for at the next turn."""
    body = frame.header.body
    link = desk.need(peer)
    desk.store.save_link(replace(link, fetch_at=at))
    try:
        data = base64.b64decode(str(body.get("data")), validate=True)
    except (binascii.Error, ValueError):
        return None, Effects()
    wanted = desk.store.wanted(peer, 1)
    size = body.get("size")
    if not wanted or (body.get("hash"), body.get("offset")) != wanted[0] or not is_number(size):
        return None, Effects()
    if 0 < len(data) <= desk.limits.chunk_bytes:
        desk.store.save_chunk(wanted[0][0], wanted[0][1], data, cast("int", size))
    return None, Effects()
