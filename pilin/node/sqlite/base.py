"""The backend that Django loads: a transaction begins when its turn has come and hands it on when it ends."""

from django.db.backends.sqlite3 import base

from pilin.node.sqlite.turnstile import turnstile


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait in the queue of writers; a database in memory has none."""

    _turn: int | None = None

    def set_autocommit(
        self,
        autocommit: bool,  # noqa: FBT001 - Django's own signature
        force_begin_transaction_with_broken_autocommit: bool = False,  # noqa: FBT001, FBT002 - and this
    ) -> None:
        """Begin a transaction, when its turn has come, or end the mode of transactions."""
        begins = force_begin_transaction_with_broken_autocommit and not autocommit
        if begins:
            self._take()
        try:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        except BaseException:
            self._give()
            raise

    def commit(self) -> None:
        """Commit and hand the turn on. Where the commit fails, the rollback that follows does it."""
        super().commit()
        self._give()

    def rollback(self) -> None:
        """Undo and hand the turn on."""
        try:
            super().rollback()
        finally:
            self._give()

    def close(self) -> None:
        """Close and hand the turn on."""
        try:
            super().close()
        finally:
            self._give()

    def _take(self) -> None:
        if self._turn is None and not self.is_in_memory_db():
            self._turn = turnstile(str(self.settings_dict["NAME"])).take()

    def _give(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            turnstile(str(self.settings_dict["NAME"])).give(turn)
