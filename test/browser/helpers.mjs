// SPDX-License-Identifier: AGPL-3.0-or-later
// What every browser test needs: Debian's Chromium, axe, the HTML validator, screenshots into test-output/.
//
//     const browser = await launch();
//     const page = await open(browser, { width: 320, scheme: 'dark' });
//     await page.goto(url);
//     await check(page, 'seminar-list');          axe, no sideways scrolling, screenshot
//     await validate([{ name: 'seminar-list', html: await page.content() }]);
//
// The npm packages come by `npm ci --prefix test` (script/test does it).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const output = process.env.VEREINT_TEST_OUTPUT ?? join(root, 'test-output');

/* The widths and colours that every page is looked at in. */
export const WIDTHS = [320, 1100];
export const SCHEMES = ['light', 'dark'];

/* Debian's Chromium; the flags are what it needs as root and without a network of its own. */
export function launch() {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium';
  assert.ok(existsSync(path), `Chromium is not at ${path}: install it (script/setup test) or set CHROMIUM.`);
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--disable-dev-shm-usage'],
  });
}

/* A page in a context of its own (cookies apart). JavaScript is on for axe's sake; the pages have none, and
 * { javaScript: false } shows that they need none (axe can't run there). A failed request or a console error of the page fails the test when `check` is called. */
export async function open(browser, { width = 1100, height = 900, scheme = 'light', lang = 'de', javaScript = true } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, locale: lang, javaScriptEnabled: javaScript, reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(30000);
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => { if (message.type() === 'error') page.complaints.push(message.text()); });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') page.complaints.push(`${request.url()}: ${why}`); // the browser went on to the next page
  });
  return page;
}

/* Fails with one line for each thing axe finds (of `rules`, or of all that WCAG 2.2 AA and good practice ask for). It is
 * put in by the debugger: no policy of the page is in its way. */
export async function axe(page, rules) {
  const builder = new AxeBuilder({ page });
  const results = await (rules ? builder.withRules(rules) : builder.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])).analyze();
  const found = results.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary?.replace(/\s+/g, ' ')}`));
  assert.deepEqual(found, [], `axe at ${page.url()}`);
}

/* Nothing may be wider than the window: what is has to scroll in its own region. */
export async function fitsWidth(page) {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return [];
    return [...document.body.querySelectorAll('*')]
      .filter((e) => { const r = e.getBoundingClientRect(); return r.right > limit + 1 || r.left < -1; })
      .slice(0, 8).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
  });
  assert.deepEqual(wide, [], `the page scrolls sideways at ${page.viewportSize().width} px: ${page.url()}`);
}

/* test-output/screens/NAME-WIDTH-SCHEME.png, the whole page. Returns the file's name. */
export async function screenshot(page, name) {
  const folder = join(output, 'screens');
  mkdirSync(folder, { recursive: true });
  const scheme = (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) ? 'dark' : 'light';
  const path = join(folder, `${name}-${page.viewportSize().width}-${scheme}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

/* All that holds for every page. */
export async function check(page, name) {
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await screenshot(page, name);
  assert.deepEqual(page.complaints, [], `${name}: errors of the browser`);
  await fitsWidth(page);
  await axe(page);
}

/* What holds for every page of the program, in little time: axe looks at the narrow page in light, and at its colours again
 * in dark; screenshots are NAME-320-light and NAME-1100-light. The page keeps its width afterwards. */
export async function inspect(page, name) {
  const before = page.viewportSize();
  await page.evaluate(() => document.fonts.ready.then(() => true));
  for (const width of WIDTHS)
    for (const scheme of width === 320 ? SCHEMES : ['light']) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      if (scheme === 'light') await fitsWidth(page);
      if (scheme === 'light') await screenshot(page, name);
      if (width === 320) await axe(page, scheme === 'dark' ? ['color-contrast', 'link-in-text-block'] : undefined);
    }
  assert.deepEqual(page.complaints, [], `${name}: errors of the browser`);
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: 'light' });
}

/* Runs the Nu HTML checker over pages [{name, html}] in one go; fails with one line for each message. */
export async function validate(pages) {
  const jar = join(dirname(require.resolve('vnu-jar/package.json')), 'build', 'dist', 'vnu.jar');
  const folder = mkdtempSync(join(tmpdir(), 'vnu-'));
  try {
    const files = pages.map(({ name, html }) => {
      const file = join(folder, `${name.replace(/[^\w.-]+/g, '_')}.html`);
      writeFileSync(file, html);
      return file;
    });
    const { stdout } = await promisify(execFile)('java', ['-Xmx512m', '-jar', jar, '--stdout', '--format', 'json', '--exit-zero-always', ...files],
      { maxBuffer: 64 << 20 });
    const found = JSON.parse(stdout).messages
      .filter((m) => m.type !== 'info' || m.subType === 'warning')
      .map((m) => `${m.url?.split('/').pop()}:${m.lastLine}: ${m.message} «${m.extract?.replace(/\s+/g, ' ')}»`);
    assert.deepEqual(found, [], 'HTML validator');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const readers = new WeakMap(); /* browser → an empty page */

/* The pixels of a part of the page as seen: {width, height, at(x, y) → [r, g, b]}. Decoded in an empty page. */
export async function pixels(page, clip) {
  const png = (await page.screenshot({ clip })).toString('base64');
  const browser = page.context().browser();
  if (!readers.has(browser)) readers.set(browser, await browser.newPage());
  const data = await readers.get(browser).evaluate(async (text) => {
    const image = new Image();
    image.src = `data:image/png;base64,${text}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    return { width: image.width, height: image.height, bytes: [...pen.getImageData(0, 0, image.width, image.height).data] };
  }, png);
  return { width: data.width, height: data.height, at: (x, y) => data.bytes.slice((y * data.width + x) * 4, (y * data.width + x) * 4 + 3) };
}

/* WCAG contrast ratio of two [r, g, b]. */
export function contrast(a, b) {
  const light = (rgb) => rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
