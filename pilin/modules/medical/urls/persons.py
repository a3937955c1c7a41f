"""Addresses of insured persons, below `persons/`: no address names a person, only a look-up of one."""

from django.urls import path, re_path

from pilin.modules.medical.views import persons, roll

_LOOKUP = r"(?P<number>[0-9]{1,18})"

urlpatterns = [
    path("", persons.look_up, name="look_up"),
    path("new/", persons.enter, name="enter_person"),
    path("import/", roll.import_roll, name="import_persons"),
    path("import/template/", roll.download_template, name="persons_template"),
    path("register/", persons.show_register, name="lookups"),
    re_path(rf"^{_LOOKUP}/$", persons.show_person, name="person"),
    re_path(rf"^{_LOOKUP}/(?P<step>[a-z]{{1,16}})/$", persons.act, name="act"),
]
