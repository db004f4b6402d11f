/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two entries of one association become one; see association.h. */
#include "association/association.h"

#include "programme/audit.h"

#include <string.h>

#define JOIN(cx, list, more)                                                                                 \
    do {                                                                                                     \
        __typeof__((list)->at) at_ = arena_alloc_array((cx)->arena, (list)->n + (more)->n + 1, sizeof *at_); \
        if ((list)->n)                                                                                       \
            memcpy(at_, (list)->at, (list)->n * sizeof *at_);                                                \
        if ((more)->n)                                                                                       \
            memcpy(at_ + (list)->n, (more)->at, (more)->n * sizeof *at_);                                    \
        (list)->at = at_;                                                                                    \
        (list)->n += (more)->n;                                                                              \
    } while (0)

static const char *both_texts(Cx *cx, const char *a, const char *b)
{
    if (*b == '\0' || strcmp(a, b) == 0)
        return a;
    return *a == '\0' ? b : arena_printf(cx->arena, "%s\n\n%s", a, b);
}

static void take_missing(const char **text, const char *other)
{
    if (**text == '\0')
        *text = other;
}

/* What both know together. Where they differ in what an association has one of, `keep` wins; the history has
 * the other's. */
static Association together(Cx *cx, const Association *keep, const Association *other)
{
    Association a = *keep;
    AssociationCard *c = &a.card;
    const AssociationCard *o = &other->card;
    take_missing(&c->legal_form, o->legal_form);
    take_missing(&c->register_court, o->register_court);
    take_missing(&c->register_number, o->register_number);
    take_missing(&c->email, o->email);
    take_missing(&c->phone, o->phone);
    take_missing(&c->website, o->website);
    c->serves = both_texts(cx, c->serves, o->serves);
    c->about = both_texts(cx, c->about, o->about);
    c->languages = languages_join(cx->arena, c->languages, o->languages);
    if (o->has_partner_since && (!c->has_partner_since || o->partner_since.days < c->partner_since.days)) {
        c->has_partner_since = true;
        c->partner_since = o->partner_since;
    }
    c->has_ended_on = c->has_ended_on && o->has_ended_on;
    if (c->has_ended_on && o->ended_on.days > c->ended_on.days)
        c->ended_on = o->ended_on;
    JOIN(cx, &a.places, &other->places);
    JOIN(cx, &a.contacts, &other->contacts);
    JOIN(cx, &a.former_names, &other->former_names);
    JOIN(cx, &a.districts, &other->districts);
    AssociationFormerNamesRows name = {1, &(AssociationFormerNames){o->name}};
    JOIN(cx, &a.former_names, &name);
    return a;
}

/* Rule 1 on this path too: no association may hold more seats of a seminar than its cap. */
static const Err *check_seats(Cx *cx, AssociationId keep, AssociationId other)
{
    AssociationSeatsTogetherRows full;
    TRY(q_association_seats_together(cx, keep, other, &full));
    if (full.n == 0)
        return NULL;
    return FAIL(cx, ERR_CONFLICT,
                "Both hold seats of “{seminar}”, together more than one association may have. Cancel a "
                "registration or raise the number of seats per association first.",
                "seminar", full.at[0].title);
}

const Err *association_merge(Cx *cx, AssociationId keep, int64_t keep_version, AssociationId other,
                             int64_t other_version)
{
    if (keep.v == other.v)
        return FAIL(cx, ERR_CONFLICT, "An association can't be merged with itself.");
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Association a, b, nothing = {0};
    TRY(association_load(cx, keep, &a));
    TRY(association_load(cx, other, &b));
    if (a.card.version != keep_version || b.card.version != other_version)
        return FAIL(
            cx, ERR_CONFLICT,
            "One of the two has been changed in the meantime. Look at both again before you merge them.");
    TRY(check_seats(cx, keep, other));
    TRY(q_association_move_registrations(cx, other, keep, NULL));
    TRY(q_association_move_grants(cx, other, keep, NULL));
    TRY(q_association_remove_grants(cx, other, NULL));

    Association both = together(cx, &a, &b);
    (void)association_tidy(cx, &both); /* what stood in the register is no fault now */
    const char *note =
        arena_printf(cx->arena, "merged with: %s (no. %lld)\n", b.card.name, (long long)other.v);
    TRY(association_change(cx, &both, "association.merge", note));
    TRY(audit_add(cx, "association.merged_away", "association", other.v,
                  arena_printf(cx->arena, "merged into: %s (no. %lld)\n%s", a.card.name, (long long)keep.v,
                               association_differences(cx, &b, &nothing))));
    TRY(q_association_places_clear(cx, other, NULL));
    TRY(q_association_contacts_clear(cx, other, NULL));
    TRY(q_association_former_names_clear(cx, other, NULL));
    TRY(q_association_districts_clear(cx, other, NULL));
    TRY(q_association_remove(cx, cx->programme, other, NULL));
    return tx_commit(cx, &tx);
}
