/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates for their people and for the office, and the page that checks one. */
#include "certificate.html.h"
#include "i18n/catalogue.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/certificate_pages.h"
#include "registration/paper_routes.h"
#include "registration/registration_rules.h"
#include "seminar/seminar_pages.h"

/* ---- checking ---- */

static const Err *fill_holder(Cx *cx, const CertificateCard *card, CertificateView *v)
{
    SeminarFind row;
    SeminarView about;
    TRY(seminar_view(cx, card->seminar, &row, &about));
    v->card = card;
    v->title = about.text.title;
    v->days = days_text(cx, row.has_first_day, row.first_day, row.last_day);
    return NULL;
}

/* Unknown, malformed, revoked, of another programme: all the same answer. */
static const Err *show_check(Request *rq, const char *code, const char *holder)
{
    Cx *cx = rq->cx;
    CertificateCard card;
    CertificateView v = {.input = rq->input, .is_asked = *code};
    TRY(certificate_check(cx, code, &card, &v.is_valid));
    if (v.is_valid && certificate_is_holder(&card, holder))
        TRY(fill_holder(cx, &card, &v));
    rq->no_store = true;
    view_certificate_check(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Check a certificate"), .noindex = true});
}

const Err *certificates_show(Request *rq)
{
    return show_check(rq, input_value(rq->input, "code"), "");
}

const Err *certificate_show(Request *rq)
{
    return show_check(rq, rq->keys[0], "");
}

const Err *certificate_held_show(Request *rq)
{
    return show_check(rq, rq->keys[0], rq->keys[1]);
}

/* ---- the paper ---- */

static const Err *send_paper(Request *rq, SeminarId seminar, const RegistrationId *only)
{
    Cx *cx = rq->cx;
    CertificateCardRows cards;
    TRY(q_certificate_card(cx, cx->programme, seminar, only, &cards));
    if (cards.n == 0)
        return FAIL(
            cx, ERR_CONFLICT,
            "There is no certificate yet. It is issued when the seminar is marked as held, to who was there "
            "long enough.");
    Buf out = buf_make(cx->arena);
    TRY(certificate_write(cx, request_programme(rq), &cards, &out));
    const char *name = only ? t(cx, "Certificate of participation") : t(cx, "Certificates of participation");
    return respond_file(rq, PDF_TYPE, arena_printf(cx->arena, "%s.pdf", name), out.data, out.n);
}

static const Err *send_one(Request *rq, RegistrationId id)
{
    RegistrationFind row;
    rq->no_store = true;
    TRY(registration_get(rq->cx, id, &row));
    return send_paper(rq, row.seminar, &id);
}

const Err *own_certificate(Request *rq)
{
    RegistrationId id;
    TRY(registration_by_key(rq->cx, rq->keys[0], &id));
    return send_one(rq, id);
}

const Err *office_certificate(Request *rq)
{
    return send_one(rq, REQUEST_ID(rq, RegistrationId, 0));
}

const Err *seminar_certificates(Request *rq)
{
    return send_paper(rq, REQUEST_ID(rq, SeminarId, 0), NULL);
}
