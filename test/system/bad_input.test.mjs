// SPDX-License-Identifier: AGPL-3.0-or-later
// Bad input through the real server: forms that browsers don't send, names from a list of naughty strings, addresses
// that nobody has. Each gets a clear sentence in the reader's language and a fitting status; nothing is half done, and
// no text turns into markup.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ACCOUNTS, digest, makeDemo, serve, signIn, sql, tokenOf, unescape } from './program.mjs';

const SHARED = process.env.VEREINT_SHARED ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared');
const SEMINAR = 11; // of the demonstration: published, with free seats

let folder, server, officer;

before(async () => {
  folder = makeDemo();
  sql(folder, `UPDATE seminar SET capacity = 10000, seats_each = 0 WHERE id = ${SEMINAR}`);
  server = await serve(folder);
  officer = await signIn(server, 'duesseldorf', ACCOUNTS.officer);
});
after(async () => {
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

/* ---- forms ---- */

const REGISTRATION = { name: 'Ada Probe', email: 'ada@example.org', phone: '', association: 'other', organisation: '', lang: 'de' };
const FORMS = {
  registration: { path: `/seminars/${SEMINAR}/register`, fields: REGISTRATION, text: 'name', needed: ['name', 'association', 'lang'] },
  association: { path: '/associations/new', fields: { name: 'Verein Probe', may_publish: '1' }, text: 'name', needed: ['name'], signedIn: true },
  'sign-in': { path: '/sign-in', fields: { email: 'ada@example.org', password: 'keines-von-unseren' }, text: 'email', needed: ['email', 'password'] },
};
const STORED = ['person', 'registration', 'association', 'sign_in_session', 'form_once', 'outbox'];
const kept = () => {
  const all = digest(folder);
  return STORED.map((table) => all[table]);
};

/* The sentences of the summary of errors, or of an error page, as a reader sees them. */
function sentences(html) {
  const summary = /<div[^>]*class="[^"]*v-errors[\s\S]*?<\/ul>/.exec(html)?.[0] ?? /<p class="v-lead">[\s\S]*?<\/p>/.exec(html)?.[0] ?? '';
  return unescape(summary.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
}

const bytes = (...list) => Buffer.from(list);
/* For each way to send a form wrongly: what goes out, and the statuses that fit. */
const WRONG = {
  'nothing but the token': [() => ({}), [422]],
  'an empty needed field': [(f) => ({ ...f.fields, [f.needed[0]]: '' }), [422]],
  'white space in a needed field': [(f) => ({ ...f.fields, [f.needed[0]]: ' \t ' }), [422]],
  'a doubled field': [(f) => [...Object.entries(f.fields), [f.text, 'ein-anderer@example.org']], [422]],
  'a field too long': [(f) => ({ ...f.fields, [f.text]: `${'ä'.repeat(5000)}@example.org` }), [422]],
  'a form too large': [(f) => ({ ...f.fields, [f.text]: 'x'.repeat(300000) }), [413]],
  'a form far too large': [(f) => ({ ...f.fields, more: 'x'.repeat(3000000) }), [413]],
  'invalid UTF-8': [(f) => ({ ...f.fields, [f.text]: bytes(0x41, 0xff, 0xfe, 0xc3, 0x28) }), [400, 422]],
  'overlong UTF-8': [(f) => ({ ...f.fields, [f.text]: bytes(0x41, 0xc0, 0xaf, 0xe0, 0x80, 0xaf) }), [400, 422]],
  'half of a surrogate pair': [(f) => ({ ...f.fields, [f.text]: bytes(0x41, 0xed, 0xa0, 0x80) }), [400, 422]],
  'a NUL byte': [(f) => ({ ...f.fields, [f.text]: 'Ada\0<b>' }), [400, 422]],
  'a line break in a line': [(f) => ({ ...f.fields, [f.text]: 'Ada\r\nBcc: x@example.org' }), [422]],
  'a change of direction': [(f) => ({ ...f.fields, [f.text]: 'Ada\u202Egro.elpmaxe@' }), [422]],
  'ten thousand fields': [(f) => [...Object.entries(f.fields), ...Array.from({ length: 10000 }, (_, i) => [`x${i}`, ''])], [400, 413]],
};

for (const [name, form] of Object.entries(FORMS))
  test(`${name}: what is sent wrongly is answered with a sentence, and nothing is kept`, async () => {
    const cookie = form.signedIn ? officer : undefined, wrong = [];
    const before = kept();
    for (const [what, [make, statuses]] of Object.entries(WRONG)) {
      const said = {};
      for (const lang of ['de', 'en']) {
        const path = `/duesseldorf/${lang}${form.path}`;
        const token = tokenOf((await server.get(path, { cookie })).text);
        const fields = make(form);
        const answer = await server.post(path, Array.isArray(fields) ? [['_token', token], ...fields] : { _token: token, ...fields }, { cookie });
        said[lang] = sentences(answer.text);
        if (!statuses.includes(answer.status)) wrong.push(`${what} (${lang}) gives ${answer.status}`);
        else if (said[lang].length < 15) wrong.push(`${what} (${lang}) says too little: “${said[lang]}”`);
        if (!answer.text.includes(`<html lang="${lang}"`)) wrong.push(`${what}: the page is not in ${lang}`);
      }
      if (said.de === said.en) wrong.push(`${what} says the same in German and English: “${said.de}”`);
    }
    assert.ok(wrong.length === 0, wrong.join('\n'));
    assert.deepEqual(kept(), before);
  });

test('what a form holds when it is shown again is what was typed', async () => {
  const path = `/duesseldorf/de/seminars/${SEMINAR}/register`;
  const typed = `"><script>alert('1')</script>&amp;<b onclick=x>`;
  const answer = await server.post(path, { ...REGISTRATION, organisation: typed, name: '', _token: tokenOf((await server.get(path)).text) });
  assert.equal(answer.status, 422);
  assert.equal(unescape(/name="organisation"[^>]*? value="([^"]*)"/.exec(answer.text)[1]), typed);
  assert.ok(!answer.text.includes('<script>alert') && !answer.text.includes('<b onclick'));
});

/* ---- naughty names ---- */

const list = join(SHARED, 'data', 'text', 'blns.txt');
const names = existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter((line) => line && !line.startsWith('#')) : [];
const skip = names.length ? false : `the list of naughty strings is not here: ${list}`;

/* What may differ between typed and kept: composition, blanks, and characters that nobody sees. */
const seen = (text) => text.normalize('NFC').replace(/[\p{Cf}\p{Cc}\u115F\u1160\u3164\uFFA0]/gu, '').replace(/\s+/gu, ' ').trim();
/* The text of each element of a name, which may hold no markup. */
const texts = (html, tag) => [...html.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`, 'g'))].map((m) => unescape(m[1]));
const MARKUP = /<[a-z!/?]/i;

/* Sends each name by a form; those accepted come back as [name, where they are shown]. */
async function sendNames(path, fieldsOf, cookie) {
  const wrong = [], accepted = [];
  for (const [n, name] of names.entries()) {
    const token = tokenOf((await server.get(path, { cookie })).text);
    const answer = await server.post(path, { ...fieldsOf(n), name, _token: token }, { cookie });
    if (answer.status === 303)
      accepted.push([name, answer.headers.location]);
    else if (answer.status !== 422 || sentences(answer.text).length < 15)
      wrong.push(`${JSON.stringify(name)} gives ${answer.status} “${sentences(answer.text)}”`);
    if (MARKUP.test(name) && answer.text.includes(name)) wrong.push(`${JSON.stringify(name)} comes back as markup`);
  }
  assert.ok(wrong.length === 0, wrong.slice(0, 30).join('\n'));
  return accepted;
}

test('naughty names are registered and come back as they were typed, or are refused', { skip }, async (t) => {
  const path = `/duesseldorf/de/seminars/${SEMINAR}/register`;
  const address = (n) => `naughty-${n}@example.org`;
  const accepted = (await sendNames(path, (n) => ({ ...REGISTRATION, email: address(n) }))).length;
  const rows = new Map(sql(folder, "SELECT email, name FROM person WHERE email LIKE 'naughty-%'").map((row) => [row.email, row.name]));
  assert.equal(rows.size, accepted);
  let html = '';
  for (let page = 1; page < 40; page++) {
    const answer = await server.get(`/duesseldorf/de/seminars/${SEMINAR}/registrations?page=${page}`, { cookie: officer });
    assert.equal(answer.status, 200);
    html += answer.text;
    if (!answer.text.includes(`page=${page + 1}`)) break;
  }
  const shown = new Set(texts(html, 'bdi')), wrong = [];
  for (const [n, name] of names.entries()) {
    const stored = rows.get(address(n));
    if (stored === undefined) continue;
    if (seen(stored) !== seen(name)) wrong.push(`${JSON.stringify(name)} is kept as ${JSON.stringify(stored)}`);
    if (!shown.has(stored)) wrong.push(`${JSON.stringify(stored)} is not on the page`);
    if (MARKUP.test(stored) && html.includes(stored)) wrong.push(`${JSON.stringify(stored)} is on the page as markup`);
  }
  assert.ok(wrong.length === 0, wrong.slice(0, 30).join('\n'));
  t.diagnostic(`${names.length} names, ${accepted} accepted`);
  assert.ok(accepted > names.length / 2 && accepted < names.length);
});

test('… and so are associations', { skip }, async (t) => {
  const path = '/duesseldorf/de/associations/new';
  const accepted = await sendNames(path, () => ({ may_publish: '1' }), officer), wrong = [];
  const rows = new Map(sql(folder, 'SELECT id, name FROM association').map((row) => [String(row.id), row.name]));
  for (const [name, where] of accepted) {
    const id = /\/associations\/(\d+)/.exec(where)?.[1], stored = rows.get(id);
    const page = await server.get(`/duesseldorf/de/associations/${id}`);
    if (seen(stored) !== seen(name)) wrong.push(`${JSON.stringify(name)} is kept as ${JSON.stringify(stored)}`);
    if (page.status !== 200 || !texts(page.text, 'bdi').includes(stored)) wrong.push(`${JSON.stringify(stored)} is not on its page`);
    if (MARKUP.test(stored) && page.text.includes(stored)) wrong.push(`${JSON.stringify(stored)} is on its page as markup`);
    if (!unescape(/<title>([^<]*)<\/title>/.exec(page.text)[1]).includes(stored)) wrong.push(`${JSON.stringify(stored)} is not in the title`);
  }
  assert.ok(wrong.length === 0, wrong.slice(0, 30).join('\n'));
  t.diagnostic(`${names.length} names, ${accepted.length} accepted`);
  assert.ok(accepted.length > names.length / 2);
});

/* ---- addresses ---- */

const IDS = ['0', '-1', '+1', '01', '1e3', '0x1', '1.0', '%31%30%00', '1%20', '%201', '1;', '1,2', 'NULL', '١', '2147483648', '4294967297',
  '9223372036854775807', '9223372036854775808', '18446744073709551615', '18446744073709551617', '99999999999999999999999999', '1'.repeat(300), '1 OR 1=1', "1'--"];

test('an id that is none, or of nothing, is a page that does not exist', async () => {
  const wrong = [], before = kept();
  for (const pattern of ['/seminars/ID', '/seminars/ID/register', '/seminars/ID/calendar.ics', '/seminars/ID/manage', '/associations/ID', '/associations/ID/edit',
    '/sessions/ID/attendance', '/report/ID', '/associations/1/merge/ID'])
    for (const id of IDS)
      for (const cookie of [undefined, officer]) {
        const path = `/duesseldorf/en${pattern.replace('ID', id.includes('%') ? id : encodeURIComponent(id))}`;
        const { status } = await server.get(path, { cookie });
        if (![400, 404].includes(status) && !(status === 401 && !cookie && pattern.includes('merge'))) wrong.push(`${path} gives ${status}`);
      }
  assert.ok(wrong.length === 0, wrong.join('\n'));
  assert.deepEqual(kept(), before);
});

const PLACES = ['/../../etc/passwd', '/duesseldorf/de/../../../etc/passwd', '/assets/../../../../etc/passwd', '/assets/%2e%2e/%2e%2e/etc/passwd',
  '/assets/..%2f..%2fetc%2fpasswd', '/duesseldorf/de/%2e%2e/%2e%2e/vereint.db', '/duesseldorf/de/seminars/../office', '/vereint.db', '/data/vereint.db',
  '//etc/passwd', '/\\..\\..\\etc\\passwd', '/duesseldorf/de/%c0%ae%c0%ae/etc/passwd', '/%00', '/duesseldorf/de/seminars%00.html', '/duesseldorf/%64%65%2fseminars',
  '/duesseldorf/de//seminars', '/duesseldorf/xx/seminars', '/nirgends/de/seminars', '/.git/config', '/duesseldorf/de/%', '/duesseldorf/de/%zz'];

test('nothing but the program’s own addresses leads anywhere', async () => {
  const wrong = [];
  for (const path of PLACES)
    for (const cookie of [undefined, officer]) {
      const answer = await server.get(path, { cookie });
      if (![400, 404].includes(answer.status)) wrong.push(`${path} gives ${answer.status} ${answer.headers.location ?? ''}`);
      if (/root:.*:0:0:|SQLite format/.test(answer.text)) wrong.push(`${path} shows a file`);
    }
  assert.ok(wrong.length === 0, wrong.join('\n'));
});

/* The first line of the answer to a request that may be cut off before it was sent to its end. */
const firstLine = (request) => new Promise((done, failed) => {
  let got = '';
  const socket = connect(server.port, '127.0.0.1', () => socket.write(request, () => {}));
  socket.setTimeout(20000, () => { socket.destroy(); failed(new Error('no answer within 20 s')); });
  socket.on('data', (chunk) => { got += chunk; if (got.includes('\r\n')) { socket.destroy(); done(got.split('\r\n')[0]); } });
  socket.on('error', () => done(got.split('\r\n')[0] || 'closed'));
  socket.on('close', () => done(got.split('\r\n')[0] || 'closed'));
});

test('very long addresses are refused, or cut off, and the server goes on', async () => {
  for (const length of [2000, 7000, 9000, 70000])
    for (const make of [(s) => `/duesseldorf/de/${s}`, (s) => `/duesseldorf/de/seminars?q=${s}`, (s) => `/duesseldorf/de/${s.replace(/aaa/g, 'a/b')}`, (s) => `/duesseldorf/de/seminars?${s.replace(/aaa/g, 'a&b')}`]) {
      const path = make('a'.repeat(length)), line = await firstLine(`GET ${path} HTTP/1.1\r\nHost: example.org\r\n\r\n`);
      assert.match(line, length < 5000 ? /^HTTP\/1.1 (200|404) / : /^HTTP\/1.1 414 /, `${length}: ${line}`);
    }
  assert.equal((await server.get('/healthz')).status, 200);
});

test('a query with hundreds of arguments, or a NUL, is answered in the reader’s language', async () => {
  const asked = (n) => server.get(`/duesseldorf/de/seminars?${Array.from({ length: n }, (_, i) => i % 2 ? 'a' : 'b=1').join('&')}`);
  assert.equal((await asked(700)).status, 200, 'the library’s memory for a connection is no limit');
  for (const answer of [await asked(1300), await server.get('/duesseldorf/de/seminars?q=%00')]) {
    assert.equal(answer.status, 400);
    assert.match(sentences(answer.text), /nicht lesbar/);
  }
});
