/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may be published of answers so that no combination of all that is published tells of fewer than
 * `least` people, nor what each of a group answered because all answered alike.
 *
 * People fall into atoms, the smallest groups that anything published tells apart (the rounds of an
 * evaluation; the combinations of filters). A table is the distribution of the answers of some atoms
 * together. The reader is taken to know how many people each atom has, to add and subtract tables, and to
 * know that no count is below zero.
 *
 * A table is published only with proof: for each group of fewer than `least` people, another population that
 * fits all published tables as well, in which the group answered otherwise; and for each atom that answered
 * alike, one in which it did not. Such populations are found by linear algebra: vectors k of whole numbers
 * over the atoms with sum 0 over each published table (the kernel of the tables' matrix), along which answers
 * can be exchanged, k[a] people of atom a going from one answer to another, without any published figure
 * changing. Where no such proof is found the table is withheld, so that it may withhold more than it would
 * have to, never less. */
#pragma once

#include "base/arena.h"

typedef enum DisclosureVerdict {
    DISCLOSURE_SAFE,
    DISCLOSURE_SMALL, /* might tell of fewer than `least` people */
    DISCLOSURE_ALIKE, /* might tell what each of a group answered */
} DisclosureVerdict;

typedef struct Disclosure Disclosure;

/* counts[atom * n_values + value]: how many people of the atom answered so. Copied. */
Disclosure *disclosure_begin(Arena *arena, size_t n_atoms, size_t n_values, const int64_t *counts,
                             int64_t least);

/* Publishes the table of the atoms of the group (n_atoms bytes, 0 or 1) if that is safe beside all published
 * before; else nothing changes. A table without people is safe. */
DisclosureVerdict disclosure_publish(Disclosure *d, const unsigned char *group);
