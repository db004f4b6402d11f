/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register as a spreadsheet that import_plan reads back without a change. */
#pragma once

#include "association/association.h"

/* One line per association and place or contact person, whichever it has more of; the headings are those of
 * import_guess in the reader's language. UTF-8 with byte order mark; ';' for readers of German, else ','. */
MUST_USE const Err *association_export_csv(Cx *cx, Buf *out);
