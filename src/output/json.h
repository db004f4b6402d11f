/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes JSON for people and programs to read: one value a line, indented.
 *
 *     Json json = json_begin(&out);                       {
 *     json_text(&json, "name", "Ayşe");                     "name": "Ayşe",
 *     json_open(&json, "dates", '[');                       "dates": [
 *     json_i64(&json, NULL, 7);                               7
 *     json_close(&json);                                    ]
 *     json_end(&json);                                    }
 *
 * A key is NULL inside an array. Texts are UTF-8; control characters are escaped. */
#pragma once

#include "base/buf.h"
#include "base/date.h"

enum { JSON_DEPTH = 16 };

typedef struct Json {
    Buf *out;
    int depth;
    char closes[JSON_DEPTH]; /* what ends each level */
    bool has_value;          /* this level has one already */
} Json;

Json json_begin(Buf *out); /* an object */
void json_end(Json *json);
void json_open(Json *json, const char *key, char bracket); /* '{' or '[' */
void json_close(Json *json);

void json_text(Json *json, const char *key, const char *text); /* NULL: null */
void json_i64(Json *json, const char *key, int64_t value);
void json_real(Json *json, const char *key,
               double value); /* so that it reads back the same; not finite: null */
void json_bool(Json *json, const char *key, bool value);
void json_date(Json *json, const char *key, bool has, Date date); /* "2026-03-14", or null */
void json_time(Json *json, const char *key, bool has, Time time); /* "2026-03-14T17:30:00Z", or null */
