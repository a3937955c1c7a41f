"""Section 8 of the architecture, table by table and library by library: governance 7.2, rules 2 to 4 and 12 to 14.

Whoever weakens one of these promises has to take a line out of here, where everybody sees it (rule 17).
"""

import re

import pytest
from django.db.models import FileField, ImageField, Model

from pilin.modules.care.rules import ARTICLES, KINDS, PURPOSES
from tests.house import tree

PICTURED = {"picture", "pictures", "photo_of", "portrait", "video", "videos", "stream", "streams", "rtsp", "snapshot"}
PLACED = {"lat", "lon", "latitude", "longitude", "geohash", "heading", "speed", "position_at", "checkin", "fence"}
PREDICTING = {"prediction", "predicted", "likelihood", "propensity", "suspicion", "suspect", "heat", "heatmap"}
PREDICTING |= {"threat", "forecast_of_person", "profile_of_person"}
LABELLING = {"label_of_person", "stigma", "offender", "convict", "addict", "inmate", "probationer", "grade_of_person"}
WATCHING = {"watch", "watched", "surveillance", "tracking", "tracked", "monitored", "control_level", "tail"}
BORN = {"birth", "birthday", "born", "ethnicity", "religion", "nation", "blood"}
FORBIDDEN = PICTURED | PLACED | PREDICTING | LABELLING | WATCHING | BORN
ALLOWED = {"medical": BORN}
"""A room that has a law for it: the interface of medical insurance carries the day of birth."""

SPECIAL_TABLES = re.compile(r"special_?person|key_?person|person_?list|focus_?group|target|offender|addict", re.I)
LIBRARIES = re.compile(
    r"^(?:opencv|face[-_]|facenet|deepface|dlib|insightface|retina-?face|mtcnn|mediapipe|openalpr|hyperlpr|ultralytics"
    r"|torch|tensorflow|keras|scikit-learn|sklearn|xgboost|lightgbm|catboost|onnx|paddle|yolo|supervision"
    r"|easyocr|pytesseract|tesserocr|imageai|dlib|compreface|kalmanfilter|filterpy|gpsd|geofence|folium|pydeck"
    r"|ffmpeg|pyav|av==|vidgear|rtsp|aiortc)",
    re.M,
)


def forbidden_in(name: str, room: str = "") -> set[str]:
    """Return the words of a column that section 8 forbids in a room."""
    words = {*name.split("_"), name}
    return words & (FORBIDDEN - ALLOWED.get(room, set()))


def columns_of(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete]


def test_rules_3_4_12_13_14_no_table_of_any_room_has_such_a_column() -> None:
    wrong = [
        f"{model._meta.label}.{name}"
        for model in tree.models()
        for name in columns_of(model)
        if forbidden_in(name, model._meta.app_label)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "column",
    [
        "portrait",
        "video_url",
        "stream",
        "stream_url",
        "rtsp_address",
        "snapshot_at",
        "lat",
        "lon",
        "last_latitude",
        "longitude_e6",
        "geohash",
        "speed_kmh",
        "heading",
        "checkin_at",
        "fence_id",
        "predicted_at",
        "prediction",
        "likelihood",
        "suspicion",
        "suspect",
        "heat",
        "heatmap_cell",
        "threat_level",
        "offender",
        "addict_since",
        "probationer_number",
        "watch",
        "watch_level",
        "surveillance_until",
        "tracking_device",
        "monitored_by",
        "birth",
        "birth_date",
        "ethnicity",
        "religion",
        "blood_group",
    ],
)
def test_rule_4_such_a_column_would_be_seen(column: str) -> None:
    assert forbidden_in(column)


@pytest.mark.parametrize(
    "column",
    [
        "title",
        "article",
        "sender",
        "receiver",
        "delete_on",
        "proofs",
        "kept_until",
        "review_by",
        "is_emergency",
        "chainage_m",
        "attendance",
    ],
)
def test_ordinary_columns_are_not_taken_for_such(column: str) -> None:
    assert not forbidden_in(column)


def test_rule_2_no_room_has_a_table_of_special_persons() -> None:
    assert [model._meta.label for model in tree.models() if SPECIAL_TABLES.search(model.__name__)] == []


@pytest.mark.parametrize(
    "table",
    [
        "SpecialPerson",
        "KeyPerson",
        "PersonList",
        "FocusGroup",
        "WatchTarget",
        "Offender",
        "AddictRegister",
    ],
)
def test_rule_2_such_a_table_would_be_seen(table: str) -> None:
    assert SPECIAL_TABLES.search(table)


def test_rule_2_the_tables_of_care_are_these_and_no_others() -> None:
    names = {model.__name__ for model in tree.models() if model._meta.app_label == "care"}
    assert names == {"Start", "Approval", "Envelope", "Opening", "Session"}


def test_rule_2_the_outside_of_an_envelope_has_these_columns_and_no_others() -> None:
    (outside,) = [model for model in tree.models() if model._meta.label == "care.Envelope"]
    assert {name for name in columns_of(outside) if name not in ("openings", "sessions")} == {
        "id",
        "author",
        "peer",
        "event",
        "basis",
        "sender",
        "receiver",
        "article",
        "delete_on",
        "sent_at",
        "closed_at",
        "proofs",
        "erased_at",
        "kept_until",
    }


def test_rule_12_no_table_holds_a_file_or_a_picture() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in tree.models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField | ImageField)
    ]
    assert wrong == []


def test_rule_3_every_kind_helps_and_none_watches() -> None:
    words = " ".join([*KINDS, *KINDS.values(), *PURPOSES, *PURPOSES.values()])
    for watching in ("watch", "monitor", "track", "control", "监控", "管控", "盯", "稳控", "布控", "跟踪"):
        assert watching not in words
    assert {*ARTICLES} == {*KINDS}


def test_rule_4_no_library_sees_scores_or_follows() -> None:
    assert LIBRARIES.findall(tree.text(tree.ROOT / "requirements.lock")) == []


@pytest.mark.parametrize(
    "line",
    [
        "opencv-python==4.10",
        "face-recognition==1.3",
        "deepface==0.0.93",
        "mediapipe==0.10",
        "openalpr==1.1",
        "hyperlpr3==0.1",
        "ultralytics==8.3",
        "torch==2.5",
        "tensorflow==2.18",
        "scikit-learn==1.5",
        "xgboost==2.1",
        "lightgbm==4.5",
        "onnxruntime==1.20",
        "paddlepaddle==2.6",
        "easyocr==1.7",
        "pytesseract==0.3",
        "folium==0.18",
        "pydeck==0.9",
        "ffmpeg-python==0.2",
        "aiortc==1.9",
    ],
)
def test_rule_4_such_a_library_would_be_seen(line: str) -> None:
    assert LIBRARIES.search(f"aiohttp==3.11\n{line}\nzeep==4.3")


@pytest.mark.parametrize("line", ["django==5.2", "cryptography==44", "icalendar==6", "reportlab==4", "pyyaml==6"])
def test_ordinary_libraries_are_not_taken_for_such(line: str) -> None:
    assert not LIBRARIES.search(line)


def test_rules_2_4_12_13_and_14_nothing_that_both_sides_sign_has_a_field_for_it() -> None:
    kinds = [path for path in tree.files() if path.suffix == ".yaml" and path.parent.name == "kinds"]
    fields = re.compile(r"^  ([a-z_]+):", re.M)
    wrong = [
        f"{path.name}: {name}"
        for path in kinds
        for name in fields.findall(tree.text(path).partition("\nfields:")[2].partition("\nstates:")[0])
        if forbidden_in(name)
    ]
    assert len(kinds) > 20
    assert wrong == []


@pytest.mark.parametrize("name", ["pinghu", "jinshan", "jiashan"])
def test_rule_1_the_programme_ships_with_the_room_off(name: str) -> None:
    assert '"care"' not in tree.text(tree.ROOT / f"nodes/{name}.toml")


def test_rule_1_no_agreement_of_the_programme_admits_its_messages() -> None:
    assert "care." not in tree.text(tree.ROOT / "nodes/programme/agreements.yaml")


def test_rule_11_the_room_has_nothing_on_the_public_site() -> None:
    card = tree.text(tree.ROOT / "pilin/modules/care/apps.py")
    assert "public" not in card
    assert not [path for path in tree.files() if "modules/care" in tree.name(path) and "public" in path.name]


def test_rule_17_the_room_says_what_it_refuses() -> None:
    readme = tree.text(tree.ROOT / "pilin/modules/care/README.md")
    for promise in ("No table of persons", "No kind that watches", "No check-in", "Nobody under eighteen", "off"):
        assert promise in readme
