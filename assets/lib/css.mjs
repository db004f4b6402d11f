// SPDX-License-Identifier: AGPL-3.0-or-later
// Builds the one style sheet of Vereint from KERN's and ours (css/*.css). lib/kern.mjs says what is done to it.
import { readFileSync } from 'node:fs';
import { Features, transform } from 'lightningcss';
import postcss from 'postcss';
import { mirror, purge, split, themes, tokens } from './kern.mjs';

/* The oldest browsers the style sheet is made for. */
export const TARGETS = { chrome: 80 << 16, safari: 13 << 16, firefox: 78 << 16 };

/* Every word of the sources that could be a class: class names are written whole, never put together. */
export function wordsOf(files) {
  const words = new Set();
  for (const file of files)
    for (const m of readFileSync(file, 'utf8').matchAll(/[A-Za-z][\w-]*/g)) words.add(m[0]);
  return words;
}

/* head: CSS text to begin with (the font faces); kern: KERN's file; own: our files in order. Returns CSS text. */
export function buildCss({ head, kern, own, used }) {
  const root = postcss.parse(head);
  for (const file of [kern, ...own]) root.append(postcss.parse(readFileSync(file, 'utf8'), { from: file }).nodes);
  root.walkComments((comment) => { comment.remove(); });
  root.walkAtRules('charset', (at) => { at.remove(); });
  purge(root, used, (rule) => rule.source?.input?.file === kern);
  themes(root);
  mirror(root);
  tokens(root);
  split(root);

  const { code, warnings } = transform({
    filename: 'vereint.css', code: Buffer.from(root.toString()), minify: true, targets: TARGETS,
    exclude: Features.LogicalProperties, errorRecovery: false,
  });
  for (const w of warnings) throw new Error(`style sheet: ${w.message}`);
  return longhands(code.toString());
}

/* lightningcss joins start and end to shorthands that Chrome has only since version 87: writes them apart again. */
function longhands(css) {
  const root = postcss.parse(css);
  root.walkDecls(/^(margin|padding|border|inset)(-inline|-block)?(-width|-style|-color)?$/, (decl) => {
    const [, box, axis, part = ''] = /^(\w+)-(inline|block)(-\w+)?$/.exec(decl.prop) ?? [];
    const values = postcss.list.space(decl.value);
    let apart = [];
    if (decl.prop === 'inset') {
      const [top, right = top, bottom = top, left = right] = values;
      apart = [['top', top], ['right', right], ['bottom', bottom], ['left', left]];
    } else if (axis) {
      const [start, end = start] = box === 'border' && !part ? [decl.value] : values;
      apart = [[`${box}-${axis}-start${part}`, start], [`${box}-${axis}-end${part}`, end]];
    }
    for (const [prop, value] of apart) decl.cloneBefore({ prop, value });
    if (apart.length) decl.remove();
  });
  return root.toString();
}
