/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the check-in page shows. */
#pragma once

#include "check_in.sql.h"
#include "registration/registration_pages.h"

typedef struct CheckInRow {
    RegistrationId id;
    const char *name, *from;
    const char *state; /* "none", "here", "left": for styles and scripts */
    const char *said;  /* "here since 17:05" */
    bool by_hand;
    int32_t minutes;
} CheckInRow;
ROWS(CheckInRows, CheckInRow);

typedef struct CheckInView {
    FormInput *input;
    SessionId id;
    SessionOfProgramme session;
    const char *query;            /* searched for; "" */
    const char *key;              /* what the keys of this page's buttons begin with */
    CheckInRows people;           /* found */
    const CheckInRow *who;        /* whose code was scanned, with a seat; NULL */
    const CheckInPerson *refused; /* whose code was scanned, without; NULL */
    int64_t here, all;
    bool is_today, is_over, may_register;
    int64_t made_at; /* seconds: what a phone has kept is newer or older than this page */
} CheckInView;

/* A code that opens the check-in of a registration, for who is signed in at the door. */
MUST_USE const Err *check_in_code(Cx *cx, RegistrationId id, SafeHtml *ret_code);
