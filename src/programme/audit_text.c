/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See audit_text.h. */
#include "programme/audit_text.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "i18n/spoken.h"
#include "programme/permission.h"

#include <stdlib.h>

#define ARROW " → "

/* ---- the table ---- */

typedef struct CodeName {
    const char *code, *name;
} CodeName;

static const CodeName actions[] = {
    {"association.change", N_("Association changed")},
    {"association.contact_erased", N_("Contact person erased")},
    {"association.create", N_("Association entered")},
    {"association.end", N_("Partnership ended")},
    {"association.import", N_("Association imported")},
    {"association.merge", N_("Associations merged")},
    {"association.merged_away", N_("Association merged into another")},
    {"association.resume", N_("Partnership taken up again")},
    {"attendance.check_in", N_("Checked in at the door")},
    {"attendance.record", N_("Attendance recorded")},
    {"budget.change", N_("Budget changed")},
    {"budget.create", N_("Budget year created")},
    {"certificate.correct", N_("Certificate corrected")},
    {"certificate.issue", N_("Certificate issued")},
    {"certificate.revoke", N_("Certificate revoked")},
    {"consultant.change", N_("Consultant changed")},
    {"consultant.create", N_("Consultant entered")},
    {"cost_line.change", N_("Cost line changed")},
    {"cost_line.create", N_("Cost line entered")},
    {"cost_line.step", N_("Cost line taken further")},
    {"evaluation.close", N_("Evaluation closed")},
    {"evaluation.import", N_("Evaluation imported")},
    {"evaluation.open", N_("Evaluation opened")},
    {"evaluation.slips", N_("Slips printed")},
    {"import.confirm", N_("Import carried out")},
    {"letter.print", N_("Letters printed")},
    {"mail.again", N_("Mail sent again")},
    {"person.create", N_("Person entered")},
    {"person.erase", N_("Person's data erased")},
    {"person.grant", N_("Role given")},
    {"person.password", N_("Password set")},
    {"person.revoke", N_("Role taken away")},
    {"programme.change", N_("Settings changed")},
    {"programme.create", N_("Programme created")},
    {"registration.needs", N_("Needs changed")},
    {"registration.organisation", N_("Association assigned")},
    {"registration.request", N_("Registration came in")},
    {"registration.step", N_("Registration taken further")},
    {"room.change", N_("Room changed")},
    {"room.create", N_("Room entered")},
    {"seminar.change", N_("Seminar changed")},
    {"seminar.consultants", N_("Consultants chosen")},
    {"seminar.create", N_("Seminar created")},
    {"seminar.seats", N_("Seats changed")},
    {"seminar.session_add", N_("Session added")},
    {"seminar.session_change", N_("Session changed")},
    {"seminar.session_remove", N_("Session removed")},
    {"seminar.step", N_("Seminar taken further")},
    {"seminar.translate", N_("Translation changed")},
};

static const CodeName objects[] = {
    {"association", N_("Association")},
    {"budget_year", N_("Budget year")},
    {"consultant", N_("Consultant")},
    {"cost_line", N_("Cost line")},
    {"evaluation", N_("Evaluation")},
    {"import", N_("Import")},
    {"message", N_("Mail")},
    {"person", N_("Person")},
    {"programme", N_("Programme")},
    {"registration", N_("Registration")},
    {"room", N_("Room")},
    {"seminar", N_("Seminar")},
};

typedef const char *ValueText(Cx *cx, const char *value);
static ValueText as_message, as_money, as_day, as_session, as_yes_no, as_language, as_languages, as_number,
    as_share;

/* Fields that stand here with their label in English are labels already (N_ where they are made). */
static const struct {
    const char *field, *label;
    ValueText *value; /* NULL: as it is stored */
} fields[] = {
    {"about", N_("What it is about"), NULL},
    {"address", N_("Address"), NULL},
    {"amount_cents", N_("Amount"), as_money},
    {"approval", N_("The association approves registrations"), as_yes_no},
    {"association", N_("Association"), as_number},
    {"attendance_shortened", N_("Attendance entries shortened to the new length"), NULL},
    {"capacity", N_("Seats"), NULL},
    {"certificate_share", N_("Share of minutes for a certificate, in percent"), NULL},
    {"channel", N_("Came by"), as_message},
    {"childcare", N_("Childcare"), as_yes_no},
    {"closes_on", N_("Last day to register"), as_day},
    {"consultant", N_("Consultant"), as_number},
    {"doubtful", N_("Doubtful"), NULL},
    {"ended_on", N_("Last day of use"), as_day},
    {"file", N_("File"), NULL},
    {"interpretation", N_("Interpreted into"), as_languages},
    {"kind", N_("Kind"), as_message},
    {"lang", N_("Language of instruction"), as_language},
    {"letters", N_("Letters"), NULL},
    {"material", N_("Material"), NULL},
    {"merged", N_("Merged"), NULL},
    {"merged into", N_("Merged into"), NULL},
    {"merged with", N_("Merged with"), NULL},
    {"minimum", N_("Takes place from how many participants?"), NULL},
    {"minutes", N_("Minutes"), as_share},
    {"name", N_("Name"), NULL},
    {"new", N_("New"), NULL},
    {"note", N_("Note"), NULL},
    {"offer_days", N_("Days before which a freed seat is given at once"), NULL},
    {"offer_hours", N_("Hours that an offered seat is kept"), NULL},
    {"opens_on", N_("Registration opens on"), as_day},
    {"reason", N_("Reason"), NULL},
    {"refused", N_("Refused"), NULL},
    {"seats_each", N_("Most seats for one association"), NULL},
    {"seminar", N_("Seminar"), as_number},
    {"session", N_("Session"), as_session},
    {"state", N_("State"), as_message},
    {"step_free", N_("Step-free access"), as_yes_no},
    {"summary", N_("In short"), NULL},
    {"title", N_("Title"), NULL},
    {"topic", N_("Topic"), as_number},
    {"unchanged", N_("Unchanged"), NULL},
    {"year", N_("Year"), NULL},
    {"Day fee in cents", N_("Day fee"), as_money},
    {"Districts", N_("Districts"), as_number},
    {"Languages", N_("Languages"), as_languages},
    {"May be published", N_("May be published"), as_message},
    {"Partner since", N_("Partner since"), as_day},
    {"Partnership ended on", N_("Partnership ended on"), as_day},
    {"Topics", N_("Topics"), as_number},
};

/* ---- values ---- */

static const char *as_message(Cx *cx, const char *value)
{
    return t(cx, value);
}

static const char *as_money(Cx *cx, const char *value)
{
    return format_money(cx, (Cents){atoll(value)});
}

/* Is there a date like 2026-03-14 at the beginning? */
static bool starts_with_date(const char *value, Date *ret_day)
{
    char iso[11] = "";
    strncpy(iso, value, 10);
    return strlen(iso) == 10 && date_parse(iso, ret_day);
}

static const char *as_day(Cx *cx, const char *value)
{
    Date day;
    return starts_with_date(value, &day) ? format_date(cx, day, DATE_NUMERIC) : value;
}

static const char *as_session(Cx *cx, const char *value)
{
    Date day;
    if (!starts_with_date(value, &day))
        return value;
    return arena_printf(cx->arena, "%s%s", format_date(cx, day, DATE_NUMERIC), value + 10);
}

static const char *as_yes_no(Cx *cx, const char *value)
{
    return strcmp(value, "0") == 0 ? t(cx, "no") : strcmp(value, "1") == 0 ? t(cx, "yes") : value;
}

static const char *as_language(Cx *cx, const char *value)
{
    return spoken_name(cx, value);
}

static const char *as_languages(Cx *cx, const char *value)
{
    return spoken_names(cx, value);
}

static const char *as_number(Cx *cx, const char *value)
{
    return strcmp(value, "0") == 0 ? "" : t(cx, "no. {n}", "n", value);
}

/* "75 of 100" */
static const char *as_share(Cx *cx, const char *value)
{
    const char *of = strstr(value, " of ");
    if (!of)
        return value;
    return t(cx, "{n} of {all}", "n", arena_text_n(cx->arena, value, (size_t)(of - value)), "all", of + 4);
}

/* ---- lines ---- */

static const char *name_of(const CodeName *table, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(table[i].code, code) == 0)
            return table[i].name;
    return NULL;
}

/* "Title: a → b"; one of the two may be missing. */
static void put_change(Cx *cx, Buf *out, const char *label, const char *values, ValueText *show)
{
    const char *arrow = strstr(values, ARROW);
    if (!arrow) {
        buf_printf(out, "%s: %s", label, show && *values ? show(cx, values) : values);
        return;
    }
    const char *from = arena_text_n(cx->arena, values, (size_t)(arrow - values)), *to = arrow + strlen(ARROW);
    from = show && *from ? show(cx, from) : from;
    to = show && *to ? show(cx, to) : to;
    if (*from && *to)
        buf_printf(out, "%s: %s" ARROW "%s", label, from, to);
    else if (*to)
        buf_printf(out, "%s: %s", label, to);
    else
        buf_printf(out, "%s: %s" ARROW "–", label, from);
}

static void put_line(Cx *cx, Buf *out, const char *line)
{
    const char *colon = strstr(line, ": ");
    if (!colon) {
        buf_str(out, line);
        return;
    }
    const char *field = arena_text_n(cx->arena, line, (size_t)(colon - line)), *values = colon + 2;
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
        if (strcmp(fields[i].field, field) == 0) {
            put_change(cx, out, t(cx, fields[i].label), values, fields[i].value);
            return;
        }
    Lang lang;
    const char *number = strncmp(field, "registration ", 13) == 0 ? field + 13 : NULL;
    if (strlen(field) == 2 && lang_parse(field, &lang))
        put_change(cx, out, lang_name(lang), values, NULL);
    else if (number)
        put_change(cx, out, t(cx, "Registration no. {n}", "n", number), values, NULL);
    else if (strstr(values, ARROW) || strlen(field) < 40) /* a label of some table: a message, or as typed */
        put_change(cx, out, t(cx, field), values, NULL);
    else
        buf_str(out, line);
}

/* "manager association 7": a role, and of what. */
static const char *role_text(Cx *cx, const char *detail)
{
    char *code = arena_text_n(cx->arena, detail, strcspn(detail, " "));
    const char *number = strrchr(detail, ' ');
    Role role;
    if (!role_parse(code, &role))
        return detail;
    const char *what = strstr(detail, " association ")  ? t(cx, "Association")
                       : strstr(detail, " consultant ") ? t(cx, "Consultant")
                                                        : NULL;
    const char *name = t(cx, role_name(role));
    return what ? arena_printf(cx->arena, "%s, %s %s", name, what, t(cx, "no. {n}", "n", number + 1)) : name;
}

const char *audit_action_text(Cx *cx, const char *action)
{
    const char *name = name_of(actions, ARRAY_LENGTH(actions), action);
    return name ? t(cx, name) : action;
}

const char *audit_object_text(Cx *cx, const char *object_kind)
{
    const char *name = name_of(objects, ARRAY_LENGTH(objects), object_kind);
    return name ? t(cx, name) : object_kind;
}

const char *audit_detail_text(Cx *cx, const char *action, const char *detail)
{
    if (strcmp(action, "person.grant") == 0 || strcmp(action, "person.revoke") == 0)
        return role_text(cx, detail);
    if (!strchr(detail, '\n')) /* a title, a number: what the action is about */
        return detail;
    Buf out = buf_make(cx->arena);
    for (const char *at = detail; *at;) {
        size_t n = strcspn(at, "\n");
        put_line(cx, &out, arena_text_n(cx->arena, at, n));
        buf_char(&out, '\n');
        at += n + (at[n] == '\n');
    }
    return buf_text(&out);
}

bool audit_action_known(const char *action)
{
    return name_of(actions, ARRAY_LENGTH(actions), action) != NULL;
}

bool audit_object_known(const char *object_kind)
{
    return name_of(objects, ARRAY_LENGTH(objects), object_kind) != NULL;
}

bool audit_field_known(const char *field)
{
    for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
        if (strcmp(fields[i].field, field) == 0)
            return true;
    return false;
}
