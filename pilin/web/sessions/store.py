"""Where sessions lie: one row each, under a digest of the key, so that no copy of the database opens a session."""

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as Rows
from django.utils import timezone

from pilin.base import canonical, clock
from pilin.web.models import OpenSession

VISIT = "visit"
_WRITTEN = ("session_data", "expire_date", "account", "begun_at", "used_at", "client", "device")


def digest_of(key: str) -> str:
    """Return under which name the session of a key lies."""
    return canonical.digest(key.encode())


class SessionStore(Rows):
    """Django's sessions in rows, with three things more: digests for keys, columns for the owner's list, and ends.

    `ended` is why the session of the key that was brought has ended, where its row still says so.
    """

    ended = ""

    @classmethod
    def get_model_class(cls) -> type[OpenSession]:
        """Return the table."""
        return OpenSession

    def _get_session_from_db(self) -> OpenSession | None:
        key = self.session_key or ""
        row = OpenSession.objects.filter(pk=digest_of(key), expire_date__gt=timezone.now()).first()  # noqa: TID251 - as Django set it
        if row is not None and not row.ended_why:
            return row
        self.ended = row.ended_why if row else ""
        self._session_key = None
        return None

    def exists(self, session_key: str) -> bool:
        """Tell whether a key is taken."""
        return OpenSession.objects.filter(pk=digest_of(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> OpenSession:
        """Return the row of a session; what its owner may know of it stands in columns too."""
        assert self.session_key is not None, "a session is saved under a key"
        visit = data.get(VISIT, {})
        return OpenSession(
            session_key=digest_of(self.session_key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            account=visit.get("account", ""),
            begun_at=clock.read(visit["begun"]) if visit else None,
            used_at=clock.read(visit["used"]) if visit else None,
            client=visit.get("client", ""),
            device=visit.get("device", ""),
        )

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django calls it
        """Write the session; one that was ended meanwhile, by another request, stays ended. Raises UpdateError."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = self.create_model_instance(dict(self.items()))
        written = {name: getattr(row, name) for name in _WRITTEN}
        if not OpenSession.objects.filter(pk=row.pk, ended_why="").update(**written):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        """Remove the row of a key, or of this session; one that was ended keeps its row until it runs out."""
        key = session_key or self.session_key
        if key is not None:
            OpenSession.objects.filter(pk=digest_of(key), ended_why="").delete()

    def close(self, why: str) -> None:
        """End this session: its content goes, its row says why."""
        if self.session_key is not None:
            OpenSession.objects.filter(pk=digest_of(self.session_key)).update(session_data="", ended_why=why)
        self.clear()
        self._session_key = None
        self.ended = why
