/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looks messages up in the compiled catalogue and fills in their placeholders. */
#include "i18n/catalogue.h"

#include "i18n/catalogue_table.h"
#include "i18n/format.h"

static const CatalogueRow *find(const char *msgid)
{
    const CatalogueTable *table = &catalogue_table;
    for (uint32_t at = message_hash(msgid);; at++) {
        uint16_t slot = table->slots[at & table->slot_mask];
        if (!slot)
            return NULL;
        const CatalogueRow *row = &table->rows[slot - 1];
        if (strcmp(table->text + row->msgid, msgid) == 0)
            return row;
    }
}

/* The translation's form `index`, or NULL if the message is not translated. */
static const char *translation(Lang lang, const char *msgid, unsigned index)
{
    if (lang == LANG_EN)
        return NULL;
    const CatalogueRow *row = find(msgid);
    if (!row || !row->text[lang])
        return NULL;
    const char *text = catalogue_table.text + row->text[lang];
    for (unsigned last = row->n_forms[lang] - 1u, i = 0; i < index && i < last; i++)
        text += strlen(text) + 1;
    return text;
}

/* The value of the placeholder whose name is the n bytes at `name`. */
static const char *value_of(const char *name, size_t n, const char *const *args)
{
    for (; args[0] && args[1]; args += 2)
        if (strncmp(args[0], name, n) == 0 && args[0][n] == '\0')
            return args[1];
    return NULL;
}

static const char *fill(Arena *arena, const char *text, const char *const *args)
{
    const char *open = args[0] ? strchr(text, '{') : NULL;
    if (!open)
        return text;
    Buf out = buf_make(arena);
    for (; open; open = strchr(text, '{')) {
        const char *close = strchr(open, '}');
        if (!close)
            break;
        const char *value = value_of(open + 1, (size_t)(close - open) - 1, args);
        buf_add(&out, text, (size_t)(open - text));
        if (value)
            buf_str(&out, value);
        else
            buf_add(&out, open, (size_t)(close - open) + 1);
        text = close + 1;
    }
    buf_str(&out, text);
    return buf_text(&out);
}

const char *message_text(Cx *cx, const char *msgid, const char *const *args)
{
    const char *text = translation(cx->lang, msgid, 0);
    return fill(cx->arena, text ? text : msgid, args);
}

static unsigned plural_index(Lang lang, int64_t n)
{
    uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
    return catalogue_plural[lang] ? catalogue_plural[lang](size) : size != 1;
}

const char *message_plural(Cx *cx, int64_t n, const char *one, const char *other, const char *const *args)
{
    enum { MOST_ARGS = 32 };
    const char *with_n[MOST_ARGS + 3];
    with_n[0] = "n";
    with_n[1] = format_i64(cx, n);
    size_t n_args = 0;
    for (; args[n_args]; n_args++) {
        assert(n_args < MOST_ARGS);
        with_n[2 + n_args] = args[n_args];
    }
    with_n[2 + n_args] = NULL;
    const char *text = translation(cx->lang, one, plural_index(cx->lang, n));
    if (!text)
        text = plural_index(LANG_EN, n) ? other : one;
    return fill(cx->arena, text, with_n);
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
