// SPDX-License-Identifier: AGPL-3.0-or-later
// Cuts the fonts down to the scripts our readers write, one file for each script and weight, so that a browser
// fetches only what a page shows (unicode-range).
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';

const WEIGHTS = { 400: 'Regular', 600: 'SemiBold' };

/* Inclusive ranges of code points. Latin has what German, English, French need, with punctuation and arrows. */
const SCRIPTS = {
  latin: [[0x20, 0x7e], [0xa0, 0xff], [0x152, 0x153], [0x178, 0x178], [0x2010, 0x2015], [0x2018, 0x201e], [0x2020, 0x2022],
          [0x2026, 0x2026], [0x202f, 0x202f], [0x2030, 0x2030], [0x2039, 0x203a], [0x20ac, 0x20ac], [0x2190, 0x2193],
          [0x2212, 0x2212], [0x2248, 0x2248], [0x2264, 0x2265]],
  'latin-ext': [[0x100, 0x151], [0x154, 0x177], [0x179, 0x17f], [0x218, 0x21b], [0x1e9e, 0x1e9e]],
  cyrillic: [[0x400, 0x45f], [0x490, 0x491], [0x2116, 0x2116]],
  arabic: [[0x600, 0x6ff], [0x200c, 0x200d], [0xfb50, 0xfbff]],
};

const FAMILIES = [
  { family: 'Fira Sans', name: 'fira-sans', scripts: ['latin', 'latin-ext', 'cyrillic'],
    keepFeatures: ['kern', 'liga', 'locl', 'ccmp', 'mark', 'mkmk', 'calt', 'tnum'],
    file: (w) => `@kern-ux/native/dist/fonts/fira-sans/FiraSans-${WEIGHTS[w]}.woff2` },
  { family: 'Noto Sans Arabic', name: 'noto-sans-arabic', scripts: ['arabic'],
    file: (w) => `@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-${w}-normal.woff2` },
];

const hex = (n) => n.toString(16).toUpperCase();
const characters = (ranges) => ranges.map(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => String.fromCodePoint(a + i)).join('')).join('');

/* Cutting takes a second: the result is kept in `cache` by the hash of all that goes in. */
async function cut(source, ranges, keepFeatures, cache) {
  const key = createHash('sha256').update(source).update(JSON.stringify([ranges, keepFeatures])).digest('hex');
  const kept = join(cache, `${key.slice(0, 24)}.woff2`);
  if (existsSync(kept)) return readFileSync(kept);
  const font = await subsetFont(source, characters(ranges), { targetFormat: 'woff2', noHinting: true, keepFeatures });
  mkdirSync(cache, { recursive: true });
  writeFileSync(kept, font);
  return font;
}

/* `find` maps a path inside an npm package to a file. Returns [{name, bytes, face(url)}], face being the
 * @font-face rule. */
export async function buildFonts(find, cache) {
  const fonts = [];
  for (const { family, name, scripts, file, keepFeatures } of FAMILIES)
    for (const weight of Object.keys(WEIGHTS)) {
      const source = readFileSync(find(file(weight)));
      for (const script of scripts) {
        const range = SCRIPTS[script].map(([a, b]) => (a === b ? `U+${hex(a)}` : `U+${hex(a)}-${hex(b)}`)).join(',');
        fonts.push({
          name: `${name}-${script}-${weight}.woff2`,
          bytes: await cut(source, SCRIPTS[script], keepFeatures, cache),
          face: (url) => `@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;`
            + `src:url("${url}") format("woff2");unicode-range:${range}}\n`,
        });
      }
    }
  return fonts;
}
