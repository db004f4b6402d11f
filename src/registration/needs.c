/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See needs.h. */
#include "registration/needs.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "registration/registration_rules.h"

#include <string.h>

/* ASCII digits for those of Arabic and Persian keyboards (U+0660…, U+06F0…), a comma for theirs. */
static const char *plain_digits(Arena *arena, const char *typed)
{
    char *out = arena_text(arena, typed);
    size_t n = 0;
    const unsigned char *c = (const unsigned char *)typed;
    while (*c) {
        if (c[0] == 0xd9 && c[1] >= 0xa0 && c[1] <= 0xa9)
            out[n++] = (char)('0' + c[1] - 0xa0);
        else if (c[0] == 0xdb && c[1] >= 0xb0 && c[1] <= 0xb9)
            out[n++] = (char)('0' + c[1] - 0xb0);
        else if (c[0] == 0xd8 && c[1] == 0x8c)
            out[n++] = ',';
        else {
            out[n++] = (char)*c++;
            continue;
        }
        c += 2;
    }
    out[n] = '\0';
    return out;
}

/* What stands between two ages: signs, or "and" in a language of the programme. */
static const char *skip_between(const char *c)
{
    static const char *const words[] = {"und", "and", "ve", "та", "і", "й", "et", "و"};
    for (;;) {
        size_t n = strspn(c, " ,;/+&\t");
        for (size_t i = 0; n == 0 && i < ARRAY_LENGTH(words); i++)
            if (strncmp(c, words[i], strlen(words[i])) == 0)
                n = strlen(words[i]);
        if (n == 0)
            return c;
        c += n;
    }
}

bool needs_parse_ages(Arena *arena, const char *typed, const char **ret_ages)
{
    Buf out = buf_make(arena);
    const char *c = plain_digits(arena, typed);
    for (int n = 0; *(c = skip_between(c)); n++) {
        size_t digits = strspn(c, "0123456789");
        if (digits == 0 || digits > 2 || n == CHILDREN_MAX)
            return false;
        int age = digits == 1 ? c[0] - '0' : 10 * (c[0] - '0') + c[1] - '0';
        if (age > CHILD_AGE_MAX)
            return false;
        buf_printf(&out, "%s%d", n ? " " : "", age);
        c += digits;
    }
    *ret_ages = buf_text(&out);
    return true;
}

const char *needs_ages_text(Cx *cx, const char *stored)
{
    Buf out = buf_make(cx->arena);
    const char *ages;
    if (!needs_parse_ages(cx->arena, stored, &ages)) /* of before, as it was typed */
        return stored;
    for (const char *c = ages; *c; c++) {
        buf_str(&out, *c == ' ' ? ", " : "");
        if (*c != ' ')
            buf_add(&out, c, 1);
    }
    return buf_text(&out);
}

const char *needs_language_text(Cx *cx, const char *stored)
{
    (void)cx;
    Lang lang;
    return lang_parse(stored, &lang) ? lang_name(lang) : stored;
}

const Err *needs_of(Cx *cx, RegistrationId id, Needs *ret_needs)
{
    NeedsFind row;
    bool found;
    TRY(q_needs_find(cx, id, &row, &found));
    *ret_needs = found ? (Needs){row.access_needs, row.childcare, row.interpretation} : (Needs){"", "", ""};
    return NULL;
}

/* The audit log says that something changed, not what: it is kept longer than the needs are. */
const Err *needs_change(Cx *cx, RegistrationId id, const Needs *needs)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    RegistrationFind row;
    SeminarFind seminar;
    TRY(registration_get(cx, id, &row));
    TRY(seminar_get(cx, row.seminar, &seminar));
    bool over = seminar.state != SEMINAR_PUBLISHED || seminar.last_day.days < local_today(cx).days;
    if (row.state > REG_CONFIRMED || over)
        return FAIL(cx, ERR_CONFLICT, "This registration can't be changed any more.");
    if (!*needs->access && !*needs->childcare && !*needs->interpretation)
        TRY(q_needs_remove(cx, id, NULL));
    else
        TRY(q_needs_put(cx, id, needs->access, needs->childcare, needs->interpretation, NULL));
    TRY(audit_add(cx, "registration.needs", "registration", id.v, ""));
    return tx_commit(cx, &tx);
}
