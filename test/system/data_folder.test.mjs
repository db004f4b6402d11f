// SPDX-License-Identifier: AGPL-3.0-or-later
// Data folders that the program can't or mustn't use, a port in use, a full disk: a sentence in German and English and
// an exit code, nothing overwritten, nothing acknowledged that is not kept.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeDemo, makeFolder, run, serve, sql, tokenOf } from './program.mjs';

const file = (folder) => join(folder, 'vereint.db');
const isRoot = process.getuid() === 0;

/* Small file systems need root, and not every container's root may mount. */
const mount = (folder, options) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
const unmount = (folder) => spawnSync('umount', [folder]);
const canMount = isRoot && (() => {
  const folder = makeFolder(), could = mount(folder, 'size=1m');
  if (could) unmount(folder);
  return could;
})();

/* Every command that opens the database refuses, with these words, and leaves the file as it is. */
function refuses(folder, code, english, german, commands = [['serve', '--listen', '127.0.0.1:0'], ['verify']]) {
  let before;
  try { before = readFileSync(file(folder)); } catch { before = null; }
  for (const command of commands)
    for (const [lang, words] of [['en', english], ['de', german]]) {
      const ran = run([...command, '--data', folder], { lang, timeout: 20000 });
      assert.equal(ran.signal, null, `${command}: ${ran.err}`);
      assert.equal(ran.code, code, `${command}: ${ran.err}`);
      assert.match(ran.err, words);
    }
  if (before) assert.deepEqual(readFileSync(file(folder)), before);
}

test('a file that is no database', () => {
  const folder = makeFolder();
  writeFileSync(file(folder), 'Dear Sir or Madam, this is a letter.\n'.repeat(300));
  refuses(folder, 3, /is no database/, /keine Datenbank/, [['serve'], ['verify'], ['demo']]);
});

test('the database of another program', () => {
  const folder = makeFolder();
  sql(folder, "CREATE TABLE bookmarks (url TEXT);\nINSERT INTO bookmarks VALUES ('https://example.org')");
  refuses(folder, 1, /database of another program/, /eines anderen Programms/, [['serve'], ['verify'], ['demo']]);
  assert.equal(sql(folder, 'SELECT url FROM bookmarks')[0].url, 'https://example.org');
});

test('the database of a newer version', () => {
  const folder = makeDemo();
  sql(folder, 'PRAGMA user_version = 9999');
  refuses(folder, 1, /newer version/, /neueren Version/);
});

test('a folder with a programme is not for the demonstration', () => {
  refuses(makeDemo(), 1, /There is a programme already/, /Es gibt schon ein Programm/, [['demo']]);
});

test('no database, no folder, a file instead of a folder', () => {
  refuses(makeFolder(), 1, /There is no database .* yet/, /gibt es noch nicht/);
  const folder = makeFolder();
  refuses(join(folder, 'missing'), 1, /There is no database/, /gibt es noch nicht/);
  writeFileSync(join(folder, 'plain'), '');
  refuses(join(folder, 'plain'), 3, /is a file/, /ist eine Datei/, [['demo'], ['verify']]);
});

test('the server has locked itself in: each of its threads, for good', async (t) => {
  const server = await serve(makeDemo());
  const threads = readdirSync(`/proc/${server.pid}/task`);
  const said = threads.map((id) => readFileSync(`/proc/${server.pid}/task/${id}/status`, 'utf8'));
  await server.stop();
  if (/can't lock the server/.test(server.complained())) return t.skip('this kernel has no Landlock or no seccomp');
  assert.ok(threads.length >= 2, 'a writer beside the loop');
  for (const status of said) {
    assert.match(status, /^NoNewPrivs:\s1$/m);
    assert.match(status, /^Seccomp:\s2$/m);
  }
});

/* ---- damage ---- */

let seed = 7;
const chance = (below) => { // repeats
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >> 8) % below;
};

test('a page that was overwritten is noticed at the start', () => {
  const folder = makeDemo();
  sql(folder, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const bytes = readFileSync(file(folder));
  bytes.fill(0x5a, 4096 * 20, 4096 * 21);
  writeFileSync(file(folder), bytes);
  refuses(folder, 3, /damaged/, /beschädigt/);
});

test('60 other kinds of damage end no command without a sentence', (t) => {
  const folder = makeDemo();
  sql(folder, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const whole = readFileSync(file(folder));
  let noticed = 0;
  for (let i = 0; i < 60; i++) {
    const bytes = Buffer.from(whole), length = 1 + chance(200), at = chance(bytes.length - length);
    for (let k = 0; k < length; k++) bytes[at + k] ^= 1 + chance(255);
    if (i % 10 === 0) bytes[chance(100)] ^= 0xff; // the file's head
    for (const suffix of ['-wal', '-shm']) rmSync(file(folder) + suffix, { force: true });
    writeFileSync(file(folder), i % 7 === 0 ? bytes.subarray(0, chance(bytes.length)) : bytes);
    const ran = run(['verify', '--data', folder], { timeout: 20000 });
    assert.equal(ran.signal, null, `damage ${i}: ${ran.err}`);
    assert.ok([0, 1, 3].includes(ran.code), `damage ${i} gives ${ran.code}: ${ran.err}`);
    if (ran.code !== 0) {
      noticed++;
      assert.match(ran.err, /^vereint: \S.{20,}/, `damage ${i}`);
    }
  }
  t.diagnostic(`${noticed} of 60 noticed by verify`);
  assert.ok(noticed > 20);
});

test('a damaged page met while serving is an error page, and the server lives', async () => {
  const folder = makeDemo();
  sql(folder, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const server = await serve(folder);
  try {
    const bytes = readFileSync(file(folder));
    bytes.fill(0xff, 4096 * 2);
    writeFileSync(file(folder), bytes);
    for (const path of ['/duesseldorf/de/seminars/archive', '/duesseldorf/de/report', '/duesseldorf/de/seminars/3']) {
      const answer = await server.get(path);
      assert.ok([200, 404, 500, 503].includes(answer.status), `${path} gives ${answer.status}`);
    }
    assert.ok([200, 500, 503].includes((await server.get('/healthz')).status));
  } finally {
    await server.stop();
  }
});

/* ---- port, read-only, full ---- */

test('a port in use', async () => {
  const folder = makeDemo(), server = await serve(folder);
  try {
    for (const [lang, words] of [['en', new RegExp(`${server.port}.*in use|in use.*${server.port}`)], ['de', /belegt|verwendet|benutzt/]]) {
      const ran = run(['serve', '--data', folder, '--listen', `127.0.0.1:${server.port}`], { lang, timeout: 20000 });
      assert.equal(ran.code, 3, ran.err);
      assert.match(ran.err, words);
    }
    assert.equal((await server.get('/duesseldorf/de/seminars')).status, 200);
  } finally {
    assert.equal((await server.stop()).code, 0);
  }
});

test('a read-only data folder', { skip: isRoot && !canMount && 'root may write everywhere, and can’t mount here' }, () => {
  const folder = makeDemo(), place = makeFolder();
  if (!isRoot) {
    chmodSync(folder, 0o555);
    refuses(folder, 3, /read-only/, /schreibgeschützt|nicht schreiben|nur gelesen/);
    return chmodSync(folder, 0o755);
  }
  assert.ok(mount(place, 'size=16m'));
  try {
    execFileSync('cp', [file(folder), file(place)]);
    execFileSync('mount', ['-o', 'remount,ro', place]);
    refuses(place, 3, /read-only/, /schreibgeschützt|nicht schreiben|nur gelesen/, [['serve', '--listen', '127.0.0.1:0'], ['verify'], ['demo']]);
  } finally {
    unmount(place);
  }
});

test('a disk that fills up while people register', { skip: !canMount && 'a small file system can’t be mounted here (it needs root)' }, async (t) => {
  const demo = makeDemo(), folder = makeFolder();
  sql(demo, 'UPDATE seminar SET capacity = 10000, seats_each = 0 WHERE id = 11');
  assert.ok(mount(folder, 'size=2m'));
  let server;
  try {
    execFileSync('cp', [file(demo), file(folder)]);
    server = await serve(folder);
    const acknowledged = [];
    const one = async (lang, n) => {
      const path = `/duesseldorf/${lang}/seminars/11/register`, email = `full-${n}@example.org`;
      const answer = await server.post(path, { name: `Person ${n}`, email, phone: '', association: 'other', organisation: 'x'.repeat(280),
        lang: 'de', access_needs: 'y'.repeat(480), _token: tokenOf((await server.get(path)).text) });
      if (answer.status === 303) acknowledged.push(email);
      return answer;
    };
    let full = 0, n = 0;
    for (; full < 20 && n < 3000; n++) {
      const lang = n % 2 ? 'de' : 'en', answer = await one(lang, n);
      if (answer.status === 303) continue;
      full++;
      assert.equal(answer.status, 507);
      assert.match(answer.text, lang === 'de' ? /voll/ : /disk is full/);
    }
    assert.equal(full, 20, 'the disk did not fill up');
    assert.equal((await server.get('/duesseldorf/de/seminars')).status, 200, 'reading goes on');
    execFileSync('mount', ['-o', 'remount,size=16m', folder]);
    assert.equal((await one('de', n)).status, 303, 'with room again, so does writing');
    const registered = () => new Set(sql(folder, "SELECT p.email FROM person p JOIN registration r ON r.person_id = p.id WHERE p.email LIKE 'full-%'").map((row) => row.email));
    assert.deepEqual([...registered()].sort(), [...acknowledged].sort());
    assert.equal((await server.stop()).code, 0);
    server = undefined;
    assert.deepEqual([...registered()].sort(), [...acknowledged].sort());
    assert.equal(run(['verify', '--data', folder]).code, 0);
    t.diagnostic(`${acknowledged.length} acknowledged, ${full} refused`);
  } finally {
    await server?.stop();
    unmount(folder);
  }
});
