// SPDX-License-Identifier: AGPL-3.0-or-later
// Every route × every role, on own and foreign objects of each kind, public or not, and on those of another
// programme. What must come out is worked out here from `vereint routes` and `vereint permissions` and the rules of
// src/programme/gate.h, so a new route is covered by standing in the table. Also: what a form's token is good for.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ACCOUNTS, PASSWORD, SECOND, addSecondProgramme, digest, forgeToken, makeDemo, makeFolder, run, serve, signIn, sql, tokenOf } from './program.mjs';

const FIRST = 'duesseldorf', UNKNOWN = 987654321;
const ROLES = ['public', ...Object.keys(ACCOUNTS), 'participant', 'nobody']; // nobody: signed in, without a role

/* ---- what the program says of itself ---- */

const routes = run(['routes']).out.trim().split('\n').map((line) => {
  const [, method, path, need, kind] = /^(GET|POST)\s+(\S+)\s+(\S+)\s+(\S+)/.exec(line);
  return { method, path, need, kind, isGlobal: !path.startsWith('/:programme/:lang') };
});
const reaches = new Map(run(['permissions']).out.trim().split('\n').map((line) => {
  const [role, permission, reach] = line.split(' ');
  return [`${role} ${permission}`, reach];
}));

const ORDER = ['none', 'own', 'all'];
function reachOf(role, permission) {
  const known = (r) => {
    assert.ok(reaches.has(`${r} ${permission}`), `“vereint permissions” says nothing of ${r} and ${permission}.`);
    return reaches.get(`${r} ${permission}`);
  };
  if (role === 'public') return known('public');
  const own = role === 'nobody' ? (permission === 'signed-in' ? 'own' : 'none') : known(role);
  return ORDER[Math.max(ORDER.indexOf(own), ORDER.indexOf(known('public')))];
}

/* ---- objects: one of each combination of the columns, of the first programme ---- */

const ONE_OF_EACH = (from, { open = '0', consultant = '0', manager = '0', programme = 'programme_id' }) =>
  `SELECT max(x.id) AS id, ${open} AS is_public, ${consultant} AS of_consultant, ${manager} AS of_manager FROM ${from} WHERE ${programme} = 1 GROUP BY 2, 3, 4`;
const GIVES = (seminar) => `EXISTS (SELECT 1 FROM seminar_consultant c JOIN role_grant g ON g.consultant_id = c.consultant_id WHERE c.seminar_id = ${seminar})`;
const MANAGES = (association) => `EXISTS (SELECT 1 FROM role_grant g WHERE g.role = 3 AND g.association_id = ${association})`;

/* By the kind that a route names: how to find some, and who sees those that are not public on public routes. */
const KINDS = {
  person: { find: ONE_OF_EACH('person x', {}), unpublished: 'programme-write' },
  association: { find: ONE_OF_EACH('association x', { open: 'may_publish', manager: MANAGES('x.id') }), unpublished: 'association-read' },
  seminar: { find: ONE_OF_EACH('seminar x', { open: 'x.published_at IS NOT NULL', consultant: GIVES('x.id') }), unpublished: 'seminar-read' },
  session: { find: ONE_OF_EACH('seminar_session x JOIN seminar s ON s.id = x.seminar_id', { open: 's.published_at IS NOT NULL', consultant: GIVES('s.id') }), unpublished: 'seminar-read' },
  room: { find: ONE_OF_EACH('room x', {}), unpublished: 'seminar-read' },
  registration: { find: ONE_OF_EACH('registration x', { consultant: GIVES('x.seminar_id'), manager: MANAGES('x.association_id') }), unpublished: 'registration-read' },
  consultant: { find: ONE_OF_EACH('consultant x', { consultant: 'EXISTS (SELECT 1 FROM role_grant g WHERE g.consultant_id = x.id)' }), unpublished: 'consultant-read' },
  'cost-line': { find: ONE_OF_EACH('cost_line x', {}), unpublished: 'budget-read' },
  'budget-year': { find: ONE_OF_EACH('budget_year x', {}), unpublished: 'budget-read' },
  evaluation: { find: ONE_OF_EACH('evaluation x', { open: 'x.state = 2', consultant: GIVES('x.seminar_id') }), unpublished: 'evaluation-write' },
  import: { find: 'SELECT id, kind AS variety FROM import_draft WHERE programme_id = 1', unpublished: 'association-write' },
  message: { find: ONE_OF_EACH('outbox x', {}), unpublished: 'programme-write' },
};
/* Pages for one variety of a kind: the others don't exist for them. */
const VARIETIES = [['/associations/import/', 1], ['/evaluations/import/', 2], ['/office/registration-import/', 3]];
const WITHOUT_OBJECT = new Set(['-', 'self']);

/* Gives the demonstration what it lacks: a hidden one and a foreign one of each kind. */
const PREPARE = `
UPDATE seminar SET published_at = NULL, state = 2 WHERE id IN (7, 12);
UPDATE seminar_consultant SET consultant_id = 1 WHERE seminar_id = 12;
UPDATE evaluation SET state = 1 WHERE id = 7;
UPDATE association SET may_publish = 0 WHERE id IN (2, 4);
INSERT INTO role_grant (programme_id, person_id, role, association_id, consultant_id, granted_at)
  SELECT programme_id, person_id, role, 2, consultant_id, granted_at FROM role_grant WHERE role = 3;
INSERT INTO import_draft (programme_id, kind, file_name, bytes, mapping, created_at, report)
  VALUES (1, 1, 'verein.csv', x'4e616d650a56657265696e0a', '', unixepoch(), ''),
         (1, 2, 'umfrage.csv', x'4672616765310a350a340a', '', unixepoch(), ''),
         (1, 3, 'liste.csv', x'4e616d653b452d4d61696c0a416e6e613b612e6e65754065782e6f72670a', '11', unixepoch(), '');
`;

let folder, backup, server, objects, cookies, tokens, secondOfficer;

async function restart() {
  await server?.stop();
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, `vereint.db${suffix}`), { force: true });
  cpSync(join(backup, 'vereint.db'), join(folder, 'vereint.db'));
  server = await serve(folder);
}

before(async () => {
  folder = makeDemo();
  backup = makeFolder();
  sql(folder, PREPARE);
  for (const name of ['participant', 'nobody'])
    assert.equal(run(['person', 'add', name, `${name}@example.org`, '--role', 'participant', '--password', '--data', folder], { input: `${PASSWORD}\n` }).code, 0);
  sql(folder, "DELETE FROM role_grant WHERE person_id = (SELECT id FROM person WHERE email = 'nobody@example.org')");
  objects = Object.fromEntries(Object.entries(KINDS).map(([kind, { find }]) => [kind, sql(folder, find)]));
  addSecondProgramme(folder);
  server = await serve(folder);
  cookies = { public: undefined };
  for (const role of ROLES.slice(1))
    cookies[role] = await signIn(server, FIRST, ACCOUNTS[role] ?? `${role}@example.org`);
  secondOfficer = await signIn(server, SECOND.slug, ACCOUNTS.officer);
  tokens = {};
  for (const role of ROLES)
    tokens[role] = tokenOf((await server.get(`/${FIRST}/de/sign-in`, { cookie: cookies[role] })).text);
  await server.stop();
  assert.equal(sql(folder, 'PRAGMA wal_checkpoint(TRUNCATE)')[0].busy, 0);
  cpSync(join(folder, 'vereint.db'), join(backup, 'vereint.db'));
  server = undefined;
  await restart();
});

after(async () => { await server?.stop(); });

const nothingWrong = (wrong) => assert.ok(wrong.length === 0, `${wrong.length} cells:\n${wrong.slice(0, 40).join('\n')}`);

/* ---- what must come out ---- */

const ALLOWED = 'allowed';

function mayOwn(role, object) {
  return (role === 'manager' && object.of_manager) || (role === 'consultant' && object.of_consultant);
}

function expected(route, role, object) {
  if (route.isGlobal) return ALLOWED;
  if (object === 'foreign') return 404;
  const reach = (permission) => {
    const found = reachOf(role, permission);
    return found === 'all' || (found === 'own' && Boolean(object && mayOwn(role, object)));
  };
  if (route.need === 'public')
    return !object || object.is_public || reach(KINDS[route.kind].unpublished) ? ALLOWED : 404;
  if (role === 'public') return 401;
  if (object) return reach(route.need) ? ALLOWED : 403;
  return ORDER.indexOf(reachOf(role, route.need)) >= (route.kind === 'self' ? 1 : 2) ? ALLOWED : 403;
}

const fill = (route, programme, id, second = id) => {
  let nth = 0;
  return route.path.replace(':programme', programme).replace(':lang', 'de').replace(/:id/g, () => nth++ ? second : id).replace(':key', route.isGlobal ? programme : 'en');
};

/* The requests of a route: [path, object]. Without an object an :id is a year. */
function requestsOf(route) {
  if (WITHOUT_OBJECT.has(route.kind)) return [[fill(route, FIRST, 2025), null]];
  const variety = VARIETIES.find(([part]) => route.path.includes(part))?.[1];
  const shown = objects[route.kind].filter((o) => !variety || o.variety === variety);
  const cells = shown.map((o) => [fill(route, FIRST, o.id, shown.find((other) => other.id !== o.id)?.id), o]);
  cells.push([fill(route, FIRST, shown[0].id + SECOND.shift, shown[0].id), 'foreign'], [fill(route, FIRST, UNKNOWN, shown[0].id), 'foreign'],
    [fill(route, SECOND.slug, shown[0].id, shown[0].id), 'foreign']);
  return cells;
}

/* One line for a cell that is not as it must be. 404 tells nothing of a page that is found by a key. */
function judge(route, role, path, object, must, answer) {
  const got = answer.status;
  const fits = must !== ALLOWED ? got === must
    : got < 500 && ![401, 403].includes(got) && (got !== 404 || route.path.includes(':key'));
  return fits ? [] : [`${role}: ${route.method} ${path} gives ${got} instead of ${must} (${object ? JSON.stringify(object) : 'no object'}, needs ${route.need})`];
}

async function walk(method, role, wanted) {
  const wrong = [];
  let cells = 0;
  for (const route of routes.filter((r) => r.method === method))
    for (const [path, object] of requestsOf(route)) {
      const must = expected(route, role, object);
      if (!wanted(must, route)) continue;
      const answer = method === 'GET' ? await server.get(path, { cookie: cookies[role] })
        : await server.post(path, { _token: tokens[role] }, { cookie: cookies[role] });
      wrong.push(...judge(route, role, path, object, must, answer));
      if (answer.text.includes(SECOND.mark) && path.startsWith(`/${FIRST}/`)) wrong.push(`${role}: ${path} shows the other programme`);
      cells++;
      if (method === 'POST' && answer.status === 303) await restart();
    }
  nothingWrong(wrong);
  assert.ok(cells > 0);
  return cells;
}

/* ---- the cases ---- */

test('each route names a known kind of object, of which there are own and foreign, public and other ones', () => {
  assert.ok(routes.length > 50);
  for (const { path, kind } of routes) {
    assert.ok(WITHOUT_OBJECT.has(kind) || KINDS[kind],
      `The route ${path} concerns a “${kind}”, which this test can't find. Add it to KINDS in test/system/matrix.test.mjs.`);
    assert.ok(WITHOUT_OBJECT.has(kind) || objects[kind].length > 0, `There is no ${kind} in the demonstration.`);
  }
  for (const kind of ['seminar', 'session', 'evaluation']) {
    const combinations = new Set(objects[kind].map((o) => `${o.is_public} ${o.of_consultant}`));
    assert.equal(combinations.size, 4, `${kind}: ${[...combinations]}`);
  }
  assert.equal(new Set(objects.association.map((o) => `${o.is_public} ${o.of_manager}`)).size, 4);
  assert.equal(new Set(objects.registration.map((o) => `${o.of_consultant} ${o.of_manager}`)).size, 4);
});

for (const role of ROLES)
  test(`pages as ${role}`, async () => {
    await walk('GET', role, () => true);
  });

test('what is refused changes nothing', async () => {
  await restart();
  const before = digest(folder);
  for (const role of ROLES)
    await walk('POST', role, (must) => must !== ALLOWED);
  const now = digest(folder);
  assert.deepEqual(now, before);
});

for (const role of ROLES)
  test(`forms as ${role}`, async () => {
    await restart();
    await walk('POST', role, (must) => must === ALLOWED);
  });

test('a second id in the address may not belong to another programme either', async () => {
  await restart();
  const wrong = [];
  for (const route of routes.filter((r) => (r.path.match(/:id/g) ?? []).length > 1)) {
    const [first] = objects[route.kind];
    for (const second of [first.id + SECOND.shift, UNKNOWN]) {
      const path = fill(route, FIRST, first.id, second);
      const answer = route.method === 'GET' ? await server.get(path, { cookie: cookies.officer })
        : await server.post(path, { _token: tokens.officer }, { cookie: cookies.officer });
      if (answer.status !== 404) wrong.push(`${route.method} ${path} gives ${answer.status}`);
    }
  }
  nothingWrong(wrong);
});

test('a session of one programme is nobody in another', async () => {
  const wrong = [];
  for (const route of routes.filter((r) => r.method === 'GET' && !r.isGlobal && r.need !== 'public'))
    for (const [programme, cookie, shift] of [[SECOND.slug, cookies.officer, SECOND.shift], [FIRST, secondOfficer, 0]]) {
      const path = fill(route, programme, WITHOUT_OBJECT.has(route.kind) ? 2025 : requestsOf(route)[0][1].id + shift);
      const { status } = await server.get(path, { cookie });
      if (status !== 401 && !(status === 404 && /:id.*:id/.test(route.path))) wrong.push(`${path} gives ${status}`);
    }
  nothingWrong(wrong);
});

/* ---- tokens ---- */

const keyHashOf = (role) => role === 'public' ? '-'
  : sql(folder, `SELECT s.key_hash FROM sign_in_session s JOIN person p ON p.id = s.person_id WHERE p.programme_id = 1 AND p.email = '${ACCOUNTS[role] ?? `${role}@example.org`}'`)[0].key_hash;

/* Every form with an object that the officer may change. */
const forms = () => routes.filter((r) => r.method === 'POST' && !r.isGlobal)
  .map((route) => [route, requestsOf(route).find(([, object]) => expected(route, 'officer', object) === ALLOWED)[0]]);

test('a form without our token is refused', async () => {
  await restart();
  const before = digest(folder);
  const key = keyHashOf('officer');
  const bad = {
    'no token': undefined,
    'an empty token': '',
    'a token of nobody’s': '0'.repeat(60),
    'a token cut short': tokens.officer.slice(0, -2),
    'a changed token': tokens.officer.slice(0, -1) + (tokens.officer.endsWith('0') ? '1' : '0'),
    'a token of another session': tokens.finance,
    'a token of the public': tokens.public,
    'a token of another programme': forgeToken(folder, 1 + SECOND.shift, key, 0),
    'a token eight days old': forgeToken(folder, 1, key, 8 * 24),
    'a token of tomorrow': forgeToken(folder, 1, key, -24),
  };
  const wrong = [];
  for (const [route, path] of forms())
    for (const [what, token] of Object.entries(bad)) {
      const { status } = await server.post(path, token === undefined ? {} : { _token: token }, { cookie: cookies.officer });
      if (status !== 403) wrong.push(`${route.method} ${path} with ${what} gives ${status}`);
    }
  nothingWrong(wrong);
  assert.deepEqual(digest(folder), before);
});

test('… and one made as the program makes them is accepted, so that the case before can fail', async () => {
  await restart();
  for (const hours of [0, 6 * 24]) {
    const token = forgeToken(folder, 1, keyHashOf('officer'), hours);
    const { status } = await server.post(`/${FIRST}/de/people`, { _token: token }, { cookie: cookies.officer });
    assert.equal(status, 422, `${hours} hours old`);
  }
});

test('a form sent again has the same answer and no second effect', async () => {
  let spent = 0;
  const wrong = [];
  for (const [, path] of forms()) {
    await restart();
    const again = () => server.post(path, { _token: tokens.officer }, { cookie: cookies.officer });
    const first = await again();
    if (first.status !== 303) continue;
    spent++;
    const after = digest(folder);
    const second = await again();
    if (path.endsWith('/sign-out')) { // the session is gone, and with it the right to ask
      assert.equal(second.status, 401);
      continue;
    }
    if (second.status !== 303 || second.headers.location !== first.headers.location) wrong.push(`${path} gives ${second.status} ${second.headers.location}`);
    try {
      assert.deepEqual(digest(folder), after, path);
    } catch (difference) {
      wrong.push(difference.message);
    }
  }
  nothingWrong(wrong);
  assert.ok(spent >= 4, `only ${spent} forms could be carried out without fields`);
});

test('a registration sent ten times at once is one registration; another person from the same page is another', async () => {
  await restart();
  const seminar = objects.seminar.find((o) => o.is_public && o.of_consultant).id;
  const path = `/${FIRST}/de/seminars/${seminar}/register`;
  const count = () => sql(folder, `SELECT count(*) AS n FROM registration WHERE seminar_id = ${seminar}`)[0].n;
  const earlier = count();
  const page = await server.get(path);
  const fields = { name: 'Einmal Eins', email: 'einmal@example.org', phone: '', association: 'other', organisation: '', lang: 'de', _token: tokenOf(page.text) };
  const answers = await Promise.all(Array.from({ length: 10 }, () => server.post(path, fields)));
  assert.deepEqual([...new Set(answers.map((a) => `${a.status} ${a.headers.location}`))], [`303 /${FIRST}/de/seminars/${seminar}/registered`]);
  assert.equal(count(), earlier + 1);
  // the back button of a phone shows the page as it was left, token included: the next person must not be lost
  const next = await server.post(path, { ...fields, name: 'Zweimal Zwei', email: 'zweimal@example.org' });
  assert.equal(next.status, 303);
  assert.equal(count(), earlier + 2);
});
