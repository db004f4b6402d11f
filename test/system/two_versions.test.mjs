// SPDX-License-Identifier: AGPL-3.0-or-later
// Rule 6: two people open the same form, both save. The second is shown both versions, and nothing is lost. The forms
// come from `vereint routes`: every form that is sent is either one that changes a record, and is tried here, or stands
// below with the reason why there is nothing to overwrite.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findForm, open, posts, routes, save, start, stop } from './forms.mjs';
import { formOf, unescape } from './program.mjs';

const NEW = 'makes something new; nobody else can have seen it';
const STEP = 'a step, not an edit: its rules say from which state it may be taken, and it overwrites no text';
const OWN = 'one person’s own';
const ONE = 'marks the arrival or leaving of one person; each mark has a key of its own, and the later one counts';
const CHANGES_NOTHING_STORED = {
  '/sign-in': OWN, '/sign-in/link': OWN, '/sign-in/link/:key': OWN, '/sign-out': OWN, '/account/password': `${OWN}; what is stored is never shown`,
  '/people': 'adds a role, and takes none away', '/people/:id/revoke': STEP, '/people/:id/erase': STEP, '/my/group': NEW, '/mail/:id/again': STEP,
  '/associations/new': NEW, '/associations/import': NEW,
  '/associations/import/:id': 'the columns of a draft; nothing of the register changes before it is confirmed',
  '/associations/import/:id/confirm': 'carries the version of every line’s target; what was changed since is refused with a new preview',
  '/associations/:id/end': STEP, '/associations/:id/resume': STEP,
  '/associations/:id/merge/:id': 'carries the versions of both entries, and shows both again when one has passed',
  '/consultants/new': NEW, '/budget': NEW, '/budget/:id/lines/new': NEW,
  '/cost-lines/:id/step': `${STEP}; it carries the line’s version`,
  '/office/seminars/new': NEW, '/seminars/:id/publish': STEP, '/seminars/:id/copy': NEW,
  '/seminars/:id/sessions/new': NEW, '/sessions/:id/remove': STEP,
  '/rooms/new': NEW, '/office/letters/printed': STEP,
  '/seminars/:id/register': NEW, '/registrations/:key/cancel': STEP, '/registrations/:key/accept': STEP, '/registrations/:key/move': STEP, '/seminars/:id/registrations/new': NEW, '/my/group': NEW,
  '/seminars/:id/registrations/import': NEW, '/office/registration-import/:id': 'registers anew; nobody’s entry is overwritten',
  '/office/registrations/:id/cancel': STEP, '/office/registrations/:id/accept': STEP, '/office/registrations/:id/move': STEP,
  '/seminars/:id/registrations/import': NEW, '/office/registration-import/:id': 'carries out a draft; adds, and overwrites nothing',
  '/office/registrations/:id/association': 'offered only while none is assigned',
  '/sessions/:id/check-in': ONE, '/sessions/:id/check-in/marks': ONE, '/sessions/:id/check-in/let-in': NEW, '/sessions/:id/check-in/leave': ONE,
  '/office/registrations/:id/approve': STEP, '/office/registrations/:id/decline': STEP, '/seminars/:id/cancel': STEP, '/seminars/:id/held': STEP,
  '/seminars/:id/evaluation': STEP, '/evaluations/:id/slips': NEW, '/evaluations/:id/close': STEP,
  '/evaluate': 'leads on, and stores nothing', '/evaluate/:key': 'an answer is given once and never changed',
  '/evaluations/import': NEW, '/evaluations/import/:id': 'the columns of a draft; no answer is stored before it is confirmed',
  '/evaluations/import/:id/confirm': STEP,
};

before(start);
after(stop);

/* The field that is changed, and what `who` (1 or 2) puts there. */
const KINDS = ['text', 'long', 'money', 'number', 'check'];
const CHOSEN = { former_names: 'serves', // a change of an association's name changes its former names too
  place: 'day' }; // where a room of the list is chosen, its place is stored
const fieldOf = (form) => form.find((f) => form.some((g) => CHOSEN[g.name] === f.name)) ?? KINDS.map((kind) => form.find((f) => f.kind === kind)).find(Boolean);
function change(form, who) {
  const field = fieldOf(form);
  if (field.kind === 'text' || field.kind === 'long') field.value = `${field.value} Fassung ${who}`.trim();
  else if (field.kind === 'money') field.value = `${7000 + who},00`;
  else if (field.kind === 'date') field.value = new Date(Date.parse(field.value) + who * 86400000).toISOString().slice(0, 10);
  else if (field.kind === 'number') field.value = String(Number(field.value || 10) + who);
  else for (const [i, box] of form.filter((f) => f.name === field.name).entries()) box.isSent = i === who; // each another one
  return form.filter((f) => f.name === field.name && f.isSent).map((f) => f.value);
}
const valuesOf = (form, name) => form.filter((f) => f.name === name && f.isSent).map((f) => f.value);

/* What stands beside a field as stored now, as a reader sees it. */
function storedBeside(html, name) {
  const found = new RegExp(`id="f-${name}-stored">([\\s\\S]*?)</p>`).exec(html)?.[1];
  return found === undefined ? null : unescape(found.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
}
const labelOf = (html, name, value) => {
  const id = new RegExp(`id="([^"]*)" name="${name}" value="${value}"`).exec(html)?.[1];
  return unescape(new RegExp(`<label[^>]*for="${id}">([^<]*)`).exec(html)?.[1] ?? '');
};

test('every form that is sent changes a record and says so, or has a reason not to', () => {
  const wrong = [];
  for (const { path, changes } of posts) {
    const reason = CHANGES_NOTHING_STORED[path];
    if (!changes && !reason)
      wrong.push(`POST ${path} changes something, but its row in the route table has no .stored (src/http/form.h). Give it one, or say here why not.`);
    if (changes && reason) wrong.push(`POST ${path} has a .stored; take it off this list.`);
  }
  for (const path of Object.keys(CHANGES_NOTHING_STORED))
    if (!posts.some((r) => r.path === path)) wrong.push(`There is no form ${path} any more; take it off this list.`);
  assert.deepEqual(wrong, []);
});

test('every form comes from a page that exists', () => {
  const pages = new Set(routes.filter((r) => r.method === 'GET').map((r) => r.path));
  assert.deepEqual(posts.filter((r) => !pages.has(r.from)).map((r) => `POST ${r.path} is sent from ${r.from}`), []);
});

for (const route of posts.filter((r) => r.changes)) {
  test(`${route.path}: the second of two sees both versions, and overwrites only knowingly`, async () => {
    const page = await findForm(route, fieldOf) ?? assert.fail(`No page ${route.from} shows a form for ${route.path}.`);
    const one = await open(page), two = await open(page);
    const name = fieldOf(one).name;
    const stored = change(one, 1), typed = change(two, 2);

    const first = await save(page, one);
    assert.equal(first.status, 303, `the first can't save: ${first.text.slice(0, 3000)}`);
    const second = await save(page, two);
    assert.equal(second.status, 409, 'the second is not told');
    const shown = formOf(second.text, page.action);
    assert.deepEqual(valuesOf(shown, name), typed, 'what the second has typed is gone');
    const beside = storedBeside(second.text, name);
    assert.ok(beside !== null, 'what is stored now stands nowhere');
    for (const value of stored) {
      const { kind } = fieldOf(one);
      const seen = kind === 'date' ? value.split('-').reverse().join('.') : kind === 'check' ? labelOf(second.text, name, value) : value;
      assert.ok(seen && beside.includes(seen), `“${seen}” does not stand in “${beside}”`);
    }
    assert.deepEqual(valuesOf(await open(page), name), stored, 'the second has overwritten already');

    const third = await save(page, shown);
    assert.equal(third.status, 303, 'saving again does not save');
    assert.deepEqual(valuesOf(await open(page), name), typed);
  });

  test(`${route.path}: two who type the same are in each other’s way no more than one who changes nothing`, async () => {
    const page = await findForm(route, fieldOf) ?? assert.fail(`No page ${route.from} shows a form for ${route.path}.`);
    const one = await open(page), two = await open(page);
    change(one, 1);
    change(two, 1);
    for (const form of [one, two])
      assert.equal((await save(page, form)).status, 303);
    assert.equal((await save(page, await open(page))).status, 303);
  });
}
