"""Filters that an account keeps for itself."""

import pytest

from pilin.base.refusal import Refused
from pilin.modules.desk import actions, queries
from pilin.modules.desk.models import SavedFilter
from pilin.modules.desk.rules import FILTERS_MAX, DeskRefusal
from pilin.web.tests.samples import an_instant

pytestmark = pytest.mark.django_db
AT = an_instant(2026)
QUERY = {"whose": "theirs", "kind": "plan"}


def save(name: str, account: str = "li") -> None:
    actions.save_filter(account=account, name=name, query=QUERY, at=AT)


def names(account: str = "li") -> list[str]:
    return [kept.name for kept in queries.saved_filters(account)]


def number(account: str = "li") -> int:
    return queries.saved_filters(account)[0].number


def test_a_filter_is_kept_for_its_account_alone() -> None:
    save("等对方的方案")
    (kept,) = queries.saved_filters("li")
    assert (kept.name, kept.address) == ("等对方的方案", "whose=theirs&kind=plan")
    assert names("wu") == []
    save("等对方的方案", "wu")  # another account may use the same name
    assert names("wu") == ["等对方的方案"]


def test_the_twenty_first_is_not_kept() -> None:
    for count in range(FILTERS_MAX):
        save(f"第{count:02}")
    with pytest.raises(Refused) as refused:
        save("第二十一个")
    assert refused.value.code is DeskRefusal.FILTERS_ARE_TOO_MANY
    assert refused.value.facts["limit"] == SavedFilter.objects.count() == FILTERS_MAX


def test_a_filter_is_renamed_and_may_keep_its_name() -> None:
    save("甲")
    save("乙")
    one = SavedFilter.objects.get(name="甲").pk
    assert actions.rename_filter(account="li", number=one, name="丙")
    assert actions.rename_filter(account="li", number=one, name="丙")
    assert {*names()} == {"丙", "乙"}
    with pytest.raises(Refused) as refused:
        actions.rename_filter(account="li", number=one, name="乙")
    assert refused.value.code is DeskRefusal.FILTER_NAME_IS_TAKEN


def test_nobody_renames_or_deletes_the_filter_of_another() -> None:
    save("甲")
    assert not actions.rename_filter(account="wu", number=number(), name="乙")
    assert actions.delete_filter(account="wu", number=number()) is None
    assert names() == ["甲"]


def test_what_was_deleted_is_told_so_that_it_may_come_back() -> None:
    save("甲")
    gone = actions.delete_filter(account="li", number=number())
    assert gone is not None
    assert (gone.name, gone.query) == ("甲", QUERY)
    assert names() == []
