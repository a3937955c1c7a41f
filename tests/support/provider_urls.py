"""The provider's addresses, and what it says of people: read by its own process alone, after its settings."""

from typing import Any

from django.urls import include, path
from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):  # type: ignore[misc]
    """Adds the account to what an id token says."""

    def get_additional_claims(self, request: Any) -> dict[str, str]:
        """Return the account under the usual name."""
        return {"preferred_username": request.user.get_username()}


urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
