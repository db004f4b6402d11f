#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hundreds answer an evaluation at once over real HTTP, send twice, lose the answer, and the server is killed (SIGKILL) in between:
each response that was acknowledged counts exactly once. On SQLite, or on the PostgreSQL that pg-cluster names.

    crowd.py RESPONSES CLIENTS"""
import asyncio
import html
import os
import random
import re
import sys
import urllib.parse

import tap
from installation import Installation, Visitor, add_seminar, moment

RESPONSES, CLIENTS = int(sys.argv[1]), int(sys.argv[2])
SLIPS_AT_ONCE = 200
DAY = "2026-03-09"


async def ask(port, request):
    """(status, head and body) of one request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        answer = await reader.read()
    finally:
        writer.close()
    if not answer.startswith(b"HTTP/1.1 "):
        raise ConnectionError("no answer")
    return int(answer[9:12]), answer


def get(code):
    return f"GET /rush/de/evaluate/{code} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


def post(code, token, value):
    body = urllib.parse.urlencode({"_token": token, "q1": value, "q2": 4, "q3": "x", "q4": 3}).encode()
    return (f"POST /rush/de/evaluate/{code} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: http://localhost\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


class Crowd:
    """Slips that are drawn, and what became of each."""

    def __init__(self, slips):
        self.slips, self.acknowledged, self.unknown, self.over = list(slips), set(), set(), 0
        self.chance = random.Random(RESPONSES)

    async def client(self, port):
        while self.slips:
            code = self.slips.pop()
            value = 1 + hash(code) % 5
            try:
                status, page = await ask(port, get(code))
                assert status == 200, (code, status)
                token = html.unescape(re.search(rb'name="_token" value="([^"]*)"', page)[1].decode())
                how = self.chance.random()
                if how < .1:  # the answer is lost: the client leaves before it comes
                    self.unknown.add(code)
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.write(post(code, token, value))
                    await writer.drain()
                    writer.close()
                    continue
                sent = [ask(port, post(code, token, value)) for _ in range(2 if how < .3 else 1)]  # a double click
                answers = await asyncio.gather(*sent)
                statuses = sorted(status for status, _ in answers)
                assert statuses in ([303], [303, 410]), (code, statuses, answers[-1][1][:300])
                self.acknowledged.add(code)
            except (ConnectionError, OSError, asyncio.IncompleteReadError):
                self.unknown.add(code)
                return  # it is dead

    async def run(self, port, seconds=None):
        clients = [asyncio.create_task(self.client(port)) for _ in range(CLIENTS)]
        await asyncio.wait(clients, timeout=seconds)
        return clients


class Round:
    def __init__(self, place):
        self.place = place
        place.found(3)
        place.serve(moment(2026, 3, 2))
        officer = place.officer()
        officer.send("/rush/en/budget", "/rush/en/budget", year=2026, amount="4000")
        self.seminar = add_seminar(officer, "Rush", DAY, 20, 0)
        place.stop()
        place.serve(moment(2026, 3, 9))
        officer = place.officer()
        manage = officer.send("/rush/en/evaluations", f"/rush/en/seminars/{self.seminar}/evaluation")
        self.id = int(re.search(r"/evaluations/(\d+)", manage).group(1))

    def draw(self, n):
        officer, codes = self.place.officer(), []
        path = f"/rush/en/evaluations/{self.id}"
        while len(codes) < n:
            form = officer.page(f"{path}/manage")
            token = re.search(r'action="[^"]*/slips"[^>]*>.*?name="_token" value="([^"]*)"', form, re.S).group(1)
            status, _, page = officer.ask("POST", f"{path}/slips", urllib.parse.urlencode(
                {"_token": html.unescape(token), "slips": min(SLIPS_AT_ONCE, n - len(codes))}))
            assert status == 200, status
            codes += [re.sub(r"\s", "", c) for c in re.findall(r'v-slip__code"[^>]*>([^<]+)<', page)]
        return codes

    def counted(self):
        """(responses, used slips)"""
        return tuple(int(n) for n in self.place.rows(
            f"SELECT (SELECT count(*) FROM response WHERE evaluation_id = {self.id}),"
            f" (SELECT count(*) FROM slip WHERE evaluation_id = {self.id} AND used = 1)")[0])


def test_each_acknowledged_response_counts_once():
    place = Installation(os.environ["VEREINT"], os.environ.get("VEREINT_TEST_POSTGRES"))
    try:
        round_ = Round(place)
        crowd = Crowd(round_.draw(RESPONSES))
        kills = 0
        while crowd.slips:
            dies = kills < 2  # twice in the middle of it
            tasks = asyncio.run(one_life(crowd, place, 1.5 if dies else None))
            if dies:
                kills += 1
                place.serve(moment(2026, 3, 9, 13 + kills))
            del tasks
        settle(round_)
        responses, used = round_.counted()
        assert responses == used, (responses, used)
        least, most = len(crowd.acknowledged), len(crowd.acknowledged) + len(crowd.unknown)
        assert least <= responses <= most, (least, responses, most)
        assert least > RESPONSES * .7 and len(crowd.unknown) > 0, (least, len(crowd.unknown))
        print(f"# {RESPONSES} slips, {CLIENTS} clients, {kills} times kill -9: {least} acknowledged, {responses} counted, "
              f"{len(crowd.unknown)} without an answer")
        for code in list(crowd.acknowledged)[:20]:
            status, _, text = Visitor(place.port).ask("GET", f"/rush/de/evaluate/{code}")
            assert status == 410 and "schon benutzt" in text, (status, text[:200])
    finally:
        place.remove()


async def one_life(crowd, place, seconds):
    tasks = await crowd.run(place.port, seconds)
    if seconds:
        place.server.kill()
        place.server.communicate()
        await asyncio.wait(tasks, timeout=30)
    for task in tasks:
        if task.done() and task.exception():
            raise task.exception()
    return tasks


def settle(round_):
    """Requests whose clients have left may still be on their way."""
    before = None
    while before != round_.counted():
        before = round_.counted()
        asyncio.run(asyncio.sleep(.3))


tap.run(globals())
