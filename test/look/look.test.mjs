// SPDX-License-Identifier: AGPL-3.0-or-later
// Looks at the style pages (look.c) as a browser shows them: axe, HTML validator, no sideways scrolling, colours that
// phones of 2020 can show, right to left, fonts, size of the first view, print. Screenshots: test-output/screens/.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { SCHEMES, WIDTHS, check, contrast, launch, open, pixels, root, screenshot, validate } from '../browser/helpers.mjs';

const build = process.env.VEREINT_BUILD ?? join(root, 'build');
const files = join(build, 'assets', 'files');
const urls = JSON.parse(readFileSync(join(files, 'urls.json'), 'utf8'));
const css = readFileSync(join(files, urls['vereint.css']), 'utf8');
const LANGS = ['de', 'ar'];
const PAGES = ['start', 'list', 'form', 'parts'];
const TYPES = { css: 'text/css', svg: 'image/svg+xml', woff2: 'font/woff2', html: 'text/html; charset=utf-8' };
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'";

const html = (lang, name) => execFileSync(join(build, 'test', 'look', 'look'), [lang, name], { encoding: 'utf8' });

let browser, server, site, broken = false;

/* What a browser that doesn't know a colour function makes of a style sheet full of it. */
const withoutColours = (text) => text.replace(/#[0-9a-f]{3,8}\b/gi, 'unknown-colour(1%)');

before(async () => {
  server = createServer((request, response) => {
    const [, lang, name] = /^\/(\w+)\/(\w+)\.html$/.exec(request.url) ?? [];
    const body = name ? html(lang, name) : readFileSync(join(files, request.url));
    const type = request.url.split('.').pop();
    response.writeHead(200, { 'Content-Type': TYPES[type], 'Content-Security-Policy': POLICY });
    response.end(broken && type === 'css' ? withoutColours(css) : body);
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  site = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.close();
});

/* Opens a style page, hands it to `use`, closes it. */
async function on(lang, name, options, use) {
  const page = await open(browser, { lang, ...options });
  try {
    await page.goto(`${site}/${lang}/${name}.html`);
    return await use(page);
  } finally {
    await page.context().close();
  }
}

for (const lang of LANGS)
  for (const name of PAGES)
    test(`${name} in ${lang}: axe finds nothing, nothing is wider than the window`, async () => {
      await on(lang, name, {}, async (page) => {
        for (const width of WIDTHS)
          for (const scheme of SCHEMES) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme: scheme });
            await check(page, `look-${lang}-${name}`);
          }
      });
    });

test('the HTML is valid', async () => {
  await validate(LANGS.flatMap((lang) => PAGES.map((name) => ({ name: `${lang}-${name}`, html: html(lang, name) }))));
});

/* ---- the style sheet ---- */

const views = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  return entry.isDirectory() ? views(path) : entry.name.endsWith('.html') ? [path] : [];
});

/* Classes that only name a part for tests or other parts of the markup. */
const WITHOUT_STYLE = new Set(['v-chart__label']);

test('every class that a view uses is in the style sheet', () => {
  const known = new Set([...css.matchAll(/\.(-?[A-Za-z_][\w-]*)/g)].map((m) => m[1]));
  const isKnown = (name) => (name.includes('*') ? [...known].some((k) => k.startsWith(name.split('*')[0])) : known.has(name));
  const unknown = views(join(root, 'src')).flatMap((path) => [...readFileSync(path, 'utf8').matchAll(/class="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"/g)]
    .flatMap((m) => m[1].replace(/\{%.*?%\}/g, ' ').replace(/\{\{.*?\}\}/g, '*').split(/\s+/))
    .filter((name) => name && !isKnown(name) && !WITHOUT_STYLE.has(name)).map((name) => `${path.slice(root.length + 1)}: ${name}`));
  assert.ok(known.size > 100);
  assert.deepEqual([...new Set(unknown)], []);
});

const TOO_NEW = [
  /oklch\(/, /oklab\(/, /color-mix\(/, /(?<![\w-])lab\(/, /(?<![\w-])lch\(/, /color\(display-p3/, /light-dark\(/,
  /@layer/, /@container/, /:is\(/, /:where\(/, /(?<![\w-])inset(-[\w-]+)?:/, /(margin|padding|border)-(inline|block):/,
  /border-(start|end)-(start|end)-radius/, /aspect-ratio:/, /\d(dvh|svh|lvh|cqw)/, /&/,
];
const tooNew = (text) => {
  const plain = text.replace(/@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '');
  return TOO_NEW.filter((pattern) => pattern.test(plain)).map(String);
};

test('the style sheet holds nothing that Chrome 80, Safari 13 or Firefox 78 do not know', () => {
  assert.deepEqual(tooNew(css), []);
  for (const [, list] of css.matchAll(/(?:^|[{}])([^{}@;]+)\{/g)) {
    const parts = list.replace(/\((?:[^()]|\([^()]*\))*\)/g, '').split(','), isNew = (s) => /:has|:focus-visible/.test(s);
    assert.ok(!parts.some(isNew) || parts.every(isNew), `a new selector would take old ones of its list along: ${list}`);
  }
});

test('… and the check sees what KERN ships', () => {
  assert.ok(tooNew('a{color:oklch(50% .1 20)}b{padding-inline:1px 2px}').length === 2);
  assert.deepEqual(tooNew('@supports (color:oklch(0% 0 0)){a{color:oklch(50% .1 20)}}'), []);
});

/* The strongest contrast between the middle of an element's edge (or its face) and the page beside it. */
async function visible(page, selector, side) {
  await page.locator(selector).first().scrollIntoViewIfNeeded();
  const box = await page.locator(selector).first().boundingBox();
  const shot = await pixels(page, { x: box.x - 6, y: box.y - 6, width: box.width + 12, height: box.height + 12 });
  const ground = shot.at(1, 1), middle = Math.floor(shot.width / 2);
  const line = side === 'bottom' ? Array.from({ length: 12 }, (_, i) => shot.at(middle, shot.height - 1 - i))
    : side === 'left' ? Array.from({ length: 12 }, (_, i) => shot.at(i, Math.floor(shot.height / 2)))
    : [shot.at(12, Math.floor(shot.height / 2))];
  return Math.max(...line.map((colour) => contrast(colour, ground)));
}

const MUST_BE_SEEN = [['.kern-form-check__checkbox', 'left'], ['.kern-form-check__radio', 'left'], ['#f-phone', 'bottom'],
  ['.kern-btn--primary', 'face'], ['.kern-btn--secondary', 'left'], ['.kern-form-input--error', 'left']];

const faint = (scheme) => on('de', 'form', { scheme }, async (page) => {
  const found = [];
  for (const [selector, side] of MUST_BE_SEEN)
    if (await visible(page, selector, side) < 3) found.push(`${selector} ${side}`);
  return found;
});

for (const scheme of SCHEMES)
  test(`borders, boxes and buttons can be seen, ${scheme}`, async () => {
    assert.deepEqual(await faint(scheme), []);
  });

test('… and would be missed if a browser did not know the colours', async () => {
  broken = true;
  try {
    assert.ok((await faint('light')).length >= 3);
  } finally {
    broken = false;
  }
});

/* ---- right to left ---- */

const MIRRORED = {
  start: ['.v-brand__mark', '.v-nav__row li:first-child', '.v-hero h1', '.v-card .kern-badge', '.v-aside', '.v-figures > div:first-child'],
  form: ['.kern-form-check__checkbox', '.v-errors', '.kern-fieldset .kern-label'],
  parts: ['.kern-alert .kern-icon', '.v-history > li'],
};

test('right to left mirrors the page', async () => {
  for (const [name, selectors] of Object.entries(MIRRORED)) {
    const edges = (lang) => on(lang, name, {}, (page) => page.evaluate((list) => list.map((selector) => {
      const box = document.querySelector(selector).getBoundingClientRect(), all = document.body.getBoundingClientRect();
      return Math.round(getComputedStyle(document.body).direction === 'rtl' ? all.right - box.right : box.left - all.left);
    }), selectors));
    const [german, arabic] = [await edges('de'), await edges('ar')];
    selectors.forEach((selector, i) => assert.ok(Math.abs(german[i] - arabic[i]) <= 1, `${selector}: ${german[i]} and ${arabic[i]} px from its edge`));
  }
  await on('ar', 'form', {}, async (page) => {
    const box = await page.locator('#f-needs').boundingBox(), label = await page.locator('label[for=f-needs]').boundingBox();
    assert.ok(label.x < box.x, 'the label stands left of its box');
    assert.equal(await page.locator('#f-email').evaluate((e) => getComputedStyle(e).direction), 'ltr');
    assert.equal(await page.locator('.kern-form-input--error').first().evaluate((e) => getComputedStyle(e).borderRightWidth), '4px');
  });
});

/* ---- fonts, size, keyboard, paper ---- */

test('each script has its font, and no page loads one it does not show', async () => {
  const loaded = (lang) => on(lang, 'start', {}, async (page) => {
    await page.evaluate(() => document.fonts.ready.then(() => true));
    return page.evaluate(() => [...document.fonts].filter((f) => f.status === 'loaded').map((f) => `${f.family.replace(/"/g, '')} ${f.weight} ${f.unicodeRange.slice(0, 4)}`));
  });
  assert.deepEqual((await loaded('de')).sort(), ['Fira Sans 400 U+20', 'Fira Sans 600 U+20']);
  assert.ok((await loaded('ar')).some((f) => f.startsWith('Noto Sans Arabic 600')));
});

test('the first view in German takes at most 60 KB', async () => {
  let bytes = 0;
  const page = await open(browser, {});
  page.on('requestfinished', (request) => {
    const path = new URL(request.url()).pathname;
    const body = path.endsWith('.html') ? Buffer.from(html('de', 'start')) : readFileSync(join(files, path));
    bytes += path.endsWith('.woff2') ? body.length : brotliCompressSync(body).length;
  });
  await page.goto(`${site}/de/start.html`, { waitUntil: 'networkidle' });
  await page.context().close();
  assert.ok(bytes > 20 * 1024 && bytes <= 60 * 1024, `${bytes} bytes`);
});

test('keyboard: the skip link comes first and leads to the content; the menu unfolds without JavaScript', async () => {
  await on('ar', 'start', { width: 320, javaScript: false }, async (page) => {
    await page.keyboard.press('Tab');
    const skip = await page.locator('.v-skip').boundingBox();
    assert.ok(skip.y >= 0 && skip.x >= 0 && skip.x + skip.width <= 320);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    assert.equal(await page.locator('.v-nav__fold a').first().isVisible(), false);
    await page.locator('.v-nav__fold summary').click();
    assert.equal(await page.locator('.v-nav__fold a').first().isVisible(), true);
    await screenshot(page, 'look-ar-menu');
  });
});

test('on paper: black on white, without navigation, also for readers of dark pages', async () => {
  await on('de', 'list', { scheme: 'dark' }, async (page) => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.equal(await page.locator('.v-nav').isVisible(), false);
    assert.equal(await page.locator('h1').evaluate((e) => getComputedStyle(e).color), 'rgb(0, 0, 0)');
    assert.equal(await page.locator('body').evaluate((e) => getComputedStyle(e).backgroundColor), 'rgb(255, 255, 255)');
    await screenshot(page, 'look-print');
  });
});

test('forced colours keep borders and icons', async () => {
  const page = await open(browser, {});
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(`${site}/de/form.html`);
  for (const [selector, side] of [['.kern-form-check__checkbox', 'left'], ['.kern-btn--primary', 'left'], ['#f-phone', 'bottom']])
    assert.ok(await visible(page, selector, side) >= 3, selector);
  await screenshot(page, 'look-forced');
  await page.context().close();
});
