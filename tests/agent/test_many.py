import pytest, time, json
from agent.models.builtin.intents import intents
from agent import page as P
from tests.agent.conftest import ask

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.timeout(900)
async def test_many(agent, asker):
    bad = []
    orig = P.check

    def chk(s, g, h=()):
        t = time.perf_counter()
        v = orig(s, g, h)
        dumps and dumps[-1][4].append((s, h))
        dt = time.perf_counter() - t
        times.append(dt)
        if not v.ok:
            bad.append((q, s, v.problems))
        return v

    P.check = chk
    import pickle
    from agent import desk as D

    dumps = []
    orig_b = D.Ground.build

    def bld(calls, schemas, **kw):
        dumps.append((q, list(calls), dict(schemas), {k: v for k, v in kw.items()}, []))
        return orig_b(calls, schemas, **kw)

    D.Ground.build = bld
    times = []
    n = 0
    lat = []
    errs = []
    nofig = []
    out = open("/tmp/many.txt", "w")
    for name, i in intents().items():
        qs = [i.ask, *list(i.exemplars)[3:6]]
        for q in qs:
            q = q.replace("the stock", "Apple")
            t = time.perf_counter()
            a = await ask(agent, asker, q)
            lat.append(time.perf_counter() - t)
            n += 1
            if a.get("error"):
                errs.append((q, a["error"]))
            out.write(
                f"## {name}: {q}\n{[t['name'] for t in a['tools']]} facts={len(a['facts'])} withheld={a['withheld']} charts={[(c['kind'], c['unit']) for c in a['charts']]}\n{a['text']}\n\n"
            )
    P.check = orig
    D.Ground.build = orig_b
    pickle.dump([d for d in dumps if d[4]], open("/tmp/dumps.pkl", "wb"))
    out.write("\n\nBAD\n" + "\n".join(f"{q}\n   {s!r}\n   {p}" for q, s, p in bad) + "\nERR\n" + "\n".join(map(str, errs)))
    out.write(
        f"\n{n} questions, {len(bad)} bad, check mean {sum(times) / len(times) * 1000:.2f} max {max(times) * 1000:.1f} ms; latency p50 {sorted(lat)[len(lat) // 2]:.2f} max {max(lat):.2f}"
    )
