/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Compiler attributes and small macros that every file may use. */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE           __attribute__((warn_unused_result))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define UNUSED             __attribute__((unused))

/* p, which is never NULL. returns_nonnull says so to gcc; the analyser of clang-tidy 14 reads only this, and
 * would else take every failure for a success that left its outputs unset. */
#define NOT_NULL(p)                                                                                          \
    ({                                                                                                       \
        __auto_type not_null_ = (p);                                                                         \
        if (!not_null_)                                                                                      \
            __builtin_unreachable();                                                                         \
        not_null_;                                                                                           \
    })

/* AUTO(fn) T x = ...;  calls fn(&x) when x leaves scope. fn must accept the zero value. */
#define AUTO(fn)        __attribute__((cleanup(fn)))

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof *(a))

/* A counted array in the arena. Query results and view lists have this shape; templates loop over it. */
#define ROWS(Name, Item)                                                                                     \
    typedef struct Name {                                                                                    \
        size_t n;                                                                                            \
        Item *at;                                                                                            \
    } Name

/* Marks a message for the catalogue where it can't be translated yet (tables, static data). */
#define N_(msgid) msgid
