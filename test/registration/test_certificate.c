/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates: who gets one, when it is taken back, what a code tells. */
#include "../year.h"

#include <string.h>

#include "audit.sql.h"
#include "i18n/format.h"
#include "mail/mail.h"
#include "registration/attendance.h"
#include "registration/certificate.h"
#include "registration/certificate_code.h"
#include "registration/registration_rules.h"

static const char letters[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

static void a_mistyped_code_is_no_code(void **state)
{
    Year *y = *state;
    for (int round = 0; round < 20; round++) {
        char code[CODE_LENGTH + 1], read[CODE_LENGTH + 1];
        certificate_code_make(&y->env, code);
        assert_true(certificate_code_read(code, read));
        assert_string_equal(read, code);
        for (int i = 0; i < CODE_LENGTH; i++) {
            char wrong[CODE_LENGTH + 1];
            memcpy(wrong, code, sizeof wrong);
            for (const char *c = letters; *c; c++) {
                wrong[i] = *c;
                assert_true(certificate_code_read(wrong, read) == (*c == code[i]));
            }
            for (int k = i + 1; k < CODE_LENGTH; k++) { /* any two swapped, not only neighbours */
                memcpy(wrong, code, sizeof wrong);
                wrong[i] = code[k];
                wrong[k] = code[i];
                assert_true(certificate_code_read(wrong, read) == (code[i] == code[k]));
            }
        }
    }
}

static void codes_are_read_as_people_type_them(void **state)
{
    Year *y = *state;
    char code[CODE_LENGTH + 1], read[CODE_LENGTH + 1] = "";
    certificate_code_make(&y->env, code);
    const char *shown = certificate_code_shown(&y->arena, code);
    assert_int_equal(strlen(shown), CODE_LENGTH + 2);
    Buf small = buf_make(&y->arena);
    for (const char *c = shown; *c; c++)
        buf_printf(&small, "%c ", *c | (*c >= 'A' ? 0x20 : 0));
    assert_true(certificate_code_read(buf_text(&small), read));
    assert_string_equal(read, code);
    char other[CODE_LENGTH + 1];
    certificate_code_make(&y->env, other);
    assert_string_not_equal(other, code);
    assert_false(certificate_code_read("", read));
    assert_false(certificate_code_read(arena_printf(&y->arena, "%s2", code), read));
    assert_false(certificate_code_read("ABCD-EFGH-JKL0", read));
    assert_false(certificate_code_read("' OR 1=1 --\xff", read));
    assert_string_equal(read, code); /* untouched */
}

/* A seminar of two sessions of 180 minutes, three people with a seat. */
typedef struct Held {
    SeminarId seminar;
    SessionListRows sessions;
    RegistrationId people[3];
} Held;

static Held held(Year *y, const char *title, const int32_t minutes[3][2])
{
    static const char *const mails[] = {"a@example.org", "b@example.org", "c@example.org"};
    Held h;
    Date day = date_make(2026, 3, 20);
    assert_int_equal(y->today.days, local_today(&y->cx).days);
    h.seminar = year_seminar(y, title, day, 3, 0);
    SessionId second;
    assert_ok(session_add(&y->cx, h.seminar,
                          &(SessionDraft){(Date){day.days + 1}, 1080, 1260, "Raum 1", "Adresse", {0}},
                          &second));
    assert_ok(seminar_publish(&y->cx, h.seminar));
    for (int i = 0; i < 3; i++) {
        Registrant who = registrant_named(mails[i], mails[i]);
        who.lang = i == 1 ? LANG_AR : LANG_DE;
        RegistrationAnswer answer;
        assert_ok(registration_request(&y->cx, h.seminar, &who, CHANNEL_WEB, &answer));
        h.people[i] = answer.id;
    }
    assert_ok(q_session_list(&y->cx, h.seminar, &h.sessions));
    year_move_to(y, (Date){day.days + 1});
    for (int s = 0; s < 2; s++) {
        AttendanceMark marks[3];
        for (int i = 0; i < 3; i++)
            marks[i] = (AttendanceMark){h.people[i], minutes[i][s]};
        assert_ok(attendance_record(&y->cx, h.sessions.at[s].id, marks, 3));
    }
    return h;
}

static bool certificate_of(Year *y, const Held *h, int person, CertificateCard *ret_card)
{
    CertificateCardRows cards;
    assert_ok(q_certificate_card(&y->cx, y->cx.programme, h->seminar, &h->people[person], &cards));
    if (cards.n)
        *ret_card = cards.at[0];
    return cards.n == 1;
}

static bool is_valid(Year *y, const char *code)
{
    CertificateCard card;
    bool found;
    assert_ok(certificate_check(&y->cx, code, &card, &found));
    return found;
}

static int mails_of(Year *y, const char *kind)
{
    OutboxListRows rows;
    int n = 0;
    assert_ok(mail_list(&y->cx, NULL, &rows));
    for (size_t i = 0; i < rows.n; i++)
        n += strcmp(rows.at[i].kind, kind) == 0;
    return n;
}

static void correct(Year *y, const Held *h, int person, int32_t minutes)
{
    AttendanceMark mark = {h->people[person], minutes};
    assert_ok(attendance_record(&y->cx, h->sessions.at[0].id, &mark, 1));
}

/* 75 per cent of 360 minutes are 270. */
static void who_was_there_long_enough_gets_one(void **state)
{
    Year *y = *state;
    Held h = held(y, "Genug", (const int32_t[3][2]){{90, 180}, {89, 180}, {180, 180}});
    CertificateCard card, full;
    assert_false(certificate_of(y, &h, 0, &card)); /* the seminar is not marked as held yet */
    assert_ok(registration_hold_seminar(&y->cx, h.seminar));
    assert_true(certificate_of(y, &h, 0, &card));
    assert_int_equal(card.minutes, 270);
    assert_false(certificate_of(y, &h, 1, &card));
    assert_true(certificate_of(y, &h, 2, &full));
    assert_int_equal(full.minutes, 360);
    assert_string_not_equal(full.code, card.code);
    assert_int_equal(mails_of(y, "certificate-ready"), 2);
    AuditOfObjectRows log;
    assert_ok(q_audit_of_object(&y->cx, y->cx.programme, "registration", h.people[0].v, &log));
    assert_string_equal(log.at[0].action, "certificate.issue");
}

static void a_correction_takes_it_back_and_gives_a_new_one(void **state)
{
    Year *y = *state;
    Held h = held(y, "Korrektur", (const int32_t[3][2]){{90, 180}, {0, 180}, {0, 0}});
    CertificateCard first, again, none;
    assert_ok(registration_hold_seminar(&y->cx, h.seminar));
    assert_true(certificate_of(y, &h, 0, &first));
    assert_true(is_valid(y, first.code));
    correct(y, &h, 0, 89);
    assert_false(certificate_of(y, &h, 0, &none));
    assert_false(is_valid(y, first.code));
    correct(y, &h, 0, 180);
    assert_true(certificate_of(y, &h, 0, &again));
    assert_string_not_equal(again.code, first.code);
    assert_string_not_equal(again.holder, first.holder);
    assert_false(is_valid(y, first.code));
    assert_true(is_valid(y, again.code));
    assert_int_equal(mails_of(y, "certificate-ready"), 1); /* at most once */
    correct(y, &h, 0, 170);                                /* still enough: the same paper, other minutes */
    assert_true(certificate_of(y, &h, 0, &first));
    assert_string_equal(first.code, again.code);
    assert_int_equal(first.minutes, 350);
    correct(y, &h, 1, 90); /* who lacked a quarter of an hour */
    assert_true(certificate_of(y, &h, 1, &none));
}

static void a_code_tells_nobody_for_whom(void **state)
{
    Year *y = *state;
    Held h = held(y, "Prüfen", (const int32_t[3][2]){{180, 180}, {0, 0}, {0, 0}});
    assert_ok(registration_hold_seminar(&y->cx, h.seminar));
    CertificateCard card;
    bool found;
    assert_true(certificate_of(y, &h, 0, &card));
    assert_ok(certificate_check(&y->cx, certificate_code_shown(&y->arena, card.code), &card, &found));
    assert_true(found);
    assert_true(certificate_is_holder(&card, card.holder));
    assert_false(certificate_is_holder(&card, ""));
    assert_false(certificate_is_holder(&card, card.code));
    assert_false(certificate_is_holder(&card, arena_printf(&y->arena, "%sa", card.holder)));
    Cx elsewhere = y->cx;
    elsewhere.programme.v += 1;
    assert_ok(certificate_check(&elsewhere, card.code, &card, &found));
    assert_false(found);
    assert_ok(certificate_check(&y->cx, "ABCD-EFGH-JKMN", &card, &found));
    assert_false(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_mistyped_code_is_no_code, year_open, year_close),
        cmocka_unit_test_setup_teardown(codes_are_read_as_people_type_them, year_open, year_close),
        cmocka_unit_test_setup_teardown(who_was_there_long_enough_gets_one, year_open, year_close),
        cmocka_unit_test_setup_teardown(a_correction_takes_it_back_and_gives_a_new_one, year_open,
                                        year_close),
        cmocka_unit_test_setup_teardown(a_code_tells_nobody_for_whom, year_open, year_close),
    };
    return cmocka_run_group_tests_name("certificate", tests, NULL, NULL);
}
