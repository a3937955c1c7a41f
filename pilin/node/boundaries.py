"""A border line out of a file: features become the document that both sides sign, or findings by feature.

In the file, the one line is the border; an area bears the code of its side in the property `code` (six digits, or
twelve as divisions have them), and may be left out.
"""

from collections.abc import Mapping, Sequence

from pilin.base.refusal import Finding, Refused
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Area, Boundary, Datum, OrganisationsRefusal, Spot
from pilin.wire.geojson import Drawing, Feature


def boundary_from(
    drawing: Drawing, head: Mapping[str, str], *, sides: tuple[str, str], band_m: int, known: Sequence[tuple[str, Spot]]
) -> Boundary | list[Finding]:
    """Return the line that a file describes, in WGS84, or everything that is wrong with it.

    `head` says `given_in`, `approval_number` and `file_hash`; `known` are points of places with their side, in WGS84:
    they tell which side lies left where the file has no areas. Raises APPROVAL_NUMBER_IS_NOT_VALID.
    """
    given = Datum(head["given_in"])
    number = rules.approval_number(head["approval_number"])
    lines = [one for one in drawing.features if not one.is_area]
    found = [*drawing.findings, *_line_faults(lines), *_area_faults(drawing.features, sides)]
    if found:
        return found
    line = _spots(lines[0].parts[0], given)
    areas = _areas(drawing.features, given)
    try:
        left = rules.left_side(sides, line, areas, known)
    except Refused as refused:
        return [Finding(lines[0].where, refused.code, dict(refused.facts))]
    boundary = Boundary(
        sides=sides,
        left=left,
        line=line,
        areas=areas,
        band_m=band_m,
        given_in=given,
        approval_number=number,
        file_hash=head["file_hash"],
    )
    return rules.faults_of(boundary) or boundary


def _line_faults(lines: Sequence[Feature]) -> list[Finding]:
    where = ", ".join(one.where for one in lines) or "-"
    return [] if len(lines) == 1 else [Finding(where, OrganisationsRefusal.BOUNDARY_NEEDS_ONE_LINE, {"n": len(lines)})]


def _area_faults(features: Sequence[Feature], sides: Sequence[str]) -> list[Finding]:
    return [
        Finding(one.where, OrganisationsRefusal.AREA_NAMES_NO_SIDE, {"written": _code(one), "sides": ", ".join(sides)})
        for one in features
        if one.is_area and _code(one) not in sides
    ]


def _code(feature: Feature) -> str:
    return feature.properties.get("code", "")[:6]


def _areas(features: Sequence[Feature], given: Datum) -> dict[str, Area]:
    """Return the rings of each side; several features of one side are its parts."""
    found: dict[str, Area] = {}
    for one in features:
        if one.is_area:
            found[_code(one)] = (*found.get(_code(one), ()), *(_spots(ring, given) for ring in one.parts))
    return found


def _spots(pairs: Sequence[tuple[int, int]], given: Datum) -> tuple[Spot, ...]:
    return tuple(rules.converted(Spot(*pair), given=given, wanted=Datum.WGS84) for pair in pairs)
