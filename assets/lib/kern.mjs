// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes KERN's style sheet fit for us: the classes our pages use, right to left, and colours that phones of 2020
// can show. Works on a PostCSS tree of KERN's sheet followed by ours. Called by lib/css.mjs.
import { transform } from 'lightningcss';
import postcss from 'postcss';

/* Drops every selector that names a class no page has, KERN's switchable themes (we follow the reader's system),
 * and what is empty then. Our own rules (file name given) stay. */
export function purge(root, used, isKern) {
  root.walkRules((rule) => {
    if (!isKern(rule) || rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return;
    const kept = rule.selectors
      .map((s) => s.replace(/^:is\(body,[^)]*\):not\(\[class\*=["']?kern-level-["']?\]\)$/, 'body'))
      .filter((s) => !/\.kern-(light|dark)\b|data-kern-theme/.test(s))
      .filter((s) => [...s.replace(/:not\([^)]*\)/g, '').matchAll(/\.(-?[A-Za-z_][\w-]*)/g)].every((m) => used.has(m[1])));
    if (kept.length === 0) rule.remove();
    else rule.selectors = kept;
  });
  root.walkAtRules('media', (at) => {
    if (at.nodes.length === 0) at.remove();
  });
}

/* Light is the base, dark only for screens that ask for it: paper is always light. Dark comes last, so that it wins. */
export function themes(root) {
  const dark = [];
  root.walkAtRules('media', (at) => {
    if (at.params === '(prefers-color-scheme: light)') at.replaceWith(at.nodes);
    else if (at.params === '(prefers-color-scheme: dark)') dark.push(at.remove());
  });
  if (dark.length === 0) return;
  const all = postcss.atRule({ name: 'media', params: 'screen and (prefers-color-scheme: dark)' });
  for (const at of dark) all.append(at.nodes);
  root.append(all);
}

/* Splits a value at top-level blanks. */
function parts(value) {
  const out = [];
  let depth = 0, word = '';
  for (const c of value.trim()) {
    depth += c === '(' ? 1 : c === ')' ? -1 : 0;
    if (/\s/.test(c) && depth === 0) {
      if (word) out.push(word);
      word = '';
    } else word += c;
  }
  return word ? [...out, word] : out;
}

const LOGICAL = {
  'margin-left': 'margin-inline-start', 'margin-right': 'margin-inline-end',
  'padding-left': 'padding-inline-start', 'padding-right': 'padding-inline-end',
};
for (const part of ['', '-width', '-style', '-color']) {
  LOGICAL[`border-left${part}`] = `border-inline-start${part}`;
  LOGICAL[`border-right${part}`] = `border-inline-end${part}`;
}

const MIRRORED = {
  left: 'right', right: 'left', float: 'float', clear: 'clear',
  'border-top-left-radius': 'border-top-right-radius', 'border-top-right-radius': 'border-top-left-radius',
  'border-bottom-left-radius': 'border-bottom-right-radius', 'border-bottom-right-radius': 'border-bottom-left-radius',
};
const RESET = { left: true, right: true }; /* the place that the twin gives up */
const PHYSICAL = { 'inset-inline-start': 'left', 'inset-inline-end': 'right' };

/* Turns physical properties into logical ones where the oldest browser we serve knows them, and adds a
 * [dir=rtl] twin of the rule for the rest (places and round corners; Chrome has those logical since 87 and 89).
 * The tick of a check box is a drawing and stays as it is. */
export function mirror(root) {
  const rules = [];
  root.walkRules((rule) => { rules.push(rule); });
  for (const rule of rules) {
    if (/\[dir=|__checkbox\S*:before/.test(rule.selector) || rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) continue;
    const twin = new Map(), own = new Map();
    rule.each((decl) => {
      if (decl.type !== 'decl') return;
      decl.prop = PHYSICAL[decl.prop] ?? decl.prop;
      const four = /^(margin|padding)$/.test(decl.prop) ? parts(decl.value) : [];
      if (four.length === 4 && four[1] !== four[3]) {
        for (const [side, i] of [['top', 0], ['bottom', 2], ['inline-end', 1]])
          decl.cloneBefore({ prop: `${decl.prop}-${side}`, value: four[i] });
        decl.prop += '-inline-start';
        decl.value = four[3];
      } else if (decl.prop === 'text-align' && /^(left|right)$/.test(decl.value)) {
        decl.value = decl.value === 'left' ? 'start' : 'end';
      } else if (MIRRORED[decl.prop]) {
        own.set(decl.prop, decl.value);
        const value = /^(float|clear)$/.test(decl.prop) ? { left: 'right', right: 'left' }[decl.value] : decl.value;
        if (value) twin.set(MIRRORED[decl.prop], { value, important: decl.important });
      } else decl.prop = LOGICAL[decl.prop] ?? decl.prop;
    });
    for (const [prop, { value }] of [...twin]) {
      if (own.get(prop) === value) twin.delete(prop);
      else if (RESET[MIRRORED[prop]] && !twin.has(MIRRORED[prop])) twin.set(MIRRORED[prop], { value: 'auto' });
    }
    if (twin.size === 0) continue;
    const clone = rule.cloneAfter({ nodes: [] });
    clone.selectors = rule.selectors.map((s) => (/^(html|:root)\b/.test(s) ? s.replace(/^(html|:root)/, '$1[dir=rtl]') : `[dir=rtl] ${s}`));
    for (const [prop, { value, important }] of twin) clone.append({ prop, value, important });
  }
}

/* A selector list in which one part is too new is ignored as a whole by an old browser: :focus with
 * :focus-visible would lose both. Each new one gets a rule of its own. */
export function split(root) {
  const isNew = (s) => /:has\(|:focus-visible|:is\(|:where\(|::file-selector-button|::marker/.test(s);
  const rules = [];
  root.walkRules((rule) => { rules.push(rule); });
  for (const rule of rules) {
    const fresh = rule.selectors.filter(isNew);
    if (fresh.length === 0 || fresh.length === rule.selectors.length) continue;
    rule.cloneAfter({ selectors: fresh });
    rule.selectors = rule.selectors.filter((s) => !isNew(s));
  }
}

const FUNCTIONS = /(?:oklch|color-mix)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g;
const TARGETS = { chrome: 60 << 16 };
const seen = new Map();

/* The sRGB colour of an oklch() or color-mix() without variables in it. */
function plainColour(text) {
  if (!seen.has(text)) {
    const value = text.replace(/calc\(100% - ([\d.]+)%\)/g, (_, x) => `${100 - x}%`)
      .replace(/calc\(([\d.]+) \* 100%\)/g, (_, x) => `${x * 100}%`);
    const css = transform({ filename: 'colour', code: Buffer.from(`a{color:${value}}`), minify: true, targets: TARGETS }).code.toString();
    seen.set(text, /^a\{color:([^;}]*)/.exec(css)[1]);
  }
  return seen.get(text);
}

const VAR = /var\(\s*(--[\w-]+)\s*(?:,((?:[^()]|\((?:[^()]|\([^()]*\))*\))*))?\)/g;

function isRoot(rule) {
  return rule.type === 'rule' && /^(:root|body|html)$/.test(rule.selector) && rule.parent.type === 'root';
}

/* Resolves custom properties: one that has the same value everywhere is written out, colours are computed within
 * their theme, and what nobody uses is dropped. */
export function tokens(root) {
  const defined = new Map(); /* name → declarations that can apply */
  root.walkDecls(/^--/, (decl) => {
    const list = defined.get(decl.prop) ?? [];
    if (isRoot(decl.parent)) {
      const old = list.findIndex((d) => isRoot(d.parent));
      if (old >= 0) list.splice(old, 1)[0].remove();
    }
    defined.set(decl.prop, [...list, decl]);
  });

  const constant = (name) => {
    const list = defined.get(name);
    return list?.length === 1 && isRoot(list[0].parent) ? list[0].value : undefined;
  };
  const write = (value, near) => {
    for (let i = 0; i < 12; i++) {
      const next = value.replace(VAR, (whole, name, fallback) => near(name) ?? constant(name)
        ?? (defined.has(name) ? `var(${name})` : fallback === undefined ? whole : fallback.trim()));
      if (next === value) return value;
      value = next;
    }
    throw new Error(`custom properties go round in circles: ${value}`);
  };

  root.walkDecls((decl) => { decl.value = write(decl.value, () => undefined); });
  root.walkDecls((decl) => {
    if (!/oklch\(|color-mix\(/.test(decl.value)) return;
    const near = (name) => {
      const list = defined.get(name) ?? [];
      return (list.find((d) => d.parent.parent === decl.parent.parent) ?? list.find((d) => isRoot(d.parent)))?.value;
    };
    decl.value = decl.value.replace(FUNCTIONS, (text) => plainColour(write(text, near)));
  });

  for (let removed = 1; removed; ) {
    removed = 0;
    const used = new Set();
    root.walkDecls((decl) => { for (const m of decl.value.matchAll(/var\(\s*(--[\w-]+)/g)) used.add(m[1]); });
    root.walkDecls(/^--/, (decl) => {
      if (!used.has(decl.prop)) { decl.remove(); removed++; }
    });
  }
  root.walkRules((rule) => { if (rule.nodes.length === 0) rule.remove(); });
}
