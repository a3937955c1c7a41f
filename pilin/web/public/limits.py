"""How often one address may ask: a bucket of tokens each, in memory, and never more buckets than fit.

An address is forgotten when others need its place, and nothing about it is written down. Whoever holds an IPv6 network
holds 2^64 addresses, so the first 64 bits count. The public site runs in one process a node; each has its own buckets.
"""

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock

ADDRESSES_MAX = 10_000


@dataclass
class _Bucket:
    tokens: float
    seen: float


class Limiter:
    """Lets an address ask so many times a minute; a full bucket is one minute's worth. `now` is a monotonic time."""

    def __init__(self, per_minute: int, *, addresses_max: int = ADDRESSES_MAX) -> None:
        self._per_minute, self._addresses_max = per_minute, addresses_max
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def wait_seconds(self, address: str, *, now: float) -> int:
        """Take a token of an address and return 0; where there is none, return the seconds until there is one."""
        with self._lock:
            bucket = self._buckets.setdefault(address, _Bucket(self._per_minute, now))
            self._buckets.move_to_end(address)
            while len(self._buckets) > self._addresses_max:
                self._buckets.popitem(last=False)
            bucket.tokens = min(self._per_minute, bucket.tokens + (now - bucket.seen) * self._per_minute / 60)
            bucket.seen = now
            if bucket.tokens < 1:
                return ceil((1 - bucket.tokens) * 60 / self._per_minute)
            bucket.tokens -= 1
            return 0

    def __len__(self) -> int:
        return len(self._buckets)


def counted_as(address: str) -> str:
    """Return what shares a bucket with an address: itself alone, or its network where it is of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ip_network((int(found), 64), strict=False))
    return str(found)
