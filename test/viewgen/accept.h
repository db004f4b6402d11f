/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the accepted templates are shown with. */
#pragma once
#include "base/cx.h"

typedef struct Seed {
    const char *name;
} Seed;
ROWS(Seeds, Seed);

typedef struct Fruit {
    const char *name;
    bool ripe;
    Seeds seeds;
} Fruit;
ROWS(FruitRows, Fruit);

typedef struct Fruits {
    FruitRows fruits;
} Fruits;

static inline const char *f_name(const Fruits *v)
{
    return v->fruits.at[0].name;
}
