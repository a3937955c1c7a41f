"""What the software refuses to do: a table that only grows, each line whole in both languages."""

import re

from pilin.web.public.refusing import refusing

PROMISES = ("打分", "人脸", "名单", "身份证", "被反映的单位", "大库", "姓名", "十人", "界线")
"""A word of every promise in its order: whoever takes a promise back changes this test."""


def test_no_promise_was_taken_back() -> None:
    assert len(refusing()) == len(PROMISES)
    for row, word in zip(refusing(), PROMISES, strict=True):
        assert word in row.what.zh, word


def test_each_says_what_keeps_it_and_under_which_law() -> None:
    for row in refusing():
        assert all((row.what.en, row.how.en, row.law.en))
        assert row.how.zh.endswith("。")
        assert row.how.en.endswith(".")
        assert re.search(r"《.+》", row.law.zh)


def test_nothing_promised_sounds_like_a_wish() -> None:
    """A promise says what is so, not what is meant to be."""
    for row in refusing():
        assert not re.search(r"尽量|力争|原则上|一般不", f"{row.what.zh}{row.how.zh}")
        assert not re.search(r"\b(?:try|aim|should|normally)\b", f"{row.what.en} {row.how.en}")
