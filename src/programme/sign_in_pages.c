/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages for signing in and for one's own account. */
#include "programme/programme_routes.h"

#include "programme/gate.h"
#include "programme/page.h"
#include "programme/person.h"
#include "programme/programme_pages.h"
#include "sign_in.html.h"

typedef struct PasswordForm {
    const char *email, *password;
} PasswordForm;
static const FormField password_fields[] = {
    {"email", N_("E-mail address"), FIELD_EMAIL, FORM_AT(PasswordForm, email), .required = true},
    {"password", N_("Password"), FIELD_PASSWORD, FORM_AT(PasswordForm, password), .required = true,
     .max = 200},
};
const FormRules sign_in_form = FORM_RULES(PasswordForm, password_fields);

typedef struct LinkForm {
    const char *email;
} LinkForm;
static const FormField link_fields[] = {
    {"link_email", N_("E-mail address"), FIELD_EMAIL, FORM_AT(LinkForm, email), .required = true},
};
const FormRules sign_in_link_form = FORM_RULES(LinkForm, link_fields);

typedef struct NewPasswordForm {
    const char *password;
} NewPasswordForm;
static const FormField new_password_fields[] = {
    {"password", N_("New password"), FIELD_PASSWORD, FORM_AT(NewPasswordForm, password), .required = true,
     .min = PASSWORD_MIN, .max = 200},
};
const FormRules new_password_form = FORM_RULES(NewPasswordForm, new_password_fields);

const Err *sign_in_show(Request *rq)
{
    SignInView v = {.input = rq->input, .is_demo = request_programme(rq)->is_demo};
    view_sign_in(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Sign in"), .noindex = true});
}

/* Opens the session in a transaction of its own and sets the cookie. */
static const Err *enter(Request *rq, PersonId person, const char *where)
{
    Cx *cx = rq->cx;
    const char *cookie;
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    if (rq->session_key)
        TRY(session_close(cx, rq->session_key)); /* a new key at each sign-in: no fixation */
    TRY(session_open(cx, person, &cookie));
    TRY(tx_commit(cx, &tx));
    respond_cookie(rq, request_session_cookie(rq), cookie, (int64_t)SESSION_DAYS * 86400);
    return respond_redirect(rq, path(cx, where));
}

const Err *sign_in_submit(Request *rq)
{
    if (form_failed(rq))
        return sign_in_show(rq);
    const PasswordForm *form = rq->form;
    const char *label = t(rq->cx, "E-mail address");
    if (request_refused(rq, LIMIT_PASSWORDS_OF_ONE, form->email, "email", label) ||
        request_refused(rq, LIMIT_PASSWORDS, "", "email", label))
        return sign_in_show(rq);
    PersonId person;
    const Err *err = sign_in_by_password(rq->cx, form->email, form->password, &person);
    if (err && err->kind == ERR_FORBIDDEN) {
        request_count(rq, LIMIT_PASSWORDS_OF_ONE, form->email);
        request_count(rq, LIMIT_PASSWORDS, "");
        input_add_error(rq->cx, rq->input, "email", label, message_of_error(rq->cx, err));
        form_failed(rq);
        return sign_in_show(rq);
    }
    TRY(err);
    return enter(rq, person, "/office");
}

/* Beyond the limit of an address nothing more is mailed there, and nothing else is said: the links that lie
 * in the mailbox still work. */
const Err *sign_in_ask_link(Request *rq)
{
    if (form_failed(rq))
        return sign_in_show(rq);
    const LinkForm *form = rq->form;
    if (request_refused(rq, LIMIT_LINKS, "", "link_email", t(rq->cx, "E-mail address")))
        return sign_in_show(rq);
    request_count(rq, LIMIT_LINKS, "");
    if (request_wait_s(rq, LIMIT_LINKS_TO_ADDRESS, form->email) == 0) {
        request_count(rq, LIMIT_LINKS_TO_ADDRESS, form->email);
        TRY(sign_in_send_link(rq->cx, form->email));
    }
    return respond_redirect(rq, path(rq->cx, "/sign-in/sent"));
}

const Err *sign_in_sent(Request *rq)
{
    view_sign_in_sent(rq->cx, &rq->body);
    return page_send(rq, &(Page){.title = t(rq->cx, "Look into your mailbox"), .noindex = true});
}

/* A page with a button: programs that look into mails follow links, and must not spend this one. */
const Err *sign_in_link_show(Request *rq)
{
    LinkView v = {.input = rq->input, .key = rq->keys[0]};
    view_sign_in_link(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Sign in"), .noindex = true});
}

const Err *sign_in_link_submit(Request *rq)
{
    PersonId person;
    TRY(sign_in_by_link(rq->cx, rq->keys[0], &person));
    return enter(rq, person, "/office");
}

const Err *sign_out(Request *rq)
{
    if (rq->session_key)
        TRY(session_close(rq->cx, rq->session_key));
    respond_cookie(rq, request_session_cookie(rq), "", -1);
    respond_header(rq, "Clear-Site-Data",
                   "\"storage\""); /* names that the check-in page has kept on a phone */
    return respond_redirect(rq, path(rq->cx, "/?done=signed-out"));
}

const Err *account_show(Request *rq)
{
    PersonCard card;
    TRY(q_person_card(rq->cx, rq->cx->person, &card));
    AccountView v = {.input = rq->input, .session = request_session(rq), .has_password = card.has_password};
    view_account(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Your account")});
}

const Err *account_set_password(Request *rq)
{
    if (form_failed(rq))
        return account_show(rq);
    const NewPasswordForm *form = rq->form;
    TRY(person_set_password(rq->cx, rq->cx->person, form->password));
    return enter(rq, rq->cx->person, "/account?done=password");
}
