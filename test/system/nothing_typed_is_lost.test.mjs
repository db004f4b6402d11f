// SPDX-License-Identifier: AGPL-3.0-or-later
// A form that can't be carried out comes back with what was typed in it and the reason on top; where there is no form to
// show, the error page leads back to the page it came from, and holds what was typed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { at, cookie, findForm, folder, open, posts, save, server, start, stop } from './forms.mjs';
import { ACCOUNTS, formOf, sent, signIn, sql, tokenOf, unescape } from './program.mjs';

before(start);
after(stop);

const TYPED = new Set(['text', 'long', 'email', 'number', 'money', 'tel', 'url']);
const GOOD = { email: 'ada@example.org', number: '7', money: '7,00', tel: '0211 7', url: 'https://example.org' };
/* Something of one's own in every field that is typed into. */
function type(form) {
  const typed = form.filter((f) => TYPED.has(f.kind));
  for (const [i, f] of typed.entries()) f.value = GOOD[f.kind] ?? `Getippt ${i}`;
  return typed;
}
const withToken = (form, token) => sent(form).map(([name, value]) => [name, name === '_token' ? token : value]);
const summaryOf = (html) => unescape([...html.matchAll(/<div class="v-errors"[\s\S]*?<\/div>/g)].join(' ').replace(/<[^>]*>/g, ' '));
const leadOf = (html) => unescape(/<p class="v-lead">([\s\S]*?)<\/p>/.exec(html)?.[1] ?? '');
const backOf = (html) => unescape(/<div class="v-actions"><a class="kern-btn[^"]*" href="([^"]*)"/.exec(html)?.[1] ?? '');

const TOO_LONG_OPEN = /war zu lange geöffnet/;

for (const route of posts)
  test(`${route.path}: with a token that no longer holds, nothing is done and nothing is lost`, async () => {
    const page = await findForm(route, (form) => form.some((f) => TYPED.has(f.kind)));
    if (!page) { // buttons
      const ids = { session: 'seminar_session', 'cost-line': 'cost_line', 'budget-year': 'budget_year', message: 'outbox', import: 'import_draft' };
      const id = route.path.includes(':id') ? sql(folder, `SELECT max(id) AS id FROM ${ids[route.kind] ?? route.kind}`)[0].id : 0;
      if (id === null) return;
      const answer = await server.post(at(route.path, id), { _token: '00' }, { cookie });
      assert.ok([403, 404].includes(answer.status), `it gives ${answer.status}`);
      const shown = summaryOf(answer.text) || leadOf(answer.text);
      if (answer.status === 403) assert.match(shown, TOO_LONG_OPEN);
      if (!summaryOf(answer.text)) assert.equal(backOf(answer.text), at(route.from, id), 'it does not lead back to where it came from');
    } else {
      const form = await open(page), typed = type(form);
      const answer = await server.post(page.action, withToken(form, '6b'.repeat(30)), { cookie });
      assert.equal(answer.status, 403);
      assert.match(summaryOf(answer.text), TOO_LONG_OPEN);
      const again = formOf(answer.text, page.action);
      assert.ok(again, 'the form is not there');
      for (const f of typed)
        assert.ok(again.some((g) => g.name === f.name && g.value === f.value), `“${f.name}” is empty`);
      const fresh = again.find((f) => f.name === '_token').value;
      assert.match(fresh, /^[0-9a-f]{60}$/);
      assert.notEqual((await save(page, again)).status, 403, 'the new token does not hold');
    }
  });

/* ---- refused by the rules, after the fields were good ---- */

const set = (form, values) => { for (const [name, value] of Object.entries(values)) form.find((f) => f.name === name).value = value; return form; };

test('an amount below what is used: the form is there again, with the sentence and the amount', async () => {
  const { id } = sql(folder, 'SELECT id FROM budget_year WHERE used_cents > 0 AND closed_at IS NULL ORDER BY id DESC LIMIT 1')[0];
  const page = { from: `/duesseldorf/de/budget/${id}`, action: `/duesseldorf/de/budget/${id}` };
  const answer = await save(page, set(await open(page), { amount: '1,00' }));
  assert.equal(answer.status, 409);
  assert.ok(summaryOf(answer.text).length > 40, summaryOf(answer.text));
  assert.equal(formOf(answer.text, page.action).find((f) => f.name === 'amount').value, '1,00');
});

test('fewer seats than are taken: the same', async () => {
  const { id } = sql(folder, 'SELECT id FROM seminar WHERE state = 3 AND seats_taken > 2 LIMIT 1')[0];
  const page = { from: `/duesseldorf/de/seminars/${id}/seats`, action: `/duesseldorf/de/seminars/${id}/seats` };
  const answer = await save(page, set(await open(page), { capacity: '1', minimum: '0' }));
  assert.equal(answer.status, 409);
  assert.match(summaryOf(answer.text), /Plätze/);
  assert.equal(formOf(answer.text, page.action).find((f) => f.name === 'capacity').value, '1');
});

test('the session is gone: the error page holds what was typed', async () => {
  const { id } = sql(folder, 'SELECT e.id FROM seminar_session e JOIN seminar s ON s.id = e.seminar_id WHERE s.state = 3 ORDER BY e.day DESC LIMIT 1')[0];
  const page = { from: `/duesseldorf/de/sessions/${id}/edit`, action: `/duesseldorf/de/sessions/${id}/edit` };
  const form = set(await open(page), { address: 'Getippte Straße 12' });
  sql(folder, `DELETE FROM attendance WHERE session_id = ${id}`);
  sql(folder, `DELETE FROM seminar_session WHERE id = ${id}`);
  const answer = await save(page, form);
  assert.equal(answer.status, 404);
  assert.ok(unescape(answer.text).includes('Getippte Straße 12'), 'what was typed is gone');
});

/* ---- the sign-in has ended ---- */

test('whoever has to sign in first sends the same form again, and saves it', async () => {
  const page = { from: '/duesseldorf/de/consultants/new', action: '/duesseldorf/de/consultants/new' };
  const form = set(await open(page), { name: 'Getippt Zuvor', experience_councils: 'Zeile 1\nZeile 2', day_fee: '100,00' });
  const ended = await server.post(page.action, sent(form));
  assert.equal(ended.status, 401);
  const kept = formOf(ended.text, page.action);
  const fresh = await signIn(server, 'duesseldorf', ACCOUNTS.officer);
  const shown = await server.post(page.action, sent(kept), { cookie: fresh });
  assert.equal(shown.status, 403);
  const again = formOf(shown.text, page.action);
  assert.equal(again.find((f) => f.name === 'experience_councils').value, 'Zeile 1\nZeile 2');
  assert.equal((await server.post(page.action, sent(again), { cookie: fresh })).status, 303);
  assert.equal(sql(folder, "SELECT count(*) AS n FROM consultant WHERE name = 'Getippt Zuvor'")[0].n, 1);
});

test('a password is never sent back', async () => {
  const path = '/duesseldorf/de/account/password', form = { password: 'streng-geheim-9', again: 'streng-geheim-9', _token: '00' };
  for (const who of [undefined, cookie]) {
    const answer = await server.post(path, form, { cookie: who });
    assert.ok([401, 403].includes(answer.status));
    assert.ok(!answer.text.includes('streng-geheim'));
  }
});

test('what another site sends is not shown', async () => {
  const headers = { 'Sec-Fetch-Site': 'cross-site' };
  const answer = await server.post('/duesseldorf/de/consultants/new', { name: 'Von fremder Seite' }, { cookie, headers });
  assert.equal(answer.status, 403);
  assert.ok(!answer.text.includes('Von fremder Seite'));
});

/* ---- the participant's languages ---- */

for (const [lang, sentence] of [['de', TOO_LONG_OPEN], ['en', /open for too long/], ['ar', /[\u0600-\u06ff]{4}/]])
  test(`a registration, too late, in ${lang}`, async () => {
    const { id } = sql(folder, 'SELECT id FROM seminar WHERE state = 3 AND seats_taken < capacity ORDER BY id DESC LIMIT 1')[0];
    const path = `/duesseldorf/${lang}/seminars/${id}/register`;
    const page = await server.get(path);
    const form = set(formOf(page.text, path), { name: 'Getippt Ada', email: 'ada@example.org' });
    const answer = await server.post(path, withToken(form, 'ab'.repeat(30)));
    assert.equal(answer.status, 403);
    assert.match(summaryOf(answer.text), sentence);
    const again = formOf(answer.text, path);
    assert.equal(again.find((f) => f.name === 'name').value, 'Getippt Ada');
    assert.notEqual(tokenOf(answer.text), undefined);
    const large = await server.post(path, { name: 'x'.repeat(400000) });
    assert.equal(large.status, 413);
    assert.equal(backOf(large.text), path);
  });
