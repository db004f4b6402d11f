// SPDX-License-Identifier: AGPL-3.0-or-later
// Limits for each network, through the real server: what a flood gets, and what everybody else gets meanwhile. The
// visitor's address comes from X-Forwarded-For here, as behind a proxy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, PASSWORD, makeDemo, run, serve, sql, tokenOf } from './program.mjs';

const FIRST = 'duesseldorf';
let folder, server, seminar;

before(async () => {
  folder = makeDemo();
  seminar = sql(folder, "SELECT id FROM seminar WHERE published_at IS NOT NULL AND state = 3 AND first_day > unixepoch() / 86400 + 20 ORDER BY first_day LIMIT 1")[0].id;
  server = await serve(folder, { args: ['--behind-proxy', '--limit', 'registrations=3,links=2,passwords=12'] });
});
after(() => server?.stop());

const by = (client) => ({ headers: { 'X-Forwarded-For': client } });
async function send(path, form, fields, client) {
  const page = await server.get(`/${FIRST}/de${form}`, by(client));
  return server.post(`/${FIRST}/de${path}`, { ...fields, _token: tokenOf(page.text) }, by(client));
}
const register = (name, client) => send(`/seminars/${seminar}/register`, `/seminars/${seminar}/register`,
  { name, email: `${name.toLowerCase()}@example.org`, association: 'other', organisation: '', phone: '', lang: 'de' }, client);
const link = (client, email = ACCOUNTS.officer) => send('/sign-in/link', '/sign-in', { link_email: email }, client);
const signIn = (password, client, email = ACCOUNTS.officer) => send('/sign-in', '/sign-in', { email, password }, client);

function isRefused(answer) {
  assert.equal(answer.status, 429);
  const wait = Number(answer.headers['retry-after']);
  assert.ok(wait > 0 && wait <= 900, `Retry-After: ${answer.headers['retry-after']}`);
  const [{ contact_phone: phone }] = sql(folder, 'SELECT contact_phone FROM programme');
  assert.ok(phone && answer.text.includes(phone), 'the office’s phone is missing');
}

test('registrations of one network are limited, what was typed stays, and others go on', async () => {
  for (const name of ['Eins', 'Zwei', 'Drei'])
    assert.equal((await register(name, '192.0.2.1')).status, 303);
  const refused = await register('Vier', '192.0.2.1');
  isRefused(refused);
  assert.match(refused.text, /value="Vier"/);
  assert.equal(sql(folder, "SELECT count(*) AS n FROM person WHERE name = 'Vier'")[0].n, 0);
  assert.equal((await register('Vier', '192.0.2.2')).status, 303);
  for (const [name, client] of [['Sechs', '2001:db8::1'], ['Sieben', '2001:db8::2'], ['Acht', '2001:db8::3']])
    assert.equal((await register(name, client)).status, 303);
  isRefused(await register('Neun', '2001:db8::4'));
  assert.equal((await register('Neun', '2001:db8:0:1::4')).status, 303);
});

test('mailed links are limited for each network, and for each address without a word', async () => {
  const mails = () => sql(folder, "SELECT count(*) AS n FROM outbox WHERE kind = 'sign_in_link'")[0].n;
  assert.equal((await link('192.0.2.3')).status, 303);
  assert.equal((await link('192.0.2.3')).status, 303);
  isRefused(await link('192.0.2.3'));
  for (let i = 0; i < 10; i++)
    assert.equal((await link(`192.0.2.${100 + i}`)).status, 303);
  assert.equal(mails(), 8);
});

test('wrong passwords of somebody else lock nobody out', async () => {
  for (let i = 0; i < 8; i++)
    assert.equal((await signIn('falsch', '192.0.2.66')).status, 422);
  isRefused(await signIn(PASSWORD, '192.0.2.66'));
  assert.equal((await signIn(PASSWORD, '192.0.2.1')).status, 303);
  for (let i = 0; i < 4; i++)
    assert.equal((await signIn('falsch', '192.0.2.66', `p${i}@example.org`)).status, 422);
  isRefused(await signIn(PASSWORD, '192.0.2.66', ACCOUNTS.finance));
});

test('--limit explains itself', () => {
  for (const [lang, words] of [['en', /--limit takes/], ['de', /--limit nimmt/]]) {
    const ran = run(['serve', '--data', folder, '--limit', 'viel'], { lang });
    assert.equal(ran.code, 2);
    assert.match(ran.err, words);
  }
});
