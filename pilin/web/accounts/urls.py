"""Addresses of accounts."""

from django.urls import path

from pilin.web.accounts import own

urlpatterns = [
    path("account/", own.show_account, name="account"),
    path("account/password/", own.change_password, name="change_password"),
    path("account/second-factor/", own.set_up_second_factor, name="second_factor"),
]
