"""What stands between a stopped node and a working one: is it whole, is a key half changed, is it behind itself?"""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation import queries
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.node.refusals import NodeRefusal


def check() -> None:
    """See that the node was made ready. Raises what `check_database` raises, or NODE_HAS_NO_KEY."""
    check_database()
    if not keyring.signers() or not federation.credentials().certificate_file.exists():
        raise Refused(NodeRefusal.NODE_HAS_NO_KEY, folder=str(keyring.folder()))


def check_database() -> None:
    """See that the database answers and has every table.

    Raises DATABASE_IS_NOT_REACHABLE or DATABASE_IS_NOT_MIGRATED.
    """
    left = unapplied()
    if left:
        raise Refused(NodeRefusal.DATABASE_IS_NOT_MIGRATED, unapplied=len(left), first=left[0])


def unapplied() -> list[str]:
    """Return the migrations that the database lacks. Raises DATABASE_IS_NOT_REACHABLE."""
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError as failure:
        raise Refused(NodeRefusal.DATABASE_IS_NOT_REACHABLE, reason=str(failure).strip()) from None
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def settle_staged_keys() -> None:
    """End a change of keys that a crash cut in two: the tables know whether anybody was told of the new one."""
    for file in sorted(keyring.folder().glob("*.staged")):
        signer = Ed25519Signer(file.read_bytes())
        if tables.Key.objects.filter(node=settings.NODE.node.code, kid=signer.key.kid).exists():
            keyring.promote(signer)
        else:
            file.unlink()


def wake(*, at: Instant) -> str:
    """Compare the tables with the high-water file, before anything is sent; return the line of `state`."""
    settle_staged_keys()
    federation.wake(marks=keyring.read_marks(), at=at)
    forget_flights()
    return state(at=at)


def forget_flights() -> None:
    """What was on its way when the last process ended is nowhere now: send it again, and ask every peer, at once."""
    tables.OutLane.objects.update(next_at=None, attempt=0)
    tables.Link.objects.update(pull_at=None, fetch_at=None)


def state(*, at: Instant) -> str:
    """Return in one line who this node is, in which mode, and how its links stand."""
    node, me = settings.NODE.node, queries.node_state()
    peers = "; ".join(f"{link.peer} {link.name} {link.mode}" for link in queries.links_state(at))
    return f"{node.name} {node.code}: {me.mode}, life {me.inc}; peers: {peers or 'none yet'}"
