/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See consultant.h. */
#include "consultant/consultant.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "programme/audit.h"

#include <stdlib.h>
#include <string.h>

#define OBJECT "consultant"

const Err *consultant_load(Cx *cx, ConsultantId id, Consultant *ret_consultant)
{
    Consultant c = {0};
    TRY(q_consultant_card(cx, cx->programme, id, &c.card));
    TRY(q_consultant_topics(cx, id, &c.topics));
    *ret_consultant = c;
    return NULL;
}

const Err *consultant_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    ConsultantScopeRow row;
    bool found;
    TRY(q_consultant_scope_row(cx, id, &row, &found));
    *ret_scope = (ObjectScope){0};
    if (found)
        *ret_scope = (ObjectScope){
            .exists = true, .programme = row.programme, .has_consultant = true, .consultant = {id}};
    return NULL;
}

/* ---- search ---- */

static bool speaks(Cx *cx, const char *languages, const char *lang)
{
    return *lang == '\0' ||
           strstr(arena_printf(cx->arena, " %s ", languages), arena_printf(cx->arena, " %s ", lang));
}

static int by_name(const void *a, const void *b, void *lang)
{
    return text_collate(*(Lang *)lang, ((const ConsultantList *)a)->name, ((const ConsultantList *)b)->name);
}

const Err *consultant_find(Cx *cx, const char *words, const char *lang, ConsultantListRows *ret_rows)
{
    ConsultantListRows rows;
    TRY(q_consultant_list(cx, cx->programme, &rows));
    const char *folded = text_fold(cx->arena, words ? words : "");
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (text_has_words(rows.at[i].name_folded, folded) &&
            speaks(cx, rows.at[i].languages, lang ? lang : ""))
            rows.at[n++] = rows.at[i];
    rows.n = n;
    if (n > 0)
        qsort_r(rows.at, n, sizeof *rows.at, by_name, &cx->lang);
    *ret_rows = rows;
    return NULL;
}

/* ---- writing ---- */

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const ConsultantTopics *)a)->id.v, y = ((const ConsultantTopics *)b)->id.v;
    return (x > y) - (x < y);
}

/* By number, since a form brings no names. */
static const char *topics_text(Cx *cx, const ConsultantTopicsRows *topics)
{
    Buf text = buf_make(cx->arena);
    ConsultantTopics *sorted = NEW_ARRAY(cx->arena, ConsultantTopics, topics->n);
    if (topics->n > 0) {
        memcpy(sorted, topics->at, topics->n * sizeof *sorted);
        qsort(sorted, topics->n, sizeof *sorted, by_id);
    }
    for (size_t i = 0; i < topics->n; i++)
        buf_printf(&text, "%s%lld", i ? ", " : "", (long long)sorted[i].id.v);
    return buf_text(&text);
}

/* As the audit log tells it: what differs, field by field. */
static const char *differences(Cx *cx, const Consultant *from, const Consultant *to)
{
    const ConsultantCard *a = &from->card, *b = &to->card;
    const struct {
        const char *field, *from, *to;
    } all[] = {
        {N_("Name"), a->name, b->name},
        {N_("E-mail"), a->email, b->email},
        {N_("Phone"), a->phone, b->phone},
        {N_("Languages"), a->languages, b->languages},
        {N_("Experience with migrant associations"), a->experience_associations, b->experience_associations},
        {N_("Experience with advisory councils"), a->experience_councils, b->experience_councils},
        {N_("Day fee in cents"), arena_printf(cx->arena, "%lld", (long long)a->day_fee.v),
         arena_printf(cx->arena, "%lld", (long long)b->day_fee.v)},
        {N_("Topics"), topics_text(cx, &from->topics), topics_text(cx, &to->topics)},
    };
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++)
        audit_change(&text, all[i].field, all[i].from, all[i].to);
    return buf_text(&text);
}

static const Err *set_topics(Cx *cx, ConsultantId id, const ConsultantTopicsRows *topics)
{
    TRY(q_consultant_topics_clear(cx, id, NULL));
    for (size_t i = 0; i < topics->n; i++)
        TRY(q_consultant_topic_add(cx, cx->programme, id, topics->at[i].id, NULL));
    return NULL;
}

const Err *consultant_create(Cx *cx, const Consultant *consultant, ConsultantId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    const ConsultantCard *c = &consultant->card;
    ConsultantId id;
    TRY(q_consultant_add(cx, cx->programme, c->name, text_fold(cx->arena, c->name), c->email, c->phone,
                         c->languages, c->experience_associations, c->experience_councils, c->day_fee, &id));
    TRY(set_topics(cx, id, &consultant->topics));
    TRY(audit_add(cx, "consultant.create", OBJECT, id.v, differences(cx, &(Consultant){0}, consultant)));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

const Err *consultant_change(Cx *cx, const Consultant *consultant)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    const ConsultantCard *c = &consultant->card;
    Consultant before;
    TRY(consultant_load(cx, c->id, &before));
    const char *changes = differences(cx, &before, consultant);
    if (before.card.version == c->version && *changes == '\0')
        return tx_commit(cx, &tx);
    int64_t written;
    TRY(q_consultant_set(cx, cx->programme, c->id, c->version, c->name, text_fold(cx->arena, c->name),
                         c->email, c->phone, c->languages, c->experience_associations, c->experience_councils,
                         c->day_fee, &written));
    if (written != 1)
        return FAIL(
            cx, ERR_CONFLICT,
            "Somebody else has changed {name} in the meantime. Look at both versions, and save again.",
            "name", before.card.name);
    TRY(set_topics(cx, c->id, &consultant->topics));
    TRY(audit_add(cx, "consultant.change", OBJECT, c->id.v, changes));
    return tx_commit(cx, &tx);
}
