/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A crowd that registers through the real pages, and writes down what it did and what it was told.
 *
 *     rush PORT SEED CONNECTIONS ATTEMPTS COOKIE SEMINARS ASSOCIATIONS HISTORY
 *
 * A visit is one person with a plan (the tables below), chosen by SEED and the visit's number alone. Each
 * plan ends in a known state: what is lost on the way is asked again. Visits share the connections, so that
 * up to CONNECTIONS requests are in flight. The first FIRST_CROWD visits all want the first of SEMINARS (ids
 * with commas), the others come in groups of GROUP. New visits start until ATTEMPTS forms were sent.
 *
 * Standard input: the links of mails, "v17 KEY" a line. HISTORY gets, in columns with tabs:
 *     visit    number, seminar, association ("other"), language, mail or phone, plan
 *     stuck    visit: no answer, or no mail
 *     a kind   visit, form, µs when sent, µs when answered (-1: not waited for), status, what the page said
 * Kinds: register, cancel (one's own), phone, remove (by the office), seats; own, list (reads); page (a form
 * that did not open). Forms are numbered: the same number is the same form, sent again. */
#include "net.h"

#include <err.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    TOKEN = 60,
    KEY_ROOM = 80,
    FIRST_CROWD = 1000,
    GROUP = 150,
    STEPS = 16,
    FORMS = 3,
    SEMINARS_MAX = 1000,
    ROWS_MAX = 400,
    PATIENCE_S = 30
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
    OPEN_SEATS,
    SEATS,
    LIST,
    REMOVE, /* somebody of the list who wants nothing more */
    OPEN_PHONE,
    PHONE,
} Step;

typedef struct Plan {
    const char *name;
    int share; /* of all, in per mille */
    Step steps[STEPS];
} Plan;

static const Plan plans[] = {
    {"stays", 200, {OPEN, SEND}},
    {"looks", 110, {OPEN, SEND, KEY, OWN}},
    {"replays", 100, {OPEN, SEND, AGAIN, KEY, OWN}},
    {"registers-twice", 60, {OPEN, SEND, OPEN, SEND, KEY, OWN}},
    {"two-tabs", 60, {OPEN, OPEN_OTHER, SEND_BOTH, KEY, OWN}},
    {"leaves", 150, {OPEN, SEND, KEY, OWN, OPEN_CANCEL, CANCEL, OWN}},
    {"leaves-and-replays", 100, {OPEN, SEND, KEY, OPEN_CANCEL, CANCEL, AGAIN, OWN}},
    {"comes-back", 80, {OPEN, SEND, KEY, OPEN_CANCEL, CANCEL, OPEN, SEND, OWN, AGAIN, OWN}},
    {"has-no-mail", 30, {OPEN, SEND}},
    {"office-seats", 40, {OPEN_SEATS, SEATS}},
    {"office-list", 20, {LIST}},
    {"office-removes", 30, {LIST, REMOVE}},
    {"office-phone", 20, {OPEN_PHONE, PHONE}},
};
enum { N_PLANS = sizeof plans / sizeof *plans };

/* How a form goes out. */
typedef enum Manner { ONCE, DOUBLE_CLICK, LOST_ANSWER, HALF_SENT } Manner;
static const Manner manners[10] = {ONCE,         ONCE,         ONCE,        ONCE,        DOUBLE_CLICK,
                                   DOUBLE_CLICK, DOUBLE_CLICK, LOST_ANSWER, LOST_ANSWER, HALF_SENT};

typedef struct Form {
    int id; /* 0: none */
    const char *kind;
    char path[160], body[600], about[64];
} Form;

typedef struct Visit {
    int id, seminar, lang;
    const char *association;
    const Plan *plan;
    int at;          /* step */
    int n_awaited;   /* answers */
    int n_asked;     /* how often this step was tried */
    bool has_failed; /* an answer that ends it */
    bool waits;      /* for its mail */
    char key[KEY_ROOM];
    Form forms[FORMS]; /* the first sent, the latest, the other tab's */
    struct Visit *next;
} Visit;

/* A request that is awaited. */
typedef struct Sent {
    Visit *visit;
    Form *form; /* of a POST */
    const char *kind;
    int64_t at;
} Sent;

typedef struct Rush {
    Net net;
    uint64_t seed;
    long n_attempts, n_wanted;
    int n_visits, n_open, n_forms;
    const char *cookie;
    FILE *history;
    int seminars[SEMINARS_MAX], n_seminars;
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

enum { OF_PLAN = 1, OF_ASSOCIATION, OF_LANG, OF_CAPACITY, OF_EACH, OF_ROW, OF_MANNER /* and the step */ };

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

static const Plan *choose_plan(const Rush *rush, int id)
{
    int dice = (int)chance(rush, id, OF_PLAN, 1000);
    const Plan *plan = plans;
    while ((dice -= plan->share) >= 0)
        plan++;
    return plan;
}

static void start_visit(Rush *rush)
{
    int id = rush->n_visits++;
    if ((size_t)id >= rush->visits_room) {
        rush->visits_room = rush->visits_room * 2 + 4096;
        rush->visits = realloc(rush->visits, rush->visits_room * sizeof(Visit *));
    }
    Visit *visit = calloc(1, sizeof *visit);
    if (!rush->visits || !visit)
        err(1, "start_visit");
    rush->visits[id] = visit;
    visit->id = id;
    int group = id < FIRST_CROWD ? 0 : 1 + (id - FIRST_CROWD) / GROUP;
    visit->seminar = rush->seminars[group < rush->n_seminars ? group : group % rush->n_seminars];
    visit->plan = choose_plan(rush, id);
    uint64_t association = chance(rush, id, OF_ASSOCIATION, (uint64_t)rush->n_associations);
    visit->association = rush->associations[association];
    visit->lang = (int)chance(rush, id, OF_LANG, 3);
    rush->n_open++;
    fprintf(rush->history, "visit\t%d\t%d\t%s\t%s\t%s\t%s\n", id, visit->seminar, visit->association,
            langs[visit->lang], strcmp(visit->plan->name, "has-no-mail") ? "mail" : "phone",
            visit->plan->name);
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
    *sent = (Sent){visit, form, kind, now_us()};
    return sent;
}

static void write_down(Rush *rush, const Sent *sent, int64_t answered, int status, const char *said)
{
    const Form *form = sent->form;
    fprintf(rush->history, "%s\t%d\t%d\t%lld\t%lld\t%d\t%s%s\n", sent->kind, sent->visit->id,
            form ? form->id : 0, (long long)sent->at, (long long)answered, status, form ? form->about : "",
            said);
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
    char request[2000];
    size_t n = compose(rush, visit, form, sizeof request, request);
    net_send(&rush->net, request, n, note(visit, form, form->kind));
    visit->n_awaited++;
    rush->n_attempts++;
}

/* Nobody waits for the answer: all of it is sent, or half. */
static void post_and_leave(Rush *rush, Visit *visit, Form *form, bool half)
{
    char request[2000];
    size_t n = compose(rush, visit, form, sizeof request, request);
    Sent sent = {visit, form, form->kind, now_us()};
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

static bool read_token(const char *page, char token[static TOKEN + 1])
{
    return between(page, "name=\"_token\" value=\"", "\"", TOKEN + 1, token);
}

__attribute__((format(printf, 4, 5))) static Form *new_form(Rush *rush, Form *form, const char *kind,
                                                            const char *pattern, ...)
{
    *form = (Form){.id = ++rush->n_forms, .kind = kind};
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(form->body, sizeof form->body, pattern, arguments);
    va_end(arguments);
    return form;
}

/* The name tells the office's plan whom nobody else will touch any more: "S17", else "V17". */
static void fill_register(Rush *rush, Visit *visit, Form *form, const char *kind, const char *token)
{
    bool no_mail = !strcmp(visit->plan->name, "has-no-mail") || !strcmp(kind, "phone");
    char mail[40] = "";
    if (!no_mail)
        snprintf(mail, sizeof mail, "v%d%%40example.org", visit->id);
    new_form(rush, form, kind,
             "_token=%s&name=%c%d&email=%s&phone=%s%d&association=%s&organisation=&lang=%s&access_needs=N%d&"
             "childcare=&interpretation=",
             token, strcmp(visit->plan->name, "stays") ? 'V' : 'S', visit->id, mail, no_mail ? "0211" : "",
             no_mail ? visit->id : 0, visit->association, langs[visit->lang], visit->id);
}

/* ---- steps ---- */

static const char *seminar_page(const Visit *visit)
{
    return langs[visit->lang];
}

static void begin_open(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/%s/seminars/%d/register", seminar_page(visit), visit->seminar);
}

static void opened(Rush *rush, Visit *visit, const Answer *answer, Form *form)
{
    char token[TOKEN + 1];
    if (answer->status != 200 || !read_token(answer->body, token)) {
        visit->has_failed = true;
        return;
    }
    fill_register(rush, visit, form, "register", token);
    snprintf(form->path, sizeof form->path, "/rush/%s/seminars/%d/register", seminar_page(visit),
             visit->seminar);
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

static void begin_open_cancel(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/en/registrations/%s/cancel", visit->key);
}

static void open_cancel_done(Rush *rush, Visit *visit, const Answer *answer)
{
    char token[TOKEN + 1];
    Form *form = &visit->forms[1];
    if (answer->status != 200 || !read_token(answer->body, token)) {
        visit->has_failed = true;
        return;
    }
    new_form(rush, form, "cancel", "_token=%s", token);
    snprintf(form->path, sizeof form->path, "/rush/en/registrations/%s/cancel", visit->key);
}

static void begin_open_seats(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/en/seminars/%d/seats", visit->seminar);
}

static void open_seats_done(Rush *rush, Visit *visit, const Answer *answer)
{
    char token[TOKEN + 1], version[20];
    Form *form = &visit->forms[1];
    if (answer->status != 200 || !read_token(answer->body, token) ||
        !between(answer->body, "name=\"version\" value=\"", "\"", sizeof version, version)) {
        visit->has_failed = true;
        return;
    }
    int capacity = 6 + (int)chance(rush, visit->id, OF_CAPACITY, 13);
    int each = 1 + (int)chance(rush, visit->id, OF_EACH, 5);
    new_form(rush, form, "seats", "_token=%s&version=%s&capacity=%d&minimum=0&each=%d", token, version,
             capacity, each == 5 ? 0 : each);
    snprintf(form->about, sizeof form->about, "%d %d ", capacity, each == 5 ? 0 : each);
    snprintf(form->path, sizeof form->path, "/rush/en/seminars/%d/seats", visit->seminar);
}

static void begin_list(Rush *rush, Visit *visit)
{
    get(rush, visit, "list", "/rush/en/seminars/%d/registrations", visit->seminar);
}

/* Of those who want nothing more ("S17") one is chosen. */
static void list_done(Rush *rush, Visit *visit, const Answer *answer)
{
    static const char start[] = "<bdi>S", action[] = "/rush/en/office/registrations/";
    Form *form = &visit->forms[1];
    char token[TOKEN + 1], name[20], id[20];
    const char *rows[ROWS_MAX];
    size_t n = 0;
    for (const char *p = answer->body; n < ROWS_MAX && (p = strstr(p, start)); p += sizeof start) {
        const char *end = strstr(p, "</tr>"), *cancel = strstr(p, action);
        if (end && cancel && cancel < end)
            rows[n++] = p;
    }
    const char *found = n ? rows[chance(rush, visit->id, OF_ROW, n)] : NULL;
    if (answer->status != 200 || !found || !read_token(answer->body, token) ||
        !between(found, "<bdi>S", "<", sizeof name, name) || !between(found, action, "/", sizeof id, id)) {
        visit->has_failed = visit->plan->steps[visit->at + 1] == REMOVE;
        return;
    }
    new_form(rush, form, "remove", "_token=%s", token);
    snprintf(form->about, sizeof form->about, "%s ", name);
    snprintf(form->path, sizeof form->path, "%s%s/cancel", action, id);
}

static void begin_open_phone(Rush *rush, Visit *visit)
{
    get(rush, visit, "page", "/rush/en/seminars/%d/registrations/new", visit->seminar);
}

static void open_phone_done(Rush *rush, Visit *visit, const Answer *answer)
{
    char token[TOKEN + 1];
    Form *form = &visit->forms[1];
    if (answer->status != 200 || !read_token(answer->body, token)) {
        visit->has_failed = true;
        return;
    }
    fill_register(rush, visit, form, "phone", token);
    snprintf(form->path, sizeof form->path, "/rush/en/seminars/%d/registrations/new", visit->seminar);
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
    [OPEN] = {begin_open, open_done},   [OPEN_OTHER] = {begin_open, open_other_done},
    [SEND] = {begin_send, sent_done},   [SEND_BOTH] = {begin_send_both, sent_done},
    [AGAIN] = {begin_again, sent_done}, [KEY] = {go_on, NULL},
    [OWN] = {begin_own, NULL},          [OPEN_CANCEL] = {begin_open_cancel, open_cancel_done},
    [CANCEL] = {begin_send, sent_done}, [OPEN_SEATS] = {begin_open_seats, open_seats_done},
    [SEATS] = {begin_send, sent_done},  [LIST] = {begin_list, list_done},
    [REMOVE] = {begin_send, sent_done}, [OPEN_PHONE] = {begin_open_phone, open_phone_done},
    [PHONE] = {begin_send, sent_done},
};

/* ---- what comes back ---- */

/* The rows of the office's list: "V17=confirmed;S18=cancelled;…". */
static void tell_list(const char *page, FILE *out)
{
    char name[40], state[80];
    for (const char *row = page; (row = strstr(row, "<tr><th scope=\"row\"><bdi>")); row++)
        if (between(row, "<bdi>", "<", sizeof name, name) &&
            between(strstr(row, "kern-badge"), "kern-label--small\">", "<", sizeof state, state))
            fprintf(out, "%s=%s;", name, state);
}

static void tell(Rush *rush, const Sent *sent, const Answer *answer)
{
    char said[120] = "";
    int64_t now = now_us();
    if (!strcmp(sent->kind, "list") && answer->status == 200) {
        fprintf(rush->history, "list\t%d\t0\t%lld\t%lld\t200\t", sent->visit->id, (long long)sent->at,
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
    char key[KEY_ROOM];
    if (sscanf(line, "v%d %79s", &id, key) != 2 || id < 0 || id >= rush->n_visits)
        errx(1, "what is %s", line);
    Visit *visit = rush->visits[id];
    memcpy(visit->key, key, sizeof key);
    if (visit->waits) {
        visit->waits = false;
        make_ready(rush, visit);
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
    if (argc != 9)
        errx(2, "usage: rush PORT SEED CONNECTIONS ATTEMPTS COOKIE SEMINARS ASSOCIATIONS HISTORY");
    static Rush rush;
    rush.seed = strtoull(argv[2], NULL, 10);
    rush.n_wanted = atol(argv[4]);
    rush.cookie = argv[5];
    for (char *id = strtok(argv[6], ","); id && rush.n_seminars < SEMINARS_MAX; id = strtok(NULL, ","))
        rush.seminars[rush.n_seminars++] = atoi(id);
    for (char *id = strtok(argv[7], ","); id && rush.n_associations < 64; id = strtok(NULL, ","))
        rush.associations[rush.n_associations++] = id;
    rush.history = fopen(argv[8], "w");
    if (!rush.history || rush.n_seminars == 0 || rush.n_associations == 0)
        err(1, "%s", argv[8]);
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
            fprintf(rush.history, "stuck\t%d\n", i);
    printf("%d visits, %ld attempts, %.1f s\n", rush.n_visits, rush.n_attempts,
           (double)(now_us() - start) / 1e6);
    if (fclose(rush.history) != 0)
        err(1, "%s", argv[8]);
    return 0;
}
