// SPDX-License-Identifier: AGPL-3.0-or-later
// The check-in page at the door when the connection comes and goes. A tap goes into a queue in the browser, each with a
// key that is used once, and is shown at once; the queue is sent whenever that works. The server notes each key once,
// so sending again does no harm. Without this script the buttons are plain forms.
(() => {
  const root = document.getElementById('check-in');
  if (!root) return;
  const QUEUE = `vereint-check-in-queue-${root.dataset.session}`;
  const KNOWN = `vereint-check-in-known-${root.dataset.session}`;
  const AT_ONCE = 50, EVERY_MS = 5000;
  const net = root.querySelector('[data-net]');
  const count = root.querySelector('[data-count]');

  /* ---- what the browser keeps ---- */

  const read = (name, empty) => {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? empty;
    } catch {
      return empty;
    }
  };
  const write = (name, value) => localStorage.setItem(name, JSON.stringify(value));
  const queue = () => read(QUEUE, []);

  /* Other days' leftovers, but never taps that were not sent. */
  function tidy() {
    const day = read('vereint-check-in-day', null);
    if (day !== null && day !== root.dataset.day)
      for (const name of Object.keys(localStorage))
        if (name.startsWith('vereint-check-in-known-')) localStorage.removeItem(name);
    write('vereint-check-in-day', root.dataset.day);
  }

  /* ---- what is shown ---- */

  const text = (name, values) => Object.entries(values ?? {}).reduce((t, [key, value]) => t.replace(`{${key}}`, value), root.dataset[`t${name}`]);
  const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString('de', { hour: '2-digit', minute: '2-digit', timeZone: root.dataset.zone });
  const people = (id) => root.querySelectorAll(`[data-person="${CSS.escape(id)}"]`);

  function paint(id, state, time) {
    for (const person of people(id)) {
      person.dataset.state = state;
      const said = person.querySelector('[data-said]');
      said.textContent = state === 'here' ? text('Here', { time }) : state === 'left' ? text('Left', { time }) : text('None');
      for (const form of person.querySelectorAll('form[data-tap]')) {
        const tap = form.dataset.tap;
        form.hidden = tap === 'arrived' ? state === 'here' : tap === 'left' ? state !== 'here' : state === 'none';
      }
    }
  }

  /* A person may stand twice on the page: found by the code, and in the list. */
  function recount() {
    const here = new Set([...root.querySelectorAll('[data-person][data-state="here"]')].map((p) => p.dataset.person));
    const shown = new Set([...root.querySelectorAll('[data-person]')].map((p) => p.dataset.person));
    const known = read(KNOWN, { states: {} }).states;
    const elsewhere = Object.entries(known).filter(([id, [state]]) => !shown.has(id) && state === 'here').length;
    if (Object.keys(known).length) count.textContent = String(here.size + elsewhere);
  }

  const AFTER = { arrived: 'here', left: 'left', undone: 'none' };

  function paintAll() {
    const known = read(KNOWN, { at: 0, states: {} });
    if (known.at >= Number(root.dataset.made))
      for (const [id, [state, time]] of Object.entries(known.states)) paint(id, state, time);
    for (const mark of queue()) paint(mark.id, AFTER[mark.word], clock(mark.at));
    recount();
  }

  let refused = 0, signedOut = false;
  function say() {
    const n = queue().length;
    const words = [];
    if (n) words.push(signedOut ? text('SignIn', { n }) : text('Unsent', { n }));
    if (refused) words.push(text('Refused', { n: refused }));
    if (!words.length && net.dataset.was === 'unsent') words.push(text('Sent'));
    net.dataset.was = n ? 'unsent' : '';
    net.dataset.state = n ? 'waiting' : refused ? 'refused' : 'fine';
    if (net.textContent !== words.join(' ')) net.textContent = words.join(' ');
  }

  /* ---- tapping ---- */

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

  /* Counts taps, so that their order is known even within a second. */
  function nextNth() {
    const nth = read('vereint-check-in-nth', 0) + 1;
    write('vereint-check-in-nth', nth);
    return nth;
  }

  const now = () => Math.floor(Date.now() / 1000);

  root.addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.dataset.tap) return;
    const id = form.elements.registration.value, word = form.dataset.tap;
    const mark = { key: newKey(), id, word, at: now() };
    try {
      mark.nth = nextNth();
      write(QUEUE, [...queue(), mark]);
    } catch {
      return; // nothing can be kept here: the form goes its plain way
    }
    event.preventDefault();
    const had = form.contains(document.activeElement);
    paint(id, AFTER[word], clock(mark.at));
    recount();
    if (had) [...form.parentElement.querySelectorAll('form')].find((f) => !f.hidden)?.querySelector('button').focus();
    say();
    send();
  });

  /* ---- sending ---- */

  function take(answer) {
    const states = {};
    let at = 0;
    const done = new Set();
    for (const [kind, a, b, c] of answer.split('\n').map((line) => line.split(' '))) {
      if (kind === 'mark') {
        done.add(a);
        if (b === 'no-seat' || b === 'unknown') refused++;
      } else if (kind === 'now') at = Number(a);
      else if (kind === 'state') states[a] = [b, c];
    }
    write(QUEUE, queue().filter((m) => !done.has(m.key)));
    write(KNOWN, { at, states });
    paintAll();
    return done.size;
  }

  let sending = false;
  async function send() {
    if (sending || !queue().length) return;
    sending = true;
    try {
      const batch = queue().slice(0, AT_ONCE);
      const marks = batch.map((m) => `${m.key} ${m.id} ${m.word} ${m.at} ${m.nth}`).join('\n');
      const answer = await fetch(root.dataset.url, {
        method: 'POST', body: new URLSearchParams({ _token: root.dataset.token, marks, now: now() }), redirect: 'manual', cache: 'no-store' });
      signedOut = answer.status === 401 || answer.status === 403;
      if (answer.ok && take(await answer.text()) > 0) setTimeout(send);
    } catch {
      // no connection: the queue stays, and is tried again
    } finally {
      sending = false;
      say();
    }
  }

  addEventListener('online', send);
  document.addEventListener('visibilitychange', send);
  addEventListener('storage', () => { paintAll(); say(); });
  setInterval(send, EVERY_MS);

  /* ---- searching, without leaving the page ---- */

  const search = root.querySelector('form[role="search"]');
  const fold = (t) => t.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  search?.addEventListener('input', () => {
    const wanted = fold(search.elements.q.value.trim());
    for (const person of root.querySelectorAll('[data-list] > [data-person]'))
      person.hidden = wanted !== '' && !fold(person.querySelector('.v-checkin__who').textContent).includes(wanted);
  });

  /* ---- signing out takes all names along ---- */

  for (const form of document.querySelectorAll('form[action$="/sign-out"]'))
    form.addEventListener('submit', (event) => {
      const n = queue().length;
      if (n && !confirm(text('SignOut', { n }))) event.preventDefault();
    });

  /* ---- the worker that shows this page without a connection ---- */

  async function keepPage() {
    if (!('serviceWorker' in navigator) || root.dataset.today !== '1') return;
    await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.page });
    const files = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="preload"], link[rel="icon"], script[src]')]
      .map((e) => e.href || e.src);
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ type: 'keep', page: root.dataset.page, files });
  }

  tidy();
  paintAll();
  say();
  send();
  keepPage().catch(() => {}); // an old browser, or no TLS: the page works, but can't be loaded again without a connection
})();
