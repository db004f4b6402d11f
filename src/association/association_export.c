/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See association_export.h. */
#include "association/association_export.h"

#include "association/association_import.h"
#include "i18n/catalogue.h"

/* The cell of a field in the line `i` of an association. */
static const char *cell(Cx *cx, const Association *a, ImportField field, size_t i)
{
    static const AssociationPlaces no_place = {"", "", ""};
    static const AssociationContacts no_contact = {"", "", "", ""};
    const AssociationCard *c = &a->card;
    const AssociationPlaces *p = i < a->places.n ? &a->places.at[i] : &no_place;
    const AssociationContacts *k = i < a->contacts.n ? &a->contacts.at[i] : &no_contact;
    const char *plain[IMPORT_FIELD_COUNT] = {
        [IMPORT_NAME] = c->name,
        [IMPORT_LEGAL_FORM] = c->legal_form,
        [IMPORT_REGISTER_NUMBER] = c->register_number,
        [IMPORT_REGISTER_COURT] = c->register_court,
        [IMPORT_STREET] = p->street,
        [IMPORT_POSTCODE] = p->postcode,
        [IMPORT_CITY] = p->city,
        [IMPORT_EMAIL] = c->email,
        [IMPORT_PHONE] = c->phone,
        [IMPORT_WEBSITE] = c->website,
        [IMPORT_LANGUAGES] = c->languages,
        [IMPORT_SERVES] = c->serves,
        [IMPORT_ABOUT] = c->about,
        [IMPORT_MAY_PUBLISH] = c->may_publish ? t(cx, "yes") : t(cx, "no"),
        [IMPORT_CONTACT_NAME] = k->name,
        [IMPORT_CONTACT_FUNCTION] = k->function,
        [IMPORT_CONTACT_EMAIL] = k->email,
        [IMPORT_CONTACT_PHONE] = k->phone,
    };
    return plain[field];
}

static void joined_cell(CsvWriter *w, Cx *cx, const Association *a, ImportField field)
{
    Buf text = buf_make(cx->arena);
    size_t n = field == IMPORT_DISTRICTS ? a->districts.n : a->former_names.n;
    for (size_t i = 0; i < n; i++)
        buf_printf(&text, "%s%s", i ? "\n" : "",
                   field == IMPORT_DISTRICTS ? a->districts.at[i].name : a->former_names.at[i].name);
    csv_cell(w, buf_text(&text));
}

static void date_cell(CsvWriter *w, bool has, Date date)
{
    if (has)
        csv_cell_date(w, date);
    else
        csv_cell(w, "");
}

static void write_line(CsvWriter *w, Cx *cx, const Association *a, size_t i)
{
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        if (field == IMPORT_REGISTER_KIND)
            continue;
        else if (field == IMPORT_FORMER_NAMES || field == IMPORT_DISTRICTS)
            joined_cell(w, cx, a, field);
        else if (field == IMPORT_PARTNER_SINCE)
            date_cell(w, a->card.has_partner_since, a->card.partner_since);
        else if (field == IMPORT_ENDED_ON)
            date_cell(w, a->card.has_ended_on, a->card.ended_on);
        else
            csv_cell(w, cell(cx, a, field, i));
    csv_end_row(w);
}

const Err *association_export_csv(Cx *cx, Buf *out)
{
    AssociationCardRows all;
    TRY(q_association_all(cx, cx->programme, &all));
    CsvWriter w = csv_writer(out, cx->lang == LANG_DE ? ';' : ',');
    for (int field = 0; field < IMPORT_FIELD_COUNT; field++)
        if (field != IMPORT_REGISTER_KIND)
            csv_cell(&w, message_text(cx, import_field_label(field), (const char *const[]){NULL}));
    csv_end_row(&w);
    for (size_t k = 0; k < all.n; k++) {
        Association a;
        TRY(association_load(cx, all.at[k].id, &a));
        size_t lines = a.places.n > a.contacts.n ? a.places.n : a.contacts.n;
        for (size_t i = 0; i < (lines ? lines : 1); i++)
            write_line(&w, cx, &a, i);
    }
    return NULL;
}
