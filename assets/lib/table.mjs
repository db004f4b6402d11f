// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes the assets as one file of bytes and a C table that points into it (src/http/assets.h).
import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TYPES = {
  css: 'text/css; charset=utf-8', svg: 'image/svg+xml', woff2: 'font/woff2', txt: 'text/plain; charset=utf-8',
  png: 'image/png', js: 'text/javascript; charset=utf-8', ico: 'image/x-icon',
};

export const hashOf = (bytes) => createHash('sha256').update(bytes).digest('base64url').replace(/[-_]/g, '').slice(0, 10);

const brotli = (bytes) => brotliCompressSync(bytes, {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

/* Both encodings where they save at least a tenth; fonts are compressed already. */
function encodings(bytes, type) {
  const worth = (packed) => (packed.length < bytes.length * 0.9 ? packed : null);
  if (type === 'font/woff2' || type === 'image/png') return { br: null, gz: null };
  return { br: worth(brotli(bytes)), gz: worth(gzipSync(bytes, { level: 9 })) };
}

/* assets: [{name, bytes, path}]. Returns {blob, source}; `blobFile` is where the blob will be written. */
export function buildTable(assets, blobFile) {
  const chunks = [];
  let at = 0;
  const put = (bytes) => {
    if (!bytes) return 'NULL, 0';
    const ref = `asset_bytes + ${at}, ${bytes.length}`;
    chunks.push(bytes);
    at += bytes.length;
    return ref;
  };
  const rows = [...assets].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ name, path, bytes }) => {
    const type = TYPES[name.split('.').pop()];
    if (!type) throw new Error(`no content type is known for ${name}`);
    const { br, gz } = encodings(bytes, type);
    const forever = path.includes(hashOf(bytes));
    return `    {"${path}", "${name}", "${type}", ${put(bytes)}, ${put(br)}, ${put(gz)}, "\\"${hashOf(bytes)}\\"", ${forever}},\n`;
  });
  const source = `/* Made by assets/build.mjs; the rows are sorted by path. */
#include "http/assets.h"

extern const unsigned char asset_bytes[];
__asm__(".section .rodata\\n"
        ".global asset_bytes\\n"
        ".hidden asset_bytes\\n"
        ".balign 16\\n"
        "asset_bytes:\\n"
        ".incbin \\"${blobFile}\\"\\n"
        ".byte 0\\n"
        ".text\\n");

const Asset asset_table[] = {
${rows.join('')}};
const size_t asset_count = ${assets.length};
`;
  return { blob: Buffer.concat(chunks), source };
}
