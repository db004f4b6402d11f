/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading, writing and ending entries of the register; see association.h. */
#include "association/association.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "programme/audit.h"

#include <stdlib.h>
#include <string.h>

#define OBJECT "association"

const Err *association_load(Cx *cx, AssociationId id, Association *ret_association)
{
    Association a = {0};
    TRY(q_association_card(cx, cx->programme, id, &a.card));
    TRY(q_association_places(cx, id, &a.places));
    TRY(q_association_contacts(cx, id, &a.contacts));
    TRY(q_association_former_names(cx, id, &a.former_names));
    TRY(q_association_districts(cx, id, &a.districts));
    *ret_association = a;
    return NULL;
}

const Err *association_scope(Cx *cx, int64_t id, ObjectScope *ret_scope)
{
    AssociationScopeRow row;
    bool found;
    TRY(q_association_scope_row(cx, id, &row, &found));
    *ret_scope = (ObjectScope){0};
    if (found)
        *ret_scope = (ObjectScope){.exists = true,
                                   .programme = row.programme,
                                   .is_public = row.may_publish,
                                   .has_association = true,
                                   .association = {id}};
    return NULL;
}

/* ---- tidying ---- */

typedef struct Faults {
    Cx *cx;
    AssociationFaults found;
    size_t room;
} Faults;

static void fault(Faults *faults, const char *field, const char *message)
{
    if (faults->found.n == faults->room) {
        AssociationFault *at = NEW_ARRAY(faults->cx->arena, AssociationFault, faults->room * 2 + 8);
        if (faults->found.n)
            memcpy(at, faults->found.at, faults->found.n * sizeof *at);
        faults->found.at = at;
        faults->room = faults->room * 2 + 8;
    }
    faults->found.at[faults->found.n++] = (AssociationFault){field, message};
}

static bool all_empty(const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (texts[i] && *texts[i])
            return false;
    return true;
}

static void fill(const char **text)
{
    if (!*text)
        *text = "";
}

static bool same_place(const AssociationPlaces *a, const AssociationPlaces *b)
{
    return strcmp(a->street, b->street) == 0 && strcmp(a->postcode, b->postcode) == 0 &&
           strcmp(a->city, b->city) == 0;
}

static void tidy_places(Faults *faults, AssociationPlacesRows *places)
{
    Arena *arena = faults->cx->arena;
    size_t n = 0;
    for (size_t i = 0; i < places->n; i++) {
        AssociationPlaces p = places->at[i];
        fill(&p.street), fill(&p.postcode), fill(&p.city);
        if (all_empty((const char *[]){p.street, p.postcode, p.city}, 3))
            continue;
        if (!postcode_tidy(arena, p.postcode, &p.postcode))
            fault(faults, arena_printf(arena, "place%zu_postcode", i),
                  N_("A postcode has five digits, such as 40210."));
        bool doubled = false;
        for (size_t k = 0; k < n; k++)
            doubled |= same_place(&places->at[k], &p);
        if (!doubled)
            places->at[n++] = p;
    }
    places->n = n;
}

static bool same_contact(const AssociationContacts *a, const AssociationContacts *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->function, b->function) == 0 &&
           strcmp(a->email, b->email) == 0 && strcmp(a->phone, b->phone) == 0;
}

static void tidy_contacts(Faults *faults, AssociationContactsRows *contacts)
{
    Arena *arena = faults->cx->arena;
    size_t n = 0;
    for (size_t i = 0; i < contacts->n; i++) {
        AssociationContacts c = contacts->at[i];
        fill(&c.name), fill(&c.function), fill(&c.email), fill(&c.phone);
        if (all_empty((const char *[]){c.name, c.function, c.email, c.phone}, 4))
            continue;
        if (*c.name == '\0')
            fault(faults, arena_printf(arena, "contact%zu_name", i),
                  N_("Enter the name of this contact person."));
        if (!email_looks_right(c.email))
            fault(faults, arena_printf(arena, "contact%zu_email", i),
                  N_("Enter an e-mail address such as name@example.org."));
        bool doubled = false;
        for (size_t k = 0; k < n; k++)
            doubled |= same_contact(&contacts->at[k], &c);
        if (!doubled)
            contacts->at[n++] = c;
    }
    contacts->n = n;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const AssociationFormerNames *)a)->name, ((const AssociationFormerNames *)b)->name);
}

static int by_id(const void *a, const void *b)
{
    int64_t x = ((const AssociationDistricts *)a)->id.v, y = ((const AssociationDistricts *)b)->id.v;
    return (x > y) - (x < y);
}

static void tidy_districts(AssociationDistrictsRows *districts)
{
    if (districts->n > 0)
        qsort(districts->at, districts->n, sizeof *districts->at, by_id);
    size_t n = 0;
    for (size_t i = 0; i < districts->n; i++)
        if (n == 0 || districts->at[n - 1].id.v != districts->at[i].id.v)
            districts->at[n++] = districts->at[i];
    districts->n = n;
}

/* Sorted as the database gives them, without the present name, empty and doubled ones. */
static void tidy_former_names(AssociationFormerNamesRows *names, const char *present)
{
    if (names->n > 0)
        qsort(names->at, names->n, sizeof *names->at, by_name);
    size_t n = 0;
    for (size_t i = 0; i < names->n; i++) {
        const char *name = names->at[i].name;
        if (name && *name && strcmp(name, present) != 0 &&
            (n == 0 || strcmp(names->at[n - 1].name, name) != 0))
            names->at[n++].name = name;
    }
    names->n = n;
}

AssociationFaults association_tidy(Cx *cx, Association *association)
{
    Faults faults = {.cx = cx};
    AssociationCard *card = &association->card;
    const char **texts[] = {&card->name,  &card->legal_form, &card->register_court, &card->register_number,
                            &card->email, &card->phone,      &card->website,        &card->serves,
                            &card->about, &card->languages};
    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        fill(texts[i]);
    if (*card->name == '\0')
        fault(&faults, "name", N_("Enter the name of the association."));
    else if (*text_fold(cx->arena, card->name) == '\0')
        fault(&faults, "name", N_("A name needs at least one letter or digit."));
    if (!register_number_tidy(cx->arena, "", card->register_number, &card->register_number))
        fault(&faults, "register_number",
              N_("Enter the register number as kind and number, such as VR 9034."));
    if (!email_looks_right(card->email))
        fault(&faults, "email", N_("Enter an e-mail address such as name@example.org."));
    card->website = website_tidy(cx->arena, card->website);
    if (!website_looks_right(card->website))
        fault(&faults, "website", N_("Enter an address such as https://www.example.org."));
    if (card->has_partner_since && card->has_ended_on && card->ended_on.days < card->partner_since.days)
        fault(&faults, "ended_on", N_("The partnership can't end before it began."));
    card->languages = languages_join(cx->arena, card->languages, "");
    tidy_places(&faults, &association->places);
    tidy_contacts(&faults, &association->contacts);
    tidy_former_names(&association->former_names, card->name);
    tidy_districts(&association->districts);
    return faults.found;
}

/* ---- writing ---- */

/* What search looks through: the one place that decides it. */
static const char *search_text(Cx *cx, const Association *a)
{
    Buf text = buf_make(cx->arena);
    buf_printf(&text, "%s %s", a->card.name, a->card.register_number);
    for (size_t i = 0; i < a->former_names.n; i++)
        buf_printf(&text, " %s", a->former_names.at[i].name);
    for (size_t i = 0; i < a->places.n; i++)
        buf_printf(&text, " %s %s %s", a->places.at[i].street, a->places.at[i].postcode,
                   a->places.at[i].city);
    return text_fold(cx->arena, buf_text(&text));
}

static const Err *add_parts(Cx *cx, AssociationId id, const Association *a)
{
    for (size_t i = 0; i < a->places.n; i++) {
        const AssociationPlaces *p = &a->places.at[i];
        TRY(q_association_place_add(cx, id, p->street, p->postcode, p->city, NULL));
    }
    for (size_t i = 0; i < a->contacts.n; i++) {
        const AssociationContacts *c = &a->contacts.at[i];
        TRY(q_association_contact_add(cx, id, c->name, c->function, c->email, c->phone, NULL));
    }
    for (size_t i = 0; i < a->former_names.n; i++)
        TRY(q_association_former_name_add(cx, id, a->former_names.at[i].name, NULL));
    for (size_t i = 0; i < a->districts.n; i++)
        TRY(q_association_district_add(cx, cx->programme, id, a->districts.at[i].id, NULL));
    return NULL;
}

static const Err *clear_parts(Cx *cx, AssociationId id)
{
    TRY(q_association_places_clear(cx, id, NULL));
    TRY(q_association_contacts_clear(cx, id, NULL));
    TRY(q_association_former_names_clear(cx, id, NULL));
    return q_association_districts_clear(cx, id, NULL);
}

const Err *association_create(Cx *cx, const Association *a, const char *action, AssociationId *ret_id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    const AssociationCard *c = &a->card;
    AssociationId id;
    TRY(q_association_add(cx, cx->programme, c->name, search_text(cx, a), text_fold_name(cx->arena, c->name),
                          c->legal_form, c->register_court, c->register_number, c->email, c->phone,
                          c->website, c->serves, c->about, c->languages,
                          c->has_partner_since ? &c->partner_since : NULL,
                          c->has_ended_on ? &c->ended_on : NULL, c->may_publish, cx_now(cx), &id));
    TRY(add_parts(cx, id, a));
    Association nothing = {0};
    TRY(audit_add(cx, action, OBJECT, id.v, association_differences(cx, &nothing, a)));
    TRY(tx_commit(cx, &tx));
    *ret_id = id;
    return NULL;
}

static const Err *changed_meanwhile(Cx *cx, const char *name)
{
    return FAIL(cx, ERR_CONFLICT,
                "Somebody else has changed {name} in the meantime. Look at both versions, and save again.",
                "name", name);
}

/* The present name joins the former ones when another takes its place. */
static void keep_name(Cx *cx, Association *next, const char *name)
{
    AssociationFormerNames *at = NEW_ARRAY(cx->arena, AssociationFormerNames, next->former_names.n + 1);
    if (next->former_names.n)
        memcpy(at, next->former_names.at, next->former_names.n * sizeof *at);
    at[next->former_names.n].name = name;
    next->former_names = (AssociationFormerNamesRows){next->former_names.n + 1, at};
    tidy_former_names(&next->former_names, next->card.name);
}

const Err *association_change(Cx *cx, const Association *association, const char *action, const char *note)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Association before, next = *association;
    const AssociationCard *c = &next.card;
    TRY(association_load(cx, c->id, &before));
    if (before.card.version != c->version)
        return changed_meanwhile(cx, before.card.name);
    if (strcmp(before.card.name, c->name) != 0)
        keep_name(cx, &next, before.card.name);
    const char *changes = association_differences(cx, &before, &next);
    if (*changes == '\0' && *note == '\0')
        return tx_commit(cx, &tx);
    int64_t written;
    TRY(q_association_set(cx, cx->programme, c->id, c->version, c->name, search_text(cx, &next),
                          text_fold_name(cx->arena, c->name), c->legal_form, c->register_court,
                          c->register_number, c->email, c->phone, c->website, c->serves, c->about,
                          c->languages, c->has_partner_since ? &c->partner_since : NULL,
                          c->has_ended_on ? &c->ended_on : NULL, c->may_publish, cx_now(cx), &written));
    if (written != 1)
        return changed_meanwhile(cx, before.card.name);
    TRY(clear_parts(cx, c->id));
    TRY(add_parts(cx, c->id, &next));
    TRY(audit_add(cx, action, OBJECT, c->id.v, arena_printf(cx->arena, "%s%s", note, changes)));
    return tx_commit(cx, &tx);
}

/* ---- partnership ---- */

const Err *association_end_partnership(Cx *cx, AssociationId id, Date day)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Association a;
    TRY(association_load(cx, id, &a));
    if (a.card.has_ended_on)
        return FAIL(cx, ERR_CONFLICT, "The partnership with {name} has ended already.", "name", a.card.name);
    if (a.card.has_partner_since && day.days < a.card.partner_since.days)
        return FAIL(cx, ERR_INPUT, "The partnership can't end before it began.");
    a.card.has_ended_on = true;
    a.card.ended_on = day;
    TRY(association_change(cx, &a, "association.end", ""));
    return tx_commit(cx, &tx);
}

const Err *association_resume_partnership(Cx *cx, AssociationId id)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Association a;
    TRY(association_load(cx, id, &a));
    if (!a.card.has_ended_on)
        return FAIL(cx, ERR_CONFLICT, "The partnership with {name} has not ended.", "name", a.card.name);
    a.card.has_ended_on = false;
    TRY(association_change(cx, &a, "association.resume", ""));
    return tx_commit(cx, &tx);
}

/* ---- history ---- */

const char *association_place_text(Cx *cx, const AssociationPlaces *p)
{
    const char *comma = *p->street && (*p->postcode || *p->city) ? ", " : "";
    return arena_printf(cx->arena, "%s%s%s%s%s", p->street, comma, p->postcode,
                        *p->postcode && *p->city ? " " : "", p->city);
}

static const char *places_text(Cx *cx, const AssociationPlacesRows *places)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < places->n; i++)
        buf_printf(&text, "%s%s", i ? "; " : "", association_place_text(cx, &places->at[i]));
    return buf_text(&text);
}

static const char *contacts_text(Cx *cx, const AssociationContactsRows *contacts)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < contacts->n; i++) {
        const AssociationContacts *c = &contacts->at[i];
        buf_printf(&text, "%s%s (%s) %s %s", i ? "; " : "", c->name, c->function, c->email, c->phone);
    }
    return buf_text(&text);
}

static const char *names_text(Cx *cx, const AssociationFormerNamesRows *names)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < names->n; i++)
        buf_printf(&text, "%s%s", i ? "; " : "", names->at[i].name);
    return buf_text(&text);
}

/* By id, since a form brings no names. */
static const char *districts_text(Cx *cx, const AssociationDistrictsRows *districts)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < districts->n; i++)
        buf_printf(&text, "%s%lld", i ? ", " : "", (long long)districts->at[i].id.v);
    return buf_text(&text);
}

AssociationDifferences association_compare(Cx *cx, const Association *from, const Association *to)
{
    const AssociationCard *a = &from->card, *b = &to->card;
    const AssociationDifference all[] = {
        {N_("Name"), a->name, b->name},
        {N_("Legal form"), a->legal_form, b->legal_form},
        {N_("Register court"), a->register_court, b->register_court},
        {N_("Register number"), a->register_number, b->register_number},
        {N_("E-mail"), a->email, b->email},
        {N_("Phone"), a->phone, b->phone},
        {N_("Website"), a->website, b->website},
        {N_("Whom it serves"), a->serves, b->serves},
        {N_("About"), a->about, b->about},
        {N_("Languages"), a->languages, b->languages},
        {N_("Partner since"), audit_day(cx, a->has_partner_since, a->partner_since),
         audit_day(cx, b->has_partner_since, b->partner_since)},
        {N_("Partnership ended on"), audit_day(cx, a->has_ended_on, a->ended_on),
         audit_day(cx, b->has_ended_on, b->ended_on)},
        {N_("May be published"), a->may_publish ? "yes" : "no", b->may_publish ? "yes" : "no"},
        {N_("Places"), places_text(cx, &from->places), places_text(cx, &to->places)},
        {N_("Contact people"), contacts_text(cx, &from->contacts), contacts_text(cx, &to->contacts)},
        {N_("Former names"), names_text(cx, &from->former_names), names_text(cx, &to->former_names)},
        {N_("Districts"), districts_text(cx, &from->districts), districts_text(cx, &to->districts)},
    };
    AssociationDifferences found = {.at = NEW_ARRAY(cx->arena, AssociationDifference, ARRAY_LENGTH(all))};
    for (size_t i = 0; i < ARRAY_LENGTH(all); i++)
        if (strcmp(all[i].from ? all[i].from : "", all[i].to ? all[i].to : "") != 0)
            found.at[found.n++] = all[i];
    return found;
}

const char *association_differences(Cx *cx, const Association *from, const Association *to)
{
    Buf text = buf_make(cx->arena);
    AssociationDifferences found = association_compare(cx, from, to);
    for (size_t i = 0; i < found.n; i++)
        audit_change(&text, found.at[i].field, found.at[i].from, found.at[i].to);
    return buf_text(&text);
}
