// SPDX-License-Identifier: AGPL-3.0-or-later
// The built program for the tests of the whole: made installations, a running server, requests, forms.
//
//     const folder = makeDemo();                    an installation of its own, under the system's temporary folder
//     const server = await serve(folder);
//     const page = await server.get('/duesseldorf/de/seminars');
//     const answer = await server.post(path, { name: 'Ayşe', _token: tokenOf(page.text) });
//     await server.stop();
//
// VEREINT (the program) and VEREINT_BUILD come from meson.build.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const program = process.env.VEREINT ?? join(here, '..', '..', 'build', 'vereint');
export const PASSWORD = 'vereint-demo';
export const ACCOUNTS = {
  officer: 'programm@example.org', finance: 'haushalt@example.org', manager: 'verein@example.org',
  consultant: 'referentin@example.org', reviewer: 'gutachten@example.org', council: 'rat@example.org',
};

/* ---- commands ---- */

/* { code, out, err } of a command; it is given `input`, and speaks English unless `lang` says otherwise. */
export function run(args, { input = '', lang = 'en', timeout = 60000, env = {} } = {}) {
  const ran = spawnSync(program, args, { input, encoding: 'utf8', timeout,
    env: { ...process.env, LC_ALL: `${lang}_${lang.toUpperCase()}.UTF-8`, ...env } });
  return { code: ran.status, signal: ran.signal, out: ran.stdout, err: ran.stderr };
}

const folders = new Set();
process.on('exit', () => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }); });

export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'vereint-system-'));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

let demo;
/* The demonstration programme, made once and copied. */
export function makeDemo() {
  if (!demo) {
    demo = makeFolder();
    const made = run(['demo', '--data', demo]);
    if (made.code !== 0) throw new Error(`vereint demo: ${made.err}`);
  }
  const folder = makeFolder();
  cpSync(demo, folder, { recursive: true });
  return folder;
}

/* ---- the database, seen from beside ---- */

const database = (folder) => join(folder, 'vereint.db');
const store = (args, input = '') => {
  const out = execFileSync('python3', [join(here, 'store.py'), ...args], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  return out ? JSON.parse(out) : null;
};
export const sql = (folder, statements) => store(['sql', database(folder)], statements);
export const addSecondProgramme = (folder) => store(['second', database(folder)]);
export const SECOND = { slug: 'zweite', shift: 1_000_000, mark: 'ZWEITESPROGRAMM' };
export const digest = (folder) => store(['digest', database(folder)]);
/* Every "table.column: value" there is. */
export const cells = (folder) => store(['cells', database(folder)]);
/* A form token as the program makes them, `hours` old. keyHash: of a session; '-' for nobody. */
export const forgeToken = (folder, programme, keyHash, hours) => store(['token', database(folder), String(programme), keyHash, String(hours)]);

/* ---- requests ---- */

/* Fields as an object, or a list of pairs where one name comes twice; a Buffer goes out as it is. */
export function encodeForm(fields) {
  const part = (v) => Buffer.isBuffer(v) ? [...v].map((b) => `%${b.toString(16).padStart(2, '0')}`).join('') : encodeURIComponent(v);
  return (Array.isArray(fields) ? fields : Object.entries(fields)).map(([k, v]) => `${part(k)}=${part(v)}`).join('&');
}

const LARGE = 32768;
/* A large body is announced first, and sent when the server asks for it: it refuses some unread and hangs up, and the
 * refusal would be lost to somebody still writing. */
const send = (agent, port, path, { method = 'GET', headers = {}, body = '', cookie } = {}) => new Promise((done, failed) => {
  const all = { ...headers, ...(cookie ? { Cookie: cookie } : {}) };
  const isLarge = Buffer.byteLength(body) >= LARGE;
  if (method === 'POST') {
    all['Content-Type'] ??= 'application/x-www-form-urlencoded';
    all['Content-Length'] = Buffer.byteLength(body);
  }
  if (isLarge) all.Expect = '100-continue';
  const sent = httpRequest({ agent, host: '127.0.0.1', port, path, method, headers: all, timeout: 30000 }, (answer) => {
    const chunks = [];
    answer.on('data', (chunk) => chunks.push(chunk));
    answer.on('error', failed);
    answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString('utf8') }));
  });
  sent.on('timeout', () => sent.destroy(new Error('no answer within 30 s')));
  sent.on('error', failed);
  if (isLarge) sent.on('continue', () => sent.end(body)).flushHeaders();
  else sent.end(body);
});

/* The hidden token of a page's forms. */
export const tokenOf = (html) => /name="_token" value="([0-9a-f]+)"/.exec(html)?.[1];

/* The form of a page that is sent to `action`: its fields as [{ name, value, kind, isSent }] in their order, as a
 * browser would send them; kind: hidden, text, long, number, money, date, check, choice, select … null: no such form. */
export function formOf(html, action) {
  const form = [...html.matchAll(/<form\b[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(([, to]) => unescape(to) === action)?.[2];
  if (form === undefined) return null;
  const fields = [];
  const attribute = (tag, name) => { const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s>])`).exec(tag); return found && unescape(found[1] ?? ''); };
  for (const [tag, , text] of form.matchAll(/<(input|button)\b[^>]*>|<textarea\b[^>]*>\n?([\s\S]*?)<\/textarea>|<select\b[^>]*>[\s\S]*?<\/select>/g)) {
    const name = attribute(tag, 'name'), type = attribute(tag, 'type');
    if (!name || tag.startsWith('<button')) continue;
    if (tag.startsWith('<select')) {
      const chosen = /<option[^>]*value="([^"]*)"[^>]*\sselected/.exec(tag)?.[1] ?? '';
      fields.push({ name, value: unescape(chosen), kind: 'select', isSent: true });
    } else if (tag.startsWith('<textarea')) {
      fields.push({ name, value: unescape(text), kind: 'long', isSent: true });
    } else {
      const kind = { checkbox: 'check', radio: 'choice' }[type] ?? { numeric: 'number', decimal: 'money' }[attribute(tag, 'inputmode')] ?? type;
      const isBox = kind === 'check' || kind === 'choice';
      fields.push({ name, value: attribute(tag, 'value') ?? '', kind, isSent: !isBox || attribute(tag, 'checked') !== null });
    }
  }
  return fields;
}
export const sent = (fields) => fields.filter((f) => f.isSent).map((f) => [f.name, f.value]);

/* What a reader sees of HTML, or of an attribute's value: the five escapes undone. */
export const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39|#34|#x27);/g,
  (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'", '#x27': "'" })[name]);

/* ---- the server ---- */

/* Starts it and waits until it listens. { port, url, get, post, stop, kill, exited, said() }. A server that does not
 * come up gives { code, err } in the rejected error. */
export function serve(folder, { args = [], lang = 'en', sockets = 64 } = {}) {
  const child = spawn(program, ['serve', '--data', folder, '--listen', '127.0.0.1:0', '--quiet',
    ...(args.includes('--max-per-address') ? [] : ['--max-per-address', '4096']),
    ...(args.includes('--limit') ? [] : ['--limit', 'off']), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, VEREINT_SMTP: '', LC_ALL: `${lang}_${lang.toUpperCase()}.UTF-8` } });
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  let said = '', complained = '';
  const exited = new Promise((done) => child.on('exit', (code, signal) => { agent.destroy(); children.delete(child); done({ code, signal }); }));
  children.add(child);
  child.stderr.on('data', (chunk) => { complained += chunk; });
  return new Promise((done, failed) => {
    exited.then(({ code }) => failed(Object.assign(new Error(`the server ended with ${code}: ${complained}`), { code, err: complained })));
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const port = Number(/\(port (\d+)\)/.exec(said)?.[1]);
      if (!port) return;
      const end = (signal) => { child.kill(signal); return exited; };
      done({
        port, url: `http://127.0.0.1:${port}`, exited, agent, complained: () => complained, pid: child.pid,
        get: (path, options) => send(agent, port, path, options),
        post: (path, fields, options) => send(agent, port, path, { method: 'POST', body: typeof fields === 'string' ? fields : encodeForm(fields), ...options }),
        stop: () => end('SIGTERM'), kill: () => end('SIGKILL'),
      });
    });
  });
}

const children = new Set();
process.on('exit', () => { for (const child of children) child.kill('SIGKILL'); });

/* The cookie of somebody who signs in with a password. */
export async function signIn(server, programme, email, password = PASSWORD) {
  const path = `/${programme}/de/sign-in`;
  const page = await server.get(path);
  const answer = await server.post(path, { email, password, _token: tokenOf(page.text) });
  const cookie = /^([^;]+)/.exec(answer.headers['set-cookie']?.[0] ?? '')?.[1];
  if (answer.status !== 303 || !cookie) throw new Error(`${email} can't sign in: ${answer.status}`);
  return cookie;
}
