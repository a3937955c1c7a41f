"""Addresses of the registers of cameras and of look-ups."""

from django.urls import path, re_path

from pilin.modules.border import views

_CAMERA, _LOOK_UP = r"(?P<camera>[0-9a-f-]{36})", r"(?P<look_up>[0-9]{1,18})"

urlpatterns = [
    path("cameras/", views.show_cameras, name="cameras"),
    path("cameras/new/", views.enter_camera, name="enter_camera"),
    re_path(rf"^cameras/{_CAMERA}/$", views.show_camera, name="camera"),
    re_path(rf"^cameras/{_CAMERA}/again/$", views.enter_camera, name="enter_camera_again"),
    re_path(rf"^cameras/{_CAMERA}/look-up/$", views.ask_look_up, name="ask_look_up"),
    path("look-ups/", views.show_look_ups, name="look_ups"),
    re_path(rf"^look-ups/{_LOOK_UP}/$", views.show_look_up, name="look_up"),
    re_path(rf"^look-ups/{_LOOK_UP}/answer/$", views.answer_look_up, name="answer_look_up"),
    re_path(rf"^look-ups/{_LOOK_UP}/close/$", views.close_look_up, name="close_look_up"),
    re_path(rf"^look-ups/{_LOOK_UP}/destroyed/$", views.enter_destruction, name="enter_destruction"),
]
