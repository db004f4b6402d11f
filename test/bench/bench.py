#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures the program against its goals, and prints a table; see docs/performance.md. Called by script/bench.

    bench.py PROGRAM LOAD [--rounds N] [pages] [start] [writes]

What is compared runs alternately in every round; a figure is the median of the rounds' ratios. Pages are counted
per second of the server's own CPU time (all threads, user and kernel), so that what else runs on the machine
disturbs little. Servers listen on free ports of loopback; everything is made in a folder that goes away.
"""
import argparse
import os
import re
import shutil
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
                sys.exit(f"bench: {arguments[0]} did not start")
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
        return Server([self.program, "serve", "--limit", "off", "--data", data or self.data, "--listen", f"127.0.0.1:{port}",
                       "--max-per-address", "2000", *options], port, self.log)

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
        nginx = self.nginx(answer)
        rates = []
        for _ in range(self.rounds):
            rates.append([self.per_cpu_second(nginx), self.per_cpu_second(ours),
                          self.per_cpu_second(ours, count_up), self.per_cpu_second(nginx)])
            print("  ", *(f"{rate:,.0f}" for rate in rates[-1]), flush=True)
        file = [(first + last) / 2 for first, _, _, last in rates]
        middle = statistics.median
        kept, anew = ([r[i] / f for r, f in zip(rates, file)] for i in (1, 2))
        add = self.figures.add
        add("nginx, the page from a file", f"{middle(file):,.0f} per CPU second", "", None)
        add("the page from the cache", f"{middle(r[1] for r in rates):,.0f} per CPU second", "", None)
        add("  compared with nginx", f"{middle(kept):.2f}", "1.2", middle(kept) >= 1.2)
        add("the page made anew from 30 rows", f"{middle(r[2] for r in rates):,.0f} per CPU second", "", None)
        add("  compared with nginx", f"{middle(anew):.3f}", "0.35", middle(anew) >= 0.35)
        add("memory after the first page", f"{idle:.1f} MiB", "20", idle < 20)
        add("memory after the load", f"{ours.rss_mib():.1f} MiB", "", None)
        ours.stop()
        nginx.stop()

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
        for part in given.parts or ["start", "pages", "writes"]:
            if part not in ("start", "pages", "writes"):
                parser.error(f"{part}: there are start, pages and writes")
            print(f"{part}:", flush=True)
            getattr(bench, part)()
        print(f"\n{os.cpu_count()} cores; load average {load_before:.1f} before,", f"{os.getloadavg()[0]:.1f} after\n")
        bench.figures.show()


main()
