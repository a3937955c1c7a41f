"""Addresses of accounts."""

from django.urls import path

from pilin.web.accounts import own, own_sessions

urlpatterns = [
    path("account/", own.show_account, name="account"),
    path("account/sessions/", own_sessions.show_sessions, name="own_sessions"),
    path("account/password/", own.change_password, name="change_password"),
    path("account/second-factor/", own.set_up_second_factor, name="second_factor"),
]
