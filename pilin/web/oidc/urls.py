"""Addresses of signing in through a provider; without one configured they do not exist."""

from django.urls import path

from pilin.web.oidc import views

urlpatterns = [
    path("sign-in/provider/", views.ask_provider, name="sign_in_provider"),
    path("sign-in/provider/back/", views.come_back, name="sign_in_provider_back"),
]
