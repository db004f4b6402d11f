#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What viewgen leaves to the compiler: a value of a type that has no writer must not compile.

    test_types.py VIEWGEN SOURCE_FOLDER BUILD_FOLDER COMPILER...
"""
import os, subprocess, sys, tempfile

VIEWGEN, SOURCE, BUILD, *COMPILER = sys.argv[1:]
TEXT, ATTRIBUTE, REST = '{{ x }}', '<p title="{{ x }}">', '<a href="/q?x={{ x }}">'
MESSAGE, ADDRESS = '{{ t("see {x}", x = x) }}', '{{ path("/a/{x}", x = x) }}'

PRINTABLE = ['const char *', 'char *', 'Date ', 'Time ', 'Cents ', 'int ', 'int32_t ', 'int64_t ', 'size_t ', 'double ']
NEVER = ['bool ', 'const bool *', 'void *', 'const int *', 'float ', 'unsigned char ', 'SeminarId ', 'UiLike ']
CASES = (
    [(True, t, place) for t in PRINTABLE for place in (TEXT, ATTRIBUTE, MESSAGE)]
    + [(False, t, place) for t in NEVER for place in (TEXT, ATTRIBUTE, REST, MESSAGE, ADDRESS)]
    + [(True, 'SafeHtml ', TEXT), (False, 'SafeHtml ', ATTRIBUTE), (False, 'SafeHtml ', '<title>{{ x }}</title>'),
       (False, 'SafeHtml ', REST), (False, 'SafeHtml ', MESSAGE)]
    + [(True, t, place) for t in ('const char *', 'Date ', 'int64_t ', 'int ', 'size_t ') for place in (REST, ADDRESS)]
    + [(False, t, place) for t in ('Cents ', 'double ', 'Time ') for place in (REST, ADDRESS)]
)


def compiles(folder, kind, place):
    name = os.path.join(folder, 'probe.html')
    with open(name, 'w', encoding='utf-8') as f:
        f.write('{%% include "base/cx.h" %%}\n{%% view probe(%sx) %%}\n%s\n' % (kind, place))
    subprocess.run([VIEWGEN, name, name + '.h', name + '.c'], check=True)
    with open(name + '.h', 'r+', encoding='utf-8') as f:
        text = f.read()
        f.seek(0)
        f.write(text.replace('void view_probe', 'typedef struct UiLike { int v; } UiLike;\nvoid view_probe'))
    return subprocess.run([*COMPILER, '-std=gnu17', '-D_GNU_SOURCE', '-I' + os.path.join(SOURCE, 'src'), '-I' + folder,
                           '-fsyntax-only', name + '.c'], stderr=subprocess.DEVNULL).returncode == 0


print('1..%d' % len(CASES))
with tempfile.TemporaryDirectory() as folder:
    for number, (wanted, kind, place) in enumerate(CASES, 1):
        verdict = 'ok' if compiles(folder, kind, place) == wanted else 'not ok'
        print('%s %d - %s%s in %s' % (verdict, number, kind, 'compiles' if wanted else 'does not compile', place), flush=True)
