# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs commands, and the program with its demonstration on a free port."""
import os
import re
import subprocess
import urllib.request


def run(command, folder):
    environment = {k: v for k, v in os.environ.items() if k != "VIEWGEN"}
    done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, shell=isinstance(command, str))
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout[-6000:]}"
    return done.stdout


def get(program, data, path):
    """What the demonstration, which is made in the folder `data`, answers at a path."""
    run([program, "demo", "--data", data], data)
    server = subprocess.Popen([program, "serve", "--quiet", "--data", data, "--listen", "127.0.0.1:0"],
                              env={**os.environ, "LC_ALL": "C.UTF-8"}, stdout=subprocess.PIPE, text=True)
    try:
        port = re.search(r"port (\d+)", server.stdout.readline()).group(1)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.read().decode()
    finally:
        server.terminate()
        server.wait()
