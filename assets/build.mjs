// SPDX-License-Identifier: AGPL-3.0-or-later
// The asset build: style sheet, fonts, pictures and robots.txt become one C table in the program.
//
//     node assets/build.mjs SOURCE_ROOT OUT_DIR     (Meson calls it; assets/meson.build)
//
// Writes OUT_DIR/assets_table.c, assets.bin, assets.d (what it read, for ninja), and the files themselves under
// OUT_DIR/files for tests and for looking at. Needs `npm ci --prefix assets` once.
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const [root, out] = process.argv.slice(2).map((p) => resolve(p));
const STYLES = ['tokens', 'base', 'frame', 'content', 'forms', 'tables', 'charts', 'slips', 'planning', 'check-in', 'print']; /* later wins */
const CSS_LIMIT = 25 * 1024; /* bytes, brotli: what a phone on a slow network loads before it shows anything */

/* Where KERN and the fonts are: the first node_modules above this file that has the package. */
function find(path) {
  for (const folder of createRequire(import.meta.url).resolve.paths(path)) {
    const file = join(folder, path);
    if (statSync(file, { throwIfNoEntry: false })) return file;
  }
  return null;
}

function walk(folder, wanted, folders) {
  folders.push(folder);
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return walk(path, wanted, folders);
    return wanted(path) ? [path] : [];
  });
}

/* Markup is written in views, in src/html and (class names passed along) in page functions, nowhere else. */
function isMarkup(path) {
  return path.endsWith('.html') || path.endsWith('_pages.c') || /\/src\/html\/[^/]*\.[ch]$/.test(path);
}

async function main() {
  if (!find('@kern-ux/native/dist/kern.css') || !find('lightningcss') || !find('subset-font')) {
    console.error('The style sheet cannot be built: the npm packages of assets/ are missing. Run: npm ci --prefix assets');
    process.exit(1);
  }
  const { buildCss, wordsOf } = await import('./lib/css.mjs');
  const { buildFonts } = await import('./lib/fonts.mjs');
  const { buildTable, hashOf } = await import('./lib/table.mjs');

  const folders = [];
  const markup = walk(join(root, 'src'), isMarkup, folders);
  const own = STYLES.map((name) => join(here, 'css', `${name}.css`));
  const pictures = walk(join(here, 'img'), (p) => p.endsWith('.svg'), folders);
  const scripts = walk(join(here, 'js'), (p) => p.endsWith('.js'), folders);

  const assets = [];
  const add = (name, bytes, path) => {
    const dot = name.lastIndexOf('.');
    const asset = { name, bytes, path: path ?? `/assets/${name.slice(0, dot)}.${hashOf(bytes)}${name.slice(dot)}` };
    assets.push(asset);
    return asset;
  };

  const fonts = await buildFonts(find, join(out, 'font-cache'));
  const head = fonts.map((font) => font.face(add(font.name, font.bytes).path.split('/').pop())).join('');
  const kern = find('@kern-ux/native/dist/kern.css');
  const css = Buffer.from(buildCss({ head, kern, own, used: wordsOf(markup) }));
  const packed = brotliCompressSync(css).length;
  if (packed > CSS_LIMIT) throw new Error(`the style sheet has ${packed} bytes compressed; ${CSS_LIMIT} is the limit`);
  add('vereint.css', css);
  for (const file of pictures) add(relative(join(here, 'img'), file), readFileSync(file));
  for (const file of scripts) {
    const name = relative(join(here, 'js'), file);
    /* a worker's address bounds what it may serve, and must stay the same */
    add(name, readFileSync(file), name.endsWith('-worker.js') ? `/${name}` : undefined);
  }
  add('robots.txt', readFileSync(join(here, 'robots.txt')), '/robots.txt');

  const blobFile = join(out, 'assets.bin');
  const { blob, source } = buildTable(assets, blobFile);
  rmSync(join(out, 'files'), { recursive: true, force: true });
  mkdirSync(join(out, 'files', 'assets'), { recursive: true });
  for (const asset of assets) writeFileSync(join(out, 'files', asset.path), asset.bytes);
  writeFileSync(join(out, 'files', 'urls.json'), JSON.stringify(Object.fromEntries(assets.map((a) => [a.name, a.path])), null, 1));
  writeIfNew(blobFile, blob);
  writeIfNew(join(out, 'assets_table.c'), Buffer.from(source));
  const read = [...markup, ...own, ...pictures, ...scripts, ...folders, kern, join(here, 'robots.txt'), ...walk(join(here, 'lib'), () => true, [])];
  writeFileSync(join(out, 'assets.d'), `assets/assets_table.c: ${read.map((p) => p.replace(/ /g, '\\ ')).join(' ')}\n`);
  console.log(`assets: style sheet ${(packed / 1024).toFixed(1)} KB compressed, ${fonts.length} fonts, ${assets.length} files`);
}

/* Same bytes, same time stamp: nothing behind it is compiled again. */
function writeIfNew(path, bytes) {
  const old = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : null;
  if (!old || !old.equals(bytes)) writeFileSync(path, bytes);
}

await main();
