// SPDX-License-Identifier: AGPL-3.0-or-later
// 5,000 connections that dribble a byte now and then (slow headers) do not keep others from registering; each of
// them ends at its deadline; and one address can't take more than its share. How long answers take meanwhile is
// measured by script/bench slow, not here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { makeDemo, serve, sql, tokenOf } from './program.mjs';

const SLOW = 5000, PER_ADDRESS = 200, SHARE = 256, PEOPLE = 20, DEADLINE_MS = 15000, SEMINAR = 11;
const START = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ';
const files = Number(/^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))[1]);
const skip = files < SLOW + 600 && `only ${files} files may be open here`; // NaN: unlimited

let server, folder;
before(async () => {
  folder = makeDemo();
  sql(folder, `UPDATE seminar SET capacity = 1000, seats_each = 0 WHERE id = ${SEMINAR}`);
  server = await serve(folder, { args: ['--max-per-address', String(SHARE)] });
});
after(() => server.stop());

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

/* A connection from an address of loopback, which is a whole network; `closed` is set when the server ends it. */
const open = (localAddress) => new Promise((done, failed) => {
  const socket = connect({ host: '127.0.0.1', port: server.port, localAddress }, () => done(slow));
  const slow = { socket, closed: false, failed: null };
  socket.on('error', (error) => { slow.failed = error; slow.closed = true; failed(error); });
  socket.on('close', () => { slow.closed = true; });
  socket.resume();
});

async function register(i) {
  const path = `/duesseldorf/de/seminars/${SEMINAR}/register`;
  const page = await server.get(path);
  return server.post(path, { name: `Langsam ${i}`, email: `slow-${i}@example.org`, phone: '', association: 'other',
    organisation: 'Probe', lang: 'de', _token: tokenOf(page.text) });
}

test('people register while 5,000 slow connections stand, and these end at their deadline', { skip }, async () => {
  const slow = [], started = Date.now();
  for (let i = 0; i < SLOW; i++) {
    slow.push(await open(`127.0.0.${2 + Math.floor(i / PER_ADDRESS)}`));
    slow[i].socket.write(START[0]);
  }
  const opened = Date.now();
  let step = 1, dribbled = Date.now();
  const dribble = () => {
    for (const { socket, closed } of slow) if (!closed) socket.write(START[step] ?? 'a');
    step++;
    dribbled = Date.now();
  };
  for (let i = 0; i < PEOPLE; i++) {
    if (i % 5 === 0) dribble();
    assert.equal((await register(i)).status, 303);
  }
  // Only where opening and registering was quicker than the first deadline can all of them still stand.
  const standing = slow.filter((s) => !s.closed).length;
  if (Date.now() - started < DEADLINE_MS - 1000) assert.equal(standing, SLOW);
  else assert.ok(standing > 0 || Date.now() - opened > DEADLINE_MS, 'they end before their deadline');
  assert.equal(sql(folder, "SELECT count(*) AS n FROM registration r JOIN person p ON p.id = r.person_id"
    + " WHERE p.email LIKE 'slow-%' AND r.state = 4")[0].n, PEOPLE);
  for (const until = dribbled + 2 * DEADLINE_MS + 10000; Date.now() < until && slow.some((s) => !s.closed);) {
    dribble();
    await wait(1000);
  }
  assert.equal(slow.filter((s) => !s.closed).length, 0, 'who only dribbles is let go');
  assert.equal((await server.get('/healthz')).status, 200);
});

test('one address gets no more than its share of connections', { skip }, async () => {
  const many = [];
  for (let i = 0; i < SHARE + 50; i++) many.push(await open('127.0.0.99'));
  for (let i = 0; i < 100 && many.filter((s) => s.closed).length < 50; i++) await wait(50);
  assert.equal(many.filter((s) => !s.closed).length, SHARE);
  assert.equal((await register('share')).status, 303);
  for (const { socket } of many) socket.destroy();
});
