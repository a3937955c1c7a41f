"""Where hospitals post, in the styles of the provinces; and what a caller reads who was not let in."""

import json

import pytest

from pilin.wire.nhsa import addresses, registry
from pilin.wire.nhsa.refusals import CallerRefusal


@pytest.mark.parametrize(
    "path",
    [
        "/fsi/api/outpatientSettleService/saveSettletmentV2",
        "/ebus/abc_1/fsi/api/fsiPsnInfoService/queryPsnInfo",
        "/ebus/gdyb_api/prd/hsa/hgs/1101",
        "/hgs/2203A",
        "/CSB",
        "/gateway/CSB/",
        "/fsi/api/rsfComIfsService/callService",
        "/mbs-fsi/web/api/fsi/callService",
    ],
)
def test_hospitals_post_in_many_styles(path: str) -> None:
    assert addresses.is_ingress(path)


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "/fsi/api", "/fsi/api/service", "/fsi/api/a/b/c", "/hgs/", "/hgs/1101/x", "/hgs/12345678"),
        *("/csb", "/CSB/x", "/admin", "/fsi/api/../../etc", "/fsi/api/a b/c", "/a" * 200 + "/CSB", "/hgs/1101\n"),
    ],
)
def test_nothing_else_is_an_address(path: str) -> None:
    assert not addresses.is_ingress(path)


def test_every_named_address_is_one_and_belongs_to_a_transaction() -> None:
    assert all(addresses.is_ingress(path) for path in addresses.paths().values())
    assert set(addresses.paths()) <= set(registry.BY_NUMBER)
    assert len(set(addresses.paths().values())) == len(addresses.paths())


def test_a_transaction_without_an_address_of_its_own_goes_to_the_one_for_all() -> None:
    assert addresses.path_of("2207") == "/fsi/api/outpatientSettleService/saveSettletmentV2"
    assert addresses.path_of("2207A") == "/fsi/api/outpatientSettleService/saveSettletment"
    assert addresses.path_of("3260") == "/fsi/api/rsfComIfsService/callService"
    assert all(addresses.is_ingress(addresses.path_of(number)) for number in registry.BY_NUMBER)


@pytest.mark.parametrize("code", list(CallerRefusal))
def test_every_refusal_of_a_caller_has_the_words_of_a_gateway(code: CallerRefusal) -> None:
    said = json.loads(addresses.gateway_error(code))
    assert said["code"] == addresses.UNAUTHORIZED
    assert said["message"] in {"缺少服务网关的请求头", "签名时间戳超时", "非法用户", "签名不一致"}
