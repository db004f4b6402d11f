// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page of the program on the demonstration programme, as each role that may see it. The pages are found as people
// find them, by following links from the start page and the overview of each role; `vereint routes` says which there
// must be. axe in light and dark, no sideways scrolling at 320 px, valid HTML, no English in German pages, no dead link.
// Screenshots at both widths and in both colours: test-output/screens/page-….
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect, launch, open, root, validate } from './helpers.mjs';
import { startSite, unescapeHtml, vereint } from './site.mjs';
import { sql } from '../system/program.mjs';
import { englishIn, readCatalogue } from './german.mjs';

const PASSWORD = 'vereint-demo';
const ROLES = {
  visitor: null, manager: 'verein@example.org', consultant: 'referentin@example.org', finance: 'haushalt@example.org',
  council: 'rat@example.org', reviewer: 'gutachten@example.org', officer: 'programm@example.org',
};
const SAME_ROUTE_MAX = 6; /* pages of one route that one role looks at */
/* What only who has been at a seminar is led to: system/papers looks at it. */
const ELSEWHERE = new Set(['/registrations/:key/certificate.pdf']);
/* Public pages that say more to some roles. */
const DIFFERS = new Set(['/', '/seminars/:id', '/evaluations/:id', '/associations/:id']);

const site = await startSite({ demo: true });
await site.serve();

/* ---- which routes there are ---- */

const routes = (await vereint(['routes'])).trim().split('\n').map((line) => line.split(/\s+/))
  .filter(([method]) => method === 'GET').map(([, path, need]) => ({
    path: path.replace('/:programme/:lang', ''), need, global: !path.startsWith('/:programme'), reached: new Map(),
    pattern: new RegExp(`^/duesseldorf/(?:de|en|ar)${path.replace('/:programme/:lang', '').replace(/:\w+/g, '[^/]+').replace(/\./g, '\\.')}$`),
  }));
const wanted = routes.filter((r) => !r.global);
const routeOf = (url) => wanted.filter((r) => r.pattern.test(new URL(url).pathname.replace(/^(\/\w+\/\w+)$/, '$1/')))
  .sort((a, b) => a.path.split(':').length - b.path.split(':').length)[0];

/* ---- what only an action leads to ---- */

const linkIn = (mail, part) => new RegExp(`http\\S*${part}\\S*`).exec(mail.text)?.[0] ?? assert.fail(`no link to ${part} in: ${mail.text}`);
const path = (url) => new URL(url).pathname.replace(/^\/duesseldorf\/\w+/, '');

/* A registration of one's own, a link to sign in, and slips of an evaluation: addresses that come by mail or on paper. */
async function pagesByPost() {
  const guest = site.visitor('de'), starts = { visitor: ['/'], officer: [] };
  await guest.submit(await guest.get('/sign-in'), '/sign-in/link', { link_email: ROLES.manager });
  starts.visitor.push('/sign-in/sent', path(linkIn(await site.mail(ROLES.manager), '/sign-in/link/')));

  const catalogue = await guest.get('/seminars');
  const seminars = [...new Set([...catalogue.html.matchAll(/\/seminars\/(\d+)"/g)].map((m) => m[1]))];
  let form;
  for (const id of seminars) {
    form = await guest.get(`/seminars/${id}/register`);
    if (form.html.includes('name="association"')) break;
  }
  const name = { name: 'Rania Beispiel', email: 'rania@example.org', association: 'other', organisation: 'Gruppe Beispiel' };
  const registered = await guest.submit(form, '/register', name);
  assert.match(registered.url, /registered/);
  starts.visitor.push(path(registered.url), path(linkIn(await site.mail('rania@example.org'), '/registrations/')));

  const officer = site.visitor('de');
  await officer.signIn(ROLES.officer, PASSWORD);
  const rounds = await officer.get('/evaluations');
  const opener = /action="([^"]*\/evaluation)"/.exec(rounds.html);
  let manage = opener && await officer.submit(rounds, opener[1].slice(opener[1].indexOf('/seminars')));
  const running = /href="([^"]*\/evaluations\/\d+\/manage)"/.exec(rounds.html)?.[1];
  if (running) manage = await officer.get(running);
  if (manage) {
    const slips = await officer.submit(manage, '/slips', { slips: '3' });
    extra.push({ role: 'officer', route: { path: '/evaluations/:id/slips' }, url: slips.url, page: slips, static: true });
    const code = /v-slip__code[^>]*>([^<]+)</.exec(slips.html)[1];
    const asked = await guest.submit(await guest.get('/evaluate'), '/evaluate', { code });
    starts.visitor.push(path(asked.url));
  }
  starts.visitor.push('/evaluate', '/evaluate/thanks');
  starts.officer.push('/check-in/1'); // the code on the confirmation of the first registration

  const [{ code, holder }] = sql(site.data, 'SELECT code, holder FROM certificate ORDER BY id LIMIT 1');
  starts.visitor.push('/certificates', `/certificates/${code}`, `/certificates/${code}/${holder}`); // as they stand on the paper
  const phoned = await officer.submit(await officer.get(`${path(form.url).replace('/register', '')}/registrations/new`), '/registrations/new',
    { name: 'Gerda Ohnepost', email: '', phone: '0211 1', lang: 'de', association: '3' });
  assert.equal(phoned.status, 200);
  starts.officer.push('/office/letters');
  return starts;
}

/* What the columns of a file of answers are. */
const ANSWERS = { title: 'Frühjahr', ...Object.fromEntries(['relevance', 'method', 'topics'].flatMap((dimension, i) => [
  [`kind-${i}`, dimension === 'topics' ? 'text' : 'scale'], [`wording-${i}`, `Frage ${i + 1}`], [`dimension-${i}`, dimension], [`low-${i}`, '1'], [`high-${i}`, '5'],
])) };

/* The three steps of an import: `upTo` of them are taken; returns the addresses of the pages they lead to. */
async function importFile(officer, start, csv, mapping, upTo) {
  const file = new Blob([csv], { type: 'text/csv' });
  file.name = 'liste.csv';
  const steps = [(page) => officer.submit(page, start, { file }), (page) => officer.submit(page, new URL(page.url).pathname, mapping), (page) => officer.submit(page, '/confirm')];
  const found = [];
  let page = await officer.get(start);
  for (const step of steps.slice(0, upTo)) {
    page = await step(page);
    assert.equal(page.status, 200, page.url);
    found.push(path(page.url));
  }
  return found;
}

/* Imports that wait for the officer, and one that was carried out. */
async function pagesOfImports() {
  const officer = site.visitor('de');
  await officer.signIn(ROLES.officer, PASSWORD);
  const associations = (name) => `Name;Ort\n${name} (Beispiel);Düsseldorf\n`;
  return [
    ...await importFile(officer, '/evaluations/import', 'Nutzen;Methodik;Themen\n5;4;Förderung\n4;4;\n', ANSWERS, 2),
    ...await importFile(officer, '/associations/import', associations('Verein Eins'), {}, 2),
    (await importFile(officer, '/associations/import', associations('Verein Zwei'), {}, 3)).at(-1),
    ...await importFile(officer, `/seminars/${/\/seminars\/(\d+)"/.exec((await officer.get('/seminars')).html)[1]}/registrations/import`, 'Name;E-Mail\nRuth Liste;ruth@example.org\n', {}, 1),
    '/associations/1/merge/2', /* linked where two look alike, which none of the demonstration do */
  ];
}

/* ---- following links ---- */

const dead = [], pages = [], extra = [];

/* Links, and forms that only ask. */
const linksOf = (page) => [...page.html.matchAll(/<a\b[^>]*\shref="([^"#]*)[^"]*"|<form method="get" action="([^"]*)"/g)].map((m) => new URL(unescapeHtml(m[1] ?? m[2]), page.url).href)
  .filter((url) => url.startsWith(`${site.origin}/duesseldorf/`));

async function crawl(role, email, lang, starts) {
  const visitor = site.visitor(lang);
  if (email) await visitor.signIn(email, PASSWORD);
  const queue = [...starts, ...(email ? ['/', '/office', '/account'] : [])].map((p) => ({ url: visitor.address(p), from: 'start' }));
  const seen = new Set(queue.map((q) => q.url)), counts = new Map();
  while (queue.length) {
    const { url, from } = queue.shift(), route = routeOf(url);
    if (!url.startsWith(`${site.origin}/duesseldorf/${lang}`)) continue;
    if (route && (counts.get(route) ?? 0) >= SAME_ROUTE_MAX) continue;
    counts.set(route, (counts.get(route) ?? 0) + 1);
    const page = await visitor.get(url);
    if (page.status !== 200) dead.push(`${role}: ${from} → ${url} gives ${page.status}`);
    else if (route) route.reached.set(role, url);
    if (page.status !== 200 || !page.type.startsWith('text/html')) continue;
    pages.push({ role, lang, route, url, page, cookies: visitor.cookies });
    for (const next of linksOf(page))
      if (!seen.has(next)) {
        seen.add(next);
        queue.push({ url: next, from: url });
      }
  }
}

const starts = await pagesByPost();
const imports = await pagesOfImports();
for (const [role, email] of Object.entries(ROLES)) await crawl(role, email, 'de', [...(starts[role] ?? []), ...(role === 'officer' ? imports : [])]);
for (const lang of ['en', 'ar']) await crawl('visitor', null, lang, starts.visitor);

/* One page of each kind for the browser: the same route with the same forms and messages looks the same. */
function choose() {
  const kinds = new Map();
  for (const entry of pages) {
    const parts = [...entry.page.html.matchAll(/<form\b[^>]*action="([^"]*)"|kern-alert--(\w+)/g)].map((m) => (m[1] ?? m[2]).replace(/\d+/g, ''));
    if (entry.role !== 'visitor' && entry.route?.need === 'public' && !(entry.role === 'officer' && DIFFERS.has(entry.route.path))) continue;
    const office = entry.route?.path === '/office' ? entry.role : '';
    const kind = `${entry.route?.path} ${entry.lang} ${entry.role === 'visitor'} ${office} ${[...new Set(parts)].sort()}`;
    if (!kinds.has(kind)) kinds.set(kind, entry);
  }
  return [...kinds.values()];
}

const visits = [...choose(), ...extra], names = new Map();
for (const visit of visits) {
  const plain = `${visit.role}-${visit.lang ?? 'de'}${(visit.route?.path ?? path(visit.url)).replace(/[^\w.]+/g, '-').replace(/-$/, '')}`;
  names.set(plain, (names.get(plain) ?? 0) + 1);
  visit.name = `page-${plain}${names.get(plain) > 1 ? `-${names.get(plain)}` : ''}`;
}

/* ---- the tests ---- */

let browser;
before(async () => { browser = await launch(); });
after(async () => {
  await browser?.close();
  await site.stop();
});

test('every route that shows a page is reached by links', () => {
  assert.deepEqual(wanted.filter((r) => !r.reached.size && !ELSEWHERE.has(r.path)).map((r) => r.path), []);
});

test('no link leads to where its reader may not go, or nowhere', () => {
  assert.ok(pages.length > 100, `only ${pages.length} pages were found`);
  assert.deepEqual(dead, []);
});

test('the HTML of all pages is valid', async () => {
  await validate([...pages, ...extra].map(({ role, lang = 'de', url, page }) => ({ name: `${role}-${lang}-${path(url)}`, html: page.html })));
});

test('German pages speak German', () => {
  const catalogue = readCatalogue(readFileSync(join(root, 'locale', 'de.po'), 'utf8'));
  const found = [...pages, ...extra].filter((p) => (p.lang ?? 'de') === 'de')
    .flatMap(({ route, url, page }) => englishIn(page.html, catalogue).map((text) => `${route?.path ?? url}: ${text}`));
  assert.deepEqual([...new Set(found)], []);
});

/* Pages of the browser that stand ready, by whose cookies they have: style and fonts are loaded once. */
const ready = new Map();

async function pageFor(role, cookies) {
  const idle = ready.get(role)?.pop();
  if (idle) return idle;
  const page = await open(browser);
  const list = [...(cookies ?? [])].map(([name, value]) => ({ name, value, url: site.origin }));
  if (list.length) await page.context().addCookies(list);
  return page;
}

async function look({ name, role, url, page: found, cookies, static: shown }) {
  const page = await pageFor(role, cookies);
  if (shown) await page.route(url, (route) => route.fulfill({ body: found.html, contentType: 'text/html; charset=utf-8' }));
  await page.goto(url);
  await inspect(page, name);
  if (shown) await page.unroute(url);
  ready.set(role, [...(ready.get(role) ?? []), page]);
}

describe('in the browser', { concurrency: 2 }, () => {
  for (const visit of visits) test(visit.name, () => look(visit));
});
