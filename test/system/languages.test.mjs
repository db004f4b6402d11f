// SPDX-License-Identifier: AGPL-3.0-or-later
// A page that a catalogue does not cover comes in English inside a frame in the reader's language, and says so, for
// screen readers and for the direction of writing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ACCOUNTS, makeDemo, serve, signIn, sql } from './program.mjs';

const FIRST = 'duesseldorf', RTL = new Set(['ar']);
let folder, server, officer;

before(async () => {
  folder = makeDemo();
  sql(folder, 'UPDATE programme SET languages = 63');
  server = await serve(folder);
  officer = await signIn(server, FIRST, ACCOUNTS.officer);
});
after(() => server?.stop());

const frameOf = (page) => /<html lang="(..)" dir="(...)">/.exec(page.text).slice(1);
const mainOf = (page) => {
  const [, attributes] = /<main ([^>]*)>/.exec(page.text);
  return [/lang="(..)"/.exec(attributes)?.[1], /dir="(...)"/.exec(attributes)?.[1]];
};
const dir = (lang) => RTL.has(lang) ? 'rtl' : 'ltr';

test('what visitors see is in their language throughout', async () => {
  for (const lang of ['de', 'en', 'ar', 'tr', 'uk', 'fr'])
    for (const path of ['', '/seminars', '/sign-in', '/privacy']) {
      const page = await server.get(`/${FIRST}/${lang}${path}`);
      assert.equal(page.status, 200, `${lang}${path}`);
      assert.deepEqual(frameOf(page), [lang, dir(lang)]);
      assert.deepEqual(mainOf(page), [undefined, undefined], `${lang}${path}`);
    }
});

test('what only the office sees is German or English, and marked where the reader’s language is another', async () => {
  for (const path of ['/budget', '/people', '/settings']) {
    for (const lang of ['ar', 'tr', 'uk', 'fr']) {
      const page = await server.get(`/${FIRST}/${lang}${path}`, { cookie: officer });
      assert.deepEqual(frameOf(page), [lang, dir(lang)]);
      assert.deepEqual(mainOf(page), ['en', 'ltr'], `${lang}${path}`);
      assert.match(page.text, /<title lang="en">/);
    }
    for (const lang of ['de', 'en'])
      assert.deepEqual(mainOf(await server.get(`/${FIRST}/${lang}${path}`, { cookie: officer })), [undefined, undefined]);
  }
});

test('the audit log speaks to the office in words, dates and euros', async () => {
  let path = '/audit', pages = 0;
  for (; path && pages < 60; pages++) {
    const page = await server.get(`/${FIRST}/de${path}`, { cookie: officer });
    assert.equal(page.status, 200);
    const main = page.text.slice(page.text.indexOf('<main'), page.text.indexOf('</main>'));
    const codes = main.match(/>[a-z]+\.[a-z_]+<|\b[a-z]+_(cents|on|free|each|days|hours)\b|\b20\d\d-\d\d-\d\d\b/g) ?? [];
    assert.deepEqual(codes, [], `${path}: ${codes}`);
    path = /rel="next" href="\/duesseldorf\/de([^"]+)"/.exec(page.text)?.[1];
  }
  assert.ok(pages > 1);
});
