import pytest
from pilin.kernel.federation.tests.audit_story import *
from pilin.kernel.federation.audit import bundle, verify


@pytest.mark.django_db
def test_x(tmp_path, capsys, django_assert_max_num_queries):
    import time

    with at_home(tmp_path):
        t = time.time()
        s = Story(THEM)
        papers(s)
        work(s)
        keys_change(s)
        restored(s)
        unfinished(s)
        print("story", time.time() - t)
        for m in (tables.Envelope,):
            for r in m.objects.order_by("peer", "lane", "author", "seq"):
                print(
                    r.lane, r.author, r.seq, r.inc, r.kind, r.outcome, r.code, r.effect[:4], r.running[:4], bool(r.line)
                )
        for m in (
            tables.NodeState,
            tables.Link,
            tables.OutLane,
            tables.InLane,
            tables.Key,
            tables.Document,
            tables.Commitment,
            tables.Part,
            tables.LostEnvelope,
            tables.Alarm,
            tables.Quarantine,
        ):
            for r in m.objects.values():
                r.pop("certificate", None)
                r.pop("receipt", None)
                r.pop("line", None)
                r.pop("cipher", None)
                r.pop("text", None)
                r.pop("running", None)
                print(m.__name__, r)
        with django_assert_max_num_queries(15):
            b = bundle.write(MATTER, at=s.at)
        (tmp_path / "b").write_bytes(b)
        print(len(b))
        print(b.decode()[:200])
        t = time.time()
        rc = verify.main([str(tmp_path / "b")])
        print("verify", time.time() - t)
        print(capsys.readouterr().out)
        assert rc == 0
        from pilin.kernel.federation import audit

        t = time.time()
        from django.test.utils import CaptureQueriesContext
        from django.db import connection

        with CaptureQueriesContext(connection) as q:
            f = audit.findings(at=s.at, effects={"matters": effect_of})
        print("audit", time.time() - t, len(q))
        for x in f:
            print(x)
        print(capsys.readouterr().out)
