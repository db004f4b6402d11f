// SPDX-License-Identifier: AGPL-3.0-or-later
// A Vereint of its own for a test: the real program over an empty folder, a real SMTP server that keeps the mails,
// and visitors without a browser (fetch with cookies and the forms of a page).
//
//     const site = await startSite({ demo: true });
//     const officer = site.visitor('de');
//     await officer.signIn('programm@example.org', 'vereint-demo');
//     const page = await officer.get('/seminars');       {status, url, html, forms…}
//     await officer.submit(page, '/sign-out', {});       the form of the page with this action
//     await site.stop();
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { root } from './helpers.mjs';

const program = join(process.env.VEREINT_BUILD ?? join(root, 'build'), 'vereint');
const environment = { ...process.env, LC_ALL: 'C.UTF-8' };

/* What the program prints for the arguments; `input` goes to its standard input. Fails if it does. */
export async function vereint(args, input = '') {
  const running = promisify(execFile)(program, args, { env: environment, maxBuffer: 16 << 20 });
  running.child.stdin.end(input);
  return (await running).stdout;
}

/* Starts a program and waits for `ready` in what it prints; returns {child, found, said()}. */
function start(command, args, env, ready) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  return new Promise((resolve, reject) => {
    const read = (chunk) => {
      text += chunk;
      const found = ready.exec(text);
      if (found) resolve({ child, found, said: () => text });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${text}`)));
  });
}

async function end(process, signal) {
  if (!process || process.child.exitCode !== null) return;
  const gone = new Promise((done) => { process.child.once('exit', done); });
  if (signal) process.child.kill(signal);
  else process.child.stdin.end();
  await gone;
}

/* demo: the demonstration programme, else an empty folder for `site.command(...)`. Serve it with `site.serve()`;
 * the clock runs `offsetDays` ahead. */
export async function startSite({ demo = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vereint-'));
  const data = join(folder, 'data'), mailFile = join(folder, 'mails.jsonl');
  const smtp = await start('/usr/bin/python3', [join(root, 'test', 'smtp', 'server.py'), '--file', mailFile], environment, /listening (\d+)/);
  let server, port = 0;
  const site = {
    data,
    get origin() { return `http://127.0.0.1:${port}`; },
    command: (args, input) => vereint(['--data', data, ...args], input),

    async serve({ offsetDays = 0 } = {}) {
      await end(server, 'SIGTERM');
      const clock = offsetDays ? ['--clock-offset', `${offsetDays * 86400}`] : [];
      server = await start(program, ['--data', data, 'serve', '--quiet', '--limit', 'off', '--listen', `127.0.0.1:${port}`, ...clock],
        { ...environment, VEREINT_SMTP: `smtp://127.0.0.1:${smtp.found[1]}`, VEREINT_SMTP_TLS: 'none', VEREINT_SMTP_FROM: 'fortbildung@example.org' },
        /serves on .*\(port (\d+)\)/);
      port = Number(server.found[1]);
    },

    /* Nobody answers at its address until the next serve(). */
    async halt() {
      await end(server, 'SIGTERM');
    },

    /* All mails so far: [{to: […], subject, text, headers, raw}]. */
    mails: () => readFileSync(mailFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)),

    /* Waits until a mail to `address` with `pattern` in subject or text has come; returns the newest such. */
    async mail(address, pattern = /./, seconds = 20) {
      for (let i = 0; i < seconds * 10; i++) {
        const found = site.mails().filter((m) => m.to.includes(address) && pattern.test(`${m.subject}\n${m.text}`));
        if (found.length) return found.at(-1);
        await wait(100);
      }
      return assert.fail(`no mail to ${address} with ${pattern} within ${seconds} s`);
    },

    visitor: (lang = 'de') => new Visitor(site, lang),

    async stop() {
      await end(server, 'SIGTERM');
      await end(smtp);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (demo) await site.command(['demo']);
  return site;
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: '\u00a0' };
export const unescapeHtml = (text) => text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name) => ENTITIES[name]);

const attributes = (tag) => Object.fromEntries([...tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?/g)].map((m) => [m[1], unescapeHtml(m[2] ?? '')]));

/* The fields that a browser would send if nobody typed anything: [[name, value]…]. */
function fieldsOf(form) {
  const fields = [];
  for (const [tag, kind] of form.matchAll(/<(input|textarea|select)\b[^>]*>/g)) {
    const at = attributes(tag), rest = form.slice(form.indexOf(tag) + tag.length);
    if (!at.name || at.type === 'file') continue;
    if (kind === 'textarea') fields.push([at.name, unescapeHtml(rest.slice(0, rest.indexOf('</textarea>')).replace(/^\r?\n/, ''))]);
    else if (kind === 'select') {
      const options = [...rest.slice(0, rest.indexOf('</select>')).matchAll(/<option\b[^>]*>/g)].map((m) => attributes(m[0]));
      const chosen = options.find((o) => 'selected' in o) ?? options[0];
      if (chosen) fields.push([at.name, chosen.value ?? '']);
    } else if (at.type !== 'checkbox' && at.type !== 'radio') fields.push([at.name, at.value ?? '']);
    else if ('checked' in at) fields.push([at.name, at.value ?? 'on']);
  }
  return fields;
}

/* Somebody with cookies and no browser. Addresses are those of the programme ("/seminars"), or whole paths. */
export class Visitor {
  constructor(site, lang) {
    Object.assign(this, { site, lang, cookies: new Map(), key: 'duesseldorf' });
  }

  address(path) {
    if (path.startsWith('http')) return path;
    return path.startsWith(`/${this.key}/`) ? this.site.origin + path : `${this.site.origin}/${this.key}/${this.lang}${path}`;
  }

  async fetch(path, options = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.address(path), { redirect: 'manual', ...options, headers: { ...options.headers, ...(cookie && { cookie }) } });
    const set = response.headers.getSetCookie?.() ?? [response.headers.get('set-cookie')].filter(Boolean);
    for (const [, name, value] of set.map((line) => /^([^=]+)=([^;]*)/.exec(line))) {
      if (value) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
    return response;
  }

  /* Follows redirects, as a browser does. */
  async get(path, options) {
    let response = await this.fetch(path, options);
    for (let i = 0; i < 5 && response.status >= 300 && response.status < 400 && response.headers.has('location'); i++)
      response = await this.fetch(new URL(response.headers.get('location'), response.url).href);
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, url: response.url, type, headers: response.headers, html: await response.text() };
  }

  /* Sends the page's form whose action ends in `action`, with what it holds already and `fields`; an array value is
   * sent several times, a Blob makes it multipart. Returns the page that follows. */
  async submit(page, action, fields = {}) {
    const form = [...page.html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map((m) => m[0])
      .find((f) => (attributes(/<form\b[^>]*>/.exec(f)[0]).action ?? page.url).endsWith(action));
    assert.ok(form, `${page.url} has no form to ${action}`);
    const at = attributes(/<form\b[^>]*>/.exec(form)[0]);
    const body = at.enctype === 'multipart/form-data' ? new FormData() : new URLSearchParams();
    for (const [name, value] of fieldsOf(form)) if (!(name in fields)) body.append(name, value);
    for (const [name, value] of Object.entries(fields))
      for (const one of [value].flat()) {
        if (one instanceof Blob) body.append(name, one, one.name ?? 'list.csv');
        else body.append(name, one);
      }
    return this.get(new URL(at.action, page.url).href, { method: 'POST', body, headers: { origin: this.site.origin } });
  }

  async signIn(email, password) {
    const page = await this.submit(await this.get('/sign-in'), '/sign-in', { email, password });
    assert.equal(page.status, 200, `${email} can't sign in: ${page.url}`);
    assert.ok(!page.url.endsWith('/sign-in'), `${email} can't sign in`);
    return page;
  }
}
