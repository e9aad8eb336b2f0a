import asyncio, sys, time, cProfile, pstats
from tests.fixtures_db import *
from tests.data.small import *
from psycopg import AsyncConnection
def make(n):
    out=[HEAD]
    for i in range(n):
        m=i%12+1; y=2000+i%20; d=i%28+1
        k="BUY" if i%3 else "DIVIDEND"
        out.append(f"{y}-{m:02d}-{d:02d},{k},S{i%50},,,{i%97+1},{(i%1000)/10+1},USD,1,,,,broker,t{i},note {i}\n")
    return "".join(out)
def test_perf(server, tmp_path):
    async def go():
        async with server.copy("coach_template") as db:
            await sample.load(db, write_market(tmp_path))
            desk=await open_desk(db, "p")
            body=make(20000)
            orig=AsyncConnection.execute
            async def ex(self,q,*a,**k):
                t=time.time(); r=await orig(self,q,*a,**k); d=time.time()-t
                if d>.2: print("SQL", round(d,2), str(q)[:60].replace("\n"," "), flush=True)
                return r
            AsyncConnection.execute=ex
            old=asyncio.to_thread
            async def inline(f,*a,**k): return f(*a,**k)
            asyncio.to_thread=inline
            for name,act in (("preview",lambda: desk.preview(body)),("commit",lambda: desk.commit(made.id)),("undo",lambda: desk.undo(made.id))):
                pr=cProfile.Profile(time.process_time); pr.enable(); t=time.time(); c=time.process_time()
                r=await act()
                pr.disable(); print(name, "wall",round(time.time()-t,2),"cpu",round(time.process_time()-c,2))
                if name=="preview": made=r
                pstats.Stats(pr).sort_stats("tottime").print_stats(12)
            asyncio.to_thread=old
            AsyncConnection.execute=orig
    asyncio.run(go())
