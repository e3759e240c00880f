"""Measures the peer from outside, by the definitions of Atelier's `bench`; run.sh starts it beside a fresh stack."""
import argparse
import asyncio
import io
import json
import math
import os
import platform
import random
import signal
import time
from pathlib import Path
from uuid import uuid4

import aiohttp
import asyncpg
import jwt
import uvloop
from PIL import Image

RESULTS = Path(os.environ["RESULTS"])
CREDITS = 10_000
UNDER_WAY = "select count(*) from job where status in ('PENDING', 'PROCESSING')"
WRONG = {  # what must not be there after a run, whatever was measured
    "entries do not sum to zero": "select 1 where (select sum(amount) from entry) <> 0",
    "a movement does not sum to zero": "select transaction_id from entry group by 1 having sum(amount) <> 0",
    "a balance is not the sum of its entries": """select a.id from account a left join entry e on e.account_id = a.id
        where a.user_id is not null group by a.id, a.balance having a.balance <> coalesce(sum(e.amount), 0)""",
    "what is held is not the sum of the holds": """select a.id from account a left join hold h on h.account_id = a.id and h.status = 'held'
        where a.user_id is not null group by a.id, a.held having a.held <> coalesce(sum(h.amount), 0)""",
    "a completed job has not one captured hold, one charge and one picture": """select j.id from job j join hold h on h.id = j.hold_id
        where (j.status = 'COMPLETED') is distinct from (h.status = 'captured'
            and exists (select from ledger_transaction t where t.key = 'capture:' || h.id)
            and exists (select from image i where i.job_id = j.id))""",
    "a job failed": "select id from job where status = 'FAILED'",
    "a payment has not one credit": "select id from payment p where not exists (select from ledger_transaction t where t.key = 'payment:' || p.id)",
}


def percentile(seconds, share) -> float:
    """In milliseconds: what this share took at most."""
    return round(1000 * sorted(seconds)[max(0, math.ceil(len(seconds) * share) - 1)], 1)


def processes() -> dict:
    """The processes of the stack by name, each with all that it started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    named = {}
    for line in Path(os.environ["PIDS"]).read_text().split("\n")[:-1]:
        name, pid = line.split()
        family = {int(pid)}
        while more := {child for child, parent in parents.items() if parent in family} - family:
            family |= more
        named[name] = family
    return {**named, "driver": {os.getpid()}}


def cpu() -> dict:
    """Milliseconds of processor time by process, ended children included."""
    used = {}
    for name, family in processes().items():
        ticks = 0
        for pid in family:
            try:
                ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
            except OSError:
                continue
        used[name] = 1000 * ticks / os.sysconf("SC_CLK_TCK")
    return used


def each(before: dict, after: dict, count: int, what: str) -> dict:
    """Processor time by process of one of so many; the driver is not part of the sum."""
    spent = {name: round((after[name] - before[name]) / count, 2) for name in after}
    total = round(sum(ms for name, ms in spent.items() if name != "driver"), 2)
    return {f"processor time, {what}, all, ms": total,
            **{f"processor time, {what}, {name}, ms": ms for name, ms in spent.items() if ms >= 0.1}}


def memory(name: str) -> float:
    """MiB of a process and its children, shared pages counted once."""
    return round(sum(int(line.split()[1]) for pid in processes()[name] for line in open(f"/proc/{pid}/smaps_rollup")
                     if line.startswith("Pss:")) / 1024)


async def closed_loop(count, clients, send):
    """So many clients, each with one request after the other: times, and requests a second."""
    numbers, times = iter(range(count)), []

    async def client():
        for number in numbers:
            begun = time.perf_counter()
            await send(number)
            times.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return times, count / (time.perf_counter() - begun)


async def open_loop(count, rate, send):
    """Requests at their times, each timed from when it was due, which `send` is told in seconds of the epoch."""
    times, begun, epoch = [], time.perf_counter(), time.time()

    async def one(number):
        await asyncio.sleep(begun + number / rate - time.perf_counter())
        await send(number, epoch + number / rate)
        times.append(time.perf_counter() - begun - number / rate)
    await asyncio.gather(*(one(number) for number in range(count)))
    return times


def photo(spread: int) -> bytes:
    file = io.BytesIO()
    Image.merge("RGB", [Image.radial_gradient("L").resize((900, 1200)), Image.effect_noise((900, 1200), spread),
                        Image.linear_gradient("L").resize((900, 1200))]).save(file, "JPEG", quality=50)
    return file.getvalue()


class Studio:
    def __init__(self, db, http):
        self.db, self.http, self.url, self.turn, self.submitted = db, http, os.environ["PUBLIC_URL"], 0, {}

    async def people(self, count):
        """Each with photos uploaded and credits to spend."""
        (Path(os.environ["FILES"]) / "uploads").mkdir()
        photos, self.members = [photo(12), photo(8)], []
        for _ in range(count):
            user, uploads = uuid4(), [uuid4(), uuid4()]
            account = await self.db.fetchval("insert into account (user_id, balance) values ($1, $2) returning id", user, CREDITS)
            grant = await self.db.fetchval(
                "insert into ledger_transaction (key, kind) values ($1, 'grant') returning id", f"grant:{user}")
            await self.db.execute("""insert into entry (transaction_id, account_id, amount)
                values ($1, $2, $3), ($1, (select id from account where code = 'grants'), -$3)""", grant, account, CREDITS)
            for upload, content in zip(uploads, photos):
                (Path(os.environ["FILES"]) / f"uploads/{upload}.jpg").write_bytes(content)
                await self.db.execute("insert into upload (id, user_id, path) values ($1, $2, $3)",
                                      upload, user, f"uploads/{upload}.jpg")
            token = jwt.encode({"sub": str(user), "aud": "studio", "exp": int(time.time()) + 86_400}, os.environ["JWT_SECRET"])
            order = {"operation": "try-on", "category": "upper-body",
                     "personUploadId": str(uploads[0]), "itemUploadId": str(uploads[1])}
            self.members.append((user, token, order))
        await self.db.execute("analyze")

    async def call(self, method, path, token=None, key=None, body=None):
        headers = {**({"Authorization": "Bearer " + token} if token else {}), **({"Idempotency-Key": key} if key else {})}
        async with self.http.request(method, self.url + path, headers=headers, json=body) as answer:
            return answer.status, answer.headers, await answer.json(content_type=None)

    async def submit(self, _=None, due=None):
        """A try-on of the person whose turn it is."""
        _, token, order = self.members[self.turn % len(self.members)]
        self.turn += 1
        due = due or time.time()
        status, _, job = await self.call("POST", "/api/v1/generations", token, str(uuid4()), order)
        assert status == 202, job
        self.submitted[job["id"]] = due
        return job["id"]

    async def balance(self, number, _=None):
        status, _, balance = await self.call("GET", "/api/v1/billing/balance", self.members[number % len(self.members)][1])
        assert status == 200, balance

    async def settled(self, pace=0.5):
        while await self.db.fetchval(UNDER_WAY):
            await asyncio.sleep(pace)

    async def last_finished(self) -> float:
        return float(await self.db.fetchval("select extract(epoch from max(finished_at)) from job"))

    def pause(self):
        self.signal_worker(signal.SIGSTOP)

    def resume(self) -> float:
        self.signal_worker(signal.SIGCONT)
        return time.time()

    def signal_worker(self, number):
        for pid in processes()["worker"]:
            os.kill(pid, number)

    async def provider_times(self, what) -> dict:
        """When the provider was called for each job, or ended its work."""
        async with self.http.get(f"{os.environ['PROVIDER_URL']}/{what}") as answer:
            times = await answer.json()
        return {str(row["id"]): times[row["provider_task_id"]] for row in await self.db.fetch("select id, provider_task_id from job")}

    async def verify(self) -> str:
        for what, sql in WRONG.items():
            wrong = await self.db.fetch(sql)
            assert not wrong, f"{what}: {len(wrong)}"
        jobs, done = await self.db.fetchrow("select count(*), count(*) filter (where status = 'COMPLETED') from job")
        assert jobs == len(self.submitted), f"{jobs} jobs of {len(self.submitted)} submissions"
        pictures = len([file for file in (Path(os.environ["FILES"]) / "images").rglob("*") if file.is_file()])
        assert pictures == 2 * done, f"{pictures} files of {done} jobs"
        return f"{jobs} jobs, {done} done, and the books are right"

    # What can be measured

    async def latency(self, of):
        await self.people(of(60, 20))
        await closed_loop(of(500, 80), 16, self.submit)
        await self.settled()
        await closed_loop(of(500, 80), 1, self.balance)
        samples, alone, balances, jobs = of(400, 100), [], [], {}
        for number in range(samples):
            balances += (await closed_loop(1, 1, self.balance))[0]
            begun = time.perf_counter()
            job = await self.submit()
            alone.append(time.perf_counter() - begun)
            jobs.setdefault("one at a time", []).append(job)
            await self.settled(0.02)
        admitted = {"one at a time": (alone, balances)}
        for rate in (10, 20):
            known, how = set(self.submitted), f"{rate} a second"
            balances = await open_loop(samples, rate, self.balance)
            admitted[how] = await open_loop(samples, rate, self.submit), balances
            jobs[how] = set(self.submitted) - known
        await self.settled()
        called = await self.provider_times("calls")
        figures = {}
        for how, (times, balances) in admitted.items():
            until_call = [max(0, called[job] - self.submitted[job]) for job in jobs[how]]
            for what, sample in (("balance read", balances), ("admitted", times), ("provider called", until_call)):
                figures[f"{what}, {how}, p50, ms"], figures[f"{what}, {how}, p99, ms"] = percentile(sample, .5), percentile(sample, .99)
        return figures

    async def admit(self, of):
        count = of(3000, 600)
        await self.people(count // 10)
        await closed_loop(of(500, 100), 32, self.submit)
        before = cpu()
        times, rate = await closed_loop(count, 32, self.submit)
        return {"jobs admitted, 32 clients, /s": round(rate, 1), "admitted, p50, ms": percentile(times, .5),
                "admitted, p99, ms": percentile(times, .99), **each(before, cpu(), count, "admitting")}

    async def drain(self, of):
        count = of(3000, 600)
        await self.people(count // 10)
        await closed_loop(of(1000, 100), 16, self.submit)
        await self.settled()
        self.pause()
        empty = cpu()
        _, rate = await closed_loop(count, 16, self.submit)
        full, begun = cpu(), self.resume()
        await self.settled()
        settled, done = time.time() - begun, cpu()
        return {"jobs done, /s": round(count / (await self.last_finished() - begun), 1),
                "jobs done and charged, /s": round(count / settled, 1), "jobs admitted while nothing is drained, /s": round(rate, 1),
                **each(empty, full, count, "admitting"), **each(full, done, count, "doing"), **each(empty, done, count, "both")}

    async def fanout500(self, of):
        count, ideal = 500, float(os.environ["DELAY"])
        await self.people(50)
        await closed_loop(16, 16, self.submit)
        await self.settled()
        self.pause()
        idle = memory("worker")
        await closed_loop(count, 16, self.submit)
        before, begun, sizes = cpu(), self.resume(), [idle]
        while await self.db.fetchval(UNDER_WAY):
            sizes.append(memory("worker"))
            await asyncio.sleep(0.5)
        busy = max(sizes)
        makespan = await self.last_finished() - begun
        return {"makespan, s": round(makespan, 2), "makespan by the provider's time, ×": round(makespan / ideal, 2),
                "memory of the worker, idle, MiB": idle, "memory of the worker, at work, MiB": busy,
                "memory of a job in flight, KiB": round((busy - idle) * 1024 / count), **each(before, cpu(), count, "doing")}

    async def notice(self, of):
        count, users = of(120, 24), 4
        await self.people(60)
        await closed_loop(of(500, 80), 16, self.submit)
        await self.settled()
        known = {"frame": {}, "poll": {}}
        await asyncio.gather(*(self.learn_by_frame(user, count // users, known["frame"]) for user in range(users)))
        await asyncio.gather(*(self.learn_by_poll(user, count // users, known["poll"]) for user in range(users)))
        ends, figures = await self.provider_times("ends"), {}
        for how, times in known.items():
            sample, what = [max(0, at - ends[job]) for job, at in times.items()], f"client knows, by {how}"
            figures[f"{what}, mean, ms"] = round(1000 * sum(sample) / len(sample), 1)
            figures[f"{what}, p50, ms"], figures[f"{what}, p99, ms"] = percentile(sample, .5), percentile(sample, .99)
        return figures

    async def submit_as(self, user):
        self.turn = user
        return await self.submit()

    async def learn_by_frame(self, user, count, known):
        async with self.http.ws_connect(f"{self.url}/ws?token={self.members[user][1]}") as socket:
            for _ in range(count):
                job = await self.submit_as(user)
                while (news := await socket.receive_json(timeout=60)) and (news["jobId"], news["status"]) != (job, "COMPLETED"):
                    pass
                known[job] = time.time()

    async def learn_by_poll(self, user, count, known, pace=0.2):
        """Begins at any moment of the interval: all jobs take equally long."""
        for _ in range(count):
            job = await self.submit_as(user)
            await asyncio.sleep(random.random() * pace)
            due = time.perf_counter()
            while (await self.call("GET", f"/api/v1/generations/{job}", self.members[user][1]))[2]["status"] != "COMPLETED":
                due += pace
                await asyncio.sleep(due - time.perf_counter())
            known[job] = time.time()

    async def webhooks(self, of):
        count = of(6000, 1000)
        await self.people(200)
        ids = [f"payment-{number:06}-{self.members[number % 200][0]}" for number in range(count // 2)]
        seen, kinds = set(), []
        deliveries = ids * 2
        random.Random(7).shuffle(deliveries)

        async def deliver(payment):
            kind, begun = payment in seen, time.perf_counter()
            seen.add(payment)
            status, _, answer = await self.call("POST", "/webhooks/yookassa", body={
                "type": "notification", "event": "payment.succeeded",
                "object": {"id": payment, "status": "succeeded", "paid": True, "amount": {"value": "199.00", "currency": "RUB"},
                           "metadata": {"user_id": payment[-36:]}}})
            assert status == 200, answer
            kinds.append((kind, time.perf_counter() - begun))
        await closed_loop(200, 64, lambda number: deliver(f"warm-up-{number}-{self.members[number][0]}"))
        kinds.clear()
        before = cpu()
        times, rate = await closed_loop(count, 64, lambda number: deliver(deliveries[number]))
        after = cpu()
        assert await self.db.fetchval("select count(*) from payment where id like 'payment-%'") == count // 2
        assert await self.db.fetchval("select sum(balance) from account") == 200 * (CREDITS + 100) + count // 2 * 100
        return {"deliveries, 64 connections, /s": round(rate, 1), "delivery, p50, ms": percentile(times, .5),
                "delivery, p99, ms": percentile(times, .99), "first, p50, ms": percentile([t for again, t in kinds if not again], .5),
                "duplicate, p50, ms": percentile([t for again, t in kinds if again], .5), **each(before, after, count, "a delivery")}

    async def check(self, of):
        """Nothing to measure: whether it does what it should."""
        await self.people(10)
        (user, token, order), key = self.members[0], str(uuid4())
        poor = jwt.encode({"sub": str(uuid4()), "aud": "studio", "exp": int(time.time()) + 60}, os.environ["JWT_SECRET"])
        async with self.http.ws_connect(f"{self.url}/ws?token={token}") as socket:
            await asyncio.sleep(0.3)
            answers = await asyncio.gather(*(self.call("POST", "/api/v1/generations", token, key, order) for _ in range(8)))
            assert {status for status, _, _ in answers} == {202} and len({job["id"] for _, _, job in answers}) == 1, answers
            assert sum("Idempotency-Replayed" in headers for _, headers, _ in answers) == 7
            job = answers[0][2]["id"]
            self.submitted[job] = time.time()
            told = [(await socket.receive_json(timeout=20))["status"] for _ in range(2)]
        assert told == ["PROCESSING", "COMPLETED"], told
        status, _, seen = await self.call("GET", f"/api/v1/generations/{job}", token)
        assert seen["status"] == "COMPLETED" and Image.open(Path(os.environ["FILES"]) / seen["images"][0]["url"][7:]).size, seen
        refused = [await self.call("POST", "/api/v1/generations", token, key, {**order, "category": "dress"}),
                   await self.call("POST", "/api/v1/generations", "x" + token, str(uuid4()), order),
                   await self.call("POST", "/api/v1/generations", poor, str(uuid4()), order),
                   await self.call("GET", f"/api/v1/generations/{job}", poor)]
        assert [status for status, _, _ in refused] == [422, 401, 422, 404], refused
        await self.db.execute("update account set held = balance where user_id = $1", self.members[1][0])
        status, _, answer = await self.call("POST", "/api/v1/generations", self.members[1][1], str(uuid4()), self.members[1][2])
        assert status == 402 and answer["detail"]["shortfall"] == 2, answer
        await self.db.execute("update account set held = 0 where user_id = $1", self.members[1][0])
        await closed_loop(150, 8, self.submit)
        await self.settled()
        return {"checks": "passed", "credits charged": await self.db.fetchval("select -sum(amount)::int from entry e join account a on a.id = e.account_id where a.user_id is not null and amount < 0")}


async def measure(benchmark, label, quick):
    load = os.getloadavg()
    db = await asyncpg.connect(os.environ["DATABASE_URL"])
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        studio = Studio(db, http)
        figures = await getattr(studio, benchmark)(lambda full, brief: brief if quick else full)
        verdict = await studio.verify()
    await db.close()
    report = {"benchmark": benchmark, "label": label, "quick": quick, "at": time.strftime("%FT%TZ", time.gmtime()), "verified": verdict,
              "load before": load, "load after": os.getloadavg(), "cores": os.cpu_count(), "python": platform.python_version(),
              "figures": figures}
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{time.time_ns()}.json").write_text(json.dumps(report, indent=1))
    show(report)


def show(report):
    print(f"\n{report['benchmark']} · {report['label']} · load before {report['load before'][0]:.1f}, after {report['load after'][0]:.1f}"
          f"{' · quick' if report['quick'] else ''} · {report['verified']}")
    for what, value in report["figures"].items():
        print(f"  {what:<58}{value:>12}" if isinstance(value, str) else f"  {what:<58}{value:>12,}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("benchmark", choices=["check", "latency", "admit", "drain", "fanout500", "notice", "webhooks"])
    arguments.add_argument("--label", default="")
    arguments.add_argument("--quick", action="store_true")
    given = arguments.parse_args()
    uvloop.install()
    asyncio.run(measure(given.benchmark, given.label, given.quick))
