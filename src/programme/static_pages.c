/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages that stand by themselves: the way in, health, accessibility, privacy, imprint. */
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
