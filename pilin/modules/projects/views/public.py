"""The projects for everybody: what both sides signed, in plain words, and the key projects of each year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters import queries as matters
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import livelihood, months, wall
from pilin.modules.projects.rules.public import PublicMilestone, PublicMonth, PublicProject
from pilin.modules.projects.rules.records import LIVELIHOOD
from pilin.modules.projects.views import words
from pilin.modules.projects.views.livelihood import stars_in_words
from pilin.modules.projects.views.photos import Figure
from pilin.web.components import SHAPES, Column, Light, Table, Tone
from pilin.web.languages import NOT_GIVEN, apart, given, labelled, several
from pilin.web.public.writing import takes_writing
from pilin.web.sentences import refuse_in

PROGRESS_WORDS: Mapping[str, tuple[Tone, str]] = {
    "on_course": (Tone.NORMAL, gettext_noop("进展正常")),
    "to_be_pushed": (Tone.WARNING, gettext_noop("有待推进")),
    "not_begun": (Tone.IDLE, gettext_noop("尚未开始")),
    "undated": (Tone.IDLE, gettext_noop("时间未定")),
    "paused": (Tone.PAUSED, gettext_noop("暂停")),
    "done": (Tone.DONE, gettext_noop("已完成")),
    "ended": (Tone.IDLE, gettext_noop("已终止")),
}


def show_projects(request: HttpRequest) -> HttpResponse:
    """Show the projects that both sides signed, and the lists of key projects."""
    found, fields = queries.public_projects(), _fields()
    context = {
        "projects": [_shown(one, fields) for one in found.projects],
        "more": found.count - len(found.projects),
        "lists": found.lists,
    }
    return render(request, "projects/public/projects.html", context)


def show_project(request: HttpRequest, code: str) -> HttpResponse:
    """Show one project that both sides signed, milestone by milestone."""
    found = queries.public_project(code)
    if found is None:
        raise Http404
    context = {
        "one": _shown(found, _fields()),
        "milestones": _milestones(found.milestones),
        "photos": [
            Figure(reverse("projects:photo", args=[found.code, one.digest]), one.caption, one.month)
            for one in found.photos
        ],
        "years": several(str(year) for year in found.years),
    }
    return render(request, "projects/public/project.html", context)


def show_wall(request: HttpRequest) -> HttpResponse:
    """Show the signed projects over the months of this year, in plain words, without names of staff."""
    day, fields = clock.day_of(clock.now()), _fields()
    shown = wall.months_of(day.year)
    rows, count = queries.public_wall(shown, day)
    context = {
        "rows": [(_shown(row.project, fields), [_month(one) for one in row.months]) for row in rows],
        "months": [(int(month[-2:]), month == months.month_of(day)) for month in shown],
        "year": day.year,
        "more": count - len(rows),
    }
    return render(request, "projects/public/wall.html", context)


@dataclass(frozen=True)
class MonthSaid:
    """A month of a row: whether the plan covers it, a mark and a figure to look at, and all in words to hear."""

    number: str
    is_planned: bool
    mark: str
    figure: str
    words: str


def _month(one: PublicMonth) -> MonthSaid:
    steps = [gettext("计划做到：%(what)s") % {"what": given(title)} for title in one.ahead]
    steps += [gettext("做到了：%(what)s") % {"what": given(title)} for title in one.reached]
    steps += [gettext("两地都报了，完成 %(percent)s%%") % {"percent": one.percent}] if one.percent is not None else []
    mark = SHAPES[Tone.DONE] if one.reached and not one.ahead else "◆" if one.ahead else ""
    figure = "" if one.percent is None else f"{one.percent}%"
    return MonthSaid(one.month[-2:], one.is_planned, mark, figure, labelled(one.month, apart(steps)) if steps else "")


def _fields() -> Mapping[str, str]:
    """Return what the project fields are called."""
    kind = next((kind for kind, _parties, _basis in matters.kinds_agreed() if kind.name == "plan"), None)
    return words.choices_of(kind, "field")


def _shown(one: PublicProject, fields: Mapping[str, str]) -> Mapping[str, object]:
    tone, word = PROGRESS_WORDS[one.progress]
    return {
        "code": one.code,
        "title": one.title,
        "field": fields.get(one.project_field) or gettext(NOT_GIVEN),
        "aims": several(map(given, one.aims)),
        "leads": several(dict.fromkeys(map(given, one.leads))),
        "progress": Light(tone, gettext(word)),
        "reached": several(one.reached),
        "following": "" if one.following is None or one.following.title == NOT_GIVEN else one.following.title,
        "due": one.following.due if one.following else None,
    }


def _milestones(milestones: Sequence[PublicMilestone]) -> Table:
    columns = [Column(gettext("做什么")), Column(gettext("计划到"), "day"), Column(gettext("做到了吗"))]
    done, ahead = Light(Tone.DONE, gettext("已经做到")), Light(Tone.IDLE, gettext("还没有"))
    rows = [(given(one.title), one.due, done if one.is_reached else ahead) for one in milestones]
    return Table(gettext("一步一步怎么做"), columns, rows, gettext("计划里没有写分几步做。"))


class OpinionForm(forms.Form):
    """What a resident says: the code on the paper, one of five, and words if there are any."""

    code = forms.CharField(
        label=_("评价码（纸上的十二位字母和数字）"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    stars = forms.TypedChoiceField(label=_("您觉得这件事办得怎么样"), coerce=int, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("想说的话"),
        help_text=_("不要写姓名、电话、身份证号和车牌。"),
        max_length=livelihood.WORDS_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any, *, code: str) -> None:
        super().__init__(data, initial={"code": code})
        self.fields["stars"].choices = list(stars_in_words().items())  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@takes_writing
def say_opinion(request: HttpRequest, code: str = "") -> HttpResponse:
    """Take what a resident says of a livelihood project, under a code that is good for once."""
    form = OpinionForm(request.POST if request.method == "POST" else None, code=code)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            title, kept = actions.keep_opinion(said["code"], said["stars"], said["words"])
        except Refused as refused:
            refuse_in(form, refused, field="code")
        else:
            return render(request, "projects/public/thanks.html", {"title": title, "kept": kept})
    return render(request, "projects/public/opinion.html", {"form": form})


def show_livelihoods(request: HttpRequest) -> HttpResponse:
    """Show the livelihood projects that both sides signed, with what residents say of them."""
    kind = next((kind for kind, _parties, _basis in matters.kinds_agreed() if kind.name == LIVELIHOOD), None)
    worries = words.choices_of(kind, "worry")
    done, ahead = Light(Tone.DONE, gettext("已经办成")), Light(Tone.NORMAL, gettext("正在办"))
    found = [
        {
            "title": one.title,
            "worry": worries.get(one.worry, one.worry),
            "state": done if one.is_done else ahead,
            "count": one.count,
            "mean": one.mean,
        }
        for one in queries.public_livelihoods()
    ]
    counted, _named = queries.article()
    return render(request, "projects/public/livelihoods.html", {"projects": found, "counted": counted})
