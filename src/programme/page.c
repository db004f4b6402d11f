/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See page.h. */
#include "programme/page.h"

#include "html/form_input.h"
#include "i18n/catalogue.h"
#include "page_error.html.h"
#include "programme/gate.h"

/* Texts one after the other, without printf: there are a dozen of these on each page. */
#define JOIN(arena, ...) join((arena), (const char *const[]){__VA_ARGS__, NULL})
static const char *join(Arena *arena, const char *const *texts)
{
    Buf out = buf_make(arena);
    for (; *texts; texts++)
        buf_str(&out, *texts);
    return buf_text(&out);
}

/* This page in each language of the programme; the query goes along, so that a filter stays. */
static FrameLangs languages(Request *rq, const Programme *programme)
{
    Arena *arena = rq->cx->arena;
    FrameLangs langs = {.at = NEW_ARRAY(arena, FrameLang, LANG_COUNT)};
    for (Lang lang = 0; lang < LANG_COUNT; lang++) {
        if (!programme_speaks(programme, lang))
            continue;
        const char *url = JOIN(arena, "/", programme->slug, "/", lang_tag(lang), rq->rest,
                               *rq->query ? "?" : "", rq->query);
        langs.at[langs.n++] = (FrameLang){lang, url, lang == rq->cx->lang};
    }
    return langs;
}

static UiCrumbs breadcrumb(Request *rq, const Page *page)
{
    UiCrumbs crumbs = {.at = NEW_ARRAY(rq->cx->arena, UiCrumb, page->n_crumbs + 2)};
    if (strcmp(rq->rest, "/") != 0) {
        crumbs.at[crumbs.n++] = (UiCrumb){t(rq->cx, "Start page"), path(rq->cx, "/")};
        for (size_t i = 0; i < page->n_crumbs; i++)
            crumbs.at[crumbs.n++] = page->crumbs[i];
        crumbs.at[crumbs.n++] = (UiCrumb){page->title, NULL};
    }
    return crumbs;
}

static FrameLinks footer(Request *rq)
{
    Cx *cx = rq->cx;
    FrameLink *links = NEW_ARRAY(cx->arena, FrameLink, 3);
    links[0] = (FrameLink){t(cx, "Accessibility statement"), path(cx, "/accessibility"), false};
    links[1] = (FrameLink){t(cx, "Privacy notice"), path(cx, "/privacy"), false};
    links[2] = (FrameLink){t(cx, "Imprint"), path(cx, "/imprint"), false};
    return (FrameLinks){3, links};
}

/* The main navigation, in order: what everybody sees, then what a permission opens. */
static const struct {
    const char *label, *url;
    Permission need;
} navigation[] = {
    {N_("Seminars"), "/seminars", PERM_PUBLIC},
    {N_("Associations"), "/associations", PERM_PUBLIC},
    {N_("Annual summary"), "/report", PERM_PUBLIC},
    {N_("Overview"), "/office", PERM_SIGNED_IN},
};

/* A link is current on its own page and on all below it. */
static bool is_below(const char *rest, const char *url)
{
    size_t n = strlen(url);
    return strncmp(rest, url, n) == 0 && (rest[n] == '\0' || rest[n] == '/');
}

static FrameLinks navigation_of(Request *rq)
{
    Cx *cx = rq->cx;
    FrameLinks links = {.at = NEW_ARRAY(cx->arena, FrameLink, ARRAY_LENGTH(navigation))};
    for (size_t i = 0; i < ARRAY_LENGTH(navigation); i++)
        if (request_may(rq, navigation[i].need))
            links.at[links.n++] = (FrameLink){t(cx, navigation[i].label), path(cx, navigation[i].url),
                                              is_below(rq->rest, navigation[i].url)};
    return links;
}

/* What has just happened, told once by the page a form leads to: "…?done=saved". A closed table, since
 * anybody can write an address. */
static const struct {
    const char *code, *message;
} outcomes[] = {
    {"saved", N_("Saved.")},
    {"created", N_("Created.")},
    {"role-given", N_("The role is given.")},
    {"role-taken", N_("The role is taken away.")},
    {"erased", N_("The person's data are erased.")},
    {"signed-out", N_("You are signed out.")},
    {"mail-again", N_("The mail will be sent again.")},
    {"password", N_("The password is set.")},
    {"published", N_("The seminar is published.")},
    {"seminar-cancelled", N_("The seminar is cancelled, and everybody who was registered gets a mail.")},
    {"session-shortened",
     N_("Saved. More attendance was recorded than the session lasts now: those entries are "
        "shortened to its length.")},
    {"held", N_("The seminar is marked as held.")},
    {"copied", N_("This is the copy. Correct what is different, then add the sessions.")},
    {"registered", N_("The person is registered.")},
    {"unregistered", N_("The registration is cancelled.")},
    {"attendance", N_("The attendance is saved.")},
    {"group", N_("The people are registered. The list shows who has a seat and who waits.")},
    {"approved", N_("The registration is approved; a mail says so.")},
    {"declined", N_("The registration is declined; a mail says so.")},
    {"moved", N_("The person is moved; this is the registration on the other date.")},
};

static const char *outcome_of(Request *rq)
{
    const char *done = strncmp(rq->query, "done=", 5) == 0 ? rq->query + 5 : "";
    for (size_t i = 0; i < ARRAY_LENGTH(outcomes); i++)
        if (strcmp(done, outcomes[i].code) == 0)
            return t(rq->cx, outcomes[i].message);
    return NULL;
}

static void show_person(Request *rq, Frame *frame)
{
    const Session *session = request_session(rq);
    if (!session) {
        frame->sign_in_url = path(rq->cx, "/sign-in");
        return;
    }
    frame->person_name = session->person_name;
    frame->account_url = path(rq->cx, "/account");
    frame->sign_out_url = path(rq->cx, "/sign-out");
    frame->token = rq->input->token;
}

static Frame frame_of(Request *rq, const Page *page)
{
    Cx *cx = rq->cx;
    const Programme *programme = request_programme(rq);
    bool has_errors = rq->input && (rq->input->n_errors > 0 || rq->input->stored);
    Frame frame = {.content_lang = message_lang(cx), /* before the frame says anything */
                   .description = page->description,
                   .name = programme ? programme->name : "Vereint",
                   .home = "/",
                   .flash = page->flash ? page->flash : outcome_of(rq),
                   .flash_kind = page->flash ? page->flash_kind : UI_SUCCESS,
                   .wide = page->wide,
                   .noindex = page->noindex || (rq->status && rq->status != 200)};
    frame.title =
        JOIN(cx->arena, has_errors ? t(cx, "Please check: {title}", "title", page->title) : page->title,
             " – ", frame.name);
    if (!programme)
        return frame;
    frame.office = programme->office;
    frame.is_demo = programme->is_demo;
    frame.home = path(cx, "/");
    frame.canonical = JOIN(cx->arena, cx->path_prefix, rq->rest);
    frame.nav = navigation_of(rq);
    frame.langs = languages(rq, programme);
    frame.crumbs = breadcrumb(rq, page);
    frame.footer = footer(rq);
    show_person(rq, &frame);
    return frame;
}

const Err *page_send(Request *rq, const Page *page)
{
    Frame frame = frame_of(rq, page);
    frame_wrap(rq->cx, &frame, &rq->body);
    return NULL;
}

const Err *page_choose(Request *rq, const char *title, FrameLinks links)
{
    if (links.n == 1)
        return respond_redirect(rq, links.at[0].url);
    view_page_choice(rq->cx, &rq->body, title, links);
    return page_send(rq, &(Page){.title = title});
}
