/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See certificate.h; what stands on the paper is in certificate_pdf.c. */
#include "registration/certificate.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"
#include "programme/secret.h"
#include "registration/certificate_code.h"
#include "registration/registration_mail.h"

enum { HOLDER_BYTES = 15 };

/* Whole numbers only: 75 of 100 minutes are 75 per cent. */
static bool is_earned(const CertificatesDue *d)
{
    return d->minutes > 0 && d->minutes * 100 >= d->all_minutes * d->share;
}

static const Err *log_step(Cx *cx, const char *action, const CertificatesDue *d)
{
    Buf detail = buf_make(cx->arena);
    buf_printf(&detail, "minutes: %lld of %lld\n", (long long)d->minutes, (long long)d->all_minutes);
    return audit_add(cx, action, "registration", d->registration.v, buf_text(&detail));
}

/* With a code of its own, also when it is issued again: the old paper says other minutes. */
static const Err *issue(Cx *cx, const CertificatesDue *d)
{
    char code[CODE_LENGTH + 1], holder[ENV_TOKEN_ROOM(HOLDER_BYTES)];
    certificate_code_make(cx->env, code);
    env_token(cx->env, HOLDER_BYTES, holder);
    TRY(q_certificate_add(cx, d->registration, code, holder, (int32_t)d->minutes, local_today(cx), NULL));
    TRY(log_step(cx, "certificate.issue", d));
    return registration_mail(cx, d->registration, REG_MAIL_CERTIFICATE, "");
}

static const Err *settle_one(Cx *cx, const CertificatesDue *d)
{
    bool is_valid = d->has_id && !d->has_revoked_on;
    if (is_earned(d) && !is_valid)
        return issue(cx, d);
    if (!is_earned(d) && is_valid) {
        TRY(q_certificate_revoke(cx, d->id, local_today(cx), NULL));
        return log_step(cx, "certificate.revoke", d);
    }
    if (is_valid && d->certified != d->minutes) {
        TRY(q_certificate_set_minutes(cx, d->id, (int32_t)d->minutes, NULL));
        return log_step(cx, "certificate.correct", d);
    }
    return NULL;
}

const Err *certificates_settle(Cx *cx, SeminarId seminar)
{
    CertificatesDueRows people;
    TRY(q_certificates_due(cx, seminar, &people));
    for (size_t i = 0; i < people.n; i++)
        TRY(settle_one(cx, &people.at[i]));
    return NULL;
}

const Err *certificate_check(Cx *cx, const char *typed, CertificateCard *ret_card, bool *ret_found)
{
    char code[CODE_LENGTH + 1];
    *ret_found = false;
    if (!certificate_code_read(typed, code))
        return NULL;
    return q_certificate_by_code(cx, cx->programme, code, ret_card, ret_found);
}

const Err *certificate_exists(Cx *cx, SeminarId seminar, RegistrationId id, bool *ret_exists)
{
    CertificateCardRows cards;
    TRY(q_certificate_card(cx, cx->programme, seminar, &id, &cards));
    *ret_exists = cards.n > 0;
    return NULL;
}

bool certificate_is_holder(const CertificateCard *card, const char *holder)
{
    size_t n = strlen(card->holder);
    return strlen(holder) == n && secret_equal(card->holder, holder, n);
}

const char *certificate_length(Cx *cx, int32_t minutes)
{
    const char *hours = tn(cx, minutes / 60, "{n} hour", "{n} hours");
    const char *rest = tn(cx, minutes % 60, "{n} minute", "{n} minutes");
    return minutes % 60 == 0 ? hours : minutes < 60 ? rest : arena_printf(cx->arena, "%s %s", hours, rest);
}
