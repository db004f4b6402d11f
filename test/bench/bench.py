#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures the program against its goals, and prints a table; see docs/performance.md. Called by script/bench.

    bench.py PROGRAM LOAD [--rounds N] [pages] [start] [writes] [rush] [slow]

What is compared runs alternately in every round; a figure is the median of the rounds' ratios. Pages are counted
per second of the server's own CPU time (all threads, user and kernel), so that what else runs on the machine
disturbs little. Servers listen on free ports of loopback; everything is made in a folder that goes away.
"""
import argparse
import os
import re
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGE = "/bench/de/seminars"
SEMINARS = 30
SECONDS = 2  # of each piece of load
NO_LIMIT = "registrations=999999,links=999999"  # per network: all load comes from one
SLOW = 5000
BROAD = range(0, SEMINARS // 2)  # of the bench's seminars: with room for all; the others have 12 seats
REGISTER_BODY = ("_token=%T&name=Rush+%N&email=rush%N%40example.org&phone=&association=other"
                 "&organisation=Verein+der+Probe&lang=de")

NGINX = """
daemon off; worker_processes 1; pid {dir}/pid; error_log {dir}/error.log; {user}
events {{ worker_connections 4096; use epoll; multi_accept on; }}
http {{
  log_format json escape=json '{{"time":"$time_iso8601","method":"$request_method","path":"$uri","status":$status,'
                              '"bytes":$body_bytes_sent,"ms":$request_time,"client":"$remote_addr"}}';
  access_log {dir}/access.log json buffer=64k flush=1s;
  sendfile on; tcp_nopush on; keepalive_timeout 60; keepalive_requests 1000000000; server_tokens off;
  open_file_cache max=100 inactive=60s; open_file_cache_valid 60s;
  default_type "text/html; charset=utf-8";
  client_body_temp_path {dir}/a; proxy_temp_path {dir}/b; fastcgi_temp_path {dir}/c; uwsgi_temp_path {dir}/d;
  scgi_temp_path {dir}/e;
  server {{ listen 127.0.0.1:{port}; root {dir}/html;
{headers} }}
}}
"""
OURS_ALONE = {"date", "content-type", "content-length", "etag", "connection", "server"}  # nginx has its own


class Figures:
    """The table."""

    def __init__(self):
        self.rows = []

    def add(self, what, figure, goal, reached):
        self.rows.append((what, figure, goal, {True: "yes", False: "NO", None: ""}[reached]))
        print(f"  {what}: {figure}", flush=True)

    def show(self):
        rows = [("what", "figure", "goal", "reached")] + self.rows
        widths = [max(len(r[i]) for r in rows) for i in range(4)]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def answers(port, path="/healthz"):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as s:
            s.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            data = b""
            while part := s.recv(1 << 16):
                data += part
            return data
    except OSError:
        return b""


class Server:
    """A process that serves on a port; `worker` is whose CPU counts."""

    def __init__(self, arguments, port, log):
        self.port = port
        started = time.monotonic()
        self.process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=log)
        while not answers(port):
            if self.process.poll() is not None or time.monotonic() - started > 20:
                sys.exit(f"bench: {arguments[0]} did not start: {Path(log.name).read_text()[-400:]}")
            time.sleep(0.001)
        self.start_ms = (time.monotonic() - started) * 1000
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.worker = int(children[0]) if children else self.process.pid

    def cpu_s(self):
        tasks = Path(f"/proc/{self.worker}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def rss_mib(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.worker}/status").read_text())[1]) / 1024

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


class Bench:
    def __init__(self, program, load, folder, rounds):
        self.program, self.load, self.folder, self.rounds = program, load, folder, rounds
        self.figures = Figures()
        self.log = open(folder / "log", "wb")
        self.data = self.make_data()

    def make_data(self):
        """The demonstration, and a programme of its own with 30 coming seminars."""
        data = self.folder / "data"
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run([self.program, "demo", "--data", data], **quiet)
        subprocess.run([self.program, "programme", "add", "bench", "--data", data, "--city", "Düsseldorf",
                        "--office", "Amt für Migration und Integration", "--email", "amt@example.org"], **quiet)
        db = sqlite3.connect(data / "vereint.db")
        (programme,) = db.execute("SELECT id FROM programme WHERE slug = 'bench'").fetchone()
        topics = [row[0] for row in db.execute("SELECT id FROM topic WHERE programme_id = ?", (programme,))]
        (year,) = db.execute("INSERT INTO budget_year (programme_id, year, amount_cents, used_cents)"
                             " VALUES (?, 2000, 400000, 0) RETURNING id", (programme,)).fetchone()
        db.row_factory = sqlite3.Row
        models = [dict(row) for row in db.execute("SELECT * FROM seminar WHERE published_at IS NOT NULL")]
        today = int(time.time()) // 86400
        for i in range(SEMINARS):
            first = today + 10 + 7 * i
            seminar = dict(models[i % len(models)], programme_id=programme, budget_year_id=year,
                           topic_id=topics[i % len(topics)], state=3, capacity=14, seats_taken=i % 15,
                           opens_on=None, closes_on=None, first_day=first, last_day=first + i % 2)
            del seminar["id"]
            db.execute(f"INSERT INTO seminar ({', '.join(seminar)}) VALUES ({', '.join('?' * len(seminar))})",
                       list(seminar.values()))
        db.commit()
        db.close()
        return data

    def vereint(self, data=None, *options):
        port = free_port()
        return Server([self.program, "serve", "--data", data or self.data, "--listen", f"127.0.0.1:{port}",
                       "--max-per-address", "2000", "--limit", NO_LIMIT, *options], port, self.log)

    def nginx(self, answer):
        """The same bytes from a file, with the same headers and the same kind of log."""
        folder = self.folder / "nginx"
        page = folder / "html" / PAGE.lstrip("/")
        page.parent.mkdir(parents=True)
        head, body = answer.split(b"\r\n\r\n", 1)
        page.write_bytes(body)
        pairs = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:]]
        headers = "".join(f"    add_header {name} \"{value}\";\n" for name, value in pairs
                          if name.lower() not in OURS_ALONE)
        port = free_port()
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "conf").write_text(NGINX.format(dir=folder, port=port, headers=headers, user=user))
        for part in [folder, *folder.parents][:2]:
            part.chmod(0o755)
        return Server(["nginx", "-p", folder, "-c", folder / "conf"], port, self.log)

    def bare(self, answer):
        """The same bytes and headers from nothing but the HTTP library: what the program could reach at best."""
        head, body = answer.split(b"\r\n\r\n", 1)
        page = self.folder / "bare.html"
        page.write_bytes(body)
        headers = [line for line in head.decode().split("\r\n")[1:]
                   if line.split(":")[0].lower() not in OURS_ALONE - {"content-type", "etag"}]
        port = free_port()
        return Server([self.load.parent / "bare", str(port), page, *headers], port, self.log)

    # ---- pages ----

    def per_cpu_second(self, server, script=None):
        before = server.cpu_s()
        said = subprocess.run(["wrk", "-t1", "-c32", f"-d{SECONDS}s", *(["-s", script] if script else []),
                               f"http://127.0.0.1:{server.port}{PAGE}"], capture_output=True, text=True).stdout
        if "Non-2xx" in said or "Socket errors" in said:
            sys.exit(f"bench: {said}")
        return int(re.search(r"(\d+) requests in", said)[1]) / (server.cpu_s() - before)

    def pages(self):
        """The list from the cache, and made anew for every request, against nginx."""
        count_up = self.folder / "anew.lua"  # a query the page does not know: such a page is never kept
        count_up.write_text("local n = 0\nfunction request() n = n + 1\n"
                            "  return wrk.format('GET', wrk.path .. '?n=' .. n) end\n")
        ours = self.vereint()
        answer = answers(ours.port, PAGE)
        idle = ours.rss_mib()
        nginx, bare = self.nginx(answer), self.bare(answer)
        rates = []
        for _ in range(self.rounds):
            rates.append([self.per_cpu_second(nginx), self.per_cpu_second(ours),
                          self.per_cpu_second(ours, count_up), self.per_cpu_second(bare),
                          self.per_cpu_second(nginx)])
            print("  ", *(f"{rate:,.0f}" for rate in rates[-1]), flush=True)
        file = [(r[0] + r[-1]) / 2 for r in rates]
        middle = statistics.median
        kept, anew, alone = ([r[i] / f for r, f in zip(rates, file)] for i in (1, 2, 3))
        add = self.figures.add
        add("nginx, the page from a file", f"{middle(file):,.0f} per CPU second", "", None)
        add("the page from the cache", f"{middle(r[1] for r in rates):,.0f} per CPU second", "", None)
        add("  compared with nginx", f"{middle(kept):.2f}", "1.2", middle(kept) >= 1.2)
        add("  the library alone, compared with nginx", f"{middle(alone):.2f}", "", None)
        add("the page made anew from 30 rows", f"{middle(r[2] for r in rates):,.0f} per CPU second", "", None)
        add("  compared with nginx", f"{middle(anew):.3f}", "0.35", middle(anew) >= 0.35)
        add("memory after the first page", f"{idle:.1f} MiB", "20", idle < 20)
        add("memory after the load", f"{ours.rss_mib():.1f} MiB", "", None)
        for server in (ours, nginx, bare):
            server.stop()

    # ---- start ----

    def start(self):
        times, cpu_ms, sizes = [], [], []
        for _ in range(self.rounds):
            server = self.vereint()
            times.append(server.start_ms)
            cpu_ms.append(server.cpu_s() * 1000)
            time.sleep(0.3)
            sizes.append(server.rss_mib())
            server.stop()
        self.figures.add("from start to first answer", f"{statistics.median(times):.0f} ms", "50",
                         statistics.median(times) < 50)
        self.figures.add("  CPU time of it", f"{statistics.median(cpu_ms):.0f} ms", "", None)
        self.figures.add("memory after start", f"{statistics.median(sizes):.1f} MiB", "20",
                         statistics.median(sizes) < 20)

    # ---- writes ----

    def ask_load(self, *arguments):
        said = subprocess.run([self.load, *map(str, arguments)], capture_output=True, text=True)
        if said.returncode:
            sys.exit(f"bench: {said.stderr}")
        n, seconds = said.stdout.split()[:2]
        self.p99_ms = float((said.stdout.split() + [0])[4]) if arguments[0] == "post" else None
        return int(n) / float(seconds)

    def write_rate(self, server, clients, forms):
        """The smallest form there is: ask for a link to sign in with an address that nobody has. It checks and
        spends the form token, and counts the attempt: two rows in two tables, from two indexes each."""
        return self.ask_load("post", server.port, "/bench/de/sign-in", "/bench/de/sign-in/link",
                             "_token=%T&link_email=a%N%40example.org", clients, SECONDS, forms)

    def writes(self):
        copies = [shutil.copytree(self.data, self.folder / name) for name in ("together", "each")]
        together, each = self.vereint(copies[0]), self.vereint(copies[1], "--commit-each")
        disk = lambda: self.ask_load("sync", self.folder / "sync", SECONDS / 2)
        for clients, by_each, by_disk in ((64, 8, 9), (512, 10, 13.5)):
            rounds = []
            for _ in range(self.rounds):
                before, many, between = disk(), self.write_rate(together, clients, 50000), disk()
                single, after = self.write_rate(each, clients, 6000), disk()
                rounds.append((many, single, many / single, many / ((before + between) / 2)))
                print("  ", f"{clients} clients: {many:,.0f} together, {single:,.0f} each;",
                      f"disk {before:,.0f} {between:,.0f} {after:,.0f}", flush=True)
            many, single, ratio, to_disk = (statistics.median(column) for column in zip(*rounds))
            add = self.figures.add
            add(f"durable writes, {clients} clients", f"{many:,.0f} per second", "", None)
            add("  compared with a commit each", f"{ratio:.1f}", str(by_each), ratio >= by_each)
            add("  compared with fdatasync", f"{to_disk:.1f}", str(by_disk), to_disk >= by_disk)
        together.stop()
        each.stop()


    # ---- a rush of registrations ----

    def open_wide(self, data):
        """A copy of the data in which half of the bench's seminars have room for all: so half of the
        registrations take a seat, half go to the waiting list."""
        copy = shutil.copytree(self.data, data)
        db = sqlite3.connect(copy / "vereint.db")
        ids = [row[0] for row in db.execute("SELECT s.id FROM seminar s JOIN programme p ON p.id = s.programme_id"
                                            " WHERE p.slug = 'bench' ORDER BY s.id")]
        assert ids == list(range(ids[0], ids[0] + SEMINARS))
        for i, seminar in enumerate(ids):
            db.execute("UPDATE seminar SET capacity = ?, seats_taken = 0, seats_each = 0 WHERE id = ?",
                       (10000 if i in BROAD else 12, seminar))
        db.commit()
        db.close()
        return copy, ids[0], ids[-1]

    def register_rate(self, server, clients, forms):
        rate = self.ask_load("post", server.port, "/bench/de/sign-in",
                             f"/bench/de/seminars/%{self.seminars[0]}-{self.seminars[1]}%/register", REGISTER_BODY,
                             clients, SECONDS, forms)
        return rate, self.p99_ms

    def rush(self):
        """The whole of a registration, from the public form: person, seat or waiting list, audit log, mail, token."""
        together_data, *self.seminars = self.open_wide(self.folder / "rush")
        each_data, *_ = self.open_wide(self.folder / "rush-each")
        together, each = self.vereint(together_data), self.vereint(each_data, "--commit-each")
        postgres = Postgres(self)
        add, middle = self.figures.add, statistics.median
        for clients in (64, 512):
            rounds = []
            for _ in range(self.rounds):
                many, p99 = self.register_rate(together, clients, 40000)
                single, _ = self.register_rate(each, clients, 8000)
                other = postgres.rate(clients)
                rounds.append((many, single, other, many / single, many / other, p99))
                print("  ", f"{clients} clients: {many:,.0f} together, 99 of 100 within {p99:.0f} ms;"
                      f" {single:,.0f} each; PostgreSQL {other:,.0f}", flush=True)
            many, _, other, to_each, to_other, p99 = (middle(column) for column in zip(*rounds))
            at_512 = clients == 512
            add(f"registrations, {clients} clients", f"{many:,.0f} per second", "", None)
            add("  compared with a commit each", f"{to_each:.1f}", "6" if at_512 else "",
                to_each >= 6 if at_512 else None)
            add(f"  compared with PostgreSQL ({other:,.0f})", f"{to_other:.1f}", "5" if at_512 else "",
                to_other >= 5 if at_512 else None)
            add("  99 of 100 answered within", f"{p99:.0f} ms", "40" if at_512 else "", p99 < 40 if at_512 else None)
        postgres.stop()
        together.stop()
        each.stop()

    # ---- slow connections ----

    def slow(self):
        """Registrations while 5,000 connections dribble a byte every few seconds (each until its deadline)."""
        data, *self.seminars = self.open_wide(self.folder / "slow")
        server, rounds = self.vereint(data), []
        for _ in range(self.rounds):
            alone = self.register_rate(server, 16, 20000)
            holder = subprocess.Popen([self.load, "hold", str(server.port), str(SLOW), "14"], text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            assert int(holder.stdout.readline()) == SLOW
            rate, p99 = self.register_rate(server, 16, 20000)
            holder.stdin.close()
            rounds.append((rate, p99, int(holder.stdout.read()), alone[1], server.rss_mib()))
            holder.wait()
            print("  ", f"{rate:,.0f} per second, 99 of 100 within {p99:.1f} ms (without them {alone[1]:.1f});"
                  f" {rounds[-1][2]:,} stand", flush=True)
        rate, p99, standing, alone, rss = (statistics.median(column) for column in zip(*rounds))
        add = self.figures.add
        add("slow connections that stand", f"{standing:,.0f}", f"{SLOW:,}", standing >= SLOW)
        add("  registrations meanwhile, 16 clients", f"{rate:,.0f} per second", "", None)
        add("  99 of 100 answered within", f"{p99:.1f} ms", "50", p99 < 50)
        add("  without slow connections", f"{alone:.1f} ms", "", None)
        add("  memory with them", f"{rss:.1f} MiB", "", None)
        server.stop()


class Postgres:
    """A cluster of its own on the same disk, durable, with the same programme; pgbench runs rush.sql on it."""

    def __init__(self, bench):
        self.folder, self.bench = bench.folder / "pg", bench
        self.bin = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        as_server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []
        self.folder.mkdir()
        if as_server:
            shutil.chown(self.folder, "postgres")
            for part in self.folder.parents:
                if part.stat().st_uid == os.getuid() and part.stat().st_mode & 0o001 == 0:
                    part.chmod(part.stat().st_mode | 0o011)
        quiet = {"check": True, "stdout": bench.log, "stderr": bench.log}
        subprocess.run([*as_server, self.bin / "initdb", "-D", self.folder / "data", "-U", "vereint", "-A", "trust",
                        "-E", "UTF8", "--locale=C.UTF-8"], cwd=self.folder, **quiet)
        self.server = subprocess.Popen([*as_server, self.bin / "postgres", "-D", self.folder / "data", "-c",
                                        "listen_addresses=", "-c", f"unix_socket_directories={self.folder}", "-c",
                                        "max_connections=600", "-c", "shared_buffers=256MB"],
                                       cwd=self.folder, stdout=bench.log, stderr=bench.log)
        while subprocess.run([self.bin / "pg_isready", "-q", "-h", self.folder, "-U", "vereint", "-d",
                              "postgres"]).returncode:
            time.sleep(0.1)
        subprocess.run([self.bin / "createdb", "-h", self.folder, "-U", "vereint", "vereint"], **quiet)
        self.address = f"postgres://vereint@/vereint?host={self.folder}"
        subprocess.run([bench.program, "demo", "--db", self.address], **quiet)
        self.programme, self.first, self.last = self.add_seminars()

    def ask(self, sql):
        return subprocess.run([self.bin / "psql", "-h", self.folder, "-U", "vereint", "-At", "-v", "ON_ERROR_STOP=1",
                               "-c", sql, "vereint"], check=True, capture_output=True, text=True).stdout.strip()

    def add_seminars(self):
        model = "(SELECT min(id) FROM seminar WHERE published_at IS NOT NULL)"
        columns = self.ask("SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
                           " WHERE table_name = 'seminar' AND column_name NOT IN"
                           " ('id', 'capacity', 'seats_taken', 'seats_each', 'state')")
        self.ask(f"INSERT INTO seminar ({columns}, capacity, seats_taken, seats_each, state) SELECT {columns},"
                 f" CASE WHEN i < {len(BROAD)} THEN 10000 ELSE 12 END, 0, 0, 3"
                 f" FROM seminar, generate_series(0, {SEMINARS - 1}) i WHERE id = {model} ORDER BY i")
        self.ask("VACUUM ANALYZE")
        last = int(self.ask("SELECT max(id) FROM seminar"))
        return self.ask(f"SELECT programme_id FROM seminar WHERE id = {last}"), last - SEMINARS + 1, last

    def rate(self, clients):
        said = subprocess.run([self.bin / "pgbench", "-n", "-h", self.folder, "-U", "vereint", "-c", str(clients),
                               "-j", "2", "-T", str(SECONDS * max(1, clients // 128)), "-M", "prepared", "-f",
                               Path(__file__).with_name("rush.sql"), "-D", f"first={self.first}", "-D",
                               f"last={self.last}", "-D", f"programme={self.programme}", "vereint"],
                              capture_output=True, text=True)
        found = re.search(r"tps = ([\d.]+) \(without", said.stdout)
        if said.returncode or not found:
            sys.exit(f"bench: pgbench: {said.stdout[-800:]}{said.stderr[-800:]}")
        return float(found[1])

    def stop(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait(timeout=30)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("load")
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_intermixed_args()
    # Beside the program, not in memory: the disk is measured too.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=Path(given.program).resolve().parent) as folder:
        bench = Bench(Path(given.program).resolve(), Path(given.load).resolve(), Path(folder), given.rounds)
        load_before = os.getloadavg()[0]
        all_parts = ["start", "pages", "writes", "rush", "slow"]
        for part in given.parts or all_parts:
            if part not in all_parts:
                parser.error(f"{part}: there are {', '.join(all_parts)}")
            print(f"{part}:", flush=True)
            getattr(bench, part)()
        print(f"\n{os.cpu_count()} cores; load average {load_before:.1f} before,", f"{os.getloadavg()[0]:.1f} after\n")
        bench.figures.show()


main()
