// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds English in pages that should be German: messages of the catalogue left as they are in the sources, and
// sentences that never were messages. What stands in an element of another language is let be.
import { unescapeHtml } from './site.mjs';

/* locale/de.po as [{id, plural, texts: […]}]; what is fuzzy counts as not translated. */
function entriesOf(po) {
  return po.split(/\n\n+/).filter((block) => /^msgid "/m.test(block) && !/^#~/m.test(block)).map((block) => {
    const parts = {};
    let part;
    for (const line of block.split('\n')) {
      const [, name, rest] = /^(msg\w+(?:\[\d\])?) (".*")$/.exec(line) ?? [];
      if (name) part = name;
      if (part && /^(msg|")/.test(line)) parts[part] = (parts[part] ?? '') + JSON.parse(rest ?? line);
    }
    const fuzzy = /^#,.*fuzzy/m.test(block);
    return { id: parts.msgid, plural: parts.msgid_plural, texts: fuzzy ? [] : Object.keys(parts).filter((k) => k.startsWith('msgstr')).map((k) => parts[k]).filter(Boolean) };
  }).filter((e) => e.id);
}

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/* {name} in a message stands for anything. */
const pattern = (id) => new RegExp(`^${id.split(/\{\w+\}/).map(escape).join('.+')}$`, 's');

/* {exact: Set of English messages, patterns: of those with {names}}. What German says in the same words is left out. */
export function readCatalogue(po) {
  const entries = entriesOf(po), german = new Set(entries.flatMap((e) => e.texts));
  const english = entries.flatMap((e) => [e.id, e.plural]).filter((id) => id && !german.has(id));
  return {
    exact: new Set(english.filter((id) => !id.includes('{'))),
    patterns: english.filter((id) => /\{\w+\}/.test(id) && /\p{L}{2}/u.test(id.replace(/\{\w+\}/g, ''))).map(pattern),
  };
}

const VOID = new Set(['input', 'br', 'hr', 'img', 'meta', 'link', 'col', 'wbr', 'path', 'circle', 'rect', 'line']);
const SPOKEN = ['aria-label', 'alt', 'title', 'placeholder'];

/* What a German reader sees or hears of a page: texts and spoken attributes outside elements of another language. */
function* germanTexts(html) {
  const open = [];
  let lang = 'de';
  for (const [, comment, close, name, rest, self, text] of html.matchAll(/(<!--[\s\S]*?-->|<!\w[^>]*>)|<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^">])*?)(\/?)>|([^<]+)/g)) {
    if (comment) continue;
    if (text !== undefined) {
      if (lang === 'de') yield unescapeHtml(text).replace(/\s+/g, ' ').trim();
    } else if (close) {
      lang = open.pop()?.lang ?? 'de';
    } else {
      const own = /\slang="([\w-]+)"/.exec(rest)?.[1] ?? lang;
      if (own === 'de') for (const spoken of SPOKEN) {
        const value = new RegExp(`\\s${spoken}="([^"]*)"`).exec(rest)?.[1];
        if (value) yield unescapeHtml(value);
      }
      if (!self && !VOID.has(name.toLowerCase())) {
        open.push({ lang });
        lang = own;
      }
    }
  }
}

const ENGLISH_WORDS = /\b(the|and|of|with|your|you|is|are|not|please|from|have|this|that|no|to|for)\b/gi;
const looksEnglish = (text) => new Set((text.match(ENGLISH_WORDS) ?? []).map((w) => w.toLowerCase())).size >= 2;

/* The name of a language in itself, and what a translation into it was changed to (audit log). */
const OF_LANGUAGE = /^English(: |$)|^en: /;

/* The English texts of a German page. */
export function englishIn(html, catalogue) {
  return [...germanTexts(html)].filter((text) => text.length > 1 && !OF_LANGUAGE.test(text) && (catalogue.exact.has(text) || catalogue.patterns.some((p) => p.test(text)) || looksEnglish(text)));
}
