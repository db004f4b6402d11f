/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks messages up in the compiled catalogue and fills in their placeholders. */
#include "i18n/catalogue.h"

#include "i18n/catalogue_table.h"
#include "i18n/format.h"

static const CatalogueRow *find_hash(uint64_t hash)
{
    const CatalogueTable *table = &catalogue_table;
    for (uint32_t at = (uint32_t)hash;; at++) {
        uint16_t slot = table->slots[at & table->slot_mask];
        if (!slot)
            return NULL;
        if (table->rows[slot - 1].hash == hash)
            return &table->rows[slot - 1];
    }
}

static const CatalogueRow *find(const Msgid *id)
{
    if (id->hash)
        return find_hash(id->hash);
    const CatalogueRow *row = find_hash(message_hash(id->text));
    return row && strcmp(catalogue_table.text + row->msgid, id->text) == 0 ? row : NULL;
}

/* Which messages have been said; most pages lack none, and for them it is no more than this. */
static void note_said(Cx *cx, const CatalogueRow *row)
{
    if (!cx->said)
        cx->said = arena_alloc(cx->arena, catalogue_table.n_rows / 8 + 1);
    size_t i = (size_t)(row - catalogue_table.rows);
    cx->said[i / 8] |= (unsigned char)(1u << i % 8);
    cx->said_english |= !row->text[cx->lang];
}

Lang message_lang(const Cx *cx)
{
    int64_t more_english = 0; /* letters of the English messages */
    for (uint32_t i = 0; cx->said_english && i < catalogue_table.n_rows; i++) {
        const CatalogueRow *row = &catalogue_table.rows[i];
        int64_t letters =
            cx->said[i / 8] >> i % 8 & 1 ? (int64_t)strlen(catalogue_table.text + row->msgid) : 0;
        more_english += row->text[cx->lang] ? -letters : letters;
    }
    return more_english > 0 ? LANG_EN : cx->lang;
}

/* The translation's form `index`, or NULL if the message is not translated. */
static const char *translation(Cx *cx, const Msgid *id, unsigned index)
{
    if (cx->lang == LANG_EN)
        return NULL;
    const CatalogueRow *row = find(id);
    if (!row)
        return NULL; /* what somebody typed, a topic's name: in nobody's catalogue */
    note_said(cx, row);
    if (!row->text[cx->lang])
        return NULL;
    const char *text = catalogue_table.text + row->text[cx->lang];
    for (unsigned last = row->n_forms[cx->lang] - 1u, i = 0; i < index && i < last; i++)
        text += strlen(text) + 1;
    return text;
}

/* What goes into a message. */
typedef struct Filling {
    const char *n; /* of {n}; NULL in a message without plural */
    const char *const *args;
} Filling;

/* The value of the placeholder whose name is the n bytes at `name`. */
static const char *value_of(const char *name, size_t n, const Filling *filling)
{
    if (filling->n && n == 1 && *name == 'n')
        return filling->n;
    for (const char *const *args = filling->args; args[0] && args[1]; args += 2)
        if (strncmp(args[0], name, n) == 0 && args[0][n] == '\0')
            return args[1];
    return NULL;
}

static const char *first_hole(const char *text, const Filling *filling)
{
    return filling->n || filling->args[0] ? strchr(text, '{') : NULL;
}

static void put_filled(Buf *out, MessagePut *put, const char *text, const Filling *filling)
{
    for (const char *open = first_hole(text, filling); open; open = strchr(text, '{')) {
        const char *close = strchr(open, '}');
        if (!close)
            break;
        const char *value = value_of(open + 1, (size_t)(close - open) - 1, filling);
        put(out, text, (size_t)(open - text));
        if (value)
            put(out, value, strlen(value));
        else
            put(out, open, (size_t)(close - open) + 1);
        text = close + 1;
    }
    put(out, text, strlen(text));
}

static void put_plain(Buf *out, const char *text, size_t n)
{
    buf_add(out, text, n);
}

static const char *filled(Arena *arena, const char *text, const Filling *filling)
{
    if (!first_hole(text, filling))
        return text;
    Buf out = buf_make(arena);
    put_filled(&out, put_plain, text, filling);
    return buf_text(&out);
}

static const char *text_of(Cx *cx, const Msgid *id)
{
    const char *text = translation(cx, id, 0);
    return text ? text : id->text;
}

const char *message_text(Cx *cx, const char *msgid, const char *const *args)
{
    return filled(cx->arena, text_of(cx, &(Msgid){.text = msgid}), &(Filling){.args = args});
}

void message_put(Cx *cx, Buf *out, MessagePut *put, Msgid id, const char *const *args)
{
    put_filled(out, put, text_of(cx, &id), &(Filling){.args = args});
}

static unsigned plural_index(Lang lang, int64_t n)
{
    uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
    return catalogue_plural[lang] ? catalogue_plural[lang](size) : size != 1;
}

static const char *plural_of(Cx *cx, int64_t n, const Msgid *one, const char *other)
{
    const char *text = translation(cx, one, plural_index(cx->lang, n));
    if (!text)
        text = plural_index(LANG_EN, n) ? other : one->text;
    return text;
}

const char *message_plural(Cx *cx, int64_t n, const char *one, const char *other, const char *const *args)
{
    return filled(cx->arena, plural_of(cx, n, &(Msgid){.text = one}, other),
                  &(Filling){.n = format_i64(cx, n), .args = args});
}

void message_put_plural(Cx *cx, Buf *out, MessagePut *put, int64_t n, Msgid one, const char *other,
                        const char *const *args)
{
    put_filled(out, put, plural_of(cx, n, &one, other), &(Filling){.n = format_i64(cx, n), .args = args});
}

const char *message_of_error(Cx *cx, const Err *err)
{
    return message_text(cx, err->message, err->args);
}

void catalogue_count(Lang lang, size_t *ret_translated, size_t *ret_all)
{
    size_t translated = 0;
    for (uint32_t i = 0; i < catalogue_table.n_rows; i++)
        translated += lang == LANG_EN || catalogue_table.rows[i].text[lang] != 0;
    *ret_translated = translated;
    *ret_all = catalogue_table.n_rows;
}
