"""The shell's only table: sign-ins that failed of late."""

from django.db import models


class FailedSignIn(models.Model):
    """How often signing in to an account failed in a row.

    Only a digest of the account's name is kept: people sometimes type their password where the name belongs.
    """

    account_digest = models.CharField(max_length=64, primary_key=True)
    times = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_at"], name="failedsignin_last_at")]

    def __str__(self) -> str:
        return f"{self.account_digest[:8]} {self.times}"
