"""The configuration: every slip is named, nothing becomes a default by accident."""

from pathlib import Path

import pytest

from pilin.base.refusal import Refused
from pilin.node import config
from pilin.node.config import ConfigRefusal

NODE = """
[node]
code = "330482"
name = "平湖市"
colour = "#1f6f78"
province = "浙江省"
data_dir = "var/pinghu"
"""


def written(folder: Path, text: str) -> Path:
    """Write a node's file where nodes' files lie, and return its path."""
    file = folder / "nodes" / "pinghu.toml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


def refusal(file: Path) -> Refused:
    with pytest.raises(Refused) as refused:
        config.load(file)
    assert refused.value.facts["file"] == str(file)
    return refused.value


def test_what_is_silent_has_the_documented_value(tmp_path: Path) -> None:
    loaded = config.load(written(tmp_path, NODE))
    assert loaded.node == config.Node("330482", "平湖市", "#1f6f78", "浙江省", tmp_path / "var/pinghu")
    assert loaded.limits == config.Limits(8 * 2**20, 200, 50 * 2**20, 72, 30, 120, 30)
    assert loaded.pages.url == "http://127.0.0.1:8000"
    assert loaded.modules == ()


def test_paths_start_at_the_folder_that_holds_nodes(tmp_path: Path) -> None:
    loaded = config.load(written(tmp_path, NODE + '[database]\npassword_file = "secret/password"\n'))
    assert loaded.pages.secret_key_file == tmp_path / "var/pinghu/secret_key"
    assert loaded.database.name == str(tmp_path / "var/pinghu/pilin.sqlite3")
    assert loaded.database.password_file == tmp_path / "secret/password"


def test_figures_are_told_nowhere_until_somebody_says_where(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, NODE)).metrics == config.Metrics("127.0.0.1", 0, None)


def test_figures_go_beyond_this_machine_with_a_token_alone(tmp_path: Path) -> None:
    table = '[metrics]\nhost = "10.0.0.7"\nport = 9100\ntoken_file = "secret/token"\n'
    assert config.load(written(tmp_path, NODE + table)).metrics.token_file == tmp_path / "secret/token"


def test_the_data_folder_can_be_moved(tmp_path: Path) -> None:
    loaded = config.load(written(tmp_path, NODE), data_dir=tmp_path / "elsewhere")
    assert loaded.node.data_dir == tmp_path / "elsewhere"
    assert loaded.database.name == str(tmp_path / "elsewhere/pilin.sqlite3")


@pytest.mark.parametrize("table", ['engine = "postgresql"\nname = "pilin"', 'name = ":memory:"'])
def test_a_database_that_is_no_file_keeps_its_name(tmp_path: Path, table: str) -> None:
    loaded = config.load(written(tmp_path, f"{NODE}[database]\n{table}\n"))
    assert loaded.database.name in {"pilin", ":memory:"}


@pytest.mark.parametrize("number", [4, 6])
def test_an_address_may_be_of_either_version(tmp_path: Path, number: int) -> None:
    host = {4: "127.0.0.1", 6: "::1"}[number]
    loaded = config.load(written(tmp_path, f'{NODE}[pages]\nhost = "{host}"\n'))
    assert loaded.pages.url in {"http://127.0.0.1:8000", "http://[::1]:8000"}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nodes/none.toml").code is ConfigRefusal.CONFIG_FILE_IS_MISSING


@pytest.mark.parametrize("text", ["[node", "code = 330482 330483", 'name = "a\nb"'])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    assert refusal(written(tmp_path, text)).code is ConfigRefusal.CONFIG_FILE_IS_NOT_TOML


def test_a_file_in_another_encoding_is_no_toml(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    file.write_bytes(NODE.encode("gb18030"))
    assert refusal(file).code is ConfigRefusal.CONFIG_FILE_IS_NOT_TOML


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[pages]\nprot = 8000\n", "pages.prot"),
        ('[database]\npassword = "open"\n', "database.password"),
        ("[peoples]\n", "peoples"),
        ('[people]\nname = "张三"\n', "people"),
        ("[limits]\nframe_bytes = 1\n", "limits.frame_bytes"),
    ],
)
def test_an_unknown_key_is_named(tmp_path: Path, text: str, key: str) -> None:
    refused = refusal(written(tmp_path, NODE + text))
    assert refused.code is ConfigRefusal.CONFIG_KEY_IS_UNKNOWN
    assert refused.facts["key"] == key


@pytest.mark.parametrize("key", ["code", "name", "colour", "province", "data_dir"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    text = "".join(line for line in NODE.splitlines(keepends=True) if not line.startswith(key))
    refused = refusal(written(tmp_path, text))
    assert refused.code is ConfigRefusal.CONFIG_KEY_IS_MISSING
    assert refused.facts["key"] == f"node.{key}"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[pages]\nport = 0\n", "pages.port"),
        ("[pages]\nport = 70000\n", "pages.port"),
        ('[pages]\nport = "8000"\n', "pages.port"),
        ("[pages]\nport = true\n", "pages.port"),
        ('[pages]\nurl = "pages.example"\n', "pages.url"),
        ('[pages]\nurl = "http://pages.example"\n', "pages.url"),
        ('[pages]\nurl = "https://pages.example/desk"\n', "pages.url"),
        ('[pages]\nurl = "https://pages.example:port"\n', "pages.url"),
        ('[pages]\nurl = "https://:443"\n', "pages.url"),
        ('[pages]\nurl = "https://me@pages.example"\n', "pages.url"),
        ('[pages]\nurl = "https://pages.example?a=1"\n', "pages.url"),
        ('[pages]\nhost = "0.0.0.0"\n', "pages.url"),
        ('[link]\nurl = "http://127.0.0.1:9001"\n', "link.url"),
        ('[database]\nengine = "oracle"\n', "database.engine"),
        ('[database]\nname = ""\n', "database.name"),
        ("[metrics]\nport = 0\n", "metrics.port"),
        ('[metrics]\nhost = "0.0.0.0"\n', "metrics.host"),
        ("[limits]\nbatch_envelopes_max = 0\n", "limits.batch_envelopes_max"),
        ("[limits]\nfail_closed_hours = 1.5\n", "limits.fail_closed_hours"),
        ("[limits]\nquarantine_days = 9999\n", "limits.quarantine_days"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, text: str, key: str) -> None:
    refused = refusal(written(tmp_path, NODE + text))
    assert refused.code is ConfigRefusal.CONFIG_VALUE_IS_BAD
    assert refused.facts["key"] == key
    assert refused.facts["reason"]


@pytest.mark.parametrize(
    "line", ['code = "33048"', 'code = "030482"', "code = 330482", 'colour = "teal"', 'name = " "']
)
def test_a_node_without_a_proper_name_is_refused(tmp_path: Path, line: str) -> None:
    key = line.partition(" ")[0]
    lines = [line if old.startswith(f"{key} ") else old for old in NODE.splitlines()]
    assert refusal(written(tmp_path, "\n".join(lines))).facts["key"] == f"node.{key}"


@pytest.mark.parametrize("value", ['"desk"', '["desk", "desk"]', '["../desk"]', "[1]", '["Desk"]'])
def test_modules_are_a_list_of_different_names(tmp_path: Path, value: str) -> None:
    refused = refusal(written(tmp_path, f"modules = {value}\n{NODE}"))
    assert refused.code is ConfigRefusal.CONFIG_VALUE_IS_BAD
    assert refused.facts["key"] == "modules"


def test_a_table_must_be_a_table(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, f"pages = 1\n{NODE}")).facts["key"] == "pages"


PUBLIC = '[public]\nhost = "open.pinghu.localhost"\n'


def test_without_its_table_there_is_no_public_site(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, NODE)).public is None


def test_a_public_site_stands_on_the_port_of_the_pages(tmp_path: Path) -> None:
    loaded = config.load(written(tmp_path, f"{NODE}[pages]\nport = 8001\n{PUBLIC}"))
    assert loaded.public == config.Public("open.pinghu.localhost", "http://open.pinghu.localhost:8001")
    assert (loaded.public.cache_seconds, loaded.public.requests_per_minute_max) == (60, 120)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('host = "Open.example"', "public.host"),
        ('host = "open"', "public.host"),
        ('host = "open.example:80"', "public.host"),
        ('host = "open_site.example"', "public.host"),
        ('host = "open.example"', "public.url"),  # no address given, and plain http is for this machine only
        ('host = "open.example"\nurl = "https://other.example"', "public.url"),
        ('host = "open.example"\nurl = "http://open.example"', "public.url"),
        ('host = "pages.example"\nurl = "https://pages.example"', "public.host"),
        ('host = "open.pinghu.localhost"\ncache_seconds = -1', "public.cache_seconds"),
        ('host = "open.pinghu.localhost"\nrequests_per_minute_max = 0', "public.requests_per_minute_max"),
    ],
)
def test_a_public_site_that_would_not_work_is_refused(tmp_path: Path, table: str, key: str) -> None:
    refused = refusal(written(tmp_path, f'{NODE}[pages]\nurl = "https://pages.example"\n[public]\n{table}\n'))
    assert refused.code is ConfigRefusal.CONFIG_VALUE_IS_BAD
    assert refused.facts["key"] == key


def test_a_public_site_needs_a_host(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, f"{NODE}[public]\ncache_seconds = 5\n"))
    assert (refused.code, refused.facts["key"]) == (ConfigRefusal.CONFIG_KEY_IS_MISSING, "public.host")


OIDC = '[oidc]\nclient_id = "pilin"\nclient_secret_file = "secrets/oidc"\n'


def test_a_provider_is_off_unless_its_table_is_there(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, NODE)).oidc is None


def test_a_provider_has_its_usual_names(tmp_path: Path) -> None:
    found = config.load(written(tmp_path, f'{NODE}{OIDC}issuer = "https://id.example/realms/office"\n')).oidc
    assert found is not None
    assert (found.account_claim, found.scopes) == ("preferred_username", "openid profile")
    assert found.client_secret_file == tmp_path / "secrets/oidc"


@pytest.mark.parametrize(
    "issuer",
    ["http://id.example", "https://id.example/", "https://", "id.example", "https://id.example/?a=1", "ftp://x"],
)
def test_a_provider_is_asked_over_tls_under_its_own_name(tmp_path: Path, issuer: str) -> None:
    refused = refusal(written(tmp_path, f'{NODE}{OIDC}issuer = "{issuer}"\n'))
    assert (refused.code, refused.facts["key"]) == (ConfigRefusal.CONFIG_VALUE_IS_BAD, "oidc.issuer")


@pytest.mark.parametrize("scopes", ["profile", "openid,profile", ""])
def test_openid_is_always_asked_for(tmp_path: Path, scopes: str) -> None:
    text = f'{NODE}{OIDC}issuer = "https://id.example"\nscopes = "{scopes}"\n'
    assert refusal(written(tmp_path, text)).facts["key"] == "oidc.scopes"


def test_a_secret_in_the_file_refuses_to_start(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, f'{NODE}{OIDC}issuer = "https://id.example"\nclient_secret = "x"\n'))
    assert (refused.code, refused.facts["key"]) == (ConfigRefusal.CONFIG_KEY_IS_UNKNOWN, "oidc.client_secret")


@pytest.mark.parametrize(
    "line", ["idle_minutes = 31", "session_hours = 13", 'session_bound_to = "nothing"', "proxies = 4"]
)
def test_sessions_run_no_longer_than_level_two_allows(tmp_path: Path, line: str) -> None:
    assert refusal(written(tmp_path, f"{NODE}[pages]\n{line}\n")).code is ConfigRefusal.CONFIG_VALUE_IS_BAD


def test_the_access_log_is_kept_for_six_months_at_least(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, f"{NODE}[limits]\naccess_log_days = 183\n"))
    assert refused.facts["key"] == "limits.access_log_days"


def test_modules_keep_their_order(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, f'modules = ["desk", "border_walk"]\n{NODE}')).modules == (
        "desk",
        "border_walk",
    )


def test_the_environment_names_a_node_by_name_or_path(tmp_path: Path) -> None:
    named = config.from_environment({"PILIN_NODE": "jinshan", "PILIN_DATA_DIR": str(tmp_path)})
    assert (named.node.code, named.node.data_dir) == ("310116", tmp_path)
    by_path = config.from_environment({"PILIN_NODE": str(written(tmp_path, NODE))})
    assert by_path.node.code == "330482"
    assert config.from_environment({}).file.name == "test.toml"


@pytest.mark.parametrize("file", sorted((config.CHECKOUT / "nodes").glob("*.toml")), ids=lambda file: file.stem)
def test_every_node_of_the_checkout_starts(file: Path) -> None:
    assert config.load(file).node.data_dir.is_relative_to(config.CHECKOUT / "var")


def test_nodes_of_the_checkout_do_not_meet_on_one_machine() -> None:
    nodes = [config.load(config.CHECKOUT / f"nodes/{name}.toml") for name in ("pinghu", "jinshan", "jiashan")]
    ports = [port for node in nodes for port in (node.pages.port, node.link.port)]
    assert len(set(ports)) == 6
    assert len({node.node.code for node in nodes}) == len({node.node.data_dir for node in nodes}) == 3


def test_there_is_no_gateway_until_somebody_says_where(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, NODE)).gateway is None


def test_a_gateway_is_for_this_machine_unless_said(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, NODE + "[gateway]\n")).gateway == config.Gateway("127.0.0.1", 8460)


def test_a_gateway_says_how_messages_of_its_region_add_up(tmp_path: Path) -> None:
    lines = '[gateway]\nfund_total = "with_account"\naccount_total = "with_relative"\n'
    found = config.load(written(tmp_path, NODE + lines)).gateway
    assert found == config.Gateway(fund_total="with_account", account_total="with_relative")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_gateway_listens_on_this_machine(tmp_path: Path, host: str) -> None:
    found = config.load(written(tmp_path, f'{NODE}[gateway]\nhost = "{host}"\nport = 9000\n')).gateway
    assert found == config.Gateway(host, 9000)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('host = "0.0.0.0"', "gateway.host"),
        ('host = "10.0.0.7"', "gateway.host"),
        ('host = "hospital.example"', "gateway.host"),
        ('host = ""', "gateway.host"),
        ("host = 1", "gateway.host"),
        ("port = 0", "gateway.port"),
        ('port = "8460"', "gateway.port"),
        ("fund_total = true", "gateway.fund_total"),
        ('fund_total = "with"', "gateway.fund_total"),
        ('account_total = ""', "gateway.account_total"),
    ],
)
def test_plain_http_of_a_gateway_never_leaves_this_machine_and_its_words_are_known(
    tmp_path: Path, line: str, key: str
) -> None:
    refused = refusal(written(tmp_path, f"{NODE}[gateway]\n{line}\n"))
    assert (refused.code, refused.facts["key"]) == (ConfigRefusal.CONFIG_VALUE_IS_BAD, key)


def test_an_unknown_key_of_a_gateway_is_a_slip(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, f'{NODE}[gateway]\nurl = "http://127.0.0.1"\n'))
    assert (refused.code, refused.facts["key"]) == (ConfigRefusal.CONFIG_KEY_IS_UNKNOWN, "gateway.url")


MAIL = '[mail]\nhost = "smtp.office.example"\nsender = "pilin@office.example"\ndomains = "office.example"\n'


def test_mail_and_robots_are_off_until_they_are_configured(tmp_path: Path) -> None:
    read = config.load(written(tmp_path, NODE))
    assert read.mail is None
    assert read.robots == config.Robots()


def test_mail_goes_over_tls_and_its_password_lies_in_a_file(tmp_path: Path) -> None:
    more = 'user = "pilin"\npassword_file = "secrets/mail"\n'
    mail = config.load(written(tmp_path, NODE + MAIL + more)).mail
    assert mail is not None
    assert (mail.port, mail.security, mail.user) == (465, "tls", "pilin")
    assert mail.password_file is not None
    assert mail.password_file.is_absolute()


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('security = "none"\n', "mail.security"),
        ('security = "ssl"\n', "mail.security"),
        ("port = 0\n", "mail.port"),
        ('user = ""\n', "mail.user"),
    ],
)
def test_mail_without_protection_or_sense_is_refused(tmp_path: Path, more: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        config.load(written(tmp_path, NODE + MAIL + more))
    assert refused.value.facts["key"] == key


def test_mail_on_this_machine_may_go_without_tls(tmp_path: Path) -> None:
    local = MAIL.replace("smtp.office.example", "127.0.0.1") + 'security = "none"\n'
    mail = config.load(written(tmp_path, NODE + local)).mail
    assert mail is not None
    assert mail.security == "none"


def test_robots_are_read_from_files(tmp_path: Path) -> None:
    read = config.load(written(tmp_path, f'{NODE}[robots]\nwecom_file = "secrets/wecom"\n')).robots
    assert read.dingtalk_file is None
    assert read.wecom_file is not None
    assert read.wecom_file.is_absolute()
