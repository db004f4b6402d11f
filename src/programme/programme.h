/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A programme: city, office, languages. One installation serves many, kept apart: each request belongs to
 * one, each row belongs to one. Read next: gate.h (how a request finds its programme and person). */
#pragma once

#include "db/db.h"

typedef struct Programme {
    ProgrammeId id;
    const char *slug, *name, *city, *office;
    const char *contact_email, *contact_phone, *postal;
    const char *time_zone;
    Lang main_lang;
    unsigned languages; /* bit per Lang that visitors may choose */
    bool is_demo;
} Programme;

ROWS(Programmes, Programme);

/* NOT_FOUND when no programme has this slug. */
MUST_USE const Err *programme_find(Cx *cx, const char *slug, Programme *ret_programme);
MUST_USE const Err *programme_all(Cx *cx, Programmes *ret_programmes);

/* Makes cx speak for this programme in a language (for commands and mails; requests go through the gate). */
void programme_enter(Cx *cx, const Programme *programme, Lang lang);

/* Creates a programme with the four topics of the source page (S7) and an audit entry. Inside a transaction.
 * CONFLICT when the slug is taken, INPUT when it is not lower-case letters, digits and hyphens. */
MUST_USE const Err *programme_create(Cx *cx, const Programme *programme, ProgrammeId *ret_id);
MUST_USE const Err *programme_change(Cx *cx, const Programme *programme);

/* A topic's name in the reader's language: the built-in ones are messages of the catalogue. */
const char *topic_name(Cx *cx, const char *stored);

/* The absolute address of a path of this site, for mails and printed codes: what serve --site gave once;
 * without it where the server listened at its latest start. It never comes from a request's Host header,
 * which anybody can set. */
MUST_USE const Err *programme_address(Cx *cx, const char *path, const char **ret_url);
MUST_USE const Err *programme_set_site(Cx *cx, const char *site_url);
/* Where this start listens. Every start says it anew. */
MUST_USE const Err *programme_set_listening(Cx *cx, const char *site_url);

bool programme_speaks(const Programme *programme, Lang lang);
