"""Addresses of accounts."""

from django.urls import path, re_path

from pilin.web.accounts import door, own, own_sessions, people

urlpatterns = [
    path("account/", own.show_account, name="account"),
    path("account/sessions/", own_sessions.show_sessions, name="own_sessions"),
    path("account/password/", own.change_password, name="change_password"),
    path("account/second-factor/", own.set_up_second_factor, name="second_factor"),
    re_path(r"^one-time/(?P<token>[A-Za-z0-9_-]{20,64})/$", door.take_link, name="take_link"),
    path("people/", people.show_people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:number>/", people.show_person, name="person"),
    path("people/<int:number>/appoint/", people.appoint, name="appoint"),
    path("people/<int:number>/end-role/", people.end_role, name="end_role"),
    path("people/<int:number>/lock/", people.lock, name="lock_account"),
    path("people/<int:number>/unlock/", people.unlock, name="unlock_account"),
    path("people/<int:number>/invite/", people.invite_again, name="invite_again"),
    path("people/<int:number>/recover/", people.approve_recovery, name="approve_recovery"),
    path("people/<int:number>/refuse-recovery/", people.refuse_recovery, name="refuse_recovery"),
]
