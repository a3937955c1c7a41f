"""The projects for everybody: what both sides signed, in plain words, and the key projects of each year."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from pilin.kernel.matters import queries as matters
from pilin.modules.projects import queries
from pilin.modules.projects.rules.public import PublicMilestone, PublicProject
from pilin.modules.projects.views import words
from pilin.web.components import Column, Light, Table, Tone
from pilin.web.languages import NOT_GIVEN, given, several

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
        "years": several(str(year) for year in found.years),
    }
    return render(request, "projects/public/project.html", context)


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
