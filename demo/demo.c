/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `vereint demo`: lets two years happen, day by day, through the functions that the pages call; only the
 * clock is turned. See demo.h. */
#include "demo.h"

#include "association/association.h"
#include "consultant/consultant.h"
#include "demo.sql.h"
#include "evaluation/evaluation.h"
#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "plan/budget.h"
#include "programme.sql.h"
#include "programme/person.h"
#include "programme/secret.h"
#include "budget.sql.h"
#include "registration.sql.h"
#include "seminar.sql.h"
#include "registration/attendance.h"
#include "registration/registration.h"
#include "seminar/room.h"
#include "seminar/seminar.h"

#include <stdio.h>

enum { HISTORY_DAYS = 720, FUTURE_DAYS = 90, SEMINARS_MAX = 32, YEARS_MAX = 5, BUDGET_EUR = 4000 };
/* Days before (−) or after its first day on which something happens to a seminar. */
enum {
    DAY_PLANNED = -60,
    DAY_PUBLISHED = -50,
    DAY_REGISTER = -45,
    DAY_HELD = 3,
    DAY_CLOSED = 17,
    DAY_PAID = 25
};

typedef struct Demo {
    ProgrammeId programme;
    AssociationId associations[32];
    ConsultantId consultants[8];
    RoomId rooms[8];
    TopicListRows topics;
    BudgetYearId years[YEARS_MAX];
    int first_year;
    Date today;
    SeminarId seminars[SEMINARS_MAX];
    EvaluationId evaluations[SEMINARS_MAX];
    const char *password_hash;
} Demo;

/* ---- the clock, and chance that repeats ---- */

static Time demo_now(const Env *env)
{
    return (Time){env->offset_s};
}

/* A number from 0 to n - 1 that looks like chance and is the same in each demonstration. */
static int chance(int a, int b, int n)
{
    uint32_t x = (uint32_t)a * 2654435761u ^ (uint32_t)b * 40503u;
    x ^= x >> 15;
    x *= 2246822519u;
    x ^= x >> 13;
    return (int)(x % (uint32_t)n);
}

static void set_clock(Cx *cx, Env *env, Date day, int minutes)
{
    env->offset_s = local_instant(cx, day, minutes).seconds;
}

/* ---- who there is ---- */

static const Err *add_programme(Cx *cx, Demo *demo)
{
    Programme programme = {
        .slug = "duesseldorf",
        .name = "Fortbildung für Migrantenvereine",
        .city = "Düsseldorf",
        .office = "Amt für Migration und Integration (Vorführung)",
        .contact_email = "fortbildung@example.org",
        .contact_phone = "0211 0000000",
        .postal = "Amt für Migration und Integration (Vorführung)\nBeispielplatz 1\n40200 Düsseldorf",
        .time_zone = "Europe/Berlin",
        .main_lang = LANG_DE,
        .languages = 1u << LANG_DE | 1u << LANG_EN | 1u << LANG_AR,
        .is_demo = true,
    };
    TRY(programme_create(cx, &programme, &demo->programme));
    for (size_t i = 0; i < demo_n_districts; i++) {
        const DemoDistrict *d = &demo_districts[i];
        DistrictId id;
        TRY(q_district_add(cx, demo->programme, d->number, d->city_district, d->name, d->postcodes, &id));
    }
    int last_year = date_parts((Date){demo->today.days + FUTURE_DAYS}).year;
    for (int i = 0; demo->first_year + i <= last_year; i++)
        TRY(budget_year_add(cx, demo->first_year + i, (Cents){BUDGET_EUR * 100}, &demo->years[i]));
    return q_topic_list(cx, demo->programme, &demo->topics);
}

static const Err *add_association(Cx *cx, Demo *demo, size_t i, const DistrictListRows *districts)
{
    const DemoAssociation *d = &demo_associations[i];
    Association a = {.card = {.name = d->name,
                              .legal_form = "e. V.",
                              .register_court = "Amtsgericht Düsseldorf",
                              .register_number = arena_printf(cx->arena, "VR %d", 90001 + (int)i),
                              .email = arena_printf(cx->arena, "verein%d@example.org", (int)i + 1),
                              .phone = "",
                              .website = "",
                              .serves = d->serves,
                              .about = "",
                              .languages = d->languages,
                              .has_partner_since = true,
                              .partner_since = {demo->today.days - HISTORY_DAYS - 40 * (int)i},
                              .may_publish = true}};
    a.places.n = a.contacts.n = 1;
    a.places.at = &(AssociationPlaces){.street = d->street, .postcode = d->postcode, .city = "Düsseldorf"};
    a.contacts.at =
        &(AssociationContacts){.name = d->contact, .function = "Vorsitz", .email = a.card.email, .phone = ""};
    AssociationDistricts district = {0};
    for (size_t k = 0; k < districts->n; k++)
        if (districts->at[k].number == d->district)
            district = (AssociationDistricts){.id = districts->at[k].id, .name = districts->at[k].name};
    if (district.id.v) {
        a.districts.n = 1;
        a.districts.at = &district;
    }
    AssociationFaults faults = association_tidy(cx, &a);
    assert(faults.n == 0);
    (void)faults;
    return association_create(cx, &a, "association.create", &demo->associations[i]);
}

static const Err *add_associations(Cx *cx, Demo *demo)
{
    DistrictListRows districts;
    TRY(q_district_list(cx, demo->programme, &districts));
    for (size_t i = 0; i < demo_n_associations; i++)
        TRY(add_association(cx, demo, i, &districts));
    return NULL;
}

static const Err *add_consultants(Cx *cx, Demo *demo)
{
    for (size_t i = 0; i < demo_n_consultants; i++) {
        const DemoConsultant *d = &demo_consultants[i];
        Consultant c = {.card = {.name = d->name,
                                 .email = d->email,
                                 .phone = "",
                                 .languages = d->languages,
                                 .experience_associations = d->with_associations,
                                 .experience_councils = d->with_councils,
                                 .day_fee = {d->day_fee_eur * 100}}};
        TRY(consultant_create(cx, &c, &demo->consultants[i]));
    }
    return NULL;
}

static const Err *add_rooms(Cx *cx, Demo *demo)
{
    for (size_t i = 0; i < demo_n_rooms; i++) {
        const DemoRoom *d = &demo_rooms[i];
        RoomDraft room = {.name = d->name,
                          .address = d->address,
                          .note = d->note,
                          .seats = d->seats,
                          .step_free = d->step_free};
        TRY(room_create(cx, &room, &demo->rooms[i]));
    }
    return NULL;
}

static const struct {
    const char *name, *email;
    Role role;
} accounts[] = {
    {"Petra Programm (Beispiel)", "programm@example.org", ROLE_OFFICER},
    {"Hannes Haushalt (Beispiel)", "haushalt@example.org", ROLE_FINANCE},
    {"Samira Haddad", "verein@example.org", ROLE_MANAGER},
    {"Miriam Tannenberg (Beispiel)", "referentin@example.org", ROLE_CONSULTANT},
    {"Gül Gutachten (Beispiel)", "gutachten@example.org", ROLE_REVIEWER},
    {"Ivan Integrationsrat (Beispiel)", "rat@example.org", ROLE_COUNCIL},
};

static const Err *add_accounts(Cx *cx, Demo *demo)
{
    for (size_t i = 0; i < ARRAY_LENGTH(accounts); i++) {
        NewPerson person = {.name = accounts[i].name,
                            .email = accounts[i].email,
                            .phone = "",
                            .lang = LANG_DE,
                            .password_hash = demo->password_hash};
        PersonId id;
        TRY(person_create(cx, &person, &id));
        AssociationId association = {accounts[i].role == ROLE_MANAGER ? demo->associations[0].v : 0};
        ConsultantId consultant = {accounts[i].role == ROLE_CONSULTANT ? demo->consultants[0].v : 0};
        TRY(person_grant(cx, id, accounts[i].role, association, consultant));
    }
    return NULL;
}

static const Err *found_programme(Cx *cx, void *arg)
{
    Demo *demo = arg;
    TRY(add_programme(cx, demo));
    TRY(add_associations(cx, demo));
    TRY(add_consultants(cx, demo));
    TRY(add_rooms(cx, demo));
    return add_accounts(cx, demo);
}

/* ---- what happens to a seminar ---- */

typedef struct Happening {
    Demo *demo;
    int seminar; /* place in demo_seminars */
    int number;  /* which of several */
} Happening;

static const Err *add_cost(Cx *cx, BudgetYearId year, SeminarId seminar, CostKind kind, int eur)
{
    CostLineId id;
    CostDraft draft = {.seminar = seminar, .kind = kind, .amount = {eur * 100}, .note = ""};
    return eur > 0 ? cost_line_add(cx, year, &draft, &id) : NULL;
}

static const Err *plan(Cx *cx, void *arg)
{
    Happening *h = arg;
    Demo *demo = h->demo;
    const DemoSeminar *d = &demo_seminars[h->seminar];
    Date first = {demo->today.days + d->day};
    BudgetYearId year = demo->years[date_parts(first).year - demo->first_year];
    SeminarDraft draft = {.year = year,
                          .topic = demo->topics.at[d->topic].id,
                          .title = d->de.title,
                          .summary = d->de.summary,
                          .about = d->de.about,
                          .interpretation = d->interpretation,
                          .material = "",
                          .lang = LANG_DE,
                          .childcare = d->childcare,
                          .step_free = true,
                          .approval = d->approval,
                          .offer_days = SEMINAR_OFFER_DAYS};
    if (d->other_date)
        draft.series = demo->seminars[d->other_date - 1];
    SeminarSeats seats = {.capacity = d->capacity, .minimum = 6, .each = 2};
    SeminarId id;
    TRY(seminar_create(cx, &draft, &seats, &id));
    TRY(seminar_translate(cx, id, &(SeminarText){LANG_EN, d->en.title, d->en.summary, d->en.about}));
    TRY(seminar_translate(cx, id, &(SeminarText){LANG_AR, d->ar.title, d->ar.summary, d->ar.about}));
    for (int i = 0; i < d->sessions; i++) {
        SessionDraft session = {.day = {first.days + 7 * i},
                                .starts_min = 17 * 60,
                                .ends_min = 20 * 60,
                                .room_id = demo->rooms[(size_t)h->seminar % demo_n_rooms]};
        SessionId session_id;
        TRY(session_add(cx, id, &session, &session_id));
    }
    TRY(seminar_set_consultants(cx, id, &demo->consultants[d->consultant], 1));
    TRY(add_cost(cx, year, id, COST_FEE, d->fee_eur));
    TRY(add_cost(cx, year, id, COST_ROOM, d->room_eur));
    TRY(add_cost(cx, year, id, COST_CATERING, d->catering_eur));
    TRY(add_cost(cx, year, id, COST_INTERPRETATION, d->interpretation_eur));
    demo->seminars[h->seminar] = id;
    return NULL;
}

static const Err *publish(Cx *cx, void *arg)
{
    const Happening *h = arg;
    return seminar_publish(cx, h->demo->seminars[h->seminar]);
}

static const Err *register_one(Cx *cx, void *arg)
{
    const Happening *h = arg;
    bool of_first = demo_seminars[h->seminar].approval; /* some from the first association, to be approved */
    int person = ((of_first ? 0 : h->seminar * 5) + h->number * 3) % (int)demo_n_people;
    Registrant who = {.name = demo_people[person],
                      .email = arena_printf(cx->arena, "person%d@example.org", person + 1),
                      .phone = "",
                      .association = h->demo->associations[(size_t)person % demo_n_associations],
                      .organisation = "",
                      .lang = person % 4 == 1 ? LANG_AR : LANG_DE,
                      .access_needs = person % 9 == 4 ? "Rollstuhl" : "",
                      .childcare = person % 7 == 3 && demo_seminars[h->seminar].childcare ? "4 9" : "",
                      .interpretation = person % 8 == 5    ? "ar"
                                        : person % 11 == 2 ? "Kurmancî"
                                                           : ""};
    RegistrationAnswer answer;
    return registration_request(cx, h->demo->seminars[h->seminar], &who,
                                chance(h->seminar, h->number, 4) == 0 ? CHANNEL_OFFICER : CHANNEL_WEB,
                                &answer);
}

/* All associations but the first have answered. */
static const Err *approve(Cx *cx, void *arg)
{
    const Happening *h = arg;
    RegistrationListRows rows;
    TRY(q_registration_list(cx, h->demo->seminars[h->seminar], &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.at[i].state == REG_PENDING && rows.at[i].association.v != h->demo->associations[0].v)
            TRY(registration_approve(cx, rows.at[i].id));
    return NULL;
}

static const Err *give_back(Cx *cx, void *arg)
{
    const Happening *h = arg;
    RegistrationListRows rows;
    TRY(q_registration_list(cx, h->demo->seminars[h->seminar], &rows));
    return registration_cancel(cx, rows.at[0].id); /* those with a seat come first */
}

static const Err *cancel(Cx *cx, void *arg)
{
    const Happening *h = arg;
    return registration_cancel_seminar(cx, h->demo->seminars[h->seminar],
                                       "Es haben sich zu wenige angemeldet.");
}

static const Err *record_session(Cx *cx, const Happening *h, SessionId session, int length_min)
{
    RegistrationListRows rows;
    TRY(q_registration_list(cx, h->demo->seminars[h->seminar], &rows));
    AttendanceMark *marks = NEW_ARRAY(cx->arena, AttendanceMark, rows.n);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (registration_holds_seat((RegistrationState)rows.at[i].state)) {
            int luck = chance((int)rows.at[i].id.v, h->seminar, 10);
            marks[n++] = (AttendanceMark){rows.at[i].id, luck == 0   ? 0
                                                         : luck == 1 ? length_min / 2
                                                                     : length_min};
        }
    return attendance_record(cx, session, marks, n);
}

static const Err *hold(Cx *cx, void *arg)
{
    const Happening *h = arg;
    SeminarId id = h->demo->seminars[h->seminar];
    SessionListRows sessions;
    TRY(q_session_list(cx, id, &sessions));
    for (size_t i = 0; i < sessions.n; i++)
        TRY(record_session(cx, h, sessions.at[i].id, sessions.at[i].ends_min - sessions.at[i].starts_min));
    TRY(registration_hold_seminar(cx, id));
    return evaluation_open(cx, id, &h->demo->evaluations[h->seminar]);
}

/* Each answer on its own, as they come in life. Most are content; that is what makes the few others count. */
static const Err *answer_slip(Cx *cx, const char *token, const Questions *questions, int seminar, int number)
{
    Response response = {arena_alloc(cx->arena, questions->n),
                         NEW_ARRAY(cx->arena, const char *, questions->n)};
    for (size_t i = 0; i < questions->n; i++) {
        static const unsigned char leaning[] = {5, 5, 4, 4, 4, 5, 3, 4, 2, 5};
        int luck = chance(seminar * 100 + number, (int)i + 7, 11);
        if (questions->at[i].kind == QUESTION_SCALE)
            response.answers[i] =
                luck == 10 ? ANSWER_CANT_SAY : (unsigned char)(leaning[luck] - 1 + ANSWER_FIRST);
        else if (questions->at[i].dimension == DIMENSION_TOPICS && luck < 4)
            response.texts[i] = demo_wishes[(size_t)chance(seminar, number, (int)demo_n_wishes)];
    }
    return evaluation_answer(cx, token, questions, &response);
}

static const Err *evaluate(Cx *cx, const Happening *h)
{
    EvaluationId id = h->demo->evaluations[h->seminar];
    Evaluation evaluation;
    Questions questions;
    SlipTokens slips;
    TRY(evaluation_find(cx, id, &evaluation));
    TRY(evaluation_questions(cx, evaluation.questionnaire, &questions));
    int64_t answers = evaluation.invited * 8 / 10;
    TRY(evaluation_make_slips(cx, id, evaluation.invited > 0 ? evaluation.invited : 1, &slips));
    for (int i = 0; i < answers; i++)
        TRY(answer_slip(cx, slips.at[i], &questions, h->seminar, i));
    return NULL;
}

static const Err *close_round(Cx *cx, void *arg)
{
    const Happening *h = arg;
    return evaluation_close(cx, h->demo->evaluations[h->seminar]);
}

static const Err *pay(Cx *cx, void *arg)
{
    const Happening *h = arg;
    CostLineListRows lines;
    TRY(q_cost_line_of_seminar(cx, h->demo->seminars[h->seminar], &lines));
    for (size_t i = 0; i < lines.n; i++) {
        TRY(budget_step(cx, lines.at[i].id, &(CostStep){.to = COST_INVOICED, .note = ""}));
        TRY(budget_step(cx, lines.at[i].id, &(CostStep){.to = COST_PAID, .note = ""}));
    }
    return NULL;
}

/* What happens to one seminar on the day that is `since` days after its first. */
static const Err *live(Cx *cx, Demo *demo, int seminar, int since)
{
    const DemoSeminar *d = &demo_seminars[seminar];
    Happening h = {.demo = demo, .seminar = seminar};
    int last = 7 * (d->sessions - 1);
    if (since == DAY_PLANNED)
        TRY(tx_run(cx, plan, &h));
    if (since == DAY_PUBLISHED)
        TRY(tx_run(cx, publish, &h));
    if (since >= DAY_REGISTER && since < DAY_REGISTER + d->eager) {
        h.number = since - DAY_REGISTER;
        TRY(tx_run(cx, register_one, &h));
    }
    if (d->approval && since == -d->day)
        TRY(tx_run(cx, approve, &h));
    if (d->lets_go && since == -d->day)
        TRY(tx_run(cx, give_back, &h));
    if (d->cancelled)
        return since == -8 ? tx_run(cx, cancel, &h) : NULL;
    if (since == last + DAY_HELD) {
        TRY(tx_run(cx, hold, &h));
        TRY(evaluate(cx, &h));
    }
    if (since == last + DAY_CLOSED)
        TRY(tx_run(cx, close_round, &h));
    return since == last + DAY_PAID ? tx_run(cx, pay, &h) : NULL;
}

static const Err *let_time_pass(Cx *cx, Env *env, Demo *demo)
{
    for (int day = -HISTORY_DAYS; day <= 0; day++) {
        Arena arena = arena_make(0); /* a day's memory */
        Cx day_cx = *cx;
        day_cx.arena = &arena;
        set_clock(cx, env, (Date){demo->today.days + day}, day == 0 ? 1 : 10 * 60);
        const Err *err = NULL;
        for (int i = 0; i < (int)demo_n_seminars && !err; i++)
            err = live(&day_cx, demo, i, day - demo_seminars[i].day);
        if (err)
            err = err_make(cx->arena, err->kind, arena_text(cx->arena, message_of_error(&day_cx, err)),
                           (const char *const[]){NULL}, err->detail, err->file, err->line);
        arena_free(&arena);
        TRY(err);
    }
    return NULL;
}

static const Err *settle_mail(Cx *cx, void *arg)
{
    (void)arg;
    return q_demo_settle_mail(cx, NULL);
}

static void print_accounts(Cx *cx)
{
    printf("%s\n", t(cx, "Sign-ins of the demonstration (all with the password {password}):", "password",
                     DEMO_PASSWORD));
    for (size_t i = 0; i < ARRAY_LENGTH(accounts); i++)
        printf("  %-25s %s\n", accounts[i].email, t(cx, role_name(accounts[i].role)));
}

static const Err *demo(CommandLine *line)
{
    Cx *cx = line->cx;
    if (line->n_args > 0)
        return FAIL(cx, ERR_INPUT, "Usage: vereint demo [--data DIR]");
    Programmes there;
    TRY(programme_all(cx, &there));
    if (there.n > 0)
        return FAIL(
            cx, ERR_CONFLICT,
            "There is a programme already. The demonstration needs an empty folder: vereint demo --data DIR");
    Env env = env_real();
    Demo d = {.today = local_today(cx)};
    d.first_year = date_parts((Date){d.today.days - HISTORY_DAYS}).year;
    env.now = demo_now;
    cx->env = &env;
    TRY(secret_password_hash(cx, DEMO_PASSWORD, &d.password_hash));
    set_clock(cx, &env, (Date){d.today.days - HISTORY_DAYS}, 9 * 60);
    Lang reader = cx->lang;
    cx->lang = LANG_DE;
    TRY(tx_run(cx, found_programme, &d));
    cx->programme = d.programme;
    TRY(let_time_pass(cx, &env, &d));
    TRY(tx_run(cx, settle_mail, NULL));
    cx->lang = reader;
    print_accounts(cx);
    return NULL;
}

static const Command commands[] = {
    {"demo", "", N_("Make the demonstration programme in an empty folder"), .opens_store = true,
     .creates_store = true, .run = demo},
};
const CommandTable demo_command_table = COMMAND_TABLE(commands);
