/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing in: passwords and mailed links. See person.h for the contracts. */
#include "programme/person.h"

#include "i18n/catalogue.h"
#include "mail/mail.h"
#include "person.sql.h"
#include "programme/audit.h"
#include "programme/programme.h"
#include "programme/secret.h"

enum { LINK_BYTES = 20 };

/* ---- password ---- */

const Err *sign_in_by_password(Cx *cx, const char *email, const char *password, PersonId *ret_person)
{
    PeopleOfEmailRows people;
    TRY(q_people_of_email(cx, cx->programme, email, &people));
    bool right = false;
    if (people.n > 0 && people.at[0].password_hash)
        right = secret_password_verify(people.at[0].password_hash, password);
    else
        secret_password_waste(password);
    if (right) {
        *ret_person = people.at[0].id;
        return NULL;
    }
    return FAIL(cx, ERR_FORBIDDEN,
                "E-mail address and password don't belong together. Check both, or let us mail you a link.");
}

typedef struct PasswordChange {
    PersonId person;
    const char *hash;
} PasswordChange;

static const Err *change_password(Cx *cx, void *arg)
{
    const PasswordChange *change = arg;
    PersonCard card;
    TRY(q_person_card(cx, change->person, &card));
    TRY(person_check_password(cx, card.email, change->person));
    TRY(q_person_set_password(cx, change->person, change->hash, NULL));
    TRY(q_session_remove_of_person(cx, change->person, NULL));
    TRY(q_link_remove_of_person(cx, change->person, NULL));
    return audit_add(cx, "person.password", "person", change->person.v, "");
}

const Err *person_set_password(Cx *cx, PersonId person, const char *password)
{
    PasswordChange change = {.person = person};
    TRY(secret_password_hash(cx, password, &change.hash));
    return tx_run(cx, change_password, &change);
}

/* ---- link ---- */

/* Makes a link's token; ret_url is where it leads. */
static const Err *make_link(Cx *cx, PersonId person, const char **ret_url)
{
    char token[ENV_TOKEN_ROOM(LINK_BYTES)];
    env_token(cx->env, LINK_BYTES, token);
    Time expires = {cx_now(cx).seconds + LINK_MINUTES * 60};
    TRY(q_link_add(cx, secret_token_hash(cx->arena, token), person, expires, NULL));
    return programme_address(cx, arena_printf(cx->arena, "%s/sign-in/link/%s", cx->path_prefix, token),
                             ret_url);
}

static const char *link_body(Cx *cx, const char *name, const char *url)
{
    const char *minutes = arena_printf(cx->arena, "%d", LINK_MINUTES);
    return t(cx,
             "Hello {name},\n\nwith this link you sign in:\n\n{url}\n\nIt works once, for {minutes} "
             "minutes. If you did not ask for it, you need not do anything.\n",
             "name", name, "url", url, "minutes", minutes);
}

/* For a mailbox that several people share: a link for each. */
static const char *links_body(Cx *cx, const char *links)
{
    const char *minutes = arena_printf(cx->arena, "%d", LINK_MINUTES);
    return t(cx,
             "Hello,\n\nseveral people use this address. Each signs in with the link under their name:\n\n"
             "{links}\nA link works once, for {minutes} minutes. If you did not ask for it, you need not do "
             "anything.\n",
             "links", links, "minutes", minutes);
}

static const Err *mail_links(Cx *cx, const PeopleOfEmailRows *people, const char *email)
{
    Buf links = buf_make(cx->arena);
    const char *url = NULL;
    for (size_t i = 0; i < people->n; i++) {
        TRY(make_link(cx, people->at[i].id, &url));
        buf_printf(&links, "%s\n%s\n\n", people->at[i].name, url);
    }
    char occasion[ENV_TOKEN_ROOM(LINK_BYTES)];
    env_token(cx->env, LINK_BYTES, occasion);
    return mail_enqueue(cx,
                        &(Mail){
                            .person = people->at[0].id,
                            .recipient = email,
                            .kind = "sign_in_link",
                            .occasion = occasion,
                            .lang = cx->lang,
                            .subject = t(cx, "Your link to sign in"),
                            .body = people->n == 1 ? link_body(cx, people->at[0].name, url)
                                                   : links_body(cx, buf_text(&links)),
                        },
                        NULL);
}

const Err *sign_in_send_link(Cx *cx, const char *email)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    PeopleOfEmailRows people;
    TRY(q_people_of_email(cx, cx->programme, email, &people));
    if (people.n > 0)
        TRY(mail_links(cx, &people, email));
    return tx_commit(cx, &tx);
}

const Err *sign_in_by_link(Cx *cx, const char *token, PersonId *ret_person)
{
    Blob hash = secret_token_hash(cx->arena, token);
    LinkFind link;
    bool found;
    TRY(q_link_find(cx, hash, cx_now(cx), &link, &found));
    int64_t used = 0;
    if (found && link.programme.v == cx->programme.v)
        TRY(q_link_use(cx, hash, cx_now(cx), &used));
    if (used == 0)
        return FAIL(cx, ERR_GONE, "This link was used already or is too old. Please ask for a new one.");
    *ret_person = link.person;
    return NULL;
}
