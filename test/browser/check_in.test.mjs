// SPDX-License-Identifier: AGPL-3.0-or-later
// The check-in at the door in a real browser: taps while nobody answers, a page loaded again meanwhile, lost answers,
// two phones, no JavaScript, Arabic; each tap is noted exactly once. The connection is cut twice over: the browser is
// told that it is offline, and the server is gone (a service worker does not believe the browser).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { axe, fitsWidth, inspect, launch, open, screenshot, validate } from './helpers.mjs';
import { startSite } from './site.mjs';

const OFFICER = 'programm@example.org', PASSWORD = 'vereint-demo';
const site = await startSite({ demo: true });
await site.serve();

/* What the database holds, read beside the program. */
async function sql(statement) {
  const code = 'import json, sqlite3, sys\ndb = sqlite3.connect(sys.argv[1], isolation_level=None)\nprint(json.dumps([list(r) for r in db.execute(sys.argv[2])]))';
  return JSON.parse((await promisify(execFile)('/usr/bin/python3', ['-c', code, join(site.data, 'vereint.db'), statement])).stdout);
}
const marks = async () => (await sql(`SELECT registration_id, kind FROM check_in_mark WHERE session_id = ${session} ORDER BY at, nth`)).map(([id, kind]) => `${id} ${['', 'arrived', 'left', 'undone'][kind]}`);

let browser, phone, session, seminar, people, cancelled;
const at = (path, lang = 'de') => `${site.origin}/duesseldorf/${lang}${path}`;
const door = () => `/sessions/${session}/check-in`;

async function signIn(page) {
  await page.goto(at('/sign-in'));
  await page.fill('input[name="email"]', OFFICER);
  await page.fill('input[name="password"]', PASSWORD);
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith('/sign-in')), page.locator('main form').first().locator('button').first().click()]);
}

const person = (page, id) => page.locator(`[data-list] > [data-person="${id}"], .v-checkin--who > [data-person="${id}"]`).first();
const tap = (page, id, word) => person(page, id).locator(`form[data-tap="${word}"] button`).click();
const stateOf = (page, id) => person(page, id).getAttribute('data-state');
const net = (page) => page.locator('[data-net]').textContent();

async function until(what, check, seconds = 20) {
  let last;
  for (let i = 0; i < seconds * 10; i++) {
    last = await check();
    if (last === true) return;
    await new Promise((done) => { setTimeout(done, 100); });
  }
  assert.fail(`${what}: ${JSON.stringify(last)}`);
}

before(async () => {
  browser = await launch();
  [[seminar]] = await sql('SELECT s.id FROM seminar s JOIN registration r ON r.seminar_id = s.id AND r.state = 4 WHERE s.state = 3 AND s.first_day > unixepoch() / 86400 GROUP BY s.id HAVING count(*) >= 6 ORDER BY s.id LIMIT 1');
  [[session]] = await sql(`SELECT id FROM seminar_session WHERE seminar_id = ${seminar} ORDER BY day LIMIT 1`);
  people = (await sql(`SELECT id FROM registration WHERE seminar_id = ${seminar} AND state = 4 ORDER BY id`)).map(([id]) => id);
  const officer = site.visitor('de');
  await officer.signIn(OFFICER, PASSWORD);
  const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/Berlin' });
  const edited = await officer.submit(await officer.get(`/sessions/${session}/edit`), `/sessions/${session}/edit`,
    { day: today, starts: '00:00', ends: '23:59', room: '0', place: 'Saal 2', address: '' });
  assert.match(edited.url, /manage/, `the session is today: ${edited.url}`);
  cancelled = people.pop();
  await officer.submit(await officer.get(`/seminars/${seminar}/registrations`), `/registrations/${cancelled}/cancel`);
  phone = await open(browser, { width: 320 });
  await signIn(phone);
});

after(async () => {
  await browser?.close();
  await site.stop();
});

/* ---- with a connection ---- */

test('the page shows who has a seat, in large buttons, and what is tapped is noted', async () => {
  await phone.goto(at(door()));
  await inspect(phone, 'check-in');
  await validate([{ name: 'check-in', html: await phone.content() }]);
  await tap(phone, people[0], 'arrived');
  assert.equal(await stateOf(phone, people[0]), 'here');
  await until('one tap', async () => (await marks()).join() === `${people[0]} arrived` || await marks());
  const box = await person(phone, people[1]).locator('form[data-tap="arrived"] button').boundingBox();
  assert.ok(box.height >= 48 && box.width >= 48, `a finger needs room: ${box.width} × ${box.height}`);
});

test('searching finds by a part of the name, at once', async () => {
  const name = await person(phone, people[1]).locator('strong').textContent();
  await phone.fill('input[name="q"]', name.slice(0, 5).toUpperCase());
  assert.ok(await person(phone, people[1]).isVisible());
  assert.ok(await phone.locator('[data-list] > [data-person]:visible').count() < people.length);
  await phone.fill('input[name="q"]', '');
});

/* ---- without ---- */

const OFFLINE = [[1, 'arrived'], [2, 'arrived'], [1, 'left'], [3, 'arrived'], [3, 'undone'], [3, 'arrived']];

test('taps without a connection are kept and shown as not sent', async () => {
  await phone.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await until('the page is kept', () => phone.evaluate(async () => {
    for (const name of await caches.keys())
      if ((await (await caches.open(name)).keys()).some((k) => k.url.endsWith('/check-in'))) return true;
    return caches.keys();
  }));
  await phone.context().setOffline(true);
  await site.halt();
  for (const [i, word] of OFFLINE) await tap(phone, people[i], word);
  await until('six wait', async () => /\(6\)/.test(await net(phone)) || net(phone));
  assert.equal(await stateOf(phone, people[1]), 'left');
  assert.equal(await stateOf(phone, people[2]), 'here');
  await fitsWidth(phone);
  await axe(phone);
  await screenshot(phone, 'check-in-offline');
});

test('… even when the page is loaded again meanwhile', async () => {
  await phone.reload();
  await until('six wait', async () => /\(6\)/.test(await net(phone)) || net(phone));
  assert.deepEqual([await stateOf(phone, people[0]), await stateOf(phone, people[1]), await stateOf(phone, people[2]), await stateOf(phone, people[3])],
    ['here', 'left', 'here', 'here']);
  assert.ok(await person(phone, people[2]).locator('form[data-tap="left"]').isVisible());
  const berlin = new Date().toLocaleTimeString('de', { hour: '2-digit', timeZone: 'Europe/Berlin' }).slice(0, 2);
  assert.match(await person(phone, people[2]).locator('[data-said]').textContent(), new RegExp(`^da seit ${berlin}:`), "the programme's time, whatever the phone's zone");
  const font = await phone.evaluate(() => getComputedStyle(document.querySelector('.v-checkin__person')).display);
  assert.equal(font, 'flex', 'the style sheet is there, too');
});

test('… and are sent by themselves when the connection is back, each exactly once', async () => {
  await site.serve();
  await phone.context().setOffline(false);
  await until('everything is sent', async () => /Alles ist gesendet/.test(await net(phone)) || net(phone), 30);
  const expected = [`${people[0]} arrived`, ...OFFLINE.map(([i, word]) => `${people[i]} ${word}`)];
  assert.deepEqual((await marks()).sort(), expected.sort());
  phone.complaints.length = 0; // that nobody answered was the point
  const recorded = new Map(await sql(`SELECT registration_id, by_hand FROM attendance WHERE session_id = ${session}`));
  assert.deepEqual([...recorded.keys()].sort((a, b) => a - b), people.slice(0, 4));
  assert.ok([...recorded.values()].every((byHand) => byHand === 0));
});

test('a second phone at another door knows of it, and its own lost answers do no harm', async () => {
  const other = await browser.newContext({ viewport: { width: 1100, height: 900 }, serviceWorkers: 'block', locale: 'de' });
  const page = await other.newPage();
  await signIn(page);
  await page.goto(at(door()));
  assert.equal(await stateOf(page, people[1]), 'left');
  const earlier = (await marks()).length;
  let lost = 0;
  await page.route('**/check-in/marks', async (route) => {
    await route.fetch(); // the server notes it …
    if (lost++ < 2) await route.abort(); // … and nobody hears of it
    else await route.continue();
  });
  await tap(page, people[4], 'arrived');
  await until('it is sent in the end', async () => /Alles ist gesendet/.test(await net(page)) || net(page), 30);
  assert.ok(lost >= 3);
  assert.equal((await marks()).length, earlier + 1);
  await other.close();
});

test('the attendance page shows the minutes and corrects them; a late tap does not undo that', async () => {
  await phone.goto(at(`/sessions/${session}/attendance`));
  assert.equal(await phone.locator(`input[name="came${people[0]}"]`).isChecked(), true);
  await phone.fill(`input[name="minutes${people[0]}"]`, '77');
  await Promise.all([phone.waitForURL(/manage/), phone.locator('main form button[type="submit"]').last().click()]);
  await phone.goto(at(door()));
  await tap(phone, people[0], 'left');
  await until('it is noted', async () => (await marks()).filter((m) => m.startsWith(`${people[0]} `)).length >= 2 || marks());
  assert.deepEqual(await sql(`SELECT minutes, by_hand FROM attendance WHERE session_id = ${session} AND registration_id = ${people[0]}`), [[77, 1]]);
  await phone.reload();
  assert.match(await person(phone, people[0]).textContent(), /von Hand berichtigt: 77 Minuten/);
});

/* ---- plain forms, other people, other languages ---- */

test('without JavaScript the buttons are forms; a double click is one tap', async () => {
  const plain = await open(browser, { width: 320, javaScript: false });
  await signIn(plain);
  await plain.goto(at(door()));
  const earlier = (await marks()).length;
  await Promise.all([plain.waitForEvent('framenavigated'), person(plain, people[4]).locator('form[data-tap="left"] button').dblclick()]);
  await plain.goto(at(door()));
  assert.equal(await stateOf(plain, people[4]), 'left');
  assert.equal((await marks()).length, earlier + 1);
  await Promise.all([plain.waitForEvent('framenavigated'), plain.locator('form[action$="/check-in/leave"] button').click()]);
  await plain.goto(at(door()));
  assert.equal(await plain.locator('[data-state="here"]').count(), 0, 'all have left');
  await plain.context().close();
});

test('the code of a confirmation opens the person; who has no seat is let in only if one is free', async () => {
  await phone.goto(at(`/check-in/${people[2]}`));
  assert.match(phone.url(), new RegExp(`check-in\\?who=${people[2]}`));
  assert.ok(await phone.locator('.v-checkin--who').isVisible());
  const guest = site.visitor('de');
  assert.equal((await guest.get(`/check-in/${people[2]}`)).status, 401, 'the code opens nothing to strangers');
  await phone.goto(at(`/check-in/${cancelled}`));
  assert.match(await phone.locator('main').textContent(), /hat keinen Platz: .*Diese Anmeldung wurde abgesagt/s);
  await inspect(phone, 'check-in-refused');
});

test('in Arabic, on a narrow phone', async () => {
  await phone.goto(at(door(), 'ar'));
  assert.equal(await phone.getAttribute('html', 'dir'), 'rtl');
  await inspect(phone, 'check-in-ar');
});

test('signing out takes the names off the phone', async () => {
  const kept = () => phone.evaluate(async () => [...await caches.keys(), ...Object.keys(localStorage)]);
  assert.ok((await kept()).length > 0);
  await Promise.all([phone.waitForURL(/signed-out/), phone.locator('form[action$="/sign-out"] button').click()]);
  assert.deepEqual(await kept(), []);
});
