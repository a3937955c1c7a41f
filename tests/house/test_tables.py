"""Tables: foreign keys point downward, migrations stand alone, no column could score, track or recognise anybody."""

import ast

from django.db.models import Model

from tests.house import tree

SCORING = {
    "score",
    "scores",
    "scoring",
    "rank",
    "ranks",
    "ranking",
    "rating",
    "blacklist",
    "watchlist",
    "risk",
}
RECOGNISING = {"face", "faces", "plate", "plates", "fingerprint", "iris", "voiceprint", "biometric", "gait"}
TRACKING = {"gps", "imei", "imsi", "trajectory", "whereabouts"}
FILMING = {"image", "picture", "video", "film", "stream", "frame", "snapshot", "url"}
PLACING = {"lat", "lon", "lng", "latitude", "longitude", "coordinates", "position", "positions", "geometry", "angle"}
NAMING = {"name", "phone", "telephone", "address", "person", "persons", "owner", "driver"}
"""What the border room keeps nowhere: pictures and where they are had, where somebody is, who passed a check-point."""
IDENTIFYING = ("id_card", "idcard", "identity_number", "identity_card", "citizen_number", "id_number")


def kernel_below(room: str) -> set[str]:
    """Return the kernel rooms that lie below a kernel room; for any other room all of them."""
    layers = tree.layers("pilin.kernel")
    at = next((number for number, layer in enumerate(layers) if room in layer), -1)
    return set().union(*layers[at + 1 :])


def targets(model: type[Model]) -> set[str]:
    """Return the labels of the apps that a table's keys point to."""
    return {
        field.related_model._meta.app_label
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and not field.auto_created
        if isinstance(field.related_model, type)
    }


def test_foreign_keys_point_downward() -> None:
    ours = {model._meta.app_label for model in tree.models()}
    wrong = [
        f"{model._meta.label} -> {target}"
        for model in tree.models()
        for target in (targets(model) & ours) - {model._meta.app_label} - kernel_below(model._meta.app_label)
    ]
    assert wrong == []


def test_lower_rooms_are_known_from_the_contract() -> None:
    assert kernel_below("organisations") == set()
    assert kernel_below("ledger") == {"federation", "organisations"}
    assert "matters" in kernel_below("some_module")


def test_migrations_import_nothing_of_ours() -> None:
    imported = [
        f"{tree.name(path)}: {module}"
        for path in tree.python(migrations=True)
        for node in ast.walk(tree.parsed(path))
        for module in modules_of(node)
        if module.split(".")[0] == "pilin"
    ]
    assert imported == []


def modules_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or "pilin"]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_no_column_scores_tracks_or_recognises() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in tree.models()
        for field in model._meta.get_fields()
        if set(field.name.split("_")) & (SCORING | RECOGNISING | TRACKING)
    ]
    assert wrong == []


def columns_of_the_border() -> dict[str, tuple[type, set[str]]]:
    """Return the words of every column of the border room, by its name."""
    return {
        f"{model._meta.label}.{field.name}": (type(field), set(field.name.split("_")))
        for model in tree.models()
        if model._meta.app_label == "border"
        for field in model._meta.concrete_fields
    }


def test_the_border_room_keeps_no_picture_and_no_position() -> None:
    found = columns_of_the_border()
    assert {"border.SquadRecord.round", "border.Record.content"} <= found.keys()
    assert [name for name, (_kind, words) in found.items() if words & (FILMING | PLACING)] == []


def test_no_column_of_the_border_room_could_hold_a_file_or_an_address_on_the_net() -> None:
    kinds = {"FileField", "ImageField", "FilePathField", "URLField", "BinaryField"}
    held = {name for name, (kind, _words) in columns_of_the_border().items() if kind.__name__ in kinds}
    assert held == set()


def test_what_squads_record_names_nobody_and_no_place_but_the_round() -> None:
    squads = {name: words for name, (_kind, words) in columns_of_the_border().items() if ".SquadRecord." in name}
    assert [name for name, words in squads.items() if words & NAMING] == []
    assert not any({"from", "to", "at"} & words and {"m"} & words for words in squads.values())


def test_the_registers_of_cameras_name_nobody_who_was_seen_or_sought() -> None:
    """Accounts of our own staff and offices stand there; 条例 16 asks for who looked, and nothing for at whom."""
    kept = {name: words for name, (_kind, words) in columns_of_the_border().items() if ".Squad" not in name}
    registers = {name: words for name, words in kept.items() if ".CameraEntry." in name or ".LookUp." in name}
    assert {"border.CameraEntry.storage_days", "border.LookUp.asked_by"} <= registers.keys()
    seen = {"sought", "target", "suspect", "victim", "note", "remark", "direction"}
    assert [name for name, words in registers.items() if words & (NAMING | seen)] == []


def test_only_the_medical_room_keeps_identity_numbers() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in tree.models()
        for field in model._meta.get_fields()
        if model._meta.app_label != "medical" and any(word in field.name for word in IDENTIFYING)
    ]
    assert wrong == []


def test_constraints_and_indexes_are_named_after_their_table() -> None:
    unnamed = [
        model._meta.label
        for model in tree.models()
        if any(not one.name for one in [*model._meta.constraints, *model._meta.indexes])
    ]
    assert unnamed == []
