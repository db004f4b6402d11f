/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A crowd that registers through the real pages, and writes down what it did and what it was told.
 *
 *     rush PORT SEED CONNECTIONS ATTEMPTS FIRST CROWD COOKIE SEMINARS ASSOCIATIONS HISTORY
 *
 * A visit is one person with a plan (the tables below), chosen by SEED and the visit's number alone; numbers
 * begin with FIRST. Each plan ends in a known state: what is lost on the way is asked again. Visits share the
 * connections, so that up to CONNECTIONS requests are in flight. The first CROWD visits all want the
 * first of SEMINARS (ids with commas; "7~8": 8 is another date of the same, "9a": registrations are approved
 * first), the others come in groups of GROUP. New visits start until ATTEMPTS forms were sent.
 *
 * Standard input: the links of mails, "v17 KEY KIND REGISTRATION" a line. Who is offered a seat takes it up,
 * declines, or lets it be. HISTORY gets, in columns with tabs: visit    number, seminar, another date (0:
 * none), association ("other"), language, mail or phone, plan stuck    visit: no answer, or no mail a kind
 * visit, form, µs when sent, µs when answered (-1: not waited for), status, whom or what it concerns, what
 * the page said Kinds: register, cancel (one's own), accept, move, phone, remove and approve (by the office),
 * group (whom), seats; own, list (reads); page (a form that did not open). Forms are numbered: the same
 * number is the same form, sent again. */
#include "net.h"

#include <ctype.h>
#include <err.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    KEY_ROOM = 80,
    GROUP = 100,
    STEPS = 16,
    FORMS = 3,
    GROUP_SIZE = 3,
    SEMINARS_MAX = 1000,
    ROWS_MAX = 400,
    PATIENCE_S = 30,
    FORM_NUMBERS = 10 /* more than a visit has */
};

typedef enum Step {
    END,
    OPEN,       /* the form to register */
    OPEN_OTHER, /* the same in another tab */
    SEND,
    SEND_BOTH, /* of the two tabs, at once */
    AGAIN,     /* the first form that was sent, once more */
    KEY,       /* waits for the mail */
    OWN,       /* reads the own page */
    OPEN_CANCEL,
    CANCEL,
    ACCEPT, /* the offer that the own page shows */
    MOVE,   /* to the other date, as the own page offers it */
    OPEN_SEATS,
    SEATS,
    LIST,
    REMOVE, /* somebody of the list who wants nothing more */
    OPEN_PHONE,
    PHONE,
    APPROVE, /* somebody of the list who waits for it */
    OPEN_GROUP,
    GROUP_SEND,
    GROUP_DECIDE, /* when not all had a seat: the rest waits, or is left out */
} Step;

typedef struct Plan {
    const char *name;
    int share; /* of all, in per mille */
    Step steps[STEPS];
} Plan;

static const Plan plans[] = {
    {"stays", 145, {OPEN, SEND}},
    {"looks", 110, {OPEN, SEND, KEY, OWN}},
    {"replays", 100, {OPEN, SEND, AGAIN, KEY, OWN}},
    {"registers-twice", 60, {OPEN, SEND, OPEN, SEND, KEY, OWN}},
    {"two-tabs", 60, {OPEN, OPEN_OTHER, SEND_BOTH, KEY, OWN}},
    {"leaves", 150, {OPEN, SEND, KEY, OWN, OPEN_CANCEL, CANCEL, OWN}},
    {"leaves-and-replays", 100, {OPEN, SEND, KEY, OPEN_CANCEL, CANCEL, AGAIN, OWN}},
    {"comes-back", 80, {OPEN, SEND, KEY, OPEN_CANCEL, CANCEL, OPEN, SEND, OWN, AGAIN, OWN}},
    {"has-no-mail", 30, {OPEN, SEND}},
    {"office-seats", 70, {OPEN_SEATS, SEATS}},
    {"office-list", 20, {LIST}},
    {"office-removes", 30, {LIST, REMOVE}},
    {"office-phone", 20, {OPEN_PHONE, PHONE}},
    {"office-group", 25, {OPEN_GROUP, GROUP_SEND, GROUP_DECIDE}},
};
/* Where there is another date. Each person registers once, and cancels only what is their one registration,
 * so that it is known who gave up what. */
static const Plan plans_with_dates[] = {
    {"stays", 220, {OPEN, SEND}},
    {"looks", 200, {OPEN, SEND, KEY, OWN}},
    {"replays", 100, {OPEN, SEND, AGAIN, KEY, OWN}},
    {"leaves", 150, {OPEN, SEND, KEY, OWN, OPEN_CANCEL, CANCEL, OWN}},
    {"moves", 200, {OPEN, SEND, KEY, OWN, MOVE, OWN}},
    {"office-seats", 70, {OPEN_SEATS, SEATS}},
    {"office-list", 20, {LIST}},
    {"office-removes", 40, {LIST, REMOVE}},
};

/* Where registrations are approved first. */
static const Plan plans_with_approval[] = {
    {"stays", 200, {OPEN, SEND}},
    {"looks", 150, {OPEN, SEND, KEY, OWN}},
    {"replays", 100, {OPEN, SEND, AGAIN, KEY, OWN}},
    {"leaves", 150, {OPEN, SEND, KEY, OWN, OPEN_CANCEL, CANCEL, OWN}},
    {"office-approves", 300, {LIST, APPROVE}},
    {"office-seats", 50, {OPEN_SEATS, SEATS}},
    {"office-list", 20, {LIST}},
    {"office-removes", 30, {LIST, REMOVE}},
};

/* Somebody whom the office has registered in a group. */
static const Plan in_group = {"in-group", 0, {END}};

/* What an offer leads to. */
static const Plan takes_up = {"takes-up", 0, {OWN, ACCEPT, OWN}};
static const Plan declines = {"declines", 0, {OPEN_CANCEL, CANCEL, OWN}};

/* How a form goes out. */
typedef enum Manner { ONCE, DOUBLE_CLICK, LOST_ANSWER, HALF_SENT } Manner;
static const Manner manners[10] = {ONCE,         ONCE,         ONCE,        ONCE,        DOUBLE_CLICK,
                                   DOUBLE_CLICK, DOUBLE_CLICK, LOST_ANSWER, LOST_ANSWER, HALF_SENT};

typedef struct Form {
    int id; /* 0: none */
    const char *kind;
    char path[160], body[1200], about[64];
} Form;

typedef struct Visit {
    int id, seminar, other_date, second, lang, group[GROUP_SIZE];
    const char *association;
    const Plan *plan;
    int at;          /* step */
    int n_awaited;   /* answers */
    int n_asked;     /* how often this step was tried */
    bool has_failed; /* an answer that ends it */
    bool waits;      /* for its mail */
    bool is_offered; /* a seat, and has not thought about it yet */
    char key[KEY_ROOM], registration[20];
    Form forms[FORMS]; /* the first sent, the latest, the other tab's */
    struct Visit *next;
} Visit;

/* A request that is awaited. */
typedef struct Sent {
    Visit *visit;
    Form *form; /* of a POST */
    const char *kind;
    int64_t at;
    char registration[20]; /* that the page is about */
} Sent;

typedef struct Rush {
    Net net;
    uint64_t seed;
    long n_attempts, n_wanted;
    int first, crowd, n_visits, n_open, n_forms;
    const char *cookie;
    FILE *history;
    int seminars[SEMINARS_MAX], other_dates[SEMINARS_MAX], n_seminars;
    bool approves[SEMINARS_MAX];
    const char *associations[64];
    int n_associations;
    Visit **visits;
    size_t visits_room;
    Visit *ready, **ready_end;
    char input[1 << 16];
    size_t n_input;
} Rush;

static const char *const langs[] = {"de", "en", "ar"};

/* ---- chance that repeats ---- */

static uint64_t chance(const Rush *rush, int visit, int what, uint64_t below)
{
    uint64_t x = rush->seed ^ ((uint64_t)visit << 20) ^ (uint64_t)what;
    x = (x + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return (x ^ (x >> 31)) % below;
}

enum {
    OF_PLAN = 1,
    OF_ASSOCIATION,
    OF_LANG,
    OF_CAPACITY,
    OF_EACH,
    OF_ROW,
    OF_SECOND,
    OF_OFFER,
    OF_MANNER /* and the step */
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* ---- visits ---- */

static void make_ready(Rush *rush, Visit *visit)
{
    visit->next = NULL;
    *rush->ready_end = visit;
    rush->ready_end = &visit->next;
}

static const Plan *choose_plan(const Rush *rush, int id, const Plan *plan)
{
    int dice = (int)chance(rush, id, OF_PLAN, 1000);
    while ((dice -= plan->share) >= 0)
        plan++;
    return plan;
}

static Visit *add_visit(Rush *rush)
{
    int n = rush->n_visits++;
    if ((size_t)n >= rush->visits_room) {
        rush->visits_room = rush->visits_room * 2 + 4096;
        rush->visits = realloc(rush->visits, rush->visits_room * sizeof(Visit *));
    }
    Visit *visit = calloc(1, sizeof *visit);
    if (!rush->visits || !visit)
        err(1, "add_visit");
    visit->id = rush->first + n;
    return rush->visits[n] = visit;
}

/* One of the dates is liked best; some would take the other one, too. */
static void choose_seminar(const Rush *rush, Visit *visit)
{
    int n = visit->id - rush->first, group = n < rush->crowd ? 0 : 1 + (n - rush->crowd) / GROUP;
    int at = group % rush->n_seminars;
    bool swap = rush->other_dates[at] && chance(rush, visit->id, OF_SECOND, 2);
    visit->seminar = swap ? rush->other_dates[at] : rush->seminars[at];
    visit->other_date = swap ? rush->seminars[at] : rush->other_dates[at];
    visit->plan = choose_plan(rush, visit->id,
                              visit->other_date    ? plans_with_dates
                              : rush->approves[at] ? plans_with_approval
                                                   : plans);
    const char *name = visit->plan->name;
    if (strcmp(name, "leaves") && strcmp(name, "moves") && chance(rush, visit->id, OF_SECOND, 4) > 1)
        visit->second = visit->other_date;
}

static void write_down_visit(Rush *rush, Visit *visit)
{
    fprintf(rush->history, "visit\t%d\t%d\t%d\t%s\t%s\t%s\t%s\n", visit->id, visit->seminar, visit->second,
            visit->association, langs[visit->lang],
            strcmp(visit->plan->name, "has-no-mail") ? "mail" : "phone", visit->plan->name);
}

static void start_visit(Rush *rush)
{
    Visit *visit = add_visit(rush);
    choose_seminar(rush, visit);
    uint64_t association = chance(rush, visit->id, OF_ASSOCIATION, (uint64_t)rush->n_associations);
    visit->association = rush->associations[association];
    visit->lang = (int)chance(rush, visit->id, OF_LANG, 3);
    rush->n_open++;
    write_down_visit(rush, visit);
    make_ready(rush, visit);
}

static void think_about_offer(Rush *rush, Visit *visit)
{
    static const Plan *const choices[] = {&takes_up, &takes_up, &takes_up, &declines, &declines, NULL};
    const Plan *plan = choices[chance(rush, visit->id, OF_OFFER, sizeof choices / sizeof *choices)];
    visit->is_offered = false;
    if (!plan)
        return;
    visit->plan = plan;
    visit->at = 0;
    visit->has_failed = false;
    rush->n_open++;
    make_ready(rush, visit);
}

/* The step is done: on to the next one, or the end. */
static void go_on(Rush *rush, Visit *visit)
{
    visit->at++;
    visit->n_asked = 0;
    if (visit->plan->steps[visit->at] == END || visit->has_failed) {
        visit->at = STEPS - 1;
        rush->n_open--;
        if (visit->is_offered)
            think_about_offer(rush, visit);
    } else if (visit->plan->steps[visit->at] == KEY && !visit->key[0]) {
        visit->waits = true;
    } else {
        make_ready(rush, visit);
    }
}

/* ---- requests ---- */

static Sent *note(Visit *visit, Form *form, const char *kind)
{
    Sent *sent = malloc(sizeof *sent);
    if (!sent)
        err(1, "note");
    *sent = (Sent){visit, form, kind, now_us(), ""};
    memcpy(sent->registration, visit->registration, sizeof sent->registration);
    return sent;
}

static void write_down(Rush *rush, const Sent *sent, int64_t answered, int status, const char *said)
{
    const Form *form = sent->form;
    fprintf(rush->history, "%s\t%d\t%d\t%lld\t%lld\t%d\t%s\t%s\n", sent->kind, sent->visit->id,
            form ? form->id : 0, (long long)sent->at, (long long)answered, status,
            form ? form->about : sent->registration, said);
}

__attribute__((format(printf, 4, 5))) static void get(Rush *rush, Visit *visit, const char *kind,
                                                      const char *pattern, ...)
{
    char path[200], request[800];
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(path, sizeof path, pattern, arguments);
    va_end(arguments);
    bool office = strncmp(visit->plan->name, "office", 6) == 0;
    int n = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s\r\n", path,
                     office ? "Cookie: " : "", office ? rush->cookie : "", office ? "\r\n" : "");
    visit->n_awaited = 1;
    net_send(&rush->net, request, (size_t)n, note(visit, NULL, kind));
}

static size_t compose(const Rush *rush, const Visit *visit, const Form *form, size_t room, char *out)
{
    bool office = strncmp(visit->plan->name, "office", 6) == 0;
    return (size_t)snprintf(
        out, room,
        "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s%s"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
        form->path, office ? "Cookie: " : "", office ? rush->cookie : "", office ? "\r\n" : "",
        strlen(form->body), form->body);
}

static void post(Rush *rush, Visit *visit, Form *form)
{
    char request[3000];
    size_t n = compose(rush, visit, form, sizeof request, request);
    net_send(&rush->net, request, n, note(visit, form, form->kind));
    visit->n_awaited++;
    rush->n_attempts++;
}

/* Nobody waits for the answer: all of it is sent, or half. */
static void post_and_leave(Rush *rush, Visit *visit, Form *form, bool half)
{
    char request[3000];
    size_t n = compose(rush, visit, form, sizeof request, request);
    Sent sent = {visit, form, form->kind, now_us(), ""};
    net_send_and_leave(&rush->net, request, half ? n - strlen(form->body) / 2 : n);
    if (!half) {
        write_down(rush, &sent, -1, 0, "");
        rush->n_attempts++;
    }
}

static void send_form(Rush *rush, Visit *visit, Form *form)
{
    Manner manner = visit->n_asked > 1 ? ONCE : manners[chance(rush, visit->id, OF_MANNER + visit->at, 10)];
    visit->n_awaited = 0;
    if (manner == LOST_ANSWER && !strcmp(form->kind, "group"))
        manner = ONCE; /* the first may come late, and have its effect after the page has asked */
    if (manner == LOST_ANSWER || manner == HALF_SENT)
        post_and_leave(rush, visit, form, manner == HALF_SENT);
    post(rush, visit, form);
    if (manner == DOUBLE_CLICK && rush->net.n_idle > 0)
        post(rush, visit, form);
}

/* ---- reading pages ---- */

/* What stands between `before` and `after`, behind `from`; false when it is not there or too long. */
static bool between(const char *from, const char *before, const char *after, size_t room, char *out)
{
    const char *start = from ? strstr(from, before) : NULL;
    const char *end = start ? strstr(start + strlen(before), after) : NULL;
    out[0] = '\0';
    if (!end || (size_t)(end - start) - strlen(before) >= room)
        return false;
    start += strlen(before);
    memcpy(out, start, (size_t)(end - start));
    out[end - start] = '\0';
    return true;
}

static size_t add_encoded(char *out, size_t room, const char *text)
{
    size_t n = 0;
    for (; *text && n + 4 < room; text++)
        n += (size_t)(isalnum((unsigned char)*text)
                          ? snprintf(out + n, room - n, "%c", *text)
                          : snprintf(out + n, room - n, "%%%02X", (unsigned char)*text));
    out[n] = '\0';
    return n;
}

/* The hidden fields of the form with this action, as they are to be sent: the token among them. False: there
 * is no such form. */
static bool read_form(const char *page, const char *action, size_t room, char *out)
{
    static const char hidden[] = "<input type=\"hidden\" name=\"";
    char start[200], name[40], value[200];
    size_t n = 0;
    snprintf(start, sizeof start, " action=\"%s\"", action);
    const char *form = strstr(page, start), *end = form ? strstr(form, "</form>") : NULL;
    out[0] = '\0';
    for (const char *at = form; end && (at = strstr(at, hidden)) && at < end; at++)
        if (between(at, hidden, "\"", sizeof name, name) &&
            between(at, "value=\"", "\"", sizeof value, value)) {
            n += (size_t)snprintf(out + n, room - n, "%s%s=", n ? "&" : "", name);
            n += add_encoded(out + n, room - n, value);
        }
    return strstr(out, "_token=");
}

/* The form that the page has for this action, with no field filled in; else the visit ends. */
static bool take_form(Rush *rush, Visit *visit, const Answer *answer, Form *form, const char *kind)
{
    char path[sizeof form->path];
    memcpy(path, form->path, sizeof path);
    *form = (Form){.id = ++rush->n_forms, .kind = kind};
    memcpy(form->path, path, sizeof path);
    visit->has_failed =
        answer->status != 200 || !read_form(answer->body, path, sizeof form->body, form->body);
    return !visit->has_failed;
}

__attribute__((format(printf, 2, 3))) static void fill_in(Form *form, const char *pattern, ...)
{
    size_t n = strlen(form->body);
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(form->body + n, sizeof form->body - n, pattern, arguments);
    va_end(arguments);
}

/* The name tells the office's plan whom nobody else will touch any more: "S17", else "V17". */
static void fill_register(Visit *visit, Form *form)
{
    bool no_mail = !strcmp(visit->plan->name, "has-no-mail") || !strcmp(form->kind, "phone");
    fill_in(form, "&name=%c%d", strcmp(visit->plan->name, "stays") ? 'V' : 'S', visit->id);
    if (no_mail)
        fill_in(form, "&email=&phone=0211%d", visit->id);
    else
        fill_in(form, "&email=v%d%%40example.org&phone=", visit->id);
    fill_in(form, "&association=%s&organisation=&lang=%s&access_needs=N%d&childcare=&interpretation=",
            visit->association, langs[visit->lang], visit->id);
    if (visit->second)
        fill_in(form, "&second=%d", visit->second);
}

/* ---- steps ---- */

static void begin_open(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/%s/seminars/%d/register", langs[visit->lang], visit->seminar);
}

static void opened(Rush *rush, Visit *visit, const Answer *answer, Form *form)
{
    snprintf(form->path, sizeof form->path, "/rush/%s/seminars/%d/register", langs[visit->lang],
             visit->seminar);
    if (take_form(rush, visit, answer, form, "register"))
        fill_register(visit, form);
}

static void open_done(Rush *rush, Visit *visit, const Answer *answer)
{
    opened(rush, visit, answer, &visit->forms[1]);
    if (!visit->forms[0].id)
        visit->forms[0] = visit->forms[1];
}

static void open_other_done(Rush *rush, Visit *visit, const Answer *answer)
{
    opened(rush, visit, answer, &visit->forms[2]);
}

static void begin_send(Rush *rush, Visit *visit)
{
    send_form(rush, visit, &visit->forms[1]);
}

static void begin_send_both(Rush *rush, Visit *visit)
{
    visit->n_awaited = 0;
    post(rush, visit, &visit->forms[1]);
    if (rush->net.n_idle > 0)
        post(rush, visit, &visit->forms[2]);
}

static void begin_again(Rush *rush, Visit *visit)
{
    send_form(rush, visit, &visit->forms[0]);
}

static void begin_own(Rush *rush, Visit *visit)
{
    get(rush, visit, "own", "/rush/en/registrations/%s", visit->key);
}

static void take_own_form(Rush *rush, Visit *visit, const Answer *answer, const char *kind)
{
    Form *form = &visit->forms[1];
    snprintf(form->path, sizeof form->path, "/rush/en/registrations/%s/%s", visit->key, kind);
    if (take_form(rush, visit, answer, form, kind))
        snprintf(form->about, sizeof form->about, "%s", visit->registration);
}

/* The form that the plan wants next, if the page has it: an offer to accept, or the way to another date. */
static void own_done(Rush *rush, Visit *visit, const Answer *answer)
{
    Step next = visit->plan->steps[visit->at + 1];
    if (next == ACCEPT || next == MOVE)
        take_own_form(rush, visit, answer, next == ACCEPT ? "accept" : "move");
}

static void begin_open_cancel(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/en/registrations/%s/cancel", visit->key);
}

static void open_cancel_done(Rush *rush, Visit *visit, const Answer *answer)
{
    take_own_form(rush, visit, answer, "cancel");
}

static void begin_open_seats(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/en/seminars/%d/seats", visit->seminar);
}

static void open_seats_done(Rush *rush, Visit *visit, const Answer *answer)
{
    Form *form = &visit->forms[1];
    int capacity = 6 + (int)chance(rush, visit->id, OF_CAPACITY, 13);
    int each = (int)chance(rush, visit->id, OF_EACH, 5);
    snprintf(form->path, sizeof form->path, "/rush/en/seminars/%d/seats", visit->seminar);
    if (take_form(rush, visit, answer, form, "seats"))
        fill_in(form, "&capacity=%d&minimum=0&each=%d", capacity, each);
    snprintf(form->about, sizeof form->about, "%d %d", capacity, each);
}

static void begin_list(Rush *rush, Visit *visit)
{
    get(rush, visit, "list", "/rush/en/seminars/%d/registrations", visit->seminar);
}

/* One of the list is chosen: of those who want nothing more ("S17") to be removed, of all who wait for it to
 * be approved. */
static void list_done(Rush *rush, Visit *visit, const Answer *answer)
{
    static const char action[] = "/rush/en/office/registrations/";
    Step next = visit->plan->steps[visit->at + 1];
    const char *start = next == REMOVE ? "<bdi>S" : "<bdi>", *what = next == REMOVE ? "cancel" : "approve";
    char action_end[20];
    snprintf(action_end, sizeof action_end, "/%s\"", what);
    Form *form = &visit->forms[1];
    char id[20];
    const char *rows[ROWS_MAX];
    size_t n = 0;
    if (next != REMOVE && next != APPROVE)
        return;
    for (const char *p = answer->body; n < ROWS_MAX && (p = strstr(p, start)); p += strlen(start)) {
        const char *end = strstr(p, "</tr>"), *button = strstr(p, action_end);
        if (end && button && button < end)
            rows[n++] = p;
    }
    const char *found = n ? rows[chance(rush, visit->id, OF_ROW, n)] : NULL;
    visit->has_failed = answer->status != 200 || !found || !between(found, action, "/", sizeof id, id);
    if (visit->has_failed)
        return;
    snprintf(form->path, sizeof form->path, "%s%s/%s", action, id, what);
    if (take_form(rush, visit, answer, form, next == REMOVE ? "remove" : "approve"))
        snprintf(form->about, sizeof form->about, "%s", id);
}

static void begin_open_phone(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/en/seminars/%d/registrations/new", visit->seminar);
}

static void open_phone_done(Rush *rush, Visit *visit, const Answer *answer)
{
    Form *form = &visit->forms[1];
    snprintf(form->path, sizeof form->path, "/rush/en/seminars/%d/registrations/new", visit->seminar);
    if (take_form(rush, visit, answer, form, "phone"))
        fill_register(visit, form);
}

/* ---- groups ---- */

static void begin_open_group(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/en/my/group?seminar=%d", visit->seminar);
}

static void fill_group(Visit *visit, Form *form)
{
    fill_in(form, "&association=%s", visit->association);
    for (int i = 0; i < GROUP_SIZE; i++)
        fill_in(form, "&name%d=V%d&email%d=v%d%%40example.org&phone%d=&lang%d=%s", i, visit->group[i], i,
                visit->group[i], i, i, langs[visit->lang]);
    for (int i = 0; i < GROUP_SIZE; i++)
        snprintf(form->about + strlen(form->about), sizeof form->about - strlen(form->about), "%s%d",
                 i ? " " : "", visit->group[i]);
}

static void open_group_done(Rush *rush, Visit *visit, const Answer *answer)
{
    Form *form = &visit->forms[1];
    snprintf(form->path, sizeof form->path, "/rush/en/my/group");
    if (!strcmp(visit->association, "other"))
        visit->association = rush->associations[0];
    if (!take_form(rush, visit, answer, form, "group"))
        return;
    for (int i = 0; i < GROUP_SIZE; i++) {
        Visit *person = add_visit(rush);
        visit->group[i] = person->id;
        person->plan = &in_group;
        person->at = STEPS - 1;
        person->seminar = visit->seminar;
        person->association = visit->association;
        person->lang = visit->lang;
        write_down_visit(rush, person);
    }
    fill_group(visit, form);
}

/* Not all have a seat, and the page asks: the rest waits, or only those are registered who get one. */
static void group_done(Rush *rush, Visit *visit, const Answer *answer)
{
    char leave_out[40] = "";
    if (answer->status == 303) /* all of them fit */
        visit->at++;
    if (answer->status != 409 || visit->forms[2].id)
        return;
    Form *second = &visit->forms[2];
    *second = (Form){0};
    snprintf(second->path, sizeof second->path, "/rush/en/my/group");
    Answer page = {200, "", answer->body};
    if (!take_form(rush, visit, &page, second, "group"))
        return;
    fill_group(visit, second);
    bool fits = between(answer->body, "name=\"leave_out\" value=\"", "\"", sizeof leave_out, leave_out);
    if (fits && chance(rush, visit->id, OF_SECOND, 2)) {
        fill_in(second, "&leave_out=");
        add_encoded(second->body + strlen(second->body), sizeof second->body - strlen(second->body),
                    leave_out);
        snprintf(second->about + strlen(second->about), sizeof second->about - strlen(second->about),
                 " but %s", leave_out);
    } else {
        fill_in(second, "&may_wait=1");
        snprintf(second->about + strlen(second->about), sizeof second->about - strlen(second->about),
                 " may wait");
    }
}

static void begin_decide(Rush *rush, Visit *visit)
{
    if (visit->forms[2].id)
        send_form(rush, visit, &visit->forms[2]);
    else
        go_on(rush, visit);
}

/* Any answer to a form but "done" ends the visit. */
static void sent_done(Rush *rush, Visit *visit, const Answer *answer)
{
    (void)rush;
    if (answer->status != 303)
        visit->has_failed = true;
}

static const struct {
    void (*begin)(Rush *rush, Visit *visit);
    void (*done)(Rush *rush, Visit *visit, const Answer *answer);
} steps[] = {
    /* clang-format off */
    [OPEN] = {begin_open, open_done},
    [OPEN_OTHER] = {begin_open, open_other_done},
    [SEND] = {begin_send, sent_done},
    [SEND_BOTH] = {begin_send_both, sent_done},
    [AGAIN] = {begin_again, sent_done},
    [KEY] = {go_on, NULL},
    [OWN] = {begin_own, own_done},
    [OPEN_CANCEL] = {begin_open_cancel, open_cancel_done},
    [CANCEL] = {begin_send, sent_done},
    [ACCEPT] = {begin_send, sent_done},
    [MOVE] = {begin_send, sent_done},
    [OPEN_SEATS] = {begin_open_seats, open_seats_done},
    [SEATS] = {begin_send, sent_done},
    [LIST] = {begin_list, list_done},
    [REMOVE] = {begin_send, sent_done},
    [OPEN_PHONE] = {begin_open_phone, open_phone_done},
    [PHONE] = {begin_send, sent_done},
    [APPROVE] = {begin_send, sent_done},
    [OPEN_GROUP] = {begin_open_group, open_group_done},
    [GROUP_SEND] = {begin_send, group_done},
    [GROUP_DECIDE] = {begin_decide, sent_done},
    /* clang-format on */
};

/* ---- what comes back ---- */

/* The rows of the office's list: "V17=confirmed;S18=cancelled;…". */
static void tell_list(const char *page, FILE *out)
{
    char name[40], state[80];
    for (const char *row = page; (row = strstr(row, "<tr><th scope=\"row\">")); row++)
        if (between(row, "<bdi>", "<", sizeof name, name) &&
            between(strstr(row, "kern-badge"), "kern-label--small\">", "<", sizeof state, state))
            fprintf(out, "%s=%s;", name, state);
}

static void tell(Rush *rush, const Sent *sent, const Answer *answer)
{
    char said[120] = "";
    int64_t now = now_us();
    if (!strcmp(sent->kind, "list") && answer->status == 200) {
        fprintf(rush->history, "list\t%d\t0\t%lld\t%lld\t200\t\t", sent->visit->id, (long long)sent->at,
                (long long)now);
        tell_list(answer->body, rush->history);
        fputc('\n', rush->history);
        return;
    }
    if (!strcmp(sent->kind, "own") && !between(strstr(answer->body, "class=\"kern-alert "),
                                               "class=\"kern-title\">", "<", sizeof said, said))
        between(strstr(answer->body, "kern-badge"), "kern-label--small\">", "<", sizeof said, said);
    if (strcmp(sent->kind, "page") != 0 || answer->status != 200)
        write_down(rush, sent, now, answer->status, said);
}

/* 503 is an honest answer: nothing happened, and the same is asked again. */
static void on_answer(void *app, void *owner, const Answer *answer)
{
    Rush *rush = app;
    Sent *sent = owner;
    Visit *visit = sent->visit;
    Step step = visit->plan->steps[visit->at];
    tell(rush, sent, answer);
    free(sent);
    if (answer->status == 503)
        visit->n_asked++;
    else if (steps[step].done)
        steps[step].done(rush, visit, answer);
    if (--visit->n_awaited > 0)
        return;
    if (visit->n_asked > 0 && visit->n_asked < 100 && answer->status == 503)
        make_ready(rush, visit);
    else
        go_on(rush, visit);
}

static void take_key(Rush *rush, const char *line)
{
    int id;
    char key[KEY_ROOM], kind[40], registration[20];
    if (sscanf(line, "v%d %79s %39s %19s", &id, key, kind, registration) != 4 ||
        id >= rush->first + rush->n_visits)
        errx(1, "what is %s", line);
    if (id < rush->first)
        return; /* of an earlier run */
    Visit *visit = rush->visits[id - rush->first];
    memcpy(visit->key, key, sizeof key);
    memcpy(visit->registration, registration, sizeof registration);
    visit->is_offered = !strcmp(kind, "registration-offered") && strcmp(visit->plan->name, "stays") != 0;
    if (visit->waits) {
        visit->waits = false;
        make_ready(rush, visit);
    } else if (visit->is_offered && visit->at == STEPS - 1) {
        think_about_offer(rush, visit);
    }
}

static void on_input(void *app)
{
    Rush *rush = app;
    ssize_t got = read(STDIN_FILENO, rush->input + rush->n_input, sizeof rush->input - 1 - rush->n_input);
    if (got <= 0)
        errx(1, "nobody brings the mail any more");
    rush->n_input += (size_t)got;
    rush->input[rush->n_input] = '\0';
    char *line = rush->input;
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        take_key(rush, line);
    }
    rush->n_input = strlen(line);
    memmove(rush->input, line, rush->n_input + 1);
}

/* ---- all of it ---- */

/* Gives idle connections to who is ready; two, where a form may be sent twice at once. */
static void hand_out_work(Rush *rush)
{
    while (rush->net.n_idle >= 2) {
        bool full = rush->n_open >= (int)rush->net.n * 2; /* the rest waits for mails */
        if (!rush->ready && rush->n_attempts < rush->n_wanted && !full)
            start_visit(rush);
        Visit *visit = rush->ready;
        if (!visit)
            return;
        rush->ready = visit->next;
        if (!rush->ready)
            rush->ready_end = &rush->ready;
        steps[visit->plan->steps[visit->at]].begin(rush, visit);
    }
}

int main(int argc, char **argv)
{
    if (argc != 11)
        errx(2,
             "usage: rush PORT SEED CONNECTIONS ATTEMPTS FIRST CROWD COOKIE SEMINARS ASSOCIATIONS HISTORY");
    static Rush rush;
    rush.seed = strtoull(argv[2], NULL, 10);
    rush.n_wanted = atol(argv[4]);
    rush.first = atoi(argv[5]);
    rush.n_forms = rush.first * FORM_NUMBERS;
    rush.crowd = atoi(argv[6]);
    rush.cookie = argv[7];
    for (char *id = strtok(argv[8], ","); id && rush.n_seminars < SEMINARS_MAX; id = strtok(NULL, ",")) {
        sscanf(id, "%d~%d", &rush.seminars[rush.n_seminars], &rush.other_dates[rush.n_seminars]);
        rush.approves[rush.n_seminars] = strchr(id, 'a');
        rush.n_seminars++;
    }
    for (char *id = strtok(argv[9], ","); id && rush.n_associations < 64; id = strtok(NULL, ","))
        rush.associations[rush.n_associations++] = id;
    rush.history = fopen(argv[10], "w");
    if (!rush.history || rush.n_seminars == 0 || rush.n_associations == 0)
        err(1, "%s", argv[10]);
    rush.ready_end = &rush.ready;
    rush.net.app = &rush;
    rush.net.on_answer = on_answer;
    rush.net.on_input = on_input;
    net_open(&rush.net, atoi(argv[1]), strtoul(argv[3], NULL, 10));
    net_watch_input(&rush.net);

    int64_t start = now_us();
    bool silent = false;
    for (hand_out_work(&rush); rush.n_open > 0 && !silent; hand_out_work(&rush))
        silent = !net_wait(&rush.net, PATIENCE_S * 1000);
    for (int i = 0; silent && i < rush.n_visits; i++)
        if (rush.visits[i]->at < STEPS - 1)
            fprintf(rush.history, "stuck\t%d\n", rush.first + i);
    printf("%d visits, %ld attempts, %.1f s\n", rush.n_visits, rush.n_attempts,
           (double)(now_us() - start) / 1e6);
    if (fclose(rush.history) != 0)
        err(1, "%s", argv[10]);
    return 0;
}
