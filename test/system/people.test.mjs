// SPDX-License-Identifier: AGPL-3.0-or-later
// People and their ways in, through the real server: managers of several associations, people who share a mailbox, and
// sessions of several programmes side by side.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, SECOND, addSecondProgramme, cells, makeDemo, run, serve, signIn, sql, tokenOf } from './program.mjs';

const FIRST = 'duesseldorf';
let folder, server, officer;

before(async () => {
  folder = makeDemo();
  sql(folder, `INSERT INTO role_grant (programme_id, person_id, role, association_id, granted_at)
    SELECT programme_id, person_id, role, 2, granted_at FROM role_grant WHERE role = 3`);
  addSecondProgramme(folder);
  server = await serve(folder);
  officer = await signIn(server, FIRST, ACCOUNTS.officer);
});
after(() => server?.stop());

const names = () => sql(folder, 'SELECT id, name FROM association WHERE id IN (SELECT association_id FROM role_grant WHERE role = 3 AND programme_id = 1) ORDER BY id');
const shows = (page, name) => page.text.includes(name.replaceAll('&', '&amp;').replaceAll('"', '&quot;'));

test('a manager of two associations sees both, chooses, and loses one at a time', async () => {
  const two = names();
  assert.equal(two.length, 2);
  const manager = await signIn(server, FIRST, ACCOUNTS.manager);
  for (const path of ['/associations', '/associations/own', '/my/registrations']) {
    const page = await server.get(`/${FIRST}/de${path}`, { cookie: manager });
    assert.equal(page.status, 200, path);
    for (const { name } of two) assert.ok(shows(page, name), `${path} lacks ${name}`);
  }
  for (const { id } of two)
    assert.equal((await server.get(`/${FIRST}/de/associations/${id}/edit`, { cookie: manager })).status, 200);

  const people = await server.get(`/${FIRST}/de/people`, { cookie: officer });
  const [grant] = sql(folder, `SELECT id, person_id FROM role_grant WHERE role = 3 AND association_id = ${two[0].id}`);
  assert.match(people.text, new RegExp(`name="grant" value="${grant.id}"`));
  const gone = await server.post(`/${FIRST}/de/people/${grant.person_id}/revoke`, { grant: grant.id, _token: tokenOf(people.text) }, { cookie: officer });
  assert.equal(gone.status, 303);
  assert.deepEqual(names().map(({ id }) => id), [two[1].id]);
  assert.equal((await server.get(`/${FIRST}/de/associations/${two[0].id}/edit`, { cookie: manager })).status, 403);
  const own = await server.get(`/${FIRST}/de/associations/own`, { cookie: manager });
  assert.equal(own.headers.location, `/${FIRST}/de/associations/${two[1].id}`);
});

test('an address that is known with another name is asked about, not taken for the same person', async () => {
  const count = () => sql(folder, `SELECT count(*) AS n FROM person WHERE email = '${ACCOUNTS.finance}' AND programme_id = 1`)[0].n;
  const [known] = sql(folder, `SELECT name FROM person WHERE email = '${ACCOUNTS.finance}' AND programme_id = 1`);
  const page = await server.get(`/${FIRST}/de/people`, { cookie: officer });
  const give = (fields) => server.post(`/${FIRST}/de/people`, { email: ACCOUNTS.finance, role: 'council', _token: tokenOf(page.text), ...fields }, { cookie: officer });
  const asked = await give({ name: 'Ganz Anders' });
  assert.equal(asked.status, 422);
  assert.ok(shows(asked, known.name));
  assert.match(asked.text, /name="another"/);
  assert.equal(count(), 1);
  assert.equal((await give({ name: known.name })).status, 303);
  assert.equal(count(), 1);
  assert.equal((await give({ name: 'Ganz Anders', another: '1' })).status, 303);
  assert.equal(count(), 2);
  assert.deepEqual(sql(folder, `SELECT name FROM person WHERE email = '${ACCOUNTS.finance}' AND programme_id = 1 ORDER BY id`).map((p) => p.name), [known.name, 'Ganz Anders']);
});

test('a mailed link leads to where this start listens, unless --site said where', async () => {
  const folder = makeDemo();
  const linked = async (args) => {
    const server = await serve(folder, { args });
    const page = await server.get(`/${FIRST}/de/sign-in`);
    assert.equal((await server.post(`/${FIRST}/de/sign-in/link`, { link_email: ACCOUNTS.officer, _token: tokenOf(page.text) })).status, 303);
    await server.stop();
    const [{ body }] = sql(folder, "SELECT body FROM outbox WHERE kind = 'sign_in_link' ORDER BY id DESC LIMIT 1");
    return [/https?:\/\/[^/\s]+/.exec(body)[0], server.url];
  };
  for (let start = 0; start < 2; start++) {
    const [link, url] = await linked([]);
    assert.equal(link, url);
  }
  assert.equal((await linked(['--site', 'https://seminare.example.org/']))[0], 'https://seminare.example.org');
  assert.equal((await linked([]))[0], 'https://seminare.example.org');
});

test('every language of the demonstration’s associations has a name', async () => {
  const page = await server.get(`/${FIRST}/de/associations`);
  const known = new Set([...page.text.matchAll(/<option value="([a-z]{2,3})"/g)].map(([, tag]) => tag));
  const spoken = new Set(sql(folder, 'SELECT languages FROM association').flatMap(({ languages }) => languages.split(' ')).filter(Boolean));
  assert.ok(spoken.size > 3);
  assert.deepEqual([...spoken].filter((tag) => !known.has(tag)), []);
});

/* Every cell of every table that holds one of the texts. */
const tracesOf = (texts) => cells(folder).filter((cell) => texts.some((text) => cell.toLowerCase().includes(text.toLowerCase())));

test('all of a person in one file, and all of it gone, by command and by page', async () => {
  const [{ id: seminar }] = sql(folder, "SELECT id FROM seminar WHERE published_at IS NOT NULL AND state = 3 AND first_day > unixepoch() / 86400 + 20 ORDER BY first_day LIMIT 1");
  for (const [name, email] of [['Zarife Öztürk', 'zarife@example.org'], ['Quirin Beispielmann', 'quirin@example.org']]) {
    const path = `/${FIRST}/de/seminars/${seminar}/register`;
    const page = await server.get(path);
    const sent = await server.post(path, { name, email, phone: '0211 9988776', association: 'other', organisation: `${name}s Kreis`,
      access_needs: `Rampe für ${name}`, lang: 'de', _token: tokenOf(page.text) });
    assert.equal(sent.status, 303);
  }
  const idOf = (email) => sql(folder, `SELECT id FROM person WHERE email = '${email}'`)[0].id;
  const zarife = idOf('zarife@example.org'), quirin = idOf('quirin@example.org');

  const file = await server.get(`/${FIRST}/de/people/${zarife}/export`, { cookie: officer });
  assert.match(file.headers['content-type'], /application\/json/);
  const data = JSON.parse(file.text);
  assert.equal(data.person.name, 'Zarife Öztürk');
  assert.equal(data.registrations.length, 1);
  assert.equal(data.registrations[0].access_needs, 'Rampe für Zarife Öztürk');
  assert.match(data.mails[0].body, /Zarife Öztürk/);
  const printed = run(['person', 'export', 'quirin@example.org', '--data', folder, '--programme', FIRST]);
  assert.equal(printed.code, 0, printed.err);
  assert.equal(JSON.parse(printed.out).person.id, quirin);

  const page = await server.get(`/${FIRST}/de/people/${zarife}/erase`, { cookie: officer });
  assert.equal((await server.post(`/${FIRST}/de/people/${zarife}/erase`, { _token: tokenOf(page.text) }, { cookie: officer })).status, 303);
  assert.equal((await server.get(`/${FIRST}/de/people/${zarife}?done=erased`, { cookie: officer })).status, 200);
  assert.deepEqual(tracesOf(['zarife']), []);

  const erase = (...more) => run(['person', 'erase', 'quirin@example.org', '--data', folder, '--programme', FIRST, ...more]);
  assert.equal(erase().code, 2);
  assert.ok(tracesOf(['quirin']).length > 0);
  assert.equal(erase('--yes').code, 0);
  assert.deepEqual(tracesOf(['quirin', '02119988776']), []);
  const verified = run(['verify', '--data', folder]);
  server.agent.destroy(); // while commands ran, this process was deaf, and connections may have been closed
  assert.equal(verified.code, 0, verified.err);
});

test('one browser is signed in to two programmes, and signing out of one leaves the other', async () => {
  const jar = new Map();
  const keep = (answer) => {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (/Max-Age=0/.test(line)) jar.delete(name); else jar.set(name, value);
    }
    return answer;
  };
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const get = async (path) => keep(await server.get(path, { cookie: cookie() }));
  const post = async (path, fields) => keep(await server.post(path, fields, { cookie: cookie() }));
  for (const programme of [FIRST, SECOND.slug]) {
    const token = tokenOf((await get(`/${programme}/de/sign-in`)).text);
    assert.equal((await post(`/${programme}/de/sign-in`, { email: ACCOUNTS.officer, password: 'vereint-demo', _token: token })).status, 303);
  }
  const status = async (programme) => (await get(`/${programme}/de/office`)).status;
  assert.deepEqual([await status(FIRST), await status(SECOND.slug)], [200, 200]);
  const token = tokenOf((await get(`/${FIRST}/de/office`)).text);
  assert.equal((await post(`/${FIRST}/de/sign-out`, { _token: token })).status, 303);
  assert.deepEqual([await status(FIRST), await status(SECOND.slug)], [401, 200]);

  // the key of one programme opens nothing in another, under whichever name it is sent
  const [[name, value]] = jar;
  assert.equal(name, `vereint-${SECOND.slug}`);
  for (const tried of [`vereint-${FIRST}=${value}`, `vereint=${value}`])
    assert.equal((await server.get(`/${FIRST}/de/office`, { cookie: tried })).status, 401);
});

test('an organisation that was typed and came into the register later is assigned with one button', async () => {
  const [{ id: seminar }] = sql(folder, "SELECT id FROM seminar WHERE published_at IS NOT NULL AND state = 3 AND first_day > unixepoch() / 86400 + 20 ORDER BY first_day LIMIT 1");
  const path = `/${FIRST}/de/seminars/${seminar}`;
  const page = await server.get(`${path}/register`);
  assert.equal((await server.post(`${path}/register`, { name: 'Ida Spät', email: 'ida@example.org', phone: '', association: 'other',
    organisation: 'Nachbarschaft Nord e. V.', lang: 'de', _token: tokenOf(page.text) })).status, 303);
  const [registration] = sql(folder, "SELECT r.id, r.organisation FROM registration r JOIN person p ON p.id = r.person_id WHERE p.email = 'ida@example.org'");
  assert.equal(registration.organisation, 'Nachbarschaft Nord e. V.');
  const button = new RegExp(`/office/registrations/${registration.id}/association"`);
  const list = () => server.get(`${path}/registrations`, { cookie: officer });
  assert.doesNotMatch((await list()).text, button);

  const form = await server.get(`/${FIRST}/de/associations/new`, { cookie: officer });
  const created = await server.post(`/${FIRST}/de/associations/new`, { name: 'Nachbarschaft Nord', _token: tokenOf(form.text) }, { cookie: officer });
  assert.equal(created.status, 303);
  const [{ id: association }] = sql(folder, "SELECT id FROM association WHERE name = 'Nachbarschaft Nord' AND programme_id = 1");
  const shown = await list();
  assert.match(shown.text, button);
  const assigned = await server.post(`/${FIRST}/de/office/registrations/${registration.id}/association`, { association, _token: tokenOf(shown.text) }, { cookie: officer });
  assert.equal(assigned.status, 303);
  assert.deepEqual(sql(folder, `SELECT association_id, organisation FROM registration WHERE id = ${registration.id}`), [{ association_id: association, organisation: '' }]);
});

test('the office takes registrations away as a file; a consultant gets no addresses, and nobody needs unasked', async () => {
  const [{ id: seminar }] = sql(folder, `SELECT r.seminar_id AS id FROM registration r JOIN seminar_consultant c ON c.seminar_id = r.seminar_id
    JOIN role_grant g ON g.consultant_id = c.consultant_id WHERE r.programme_id = 1 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1`);
  const consultant = await signIn(server, FIRST, ACCOUNTS.consultant);
  const path = `/${FIRST}/de/seminars/${seminar}/registrations/export`;
  const page = await server.get(`/${FIRST}/de/seminars/${seminar}/registrations`, { cookie: officer });
  assert.match(page.text, new RegExp(`action="${path}"`));
  const csv = await server.get(`${path}?format=csv`, { cookie: officer });
  assert.equal(csv.status, 200);
  assert.match(csv.headers['content-disposition'], /anmeldungen-\d+\.csv/);
  assert.match(csv.text, /E-Mail-Adresse/);
  assert.doesNotMatch(csv.text, /Barrierefreiheit/);
  assert.match((await server.get(`${path}?format=csv&needs=1`, { cookie: officer })).text, /Barrierefreiheit/);
  const theirs = await server.get(`${path}?format=csv&needs=1`, { cookie: consultant });
  assert.match(theirs.text, /Barrierefreiheit/);
  assert.doesNotMatch(theirs.text, /E-Mail-Adresse|@example\.org/);
  const xlsx = await server.get(`${path}?format=xlsx`, { cookie: officer });
  assert.match(xlsx.headers['content-type'], /spreadsheetml/);
  assert.equal(xlsx.text.slice(0, 2), 'PK');
});
