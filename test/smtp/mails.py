#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers about the mails that server.py has received: mails.py FILE NUMBER (from|to|subject|text|raw|HEADER)
prints that part of the mail with that number, from 0, and nothing if there is none."""
import json
import sys

file, number, part = sys.argv[1:]
mail = [json.loads(line) for line in open(file, encoding="utf-8")][int(number)]
if part in mail:
    value = mail[part]
    sys.stdout.buffer.write((", ".join(value) if isinstance(value, list) else value).encode())
else:
    sys.stdout.buffer.write("\n".join(v for n, v in mail["headers"] if n.lower() == part.lower()).encode())
