// SPDX-License-Identifier: AGPL-3.0-or-later
// The forms of the program, from its route table, and the pages of the demonstration that show them. For the tests that
// try each of them.
import assert from 'node:assert/strict';
import { ACCOUNTS, formOf, makeDemo, run, sent, serve, signIn, sql } from './program.mjs';

export const routes = run(['routes']).out.trim().split('\n').map((line) => {
  const [method, path, , kind, changes, from] = line.split(/\s+/);
  return { method, kind, path: path.replace('/:programme/:lang', ''), changes: changes === 'changes',
    from: (from === '-' ? path : from).replace('/:programme/:lang', '') };
});
export const posts = routes.filter((r) => r.method === 'POST');

/* Where a form is found: all objects of its kind are tried until one shows it. */
const OBJECTS = {
  association: 'SELECT id FROM association', consultant: 'SELECT id FROM consultant', 'budget-year': 'SELECT id FROM budget_year',
  'cost-line': 'SELECT id FROM cost_line WHERE state = 1', seminar: 'SELECT id FROM seminar WHERE state <= 3 ORDER BY id DESC',
  room: 'SELECT id FROM room', session: 'SELECT id FROM seminar_session ORDER BY id DESC', registration: 'SELECT id FROM registration', evaluation: 'SELECT id FROM evaluation',
};

export let folder, server, cookie; // the officer's
export async function start() {
  folder = makeDemo();
  server = await serve(folder);
  cookie = await signIn(server, 'duesseldorf', ACCOUNTS.officer);
}
export const stop = async () => { await server?.stop(); };

/* :key is a language, or the key of somebody's own page, which only a mail has. */
let ownKey;
async function registerSomebody() {
  const path = `/duesseldorf/de/seminars/${sql(folder, "SELECT id FROM seminar WHERE state = 3 AND seats_taken < capacity ORDER BY id DESC")[0].id}/register`;
  const form = formOf((await server.get(path)).text, path);
  for (const [name, value] of [['name', 'Ada Probe'], ['email', 'ada@example.org'], ['association', 'other']]) form.find((f) => f.name === name).value = value;
  assert.equal((await server.post(path, sent(form))).status, 303);
  const mails = sql(folder, "SELECT body FROM outbox ORDER BY id DESC LIMIT 1");
  return /registrations\/([^/?\s"]+)/.exec(mails[0].body)?.[1] ?? assert.fail(`no key in ${mails[0].body}`);
}
export const at = (pattern, id) => `/duesseldorf/de${pattern.replaceAll(':id', id).replace(':key', pattern.startsWith('/registrations/') ? ownKey : 'en')}`;

/* … or of these. */
const OBJECTS_FOR = {
  '/sessions/:id/attendance': "SELECT id FROM seminar_session WHERE day < unixepoch() / 86400 ORDER BY id DESC",
};

/* { from, action } of a form that the officer finds and that `fits`; null: there is none. */
export async function findForm(route, fits) {
  if (route.path.startsWith('/registrations/')) ownKey ??= await registerSomebody();
  const ids = route.path.includes(':id') ? sql(folder, OBJECTS_FOR[route.path] ?? OBJECTS[route.kind] ?? 'SELECT 0 AS id WHERE 0').map((o) => o.id) : [0];
  for (const id of ids) {
    const page = { from: at(route.from, id), action: at(route.path, id) };
    const answer = await server.get(page.from, { cookie });
    const form = answer.status === 200 && formOf(answer.text, page.action);
    if (form && fits(form)) return page;
  }
  return null;
}

export const open = async (page) => formOf((await server.get(page.from, { cookie })).text, page.action);
export const save = (page, form) => server.post(page.action, sent(form), { cookie });
