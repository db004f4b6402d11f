#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""plant.py SOURCE OUT OLD NEW [OLD NEW]…: a copy of a source file with one planted defect.

The test of a rule that must never break is linked with it once more, and must fail then."""
import sys

source, out, *pairs = sys.argv[1:]
text = open(source, encoding="utf-8").read()
for old, new in zip(pairs[::2], pairs[1::2]):
    if text.count(old) != 1:
        sys.exit(f"plant.py: {old!r} stands {text.count(old)} times in {source}, not once")
    text = text.replace(old, new)
open(out, "w", encoding="utf-8").write(text)
