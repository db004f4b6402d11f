/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a line adds to an association: rule 5 of association_import.h. */
#include "association/import_parts.h"

#include "i18n/catalogue.h"
#include "i18n/fold.h"

#include <string.h>

typedef struct Folding {
    Cx *cx;
    Association *to;
    Buf *told;
    bool changed;
} Folding;

static void tell(Folding *f, const char *sentence)
{
    if (f->told->n)
        buf_char(f->told, ' ');
    buf_str(f->told, sentence);
}

static bool fold_equal(Folding *f, const char *a, const char *b)
{
    return strcmp(text_fold(f->cx->arena, a), text_fold(f->cx->arena, b)) == 0;
}

/* One more place in an array of the arena; the old one is left to it. */
#define APPEND(f, list, item)                                                                                \
    do {                                                                                                     \
        __typeof__((list)->at) at_ = arena_alloc_array((f)->cx->arena, (list)->n + 1, sizeof *at_);          \
        if ((list)->n)                                                                                       \
            memcpy(at_, (list)->at, (list)->n * sizeof *at_);                                                \
        at_[(list)->n++] = (item);                                                                           \
        (list)->at = at_;                                                                                    \
        (f)->changed = true;                                                                                 \
    } while (0)

static bool same_name(Folding *f, const char *a, const char *b)
{
    return strcmp(text_fold_name(f->cx->arena, a), text_fold_name(f->cx->arena, b)) == 0;
}

static bool knows_name(Folding *f, const char *name)
{
    if (same_name(f, f->to->card.name, name))
        return true;
    for (size_t i = 0; i < f->to->former_names.n; i++)
        if (same_name(f, f->to->former_names.at[i].name, name))
            return true;
    return false;
}

static void fold_name(Folding *f, const char *name)
{
    if (knows_name(f, name))
        return;
    APPEND(f, &f->to->former_names, ((AssociationFormerNames){name}));
    tell(f, t(f->cx, "Keeps the name “{name}” beside the present one.", "name", name));
}

static void fold_text(Folding *f, const char **to, const char *from, const char *label)
{
    if (*from == '\0' || strcmp(*to, from) == 0)
        return;
    const char *field = message_text(f->cx, label, (const char *const[]){NULL});
    if (**to == '\0') {
        *to = from;
        f->changed = true;
        tell(f, t(f->cx, "{field}: adds “{value}”.", "field", field, "value", from));
    } else {
        tell(f, t(f->cx, "{field}: “{value}” differs; what is known stays.", "field", field, "value", from));
    }
}

/* The place that the line may mean: the same postcode, and nothing that speaks against it. */
static AssociationPlaces *same_place(Folding *f, const AssociationPlaces *place)
{
    for (size_t i = 0; i < f->to->places.n; i++) {
        AssociationPlaces *p = &f->to->places.at[i];
        bool street = *p->street == '\0' || *place->street == '\0' || fold_equal(f, p->street, place->street);
        bool city = *p->city == '\0' || *place->city == '\0' || fold_equal(f, p->city, place->city);
        if (strcmp(p->postcode, place->postcode) == 0 && street && city)
            return p;
    }
    return NULL;
}

static void fold_place(Folding *f, const AssociationPlaces *place)
{
    AssociationPlaces *known = same_place(f, place);
    if (known) {
        fold_text(f, &known->street, *known->street ? "" : place->street, N_("Street"));
        fold_text(f, &known->city, *known->city ? "" : place->city, N_("City"));
        return;
    }
    APPEND(f, &f->to->places, *place);
    tell(f, t(f->cx, "Adds the place {place}.", "place", association_place_text(f->cx, place)));
}

static void fold_contact(Folding *f, const AssociationContacts *contact)
{
    for (size_t i = 0; i < f->to->contacts.n; i++) {
        AssociationContacts *c = &f->to->contacts.at[i];
        if (!fold_equal(f, c->name, contact->name))
            continue;
        fold_text(f, &c->function, contact->function, N_("Function of the contact person"));
        fold_text(f, &c->email, contact->email, N_("E-mail of the contact person"));
        fold_text(f, &c->phone, contact->phone, N_("Phone of the contact person"));
        return;
    }
    APPEND(f, &f->to->contacts, *contact);
    tell(f, t(f->cx, "Adds the contact person {name}.", "name", contact->name));
}

static void fold_district(Folding *f, const AssociationDistricts *district)
{
    for (size_t i = 0; i < f->to->districts.n; i++)
        if (f->to->districts.at[i].id.v == district->id.v)
            return;
    APPEND(f, &f->to->districts, *district);
    tell(f, t(f->cx, "Adds the district {name}.", "name", district->name));
}

static void fold_card(Folding *f, const AssociationCard *from)
{
    AssociationCard *to = &f->to->card;
    fold_text(f, &to->register_number, from->register_number, N_("Register number"));
    fold_text(f, &to->legal_form, from->legal_form, N_("Legal form"));
    fold_text(f, &to->register_court, from->register_court, N_("Register court"));
    fold_text(f, &to->email, from->email, N_("E-mail"));
    fold_text(f, &to->phone, from->phone, N_("Phone"));
    fold_text(f, &to->website, from->website, N_("Website"));
    fold_text(f, &to->serves, from->serves, N_("Whom it serves"));
    fold_text(f, &to->about, from->about, N_("About"));
    const char *languages = languages_join(f->cx->arena, to->languages, from->languages);
    if (strcmp(languages, to->languages) != 0) {
        to->languages = languages;
        f->changed = true;
        tell(f, t(f->cx, "Adds languages."));
    }
    if (from->has_partner_since && !to->has_partner_since) {
        to->has_partner_since = true;
        to->partner_since = from->partner_since;
        f->changed = true;
    }
}

bool import_fold(Cx *cx, Association *association, const ImportRow *row, Buf *told)
{
    Folding f = {.cx = cx, .to = association, .told = told};
    const Association *from = &row->association;
    fold_name(&f, from->card.name);
    for (size_t i = 0; i < from->former_names.n; i++)
        fold_name(&f, from->former_names.at[i].name);
    fold_card(&f, &from->card);
    for (size_t i = 0; i < from->places.n; i++)
        fold_place(&f, &from->places.at[i]);
    for (size_t i = 0; i < from->contacts.n; i++)
        fold_contact(&f, &from->contacts.at[i]);
    for (size_t i = 0; i < from->districts.n; i++)
        fold_district(&f, &from->districts.at[i]);
    return f.changed;
}
