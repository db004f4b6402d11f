// SPDX-License-Identifier: AGPL-3.0-or-later
// Planning as the officer meets it: a session that clashes comes back with what was typed and says with what, a day on
// which people celebrate is said but not refused, and the planning calendar shows both.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, formOf, makeDemo, sent, serve, signIn, sql, unescape } from './program.mjs';

const BASE = '/duesseldorf/de';
let folder, server, cookie, mine, other;

const day = (days) => new Date(days * 86400000).toISOString().slice(0, 10);
const get = (path) => server.get(BASE + path, { cookie });
/* The form of a page with these fields changed. */
async function save(path, action, changes) {
  const fields = new Map(sent(formOf((await get(path)).text, BASE + action)));
  for (const [name, value] of Object.entries(changes)) fields.set(name, value);
  return server.post(BASE + action, [...fields], { cookie });
}

before(async () => {
  folder = makeDemo();
  server = await serve(folder);
  cookie = await signIn(server, 'duesseldorf', ACCOUNTS.officer);
  // two planned or published seminars of different consultants with days to come
  [mine, other] = sql(folder, `SELECT s.id, s.title, e.id AS session, e.day, e.room_id, c.consultant_id AS consultant FROM seminar s
    JOIN seminar_session e ON e.seminar_id = s.id JOIN seminar_consultant c ON c.seminar_id = s.id
    WHERE s.state IN (2, 3) AND e.day > unixepoch() / 86400 + 1 GROUP BY c.consultant_id ORDER BY c.consultant_id LIMIT 2`);
  assert.notEqual(mine.consultant, other.consultant);
});
after(async () => { await server?.stop(); });

test('a session in a room that is taken comes back with what was typed, and names the other seminar', async () => {
  const path = `/seminars/${mine.id}/sessions/new`;
  const answer = await save(path, path, { day: day(other.day), starts: '18:30', ends: '21:15', room: `${other.room_id}` });
  assert.equal(answer.status, 422);
  const text = unescape(answer.text);
  assert.ok(text.includes(`belegt: „${other.title}“`), 'the other seminar is named');
  assert.match(answer.text, /name="starts"[^>]*value="18:30"|value="18:30"[^>]*name="starts"/);
  assert.equal(sql(folder, `SELECT count(*) AS n FROM seminar_session WHERE seminar_id = ${mine.id} AND day = ${other.day}`)[0].n, 0);
});

test('elsewhere at the same time is fine, but not for the same consultant', async () => {
  const path = `/seminars/${mine.id}/sessions/new`;
  const fields = { day: day(other.day), starts: '18:30', ends: '21:15', room: '0', place: 'Im Hof', address: '' };
  const nowhere = await save(path, path, { ...fields, place: '' });
  assert.equal(nowhere.status, 422);
  assert.match(nowhere.text, /wo der Termin stattfindet/);
  assert.equal((await save(path, path, fields)).status, 303);
  const manage = `/seminars/${mine.id}/manage`;
  const both = await server.post(`${BASE}/seminars/${mine.id}/consultants`,
    [...sent(formOf((await get(manage)).text, `${BASE}/seminars/${mine.id}/consultants`)), ['consultants', `${other.consultant}`]], { cookie });
  assert.equal(both.status, 409);
  assert.ok(unescape(both.text).includes(`„${other.title}“`));
  assert.equal(sql(folder, `SELECT count(*) AS n FROM seminar_consultant WHERE seminar_id = ${mine.id}`)[0].n, 1);
});

test('a public holiday is said, and refuses nothing', async () => {
  const year = new Date().getUTCFullYear() + 1;
  const path = `/seminars/${mine.id}/sessions/new`;
  const fields = { day: `${year}-05-01`, starts: '10:00', ends: '12:00', room: '0', place: 'Im Hof', address: '' };
  const shown = await save(path, path, { ...fields, ends: '09:00' });
  assert.equal(shown.status, 422);
  assert.match(shown.text, /Tag der Arbeit \(gesetzlicher Feiertag\)/, 'on the form shown again');
  assert.equal((await save(path, path, fields)).status, 303);
  assert.match((await get(`/seminars/${mine.id}/manage`)).text, /1\. Mai \d{4}: Tag der Arbeit \(gesetzlicher Feiertag\)/, 'and on its page');
});

test('the planning calendar has months and years, and shows sessions with rooms and holidays', async () => {
  const date = new Date(other.day * 86400000);
  const month = await get(`/office/calendar?month=${date.toISOString().slice(0, 7)}`);
  assert.equal(month.status, 200);
  assert.ok(unescape(month.text).includes(other.title));
  const may = await get(`/office/calendar?month=2027-05`);
  assert.match(may.text, /Christi Himmelfahrt/);
  assert.match(may.text, /Opferfest[^<]*<abbr title="voraussichtlich; hängt von der Sichtung des Mondes ab"/);
  const year = await get('/office/calendar?year=2027');
  assert.match(year.text, /Chanukka \(8 Tage\)/);
  assert.match((await get('/office/calendar?year=2099')).text, /sind nur von 2024 bis 2035 bekannt/);
  for (const odd of ['month=2027-13', 'month=x', 'year=99999', 'year=-1', 'month=0000-01'])
    assert.equal((await get(`/office/calendar?${odd}`)).status < 500, true, odd);
});
