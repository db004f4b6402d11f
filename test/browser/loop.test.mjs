// SPDX-License-Identifier: AGPL-3.0-or-later
// The whole loop on an empty programme, played by its people: the officer prepares a seminar, participants find it
// (German at 1100 px, Arabic at 320 px without JavaScript) and fill it, one cancels, the consultant records who came, the
// participants answer by the codes of their slips, the results and the year's figures come out, the audit log is whole.
// Each page on the way is inspected (axe, widths, browser errors) and kept: test-output/screens/loop-…; the HTML of all is
// validated at the end. The steps build on each other: they run in this order, and none makes sense without those before.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inspect, launch, open, screenshot, validate } from './helpers.mjs';
import { startSite } from './site.mjs';

const OFFICER = 'office@example.org', OFFICER_PASSWORD = 'ein langer Satz als Passwort';
const MANAGER = 'vorstand@example.org', CONSULTANT = 'referentin@example.org';
const CAPACITY = 6;
const TITLE = 'Förderanträge, die überzeugen', TITLE_AR = 'طلبات تمويل مقنعة';

/* Two sessions a week apart in one year, so that one budget year pays for both. */
const DAY_S = 86400;
const isoDay = (days) => new Date(Date.now() + days * DAY_S * 1000).toISOString().slice(0, 10);
const firstIn = isoDay(12).slice(0, 4) === isoDay(19).slice(0, 4) ? 12 : 22;
const YEAR = isoDay(firstIn).slice(0, 4);
const AFTER = firstIn + 9; /* days until both sessions are over */

let site, browser, officer, manager, seminar, association, consultant, round, codes;
const kept = []; /* {name, html} of each page that was looked at */

before(async () => {
  site = await startSite();
  await site.command(['programme', 'add', 'duesseldorf', '--city', 'Düsseldorf', '--office', 'Amt für Migration und Integration', '--email', 'fortbildung@example.org', '--name', 'Fortbildung für Vereine']);
  await site.command(['person', 'add', 'Petra Programm', OFFICER, '--role', 'officer', '--password'], `${OFFICER_PASSWORD}\n`);
  await site.serve();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await site?.stop();
});

/* ---- hands and eyes ---- */

const at = (path, lang = 'de') => `${site.origin}/duesseldorf/${lang}${path}`;
const idIn = (url) => /\/(\d+)(?:\/|$|\?)/.exec(url)[1];

/* Looks at the page as it stands and keeps it. */
async function look(page, name) {
  kept.push({ name, html: await page.content() });
  await inspect(page, `loop-${name}`);
}

/* The same for a page without JavaScript, which axe can't enter: the address is opened once more with it. */
async function lookWithout(page, name, status = 200) {
  await screenshot(page, `loop-${name}`);
  const twin = await open(browser, { lang: 'ar' });
  assert.equal((await twin.goto(page.url())).status(), status);
  if (status !== 200) twin.complaints.length = 0; /* the browser reports the status as an error */
  await look(twin, name);
  await twin.context().close();
}

/* Types into fields of a form by their names; true and arrays tick boxes, {index} and {label} choose from a list. */
async function fill(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.locator(`[name="${name}"]`).first(), kind = await field.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
    if (kind === 'select') await field.selectOption(value);
    else if (kind === 'checkbox' || kind === 'radio')
      for (const one of [value].flat()) await form.locator(one === true ? `[name="${name}"]` : `[name="${name}"][value="${one}"]`).first().check();
    else await field.fill(value);
  }
}

/* Presses the button of the form that goes to `action`; fails, with what the page says, if the form comes back. */
async function send(page, action, fields = {}) {
  const form = page.locator(`main form[action$="${action}"]`).first();
  await fill(form, fields);
  const [response] = await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), form.locator('button[type=submit]').first().click()]);
  assert.ok(response.status() < 400, `${action} answers ${response.status()}: ${await page.locator('main').innerText()}`);
}

const says = async (page, pattern) => assert.match(await page.locator('main').innerText(), pattern);

async function signIn(page, email, password) {
  await page.goto(at('/sign-in'));
  await send(page, '/sign-in', { email, password });
}

/* As people without a password do: a link by mail, and one more press. */
async function signInByMail(page, email) {
  const before = site.mails().length;
  await page.goto(at('/sign-in'));
  await send(page, '/sign-in/link', { link_email: email });
  await site.mail(email, /sign-in\/link/);
  const link = site.mails().slice(before).map((m) => /http\S*sign-in\/link\/\S+/.exec(m.text)?.[0]).find(Boolean);
  await page.goto(link);
  await send(page, new URL(link).pathname);
}

/* A participant by plain HTTP. */
async function register(name, email, fields = {}, lang = 'de') {
  const guest = site.visitor(lang);
  const done = await guest.submit(await guest.get(`/seminars/${seminar}/register`), '/register',
    { name, email, association: 'other', organisation: `Gruppe ${name}`, ...fields });
  assert.match(done.url, /\/registered/, `${name} could not register`);
}

const seated = /Sie haben einen Platz|لديكم مقعد|لديك مقعد/;
const freed = /Für Sie ist ein Platz frei geworden/;
const ownPage = (mail) => /http\S*\/registrations\/[^\s/]+/.exec(mail.text)[0];

/* ---- the officer prepares ---- */

test('the officer signs in and sets the budget of the year', async () => {
  officer = await open(browser);
  await signIn(officer, OFFICER, OFFICER_PASSWORD);
  await look(officer, 'officer-overview-empty');
  await officer.goto(at('/settings'));
  await send(officer, '/settings', { contact_phone: '0211 1234567', postal: 'Beispielplatz 1\n40200 Düsseldorf' });
  await officer.goto(at('/budget'));
  await send(officer, '/budget', { year: YEAR, amount: '4.000,00' });
  await says(officer, /4\.000,00/);
  await look(officer, 'officer-budget');
});

test('associations come from a spreadsheet as Excel writes it', async () => {
  const lines = ['Vereinsname;E-Mail;Straße;PLZ;Ort', 'Brücke Düsseldorf e. V.;bruecke@example.org;Müllerstr. 5;40200;Düsseldorf', 'Frauen für Frauen e. V.;ff@example.org;Römerweg 7;40210;Düsseldorf', ';;;;'];
  await officer.goto(at('/associations/import'));
  await look(officer, 'import-start');
  await officer.setInputFiles('main [name="file"]', { name: 'vereine.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n'), 'latin1') });
  await send(officer, '/associations/import');
  await look(officer, 'import-mapping');
  await send(officer, new URL(officer.url()).pathname);
  await says(officer, /Brücke Düsseldorf/);
  await look(officer, 'import-preview');
  await send(officer, '/confirm');
  await look(officer, 'import-result');
  await officer.goto(at('/associations'));
  await says(officer, /Frauen für Frauen/);
  const link = officer.locator('main a', { hasText: 'Brücke Düsseldorf' }).first();
  association = idIn(await link.getAttribute('href'));
});

test('a consultant, and roles for the association and the consultant', async () => {
  await officer.goto(at('/consultants/new'));
  await send(officer, '/consultants/new', { name: 'Miriam Tannenberg', email: CONSULTANT, day_fee: '600,00', experience_associations: 'Seit 2015 in Vereinen' });
  consultant = idIn(officer.url());
  await look(officer, 'consultant');
  await officer.goto(at('/people'));
  await send(officer, '/people', { name: 'Samira Vorstand', email: MANAGER, role: 'manager', association });
  await officer.goto(at('/people'));
  await send(officer, '/people', { name: 'Miriam Tannenberg', email: CONSULTANT, role: 'consultant', consultant });
  await says(officer, /Samira Vorstand/);
  await look(officer, 'people');
});

test('a seminar with two sessions, costs and an Arabic text is published', async () => {
  await officer.goto(at('/office/seminars/new'));
  await look(officer, 'seminar-new');
  await send(officer, '/office/seminars/new', {
    year: { label: YEAR }, topic: { index: 1 }, title: TITLE, summary: 'Für alle, die Anträge schreiben.', about: 'Wir üben an eigenen Anträgen.',
    capacity: `${CAPACITY}`, minimum: '3', each: '0', childcare: true, step_free: true,
  });
  seminar = idIn(officer.url());
  for (const days of [firstIn, firstIn + 7]) {
    await officer.goto(at(`/seminars/${seminar}/sessions/new`));
    await send(officer, '/sessions/new', { day: isoDay(days), starts: '17:00', ends: '20:00', room: '0', place: 'Saal 2', address: 'Beispielplatz 1, 40200 Düsseldorf' });
  }
  await officer.goto(at(`/seminars/${seminar}/manage`));
  await send(officer, '/consultants', { consultants: [consultant] });
  for (const [kind, amount] of [[1, '1.200,00'], [2, '150,00']]) {
    await officer.goto(at(`/seminars/${seminar}/manage`));
    await officer.locator('main a[href*="/lines/new"]').click();
    await send(officer, '/lines/new', { seminar, kind: { index: kind }, amount });
  }
  await officer.goto(at(`/seminars/${seminar}/text/ar`));
  await send(officer, '/text/ar', { title: TITLE_AR, summary: 'لكل من يكتب الطلبات.', about: 'نتدرب على طلباتكم.' });
  await officer.goto(at(`/seminars/${seminar}/manage`));
  await look(officer, 'seminar-planned');
  await send(officer, '/publish');
  await look(officer, 'seminar-published');
  await officer.goto(at('/budget'));
  await says(officer, /2\.650,00\s€ von 4\.000,00\s€/);
});

/* ---- the association ---- */

test('the association manager signs in by a mailed link and edits the own association', async () => {
  manager = await open(browser);
  await signInByMail(manager, MANAGER);
  await manager.goto(at('/office'));
  await look(manager, 'manager-overview');
  await manager.goto(at(`/associations/${association}/edit`));
  await look(manager, 'manager-edit');
  await send(manager, '/edit', { serves: 'Familien im Stadtteil', may_publish: true });
  await manager.goto(at(`/associations/${association}`));
  await says(manager, /Familien im Stadtteil/);
  await look(manager, 'manager-association');
});

/* ---- participants ---- */

test('a participant finds it in German, registers without an account, and opens the own page from the mail', async () => {
  const page = await open(browser, { javaScript: false });
  await page.goto(at('/'));
  await page.locator('main a', { hasText: TITLE }).first().click();
  await lookWithout(page, 'participant-seminar');
  await page.locator(`main a[href$="/seminars/${seminar}/register"]`).first().click();
  await lookWithout(page, 'participant-form');
  await send(page, '/register', { email: 'keine-adresse' }).then(() => assert.fail('a form without a name went through'), (e) => assert.match(e.message, /422/));
  assert.match(page.url(), /register/);
  await send(page, '/register', { name: 'Rania Haddad', email: 'rania@example.org', association, childcare: '3 und 7', access_needs: 'Platz nah an der Tür' });
  await lookWithout(page, 'participant-registered');
  const mail = await site.mail('rania@example.org', seated);
  await page.goto(ownPage(mail));
  await says(page, /Sie haben einen Platz/);
  await lookWithout(page, 'participant-own');
  const calendar = await site.visitor().get(`${ownPage(mail)}/calendar.ics`);
  assert.equal(calendar.html.match(/BEGIN:VEVENT/g).length, 2);
  assert.match(calendar.type, /text\/calendar/);
  await page.context().close();
});

test('a participant does the same in Arabic on a phone without JavaScript', async () => {
  const page = await open(browser, { javaScript: false, width: 320, lang: 'ar' });
  await page.goto(at('/seminars', 'ar'));
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await lookWithout(page, 'arabic-catalogue');
  await page.locator('main a', { hasText: TITLE_AR }).first().click();
  await lookWithout(page, 'arabic-seminar');
  await page.locator(`main a[href$="/seminars/${seminar}/register"]`).first().click();
  await lookWithout(page, 'arabic-form');
  await send(page, '/register', { name: 'ليلى حداد', email: 'layla@example.org', association, interpretation: 'ar' });
  await lookWithout(page, 'arabic-registered');
  const mail = await site.mail('layla@example.org');
  assert.match(mail.text, /[\u0600-\u06ff]/);
  await page.goto(ownPage(mail));
  assert.equal(await page.locator('html').getAttribute('lang'), 'ar');
  await lookWithout(page, 'arabic-own');
  await page.context().close();
});

test('when all seats are taken a waiting list begins; one cancellation promotes exactly one', async () => {
  const people = ['c', 'd', 'e', 'f', 'g', 'h'].map((letter) => `${letter}@example.org`);
  for (const email of people) await register(`Person ${email[0].toUpperCase()}`, email);
  for (const email of people.slice(0, 4)) await site.mail(email, seated);
  const waiting = await site.mail('g@example.org', /Warteliste/);
  await site.mail('h@example.org', /Warteliste/);
  const page = await open(browser);
  await page.goto(ownPage(waiting));
  await says(page, /Warteliste/);
  await look(page, 'participant-waiting');

  const sent = site.mails().length;
  await page.goto(ownPage(await site.mail('c@example.org')));
  await page.locator('main a[href$="/cancel"]').click();
  await look(page, 'participant-cancel');
  await send(page, '/cancel');
  await page.context().close();
  await site.mail('g@example.org', freed);
  await officer.goto(at(`/seminars/${seminar}/registrations`));
  await look(officer, 'officer-registrations');
  const promoted = site.mails().slice(sent).filter((m) => freed.test(`${m.subject}\n${m.text}`));
  assert.deepEqual(promoted.map((m) => m.to[0]), ['g@example.org']);
});

test('the association manager sees the registrations of the own association, and of no other', async () => {
  await manager.goto(at('/my/registrations'));
  for (const name of [/Rania Haddad/, /ليلى حداد/]) await says(manager, name);
  assert.ok(!/Person D/.test(await manager.locator('main').innerText()), 'a manager sees people of others');
  await look(manager, 'manager-registrations');
  await manager.context().close();
});

/* ---- the seminar takes place ---- */

test('after the last day the consultant sees names and needs, and records who came', async () => {
  await site.serve({ offsetDays: AFTER });
  const page = await open(browser);
  await signInByMail(page, CONSULTANT);
  await page.goto(at('/my/seminars'));
  await look(page, 'consultant-seminars');
  await page.goto(at(`/seminars/${seminar}/registrations`));
  await says(page, /Rania Haddad/);
  await says(page, /Platz nah an der Tür/);
  await look(page, 'consultant-registrations');
  const paper = await page.request.get(at(`/seminars/${seminar}/sign-in-sheet`));
  assert.equal(paper.headers()['content-type'], 'application/pdf');
  assert.equal((await paper.body()).subarray(0, 5).toString(), '%PDF-');
  await page.goto(at(`/seminars/${seminar}/manage`));
  const sheets = await page.locator('main a[href$="/attendance"]').evaluateAll((all) => all.map((a) => a.href));
  assert.equal(sheets.length, 2);
  for (const sheet of sheets) {
    await page.goto(sheet);
    if (sheet === sheets[0]) await look(page, 'consultant-attendance');
    assert.equal(await page.locator('main input[type=checkbox]').count(), CAPACITY);
    await send(page, '/attendance');
  }
  assert.equal((await page.goto(at('/people'))).status(), 403);
  await page.context().close();
});

test('the officer marks it as held, opens the evaluation and prints slips', async () => {
  await officer.context().clearCookies();
  await signIn(officer, OFFICER, OFFICER_PASSWORD);
  await officer.goto(at(`/seminars/${seminar}/manage`));
  await look(officer, 'seminar-over');
  await send(officer, '/held');
  await officer.goto(at('/evaluations'));
  await look(officer, 'evaluations');
  const open_ = officer.locator(`main form[action$="/seminars/${seminar}/evaluation"]`);
  if (await open_.count()) await send(officer, `/seminars/${seminar}/evaluation`);
  else await officer.locator('main a[href$="/manage"]').first().click();
  round = idIn(officer.url());
  await look(officer, 'evaluation-open');
  await send(officer, '/slips', { slips: '8' });
  codes = (await officer.locator('.v-slip__code').allInnerTexts()).map((c) => c.trim());
  assert.equal(new Set(codes).size, 8);
  await look(officer, 'slips');
  await officer.emulateMedia({ media: 'print' });
  await screenshot(officer, 'loop-slips-print');
  await officer.emulateMedia({ media: 'screen' });
});

/* Answers each question on a scale with its n-th box. */
async function answer(page, n, text) {
  const names = await page.locator('main input[type=radio]').evaluateAll((all) => [...new Set(all.map((e) => e.name))]);
  assert.ok(names.length >= 2, 'too few questions on scales');
  for (const name of names) await page.locator(`main input[type=radio][name="${name}"]`).nth(n).check();
  if (text) await page.locator('main textarea').first().fill(text);
}

test('participants answer by the code of a slip, one in Arabic on a phone; a second time is refused kindly', async () => {
  const page = await open(browser, { javaScript: false, width: 320, lang: 'ar' });
  await page.goto(at('/evaluate', 'ar'));
  await lookWithout(page, 'arabic-code');
  await send(page, '/evaluate', { code: codes[0].toUpperCase() });
  await lookWithout(page, 'arabic-questions');
  const questions = page.url();
  await answer(page, 4, 'جمع التبرعات');
  await send(page, new URL(questions).pathname);
  await lookWithout(page, 'arabic-thanks');
  await page.goto(questions);
  assert.equal(await page.locator('main form').count(), 0, 'the slip can be used twice');
  await lookWithout(page, 'arabic-used', 410);
  await page.context().close();

  for (const [i, code] of codes.slice(1, 6).entries()) {
    const one = await open(browser, { javaScript: false });
    await one.goto(at('/evaluate'));
    await send(one, '/evaluate', { code });
    await answer(one, [4, 3, 3, 4, 2][i], i === 0 ? 'Mehr zu Fördermitteln' : undefined);
    await send(one, new URL(one.url()).pathname);
    await one.context().close();
  }
});

test('the officer closes the round, and everybody can read the results', async () => {
  const guest = await open(browser);
  assert.ok((await guest.goto(at(`/evaluations/${round}`))).status() >= 400, 'results are shown before the round is closed');
  await officer.goto(at(`/evaluations/${round}/manage`));
  await send(officer, '/close', { sure: true });
  await officer.goto(at(`/evaluations/${round}`));
  await says(officer, /Mehr zu Fördermitteln/);
  await look(officer, 'results-office');
  guest.complaints.length = 0;
  await guest.goto(at(`/evaluations/${round}`));
  await says(guest, /n = 6/);
  assert.ok(await guest.locator('main svg.v-bar').count() >= 2, 'the distributions are not drawn');
  assert.ok(!/Mehr zu Fördermitteln|جمع التبرعات/.test(await guest.content()), 'free texts are public');
  await look(guest, 'results-public');
  await guest.context().close();
});

test('the annual summary shows the seminar and the budget it used', async () => {
  const guest = await open(browser);
  await guest.goto(at(`/report/${YEAR}`));
  await says(guest, new RegExp(TITLE));
  await says(guest, /1\.350,00/);
  await look(guest, 'report');
  await guest.context().close();
});

test('the audit log tells what happened, and the database is sound', async () => {
  await officer.goto(at('/audit'));
  await look(officer, 'audit');
  const log = await officer.locator('main').innerText();
  for (const name of ['Petra Programm']) assert.match(log, new RegExp(name));
  await officer.goto(at('/mail'));
  await look(officer, 'mail');
  assert.match(await site.command(['verify']), /unbroken/);
});

test('the HTML of every page on the way is valid', async () => {
  assert.ok(kept.length > 35, `only ${kept.length} pages were kept`);
  await validate(kept);
});
