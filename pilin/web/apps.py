"""The shell's registration with Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "pilin.web"
    label = "web"
    verbose_name = "页面"
    duties = ("pilin.web.logbook.duty.forget_old_rows", "pilin.web.sessions.forget_old")
