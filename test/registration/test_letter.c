/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Letters: who has no e-mail address gets the words of the mail on paper, once each. */
#include "../year.h"

#include <string.h>

#include "mail/mail.h"
#include "programme/programme.h"
#include "registration/letter.h"
#include "registration/registration_rules.h"

static RegistrationId by_phone(Year *y, SeminarId seminar, const char *name, const char *email)
{
    Registrant who = {.name = name,
                      .email = email,
                      .phone = "0211 1",
                      .organisation = "",
                      .access_needs = "Rollstuhl",
                      .childcare = "",
                      .interpretation = "",
                      .lang = LANG_DE};
    RegistrationAnswer answer;
    assert_ok(registration_request(&y->cx, seminar, &who, CHANNEL_OFFICER, &answer));
    return answer.id;
}

static LettersToPrintRows open_letters(Year *y)
{
    LettersToPrintRows rows;
    assert_ok(q_letters_to_print(&y->cx, y->cx.programme, NULL, &rows));
    return rows;
}

static void who_has_no_address_gets_a_letter(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Briefe", date_make(2026, 6, 15), 1, 0);
    RegistrationId first = by_phone(y, id, "Mit Adresse", "mit@example.org");
    assert_int_equal(open_letters(y).n, 0);
    by_phone(y, id, "Ohne Adresse", "");
    by_phone(y, id, "Ohne Adresse", ""); /* asked again: the same person, no second letter */
    LettersToPrintRows letters = open_letters(y);
    assert_int_equal(letters.n, 1);
    assert_string_equal(letters.at[0].name, "Ohne Adresse");
    assert_non_null(strstr(letters.at[0].subject, "Warteliste"));
    assert_non_null(strstr(letters.at[0].body, "Guten Tag Ohne Adresse"));
    assert_non_null(strstr(letters.at[0].body, letters.at[0].url));
    assert_null(strstr(letters.at[0].body, "Rollstuhl"));
    assert_ok(registration_cancel(&y->cx, first)); /* the seat goes on */
    letters = open_letters(y);
    assert_int_equal(letters.n, 2);
    assert_string_not_equal(letters.at[0].subject, letters.at[1].subject);
    OutboxListRows mails;
    assert_ok(mail_list(&y->cx, NULL, &mails));
    for (size_t i = 0; i < mails.n; i++)
        assert_string_equal(mails.at[i].recipient, "mit@example.org");
}

static void what_is_printed_is_done(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Drucken", date_make(2026, 6, 15), 9, 0);
    int64_t count;
    by_phone(y, id, "Eins", "");
    LetterId seen = open_letters(y).at[0].id;
    by_phone(y, id, "Zwei", ""); /* after the list was shown */
    assert_ok(letters_mark_printed(&y->cx, seen, &count));
    assert_int_equal(count, 1);
    LettersToPrintRows left = open_letters(y), again;
    assert_int_equal(left.n, 1);
    assert_string_equal(left.at[0].name, "Zwei");
    assert_ok(letters_mark_printed(&y->cx, seen, &count)); /* twice has the effect of once */
    assert_int_equal(count, 0);
    assert_ok(q_letters_to_print(&y->cx, y->cx.programme, &seen, &again)); /* it can be printed once more */
    assert_int_equal(again.n, 1);
    assert_ok(q_letters_to_print(&y->cx, (ProgrammeId){y->cx.programme.v + 1}, &seen, &again));
    assert_int_equal(again.n, 0);
}

static void printed_ones_are_forgotten(void **state)
{
    Year *y = *state;
    SeminarId id = year_published(y, "Vergessen", date_make(2026, 9, 15), 9, 0);
    int64_t count;
    by_phone(y, id, "Eins", "");
    LetterId printed = open_letters(y).at[0].id;
    assert_ok(letters_mark_printed(&y->cx, printed, &count));
    by_phone(y, id, "Zwei", "");
    year_move_to(y, (Date){y->today.days + LETTERS_KEPT_DAYS - 1});
    LettersToPrintRows rows;
    assert_ok(letters_forget(&y->cx));
    assert_ok(q_letters_to_print(&y->cx, y->cx.programme, &printed, &rows));
    assert_int_equal(rows.n, 1);
    year_move_to(y, (Date){y->today.days + 1});
    assert_ok(letters_forget(&y->cx));
    assert_ok(q_letters_to_print(&y->cx, y->cx.programme, &printed, &rows));
    assert_int_equal(rows.n, 0);
    assert_int_equal(open_letters(y).n, 1); /* who still waits for paper keeps it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_has_no_address_gets_a_letter, year_open, year_close),
        cmocka_unit_test_setup_teardown(what_is_printed_is_done, year_open, year_close),
        cmocka_unit_test_setup_teardown(printed_ones_are_forgotten, year_open, year_close),
    };
    return cmocka_run_group_tests_name("letter", tests, NULL, NULL);
}
