"""The page of a petition says at its top whose turn it is, by which promise, and why a bounced one goes no further."""

from collections.abc import Callable

from pilin.modules.petitions.tests.test_views import FORM, NEW, page, sent
from pilin.modules.petitions.tests.window import Window

Read = Callable[..., str]


def test_whose_turn_and_by_when_stand_before_anything_is_transferred(window: Window, read: Read) -> None:
    words = read(page(window.case(window.take_in().id)))
    assert "轮到：平湖市 法定截止 2026-03-09" in words
    assert "预警 2026-03-08" in words
    assert "只能转送一次" not in words
    assert words.index("内容 信访请求") < words.index("两地期限并列")


def test_after_a_transfer_the_stricter_promise_stands_beside_the_turn(window: Window, read: Read) -> None:
    words = read(page(window.transferred()))
    assert "轮到：金山区" in words
    assert words.index("轮到：") < words.index("承诺期限 2026-03-09") < words.index("两地期限并列")


def test_after_a_bounce_the_page_says_why_it_goes_no_further(window: Window, read: Read) -> None:
    row = window.transferred()
    window.they_take("object", ground="place")
    assert "只能转送一次" not in read(page(row))
    window.take("insist")
    words = read(page(row))
    assert "只能转送一次" in words
    assert "两地没有共同的上级" in words


def test_a_reason_that_must_be_given_is_not_called_optional(window: Window, read: Read) -> None:
    words = read(page(window.case(window.take_in().id)))
    assert "为什么要看信访人姓名" in words
    assert "可不填" not in words.split("本方承办、回避与打开姓名")[-1]


def test_who_is_handed_the_code_is_told_what_for(window: Window) -> None:
    assert window.stage.matter == ""
    _, words = sent(NEW, **FORM)
    assert "那里不显示姓名和内容" in words
    assert "打印出来交给信访人" in words
