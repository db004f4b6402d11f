// SPDX-License-Identifier: AGPL-3.0-or-later
// The server is killed (SIGKILL) while many people register. Whatever was answered with success is there after the
// next start, nothing is there twice, and now and then `vereint verify` looks at the whole file. ROUNDS in the
// environment: how many times.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { makeDemo, run, serve, sql, tokenOf } from './program.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 200), CLIENTS = 32, VERIFY_EVERY = 20, RESTART_MS = 1000;
const SEMINARS = [10, 11]; // of the demonstration: one is full (waiting list), one gets many seats

let folder, seed = 20260314;
before(() => {
  folder = makeDemo();
  sql(folder, 'UPDATE seminar SET capacity = 10000, seats_each = 0 WHERE id = 11');
});

const chance = (below) => { // repeats; only the moment of the kill depends on the machine
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 8) % below;
};

/* Registers one person after the other until the server is gone; notes who was told that it worked. */
async function client(server, name, path, acknowledged, attempted) {
  for (let n = 0; ; n++) {
    const email = `${name}-${n}@example.org`;
    try {
      const page = await server.get(path);
      if (page.status !== 200) throw new Error(`the form gives ${page.status}`);
      attempted.add(email);
      const answer = await server.post(path, { name: `Person ${name} ${n}`, email, phone: '', association: 'other',
        organisation: 'Probe', lang: 'de', access_needs: 'Rampe', _token: tokenOf(page.text) });
      if (answer.status === 303) acknowledged.add(email);
      else assert.equal(answer.status, 503, answer.text.slice(0, 400)); // too many at once is an honest answer
    } catch (error) {
      if (error.code === 'ERR_ASSERTION') throw error;
      return; // it is dead
    }
  }
}

const registered = () => sql(folder, `SELECT p.email, count(*) AS n, count(k.key_hash) AS links, count(o.id) AS mails
  FROM person p JOIN registration r ON r.person_id = p.id LEFT JOIN registration_key k ON k.registration_id = r.id
  LEFT JOIN outbox o ON o.person_id = p.id WHERE p.email LIKE 'kill-%' GROUP BY p.email`);

test(`${ROUNDS} times kill -9 while ${CLIENTS} clients register: nothing acknowledged is lost`, async (t) => {
  const acknowledged = new Set(), attempted = new Set(), starts = [], started = Date.now();
  let inFlight = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const begin = performance.now();
    const server = await serve(folder, { sockets: CLIENTS });
    const path = `/duesseldorf/de/seminars/${SEMINARS[round % 2]}/register`;
    assert.equal((await server.get('/healthz')).status, 200);
    starts.push(performance.now() - begin);
    const clients = Array.from({ length: CLIENTS }, (_, i) => client(server, `kill-${round}-${i}`, path, acknowledged, attempted));
    await new Promise((done) => setTimeout(done, 60 + chance(300)));
    inFlight += attempted.size - acknowledged.size;
    await server.kill();
    await Promise.all(clients);
    if (round % VERIFY_EVERY === 0 || round === ROUNDS) check(acknowledged, attempted, round);
  }
  starts.sort((a, b) => a - b);
  const median = Math.round(starts[starts.length >> 1]), worst = Math.round(starts.at(-1));
  t.diagnostic(`${ROUNDS} rounds in ${Math.round((Date.now() - started) / 1000)} s: ${acknowledged.size} acknowledged, ` +
    `${attempted.size - acknowledged.size} without an answer; restart with first answer: median ${median} ms, longest ${worst} ms`);
  assert.ok(acknowledged.size >= ROUNDS * 5, `only ${acknowledged.size} registrations were acknowledged`);
  assert.ok(attempted.size > acknowledged.size, 'no kill came between a form and its answer');
  assert.ok(median < RESTART_MS, `a restart takes ${median} ms`);
});

/* Looks with other eyes than the program's, then lets it look itself. */
function check(acknowledged, attempted, round) {
  const found = new Map(registered().map((row) => [row.email, row]));
  const lost = [...acknowledged].filter((email) => !found.has(email));
  assert.deepEqual(lost, [], `round ${round}: lost`);
  for (const [email, { n, links, mails }] of found) {
    assert.ok(attempted.has(email), `${email} was never sent`);
    assert.equal(n, 1, `${email} is there ${n} times`);
    assert.ok(links >= 1 && mails >= 1, `${email} is there by half: ${links} links, ${mails} mails`);
  }
  const taken = sql(folder, 'SELECT s.id, s.seats_taken, s.capacity, (SELECT count(*) FROM registration r WHERE r.seminar_id = s.id AND r.state IN (3, 4, 5, 6)) AS held FROM seminar s');
  for (const seminar of taken) {
    assert.ok(seminar.seats_taken <= seminar.capacity, `seminar ${seminar.id} is oversold`);
    assert.equal(seminar.seats_taken, seminar.held, `seminar ${seminar.id}: seats and registrations differ`);
  }
  const verified = run(['verify', '--data', folder]);
  assert.equal(verified.code, 0, verified.err);
}

