/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See json.h. */
#include "output/json.h"

#include <math.h>
#include <stdio.h>

static void put_text(Buf *out, const char *text)
{
    buf_char(out, '"');
    for (const char *c = text; *c; c++)
        if (*c == '"' || *c == '\\')
            buf_printf(out, "\\%c", *c);
        else if (*c == '\n')
            buf_str(out, "\\n");
        else if ((unsigned char)*c < ' ' || *c == 0x7f)
            buf_printf(out, "\\u%04x", (unsigned char)*c);
        else
            buf_char(out, *c);
    buf_char(out, '"');
}

static void new_line(Json *json)
{
    buf_char(json->out, '\n');
    for (int i = 0; i < json->depth; i++)
        buf_str(json->out, "  ");
}

static void put_key(Json *json, const char *key)
{
    if (json->has_value)
        buf_char(json->out, ',');
    json->has_value = true;
    new_line(json);
    assert((key != NULL) == (json->closes[json->depth - 1] == '}'));
    if (!key)
        return;
    put_text(json->out, key);
    buf_str(json->out, ": ");
}

static void enter(Json *json, char bracket)
{
    assert(json->depth < JSON_DEPTH);
    buf_char(json->out, bracket);
    json->closes[json->depth++] = bracket == '{' ? '}' : ']';
    json->has_value = false;
}

Json json_begin(Buf *out)
{
    Json json = {.out = out};
    enter(&json, '{');
    return json;
}

void json_open(Json *json, const char *key, char bracket)
{
    put_key(json, key);
    enter(json, bracket);
}

void json_close(Json *json)
{
    bool empty = !json->has_value;
    json->depth--;
    if (!empty)
        new_line(json);
    buf_char(json->out, json->closes[json->depth]);
    json->has_value = true;
}

void json_end(Json *json)
{
    json_close(json);
    assert(json->depth == 0);
    buf_char(json->out, '\n');
}

void json_text(Json *json, const char *key, const char *text)
{
    put_key(json, key);
    if (text)
        put_text(json->out, text);
    else
        buf_str(json->out, "null");
}

void json_i64(Json *json, const char *key, int64_t value)
{
    put_key(json, key);
    buf_i64(json->out, value);
}

void json_real(Json *json, const char *key, double value)
{
    put_key(json, key);
    if (isfinite(value))
        buf_printf(json->out, "%.17g", value);
    else
        buf_str(json->out, "null");
}

void json_bool(Json *json, const char *key, bool value)
{
    put_key(json, key);
    buf_str(json->out, value ? "true" : "false");
}

void json_date(Json *json, const char *key, bool has, Date date)
{
    char text[11];
    if (has)
        date_iso(date, text);
    json_text(json, key, has ? text : NULL);
}

void json_time(Json *json, const char *key, bool has, Time time)
{
    enum { DAY_S = 86400 };
    int64_t day = time.seconds / DAY_S - (time.seconds % DAY_S < 0), s = time.seconds - day * DAY_S;
    char text[11], whole[32];
    date_iso((Date){(int32_t)day}, text);
    snprintf(whole, sizeof whole, "%sT%02d:%02d:%02dZ", text, (int)(s / 3600), (int)(s / 60 % 60),
             (int)(s % 60));
    json_text(json, key, has ? whole : NULL);
}
