"""A sentence for the next page waits in a cookie of this node alone."""

import pytest
from django.conf import settings
from django.test import Client

from pilin.web.tests import samples


@pytest.mark.django_db
def test_a_sentence_waits_under_the_name_of_this_node_and_is_said_once() -> None:
    samples.staff()
    client = samples.browser("zhao")
    client.post("/diagnostics/close-alarm/", {"alarm": "1"})
    assert [name for name in client.cookies if "messages" in name] == [settings.MESSAGE_COOKIE_NAME]
    cookie = client.cookies[settings.MESSAGE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert "告警已关闭" in client.get("/diagnostics/").content.decode()
    assert "告警已关闭" not in client.get("/diagnostics/").content.decode()


def test_nobody_else_is_given_one() -> None:
    assert settings.MESSAGE_COOKIE_NAME not in Client().get("/node.css").cookies
