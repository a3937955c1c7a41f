"""The interface as OpenAPI 3, made from the classes that read and write it: for tools, and for who connects a hospital.

It says what we ask for; what we are lenient about (dialects, other spellings) stands in docs/protocols/nhsa.md alone.
Each transaction is an operation of its own below `/hgs/{infno}`, since there is but one address for all.
"""

from collections.abc import Iterable
from typing import Any

from pilin.wire.nhsa.envelope import Head
from pilin.wire.nhsa.fields import Day, Digits, Field, Moment, Money, Number, Text, Whole, fields_of
from pilin.wire.nhsa.registry import BY_NUMBER
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction

VERSION = "3.0.3"
_MOMENT = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8]) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"
_REPLY = {
    "type": "object",
    "required": ["infcode", "output"],
    "properties": {
        "infcode": {"type": "integer", "enum": [0, -1]},
        "err_msg": {"type": "string", "maxLength": 200},
        "output": {"nullable": True},
    },
}


def described(numbers: Iterable[str]) -> dict[str, Any]:
    """Return the description of some transactions by their numbers."""
    return {
        "openapi": VERSION,
        "info": {"title": "国家医保信息平台定点医药机构接口", "version": "1"},
        "paths": {f"/hgs/{number}": {"post": _operation(number, BY_NUMBER[number])} for number in sorted(numbers)},
    }


def _operation(number: str, one: Transaction[Any, Any]) -> dict[str, Any]:
    head = _node(Head)
    head["properties"] |= {"infno": {"type": "string", "enum": [number]}, "input": _shape(one.request)}
    if one.carries_person:
        head["required"].append("insuplc_admdvs")
    head["required"].append("input")
    output = {"nullable": True} if one.reply is NO_OUTPUT else _shape(one.reply)
    reply = {**_REPLY, "properties": {**_REPLY["properties"], "output": {**output, "nullable": True}}}  # type: ignore[dict-item]
    return {
        "operationId": f"t{number}",
        "summary": one.title(),
        "requestBody": {"required": True, "content": {"application/json": {"schema": head}}},
        "responses": {"200": {"description": one.title(), "content": {"application/json": {"schema": reply}}}},
    }


def _shape(shape: Shape[Any]) -> dict[str, Any]:
    node = _node(shape.kind)
    if not shape.names:
        return node
    name = shape.names[0]
    return {"type": "object", "required": [name], "properties": {name: node}}


def _node(kind: type[Any]) -> dict[str, Any]:
    described = fields_of(kind)
    return {
        "type": "object",
        "required": [one.name for one in described if one.is_required],
        "properties": {one.name: _field(one) for one in described},
    }


def _field(one: Field) -> dict[str, Any]:
    if one.inner is None:
        return _plain(one)
    node = _node(one.inner)
    if not one.rows_max:
        return node
    return {"type": "array", "items": node, "minItems": int(one.is_required), "maxItems": one.rows_max}


def _plain(one: Field) -> dict[str, Any]:
    kind = one.kind
    if isinstance(kind, Digits):
        return {"type": "string", "pattern": f"^[1-9][0-9]{{{kind.length - 1}}}$"}
    if isinstance(kind, Text):
        return {"type": "string", "minLength": int(one.is_required), "maxLength": kind.length}
    if isinstance(kind, Whole):
        return {"type": "integer", "minimum": 0, "maximum": 10**kind.digits - 1}
    if isinstance(kind, (Number, Money)):
        places, digits = (kind.places, kind.digits) if isinstance(kind, Number) else (2, 16)
        return {"type": "string", "pattern": rf"^-?(0|[1-9][0-9]{{0,{digits - places - 1}}})(\.[0-9]{{1,{places}}})?$"}
    if isinstance(kind, Day):
        return {"type": "string", "format": "date"}
    return {"type": "string", "pattern": _MOMENT} if isinstance(kind, Moment) else {"type": "string", "format": "byte"}
