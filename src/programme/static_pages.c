/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages that stand by themselves: the way in, health, security contact, accessibility, privacy, imprint. */
#include "programme/programme_routes.h"

#include "programme/gate.h"
#include "programme/page.h"
#include "programme/programme_pages.h"
#include "static_pages.html.h"

/* The language to greet a visitor in: theirs if the programme speaks it. */
static const char *home_of(Cx *cx, const Programme *p)
{
    Lang lang = programme_speaks(p, cx->lang) ? cx->lang : p->main_lang;
    return arena_printf(cx->arena, "/%s/%s", p->slug, lang_tag(lang));
}

const Err *site_home(Request *rq)
{
    ProgrammeChoiceView v = {0};
    TRY(programme_all(rq->cx, &v.programmes));
    if (v.programmes.n == 1)
        return respond_redirect(rq, home_of(rq->cx, &v.programmes.at[0]));
    view_programme_choice(rq->cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(rq->cx, "Programmes")});
}

const Err *site_programme(Request *rq)
{
    Programme programme;
    TRY(programme_find(rq->cx, rq->keys[0], &programme));
    return respond_redirect(rq, home_of(rq->cx, &programme));
}

const Err *site_health(Request *rq)
{
    Programmes programmes;
    TRY(programme_all(rq->cx, &programmes)); /* the database answers */
    rq->no_store = true;
    return respond_text(rq, 200, "ok\n");
}

/* Whom to tell of a weakness (RFC 9116): each office, the first programme's first. */
const Err *site_security(Request *rq)
{
    enum { VALID_DAYS = 180, DAY_S = 86400 }; /* the RFC asks for less than a year */
    Cx *cx = rq->cx;
    Programmes programmes;
    TRY(programme_all(cx, &programmes));
    if (programmes.n == 0)
        return FAIL(cx, ERR_NOT_FOUND, "There is no such page here.");

    const char *here;
    TRY(programme_address(cx, rq->path, &here));
    char expires[11];
    date_iso((Date){(int32_t)(cx_now(cx).seconds / DAY_S) + VALID_DAYS}, expires);
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < programmes.n; i++)
        buf_printf(&text, "Contact: mailto:%s\n", programmes.at[i].contact_email);
    buf_printf(&text, "Expires: %sT00:00:00Z\nPreferred-Languages: de, en\nCanonical: %s\n", expires, here);
    return respond_text(rq, 200, buf_text(&text));
}

const Err *accessibility_show(Request *rq)
{
    view_accessibility(rq->cx, &rq->body, request_programme(rq));
    return page_send(rq, &(Page){.title = t(rq->cx, "Accessibility statement")});
}

const Err *privacy_show(Request *rq)
{
    view_privacy(rq->cx, &rq->body, request_programme(rq));
    return page_send(rq, &(Page){.title = t(rq->cx, "Privacy notice")});
}

const Err *imprint_show(Request *rq)
{
    view_imprint(rq->cx, &rq->body, request_programme(rq));
    return page_send(rq, &(Page){.title = t(rq->cx, "Imprint")});
}
