"""Addresses of the shell."""

from django.urls import include, path, re_path

from pilin.web import bundles, views

app_name = "web"

_PEER = r"(?P<peer>[1-9]\d{5})"

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.sign_in_code, name="sign_in_code"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("language/", views.switch_language, name="switch_language"),
    path("links/", views.show_links, name="links"),
    path("node.css", views.node_style, name="node_style"),
    path("evidence/", views.show_evidence, name="evidence"),
    path("evidence/bundle/", bundles.download, name="bundle"),
    path("", include("pilin.web.matter_urls")),
    path("", include("pilin.web.accounts.urls")),
    path("", include("pilin.web.inspection.urls")),
    path("", include("pilin.web.oidc.urls")),
    path("diagnostics/", views.show_diagnostics, name="diagnostics"),
    path("diagnostics/dead-letters/", views.show_dead_letters, name="dead_letters"),
    path("diagnostics/close-alarm/", views.close_alarm, name="close_alarm"),
    re_path(rf"^diagnostics/{_PEER}/test/$", views.test_link, name="test_link"),
    re_path(rf"^diagnostics/{_PEER}/retry/$", views.retry_link, name="retry_link"),
    re_path(rf"^diagnostics/{_PEER}/maintenance/$", views.maintain_link, name="maintain_link"),
]
