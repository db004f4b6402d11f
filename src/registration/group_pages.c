/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An association's manager registers several people. Not all fit: the page asks whether the rest shall wait.
 */
#include "group.html.h"
#include "person.sql.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/group.h"
#include "registration/register_form.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

#include <stdlib.h>
#include <string.h>

enum { GROUP_ROWS = 5, GROUP_MOST = 20 };

static const char *const lang_codes[] = {"de", "en", "ar", "tr", "uk", "fr", NULL}; /* as enum Lang */

typedef struct GroupForm {
    int64_t seminar, rows;
    const char *association; /* id */
    const char *leave_out;   /* numbers of rows for which there is no seat: "3 4" */
    bool more, may_wait;
    struct {
        const char *name, *email, *phone;
        int lang;
    } at[GROUP_MOST];
} GroupForm;

#define PERSON(i)                                                                                            \
    {"name" #i, N_("Name"), FIELD_TEXT, FORM_AT(GroupForm, at[i].name), .max = 300},                         \
        {"email" #i, N_("E-mail address"), FIELD_EMAIL, FORM_AT(GroupForm, at[i].email)},                    \
        {"phone" #i, N_("Phone number"), FIELD_TEXT, FORM_AT(GroupForm, at[i].phone), .max = 50},            \
    {                                                                                                        \
        "lang" #i, N_("Language"), FIELD_CHOICE, FORM_AT(GroupForm, at[i].lang), .choices = lang_codes       \
    }

static const FormField group_fields[] = {
    {"seminar", N_("Seminar"), FIELD_I64, FORM_AT(GroupForm, seminar), .required = true, .min = 1,
     .max = INT64_MAX},
    {"rows", N_("Rows"), FIELD_I64, FORM_AT(GroupForm, rows), .min = 1, .max = GROUP_MOST},
    {"association", N_("Association"), FIELD_TEXT, FORM_AT(GroupForm, association), .max = 20},
    {"leave_out", N_("Leave out"), FIELD_TEXT, FORM_AT(GroupForm, leave_out), .max = 100},
    {"more", N_("More rows"), FIELD_CHECK, FORM_AT(GroupForm, more)},
    {"may_wait", N_("Some may wait"), FIELD_CHECK, FORM_AT(GroupForm, may_wait)},
    PERSON(0),
    PERSON(1),
    PERSON(2),
    PERSON(3),
    PERSON(4),
    PERSON(5),
    PERSON(6),
    PERSON(7),
    PERSON(8),
    PERSON(9),
    PERSON(10),
    PERSON(11),
    PERSON(12),
    PERSON(13),
    PERSON(14),
    PERSON(15),
    PERSON(16),
    PERSON(17),
    PERSON(18),
    PERSON(19),
};
const FormRules group_form = FORM_RULES(GroupForm, group_fields);

static const FormField group_query[] = {
    {"seminar", N_("Seminar"), FIELD_I64, FORM_AT(GroupForm, seminar), .required = true, .min = 1,
     .max = INT64_MAX},
};
const FormRules group_query_form = FORM_RULES(GroupForm, group_query);

/* ---- the page ---- */

/* The sender's own; the office registers for any. */
static const Err *own_associations(Request *rq, UiOptions *ret_options)
{
    Cx *cx = rq->cx;
    AssociationChoiceRows all = {0};
    OwnAssociationsRows own = {0};
    bool is_office = session_reach(request_session(rq), PERM_REGISTRATION_OWN_ASSOCIATION) == REACH_ALL;
    TRY(is_office ? q_association_choice(cx, cx->programme, true, &all)
                  : q_own_associations(cx, cx->person, &own));
    UiOptions options = {0, NEW_ARRAY(cx->arena, UiOption, all.n + own.n)};
    for (size_t i = 0; i < all.n; i++)
        options.at[options.n++] = (UiOption){h_part_i64(cx, all.at[i].id.v), all.at[i].name, NULL};
    for (size_t i = 0; i < own.n; i++)
        options.at[options.n++] = (UiOption){h_part_i64(cx, own.at[i].id.v), own.at[i].name, NULL};
    *ret_options = options;
    return NULL;
}

static const Err *show(Request *rq, const GroupForm *form, FormInput *input, GroupView *v)
{
    Cx *cx = rq->cx;
    SeminarFind row;
    SeminarView *about = NEW(cx->arena, SeminarView);
    UiOptions none;
    TRY(seminar_view(cx, (SeminarId){form->seminar}, &row, about));
    TRY(registration_check_open(cx, &row, CHANNEL_ASSOCIATION));
    TRY(own_associations(rq, &v->associations));
    TRY(register_options(cx, request_programme(rq), false, &none, &v->languages));
    v->input = input;
    v->about = about;
    v->rows = form->rows ? form->rows : GROUP_ROWS;
    v->may_add = v->rows < GROUP_MOST;
    v->numbers = (GroupRows){(size_t)v->rows, NEW_ARRAY(cx->arena, size_t, v->rows)};
    for (size_t i = 0; i < v->numbers.n; i++)
        v->numbers.at[i] = i;
    view_group_form(cx, &rq->body, v);
    UiCrumb crumb = {about->text.title, path(cx, "/seminars/{id}", "id", h_part_i64(cx, row.id.v))};
    return page_send(
        rq,
        &(Page){.title = t(cx, "Register several people"), .crumbs = &crumb, .n_crumbs = 1, .noindex = true});
}

const Err *group_show(Request *rq)
{
    const GroupForm *asked = rq->form;
    if (!asked || asked->seminar <= 0)
        return respond_redirect(rq, path(rq->cx, "/seminars")); /* there one is chosen */
    GroupForm form = {.seminar = asked->seminar, .rows = GROUP_ROWS, .association = "", .leave_out = ""};
    for (size_t i = 0; i < GROUP_MOST; i++)
        form.at[i].lang = (int)rq->cx->lang;
    return show(rq, &form, request_form(rq, &group_form, &form), &(GroupView){0});
}

/* ---- sending ---- */

static bool is_row(const GroupForm *form, size_t i)
{
    return *form->at[i].name || *form->at[i].email || *form->at[i].phone;
}

static bool is_left_out(const GroupForm *form, size_t i)
{
    for (char *c = (char *)form->leave_out; *c;) {
        if (strtoul(c, &c, 10) == i)
            return true;
        c += strcspn(c, "0123456789");
    }
    return false;
}

static void check_row(Request *rq, const GroupForm *form, size_t i)
{
    Cx *cx = rq->cx;
    const char *label = t(cx, "Person {n}", "n", h_part_i64(cx, (int64_t)i + 1));
    if (!*form->at[i].name)
        input_add_error(cx, rq->input, arena_printf(cx->arena, "name%zu", i), label,
                        t(cx, "Please enter the name."));
    if (!*form->at[i].email && !*form->at[i].phone)
        input_add_error(
            cx, rq->input, arena_printf(cx->arena, "email%zu", i), label,
            t(cx, "Please enter an e-mail address or a phone number, so that we can reach this person."));
}

/* Beside the field when it is none that the sender may register for. */
static const Err *association_of(Request *rq, const GroupForm *form, AssociationId *ret_id)
{
    Cx *cx = rq->cx;
    UiOptions own;
    TRY(own_associations(rq, &own));
    const char *chosen = own.n == 1 ? own.at[0].value : form->association;
    *ret_id = (AssociationId){atoll(chosen)};
    for (size_t i = 0; i < own.n; i++)
        if (strcmp(own.at[i].value, chosen) == 0)
            return NULL;
    input_add_error(cx, rq->input, "association", t(cx, "Association"),
                    t(cx, "Please choose one of the list."));
    return NULL;
}

static size_t read_people(Request *rq, const GroupForm *form, AssociationId association, Registrant *people,
                          size_t *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < GROUP_MOST; i++) {
        if (!is_row(form, i) || is_left_out(form, i))
            continue;
        check_row(rq, form, i);
        rows[n] = i;
        Registrant *who = &people[n++];
        *who = registrant_named(form->at[i].name, form->at[i].email);
        who->phone = form->at[i].phone;
        who->association = association;
        who->lang = form->at[i].lang < 0 ? rq->cx->lang : (Lang)form->at[i].lang;
    }
    if (n == 0)
        input_add_error(rq->cx, rq->input, "name0", t(rq->cx, "Person {n}", "n", "1"),
                        t(rq->cx, "Please enter at least one person."));
    return n;
}

/* Nothing is saved yet: who would have to wait, and two ways on. */
static const Err *ask(Request *rq, const GroupForm *form, const GroupAnswer *answer, const Registrant *people,
                      const size_t *rows)
{
    GroupView v = {.asks = true};
    v.waiting = (GroupPeople){0, NEW_ARRAY(rq->cx->arena, GroupPerson, answer->n)};
    for (size_t i = 0; i < answer->n; i++)
        if (answer->at[i].is_new && answer->at[i].state == REG_WAITLISTED)
            v.waiting.at[v.waiting.n++] = (GroupPerson){rows[i], people[i].name};
    Buf out = buf_make(rq->cx->arena);
    for (size_t i = 0; i < v.waiting.n; i++)
        buf_printf(&out, "%s%zu", i ? " " : "", v.waiting.at[i].row);
    v.leave_out = buf_text(&out);
    v.some_fit = answer->n > v.waiting.n;
    rq->status = 409;
    return show(rq, form, rq->input, &v);
}

const Err *group_save(Request *rq)
{
    Cx *cx = rq->cx;
    GroupForm *form = rq->form;
    if (form->seminar <= 0)
        return FAIL(cx, ERR_CONFLICT, "Please choose the seminar first.");
    AssociationId association;
    Registrant people[GROUP_MOST];
    size_t rows[GROUP_MOST];
    if (form->more) {
        form->rows = form->rows + GROUP_ROWS > GROUP_MOST ? GROUP_MOST : form->rows + GROUP_ROWS;
        input_set(cx, rq->input, "rows", h_part_i64(cx, form->rows));
        for (int64_t i = form->rows - GROUP_ROWS; i < form->rows; i++)
            if (form->at[i].lang < 0)
                input_set(cx, rq->input, arena_printf(cx->arena, "lang%d", (int)i), lang_tag(cx->lang));
        rq->input->n_errors = 0; /* nobody has said yet that it is complete */
        return show(rq, form, rq->input, &(GroupView){0});
    }
    TRY(association_of(rq, form, &association));
    size_t n = read_people(rq, form, association, people, rows);
    if (form_failed(rq))
        return show(rq, form, rq->input, &(GroupView){0});
    GroupAnswer answer;
    bool done;
    TRY(registration_request_group(cx, (SeminarId){form->seminar}, people, n, CHANNEL_ASSOCIATION,
                                   form->may_wait, &answer, &done));
    if (!done)
        return ask(rq, form, &answer, people, rows);
    return respond_redirect(rq, path(cx, "/my/registrations?done=group"));
}
