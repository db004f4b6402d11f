/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Makes what the attacker (attacker.py) gets to see: a seminar of PEOPLE people, each of whom is marked as
 * present and answers, at moments that have nothing to do with one another. Prints who answered what, for the
 * umpire alone. After "open" and "closed" it waits for a line, so that the files can be copied as they stand.
 *
 * With SHARED, the planted defect, each answer shares the transaction that marks its writer. */
#include "../year.h"

#include "evaluation/evaluation.h"
#include "registration/attendance.h"
#include "seminar.sql.h"

#include <stdio.h>

enum { PEOPLE = 120 };

typedef struct Person {
    RegistrationId registration;
    unsigned char answers[16];
    const char *token;
} Person;

typedef struct Event {
    Person *person;
    SessionId session;
    const Questions *questions;
} Event;

static const Err *mark(Cx *cx, void *arg)
{
    const Event *event = arg;
    return attendance_record(cx, event->session, &(AttendanceMark){event->person->registration, 180}, 1);
}

static const Err *answer(Cx *cx, void *arg)
{
    const Event *event = arg;
    Response response = {event->person->answers, NEW_ARRAY(cx->arena, const char *, event->questions->n)};
    return evaluation_answer(cx, event->person->token, event->questions, &response);
}

UNUSED static const Err *both(Cx *cx, void *arg)
{
    TRY(mark(cx, arg));
    return answer(cx, arg);
}

static void shuffle(size_t *order, size_t n, uint64_t *seed)
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)year_random(seed, (int64_t)i), kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

static void wait_for_line(const char *said)
{
    puts(said);
    fflush(stdout);
    while (getchar() != '\n') {
    }
}

int main(void)
{
    Year *y;
    void *state;
    uint64_t seed = 20260309;
    Person people[PEOPLE];
    size_t marks[PEOPLE], answers[PEOPLE];
    year_open(&state);
    y = state;
    SeminarId seminar = year_published(y, "Anonym", date_make(2026, 3, 9), PEOPLE, 0);
    for (int i = 0; i < PEOPLE; i++) {
        RegistrationAnswer registered;
        Registrant who = registrant_named(arena_printf(&y->arena, "Person %d", i),
                                          arena_printf(&y->arena, "p%d@example.org", i));
        assert_ok(registration_request(&y->cx, seminar, &who, CHANNEL_WEB, &registered));
        people[i] = (Person){.registration = registered.id};
    }
    year_move_to(y, date_make(2026, 3, 9));
    SessionListRows sessions;
    EvaluationId id;
    Evaluation evaluation;
    Questions questions;
    SlipTokens tokens;
    assert_ok(q_session_list(&y->cx, seminar, &sessions));
    assert_ok(evaluation_open(&y->cx, seminar, &id));
    assert_ok(evaluation_find(&y->cx, id, &evaluation));
    assert_ok(evaluation_questions(&y->cx, evaluation.questionnaire, &questions));
    assert_ok(evaluation_make_slips(&y->cx, id, PEOPLE, &tokens));
    printf("folder %s\n", y->folder);
    size_t drawn[PEOPLE];
    shuffle(drawn, PEOPLE, &seed);
    for (size_t i = 0; i < PEOPLE; i++) {
        people[i].token = tokens.at[drawn[i]];
        printf("truth %lld ", (long long)people[i].registration.v);
        for (size_t q = 0; q < questions.n; q++) {
            people[i].answers[q] = questions.at[q].kind == QUESTION_SCALE
                                       ? (unsigned char)(ANSWER_FIRST + year_random(&seed, 5))
                                       : 0;
            printf("%02x", people[i].answers[q]);
        }
        puts("");
    }
    shuffle(marks, PEOPLE, &seed);
    shuffle(answers, PEOPLE, &seed);
    for (size_t i = 0; i < PEOPLE; i++) {
        Event marked = {&people[marks[i]], sessions.at[0].id, &questions};
#ifdef SHARED
        assert_ok(tx_run(&y->cx, both, &marked));
#else
        Event answered = {&people[answers[i]], sessions.at[0].id, &questions};
        assert_ok(tx_run(&y->cx, mark, &marked));
        assert_ok(tx_run(&y->cx, answer, &answered));
#endif
    }
    wait_for_line("open");
    assert_ok(evaluation_close(&y->cx, id));
    wait_for_line("closed");
    return year_close(&state);
}
