// SPDX-License-Identifier: AGPL-3.0-or-later
// Registering when something is not as it should be: too late, twice, from two tabs, for a seminar that is full,
// cancelled or past; offers taken up twice or too late; a group larger than what is left. Each gets a sentence, and
// the database tells afterwards that nothing is half done.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, digest, formOf, makeDemo, sent, serve, signIn, sql, tokenOf } from './program.mjs';

const HOME = '/duesseldorf/de';
let folder, server, officer, manager, offered;

const one = (query) => Object.values(sql(folder, query)[0] ?? { none: undefined })[0];
const person = (name, more = {}) => ({ name, email: `${name}@example.org`, phone: '', association: 'other', organisation: '', lang: 'de', ...more });
const states = (seminar, email) => sql(folder, `SELECT r.state FROM registration r JOIN person p ON p.id = r.person_id WHERE r.seminar_id = ${seminar} AND p.email = '${email}'`).map((r) => r.state);
/* The key of one's own page, from the newest mail to an address. */
const keyOf = (email) => /registrations\/([\w-]+)/.exec(one(`SELECT body FROM outbox WHERE recipient = '${email}' ORDER BY id DESC`))[1];

async function register(seminar, fields, { cookie, token } = {}) {
  const path = `${HOME}/seminars/${seminar}/register`;
  const _token = token ?? tokenOf((await server.get(path, { cookie })).text) ?? tokenOf((await server.get(`${HOME}/sign-in`)).text);
  return server.post(path, { ...fields, _token }, { cookie });
}
async function press(page, action, more = {}, cookie = undefined) {
  const form = formOf((await server.get(page, { cookie })).text, action);
  assert.ok(form, `${page} has no form to ${action}`);
  return server.post(action, { ...Object.fromEntries(sent(form)), ...more }, { cookie });
}
const says = (answer, status, sentence) => {
  assert.equal(answer.status, status, answer.text.slice(0, 200));
  assert.match(answer.text.replace(/<[^>]*>/g, ' '), sentence);
};

let open, near, cancelled, past, closed;
before(async () => {
  folder = makeDemo();
  open = one('SELECT id FROM seminar WHERE state = 3 AND series_id IS NOT NULL ORDER BY first_day');
  offered = sql(folder, 'SELECT id, seminar_id FROM registration WHERE state = 3')[0];
  near = offered.seminar_id;
  past = one('SELECT id FROM seminar WHERE state >= 4 AND state < 7');
  cancelled = one('SELECT id FROM seminar WHERE state = 7 AND published_at IS NOT NULL');
  closed = one('SELECT id FROM seminar WHERE state = 3 AND approval = 1');
  sql(folder, `UPDATE seminar SET closes_on = first_day - 60, opens_on = NULL WHERE id = ${closed}`);
  sql(folder, `UPDATE seminar SET seats_each = 0, capacity = seats_taken + 3 WHERE id = ${open}`);
  server = await serve(folder);
  officer = await signIn(server, 'duesseldorf', ACCOUNTS.officer);
  manager = await signIn(server, 'duesseldorf', ACCOUNTS.manager);
});
after(async () => { assert.deepEqual(await server.stop(), { code: 0, signal: null }); });

test('after the deadline, for a cancelled and for a past seminar: a sentence, and nobody is registered', async () => {
  for (const [seminar, word] of [[closed, /geschlossen/], [cancelled, /fällt aus|abgesagt|Abgesagt/i], [past, /vorbei|Vorbei|beendet/i]]) {
    says(await server.get(`${HOME}/seminars/${seminar}/register`), 409, word);
    says(await register(seminar, person('spaet')), 409, word);
    assert.deepEqual(states(seminar, 'spaet@example.org'), []);
  }
});

test('the same form twice, and two tabs, are one registration', async () => {
  const path = `${HOME}/seminars/${open}/register`;
  const [first, second] = [tokenOf((await server.get(path)).text), tokenOf((await server.get(path)).text)];
  const answers = await Promise.all([first, first, second].map((token) => register(open, person('tab'), { token })));
  assert.deepEqual(answers.map((a) => a.status), [303, 303, 303]);
  assert.deepEqual(states(open, 'tab@example.org'), [4]);
  assert.deepEqual(sql(folder, "SELECT kind FROM outbox WHERE recipient = 'tab@example.org' ORDER BY kind").map((m) => m.kind), ['registration-again', 'registration-confirmed']);
});

test('ages that are none are asked for again, and what was typed is still there', async () => {
  const childcare = one('SELECT id FROM seminar WHERE state = 3 AND childcare = 1 AND approval = 0');
  const answer = await register(childcare, person('eltern', { childcare: 'drei', access_needs: 'Rollstuhl' }));
  says(answer, 422, /Alter in Zahlen von 0 bis 17/);
  assert.match(answer.text, /value="drei"/);
  assert.match(answer.text, /value="Rollstuhl"/);
  assert.deepEqual(states(childcare, 'eltern@example.org'), []);
});

test('a full seminar has a waiting list; its place is told on one’s own page', async () => {
  assert.equal((await register(near, person('wartet'))).status, 303);
  assert.deepEqual(states(near, 'wartet@example.org'), [2]);
  says(await server.get(`${HOME}/registrations/${keyOf('wartet@example.org')}`), 200, /Warteliste, Platz \d/);
});

test('an offer is taken up once, also from two tabs; when its time is over it is not', async () => {
  await press(`${HOME}/office/registrations/${offered.id}`, `${HOME}/office/registrations/${offered.id}/cancel`, {}, officer);
  const next = sql(folder, `SELECT id FROM registration WHERE seminar_id = ${near} AND state = 3`);
  assert.equal(next.length, 1); // one cancellation, one offer
  const [{ id }] = next;
  const page = `${HOME}/office/registrations/${id}`;
  const answers = await Promise.all([1, 2].map(() => press(page, `${page}/accept`, {}, officer)));
  assert.deepEqual(answers.map((a) => a.status), [303, 303]);
  assert.equal(one(`SELECT state FROM registration WHERE id = ${id}`), 4);
  const late = one(`SELECT id FROM registration WHERE seminar_id = ${near} AND state = 4 AND id <> ${id}`);
  await press(`${HOME}/office/registrations/${late}`, `${HOME}/office/registrations/${late}/cancel`, {}, officer);
  const lapsing = one(`SELECT id FROM registration WHERE seminar_id = ${near} AND state = 3`);
  const form = `${HOME}/office/registrations/${lapsing}`;
  const token = tokenOf((await server.get(form, { cookie: officer })).text);
  sql(folder, `UPDATE registration SET offered_until = 1 WHERE id = ${lapsing}`);
  says(await server.post(`${form}/accept`, { _token: token }, { cookie: officer }), 409, /abgelaufen/);
});

test('somebody else’s key, and a date that is none, lead nowhere', async () => {
  says(await server.get(`${HOME}/registrations/nichtvonuns`), 404, /./);
  const key = keyOf('tab@example.org'), page = `${HOME}/registrations/${key}`;
  const token = tokenOf((await server.get(page)).text), was = digest(folder).registration;
  says(await server.post(`${page}/move`, { to: String(near), _token: token }), 409, /kein anderer Termin/);
  says(await server.post(`${HOME}/registrations/nichtvonuns/cancel`, { _token: token }), 404, /./);
  assert.deepEqual(digest(folder).registration, was);
});

test('moving to an equal date gives the seat here to nobody twice', async () => {
  const other = one(`SELECT id FROM seminar WHERE series_id = (SELECT series_id FROM seminar WHERE id = ${open}) AND id <> ${open}`);
  const page = `${HOME}/registrations/${keyOf('tab@example.org')}`;
  const token = tokenOf((await server.get(page)).text);
  const answers = await Promise.all([1, 2, 3].map(() => server.post(`${page}/move`, { to: String(other), _token: token })));
  assert.deepEqual(answers.map((a) => a.status), [303, 303, 303]);
  assert.deepEqual([states(open, 'tab@example.org'), states(other, 'tab@example.org')], [[7], [4]]);
});

test('a group larger than what is left: nobody is registered before it is answered', async () => {
  const left = one(`SELECT capacity - seats_taken FROM seminar WHERE id = ${open}`), path = `${HOME}/my/group`;
  assert.equal(left, 3);
  const form = Object.fromEntries(sent(formOf((await server.get(`${path}?seminar=${open}`, { cookie: manager })).text, path)));
  for (let i = 0; i < 5; i++) Object.assign(form, { [`name${i}`]: `Gruppe ${i}`, [`email${i}`]: `gruppe${i}@example.org` });
  const was = digest(folder).registration;
  const asked = await server.post(path, form, { cookie: manager });
  says(asked, 409, /Für 2 Personen gibt es keinen Platz/);
  assert.deepEqual(digest(folder).registration, was);
  const leaveOut = /name="leave_out" value="([\d ]+)"/.exec(asked.text)[1];
  assert.equal(leaveOut, '3 4');
  const again = Object.fromEntries(sent(formOf(asked.text, path)));
  assert.equal((await server.post(path, { ...again, leave_out: leaveOut }, { cookie: manager })).status, 303);
  assert.deepEqual([0, 1, 2, 3].map((i) => states(open, `gruppe${i}@example.org`)), [[4], [4], [4], []]);
  const all = Object.fromEntries(sent(formOf((await server.get(`${path}?seminar=${open}`, { cookie: manager })).text, path)));
  for (let i = 0; i < 2; i++) Object.assign(all, { [`name${i}`]: `Gruppe ${i + 3}`, [`email${i}`]: `gruppe${i + 3}@example.org` });
  assert.equal((await server.post(path, { ...all, may_wait: '1' }, { cookie: manager })).status, 303);
  assert.deepEqual(states(open, 'gruppe4@example.org'), [2]);
});

test('at the door there is no list', async () => {
  const path = `${HOME}/seminars/${open}/registrations/new`, page = await server.get(path, { cookie: officer });
  says(await server.post(path, { ...person('tuer'), door: '1', _token: tokenOf(page.text) }, { cookie: officer }), 409, /./); // not the day
  assert.deepEqual(states(open, 'tuer@example.org'), []);
});
