/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates of participation: issued when the seminar is held, to who was there for the seminar's share of
 * all minutes; revoked when a correction takes them below it. Anybody can check a code, and learns only
 * whether it is valid; who holds the paper, and scans it, learns for whom. */
#pragma once

#include "certificate.sql.h"
#include "output/pdf.h"
#include "programme/programme.h"
#include "registration/registration.h"

/* Issues and revokes what a held seminar's attendance says, with mails ("is ready", once for each person) and
 * audit entries. Inside the transaction of its cause. */
MUST_USE const Err *certificates_settle(Cx *cx, SeminarId seminar);

/* The valid certificate with this code, as typed, in cx's programme; an unknown, malformed or revoked one is
 * not found. */
MUST_USE const Err *certificate_check(Cx *cx, const char *typed, CertificateCard *ret_card, bool *ret_found);
/* Has this registration a valid one? */
MUST_USE const Err *certificate_exists(Cx *cx, SeminarId seminar, RegistrationId id, bool *ret_exists);
/* Is it what the paper's QR code says? */
bool certificate_is_holder(const CertificateCard *card, const char *holder);

/* "5 hours 30 minutes" */
const char *certificate_length(Cx *cx, int32_t minutes);

/* The certificates, each in the programme's language and in the person's own where that is another. At least
 * one. */
MUST_USE const Err *certificate_write(Cx *cx, const Programme *programme, const CertificateCardRows *cards,
                                      Buf *out);
