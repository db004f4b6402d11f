/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of a form: every kind of field, with what people type and with what nobody should send. */
#include "http/form.h"
#include "http/urlencoded.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const char *const colours[] = {"red", "green", NULL};

typedef struct All {
    const char *name, *about, *email, *password, *url;
    Date day;
    bool has_day, has_seats, agreed;
    int starts, colour;
    Cents fee;
    int64_t seats;
    TextList many, free_many;
    FormEntry file;
} All;

static const FormField all_fields[] = {
    {"name", "Name", FIELD_TEXT, FORM_AT(All, name), .required = true, .max = 20},
    {"about", "About", FIELD_LONG, FORM_AT(All, about)},
    {"email", "E-mail", FIELD_EMAIL, FORM_AT(All, email)},
    {"password", "Password", FIELD_PASSWORD, FORM_AT(All, password), .max = 64},
    {"url", "Site", FIELD_URL, FORM_AT(All, url)},
    {"day", "Day", FIELD_DATE, FORM_AT(All, day), FORM_AT(All, has_day)},
    {"starts", "Begins", FIELD_CLOCK, FORM_AT(All, starts)},
    {"fee", "Fee", FIELD_CENTS, FORM_AT(All, fee), .max = 100000},
    {"seats", "Seats", FIELD_I64, FORM_AT(All, seats), FORM_AT(All, has_seats), .min = 1, .max = 500},
    {"agreed", "Consent", FIELD_CHECK, FORM_AT(All, agreed)},
    {"colour", "Colour", FIELD_CHOICE, FORM_AT(All, colour), .choices = colours},
    {"many", "Colours", FIELD_MANY, FORM_AT(All, many), .choices = colours},
    {"free", "Languages", FIELD_MANY, FORM_AT(All, free_many), .max = 10},
    {"file", "File", FIELD_FILE, FORM_AT(All, file), .max = 5},
};
static const FormRules all_rules = FORM_RULES(All, all_fields);

typedef struct Fixture {
    Arena arena;
    Cx cx;
} Fixture;

static int set_up(void **state)
{
    static Fixture fixture;
    fixture.arena = arena_make(0);
    fixture.cx = (Cx){.arena = &fixture.arena, .lang = LANG_EN};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(&((Fixture *)*state)->arena);
    return 0;
}

static FormInput *read_body(Fixture *f, const char *body, All *all)
{
    FormInput *input = NEW(&f->arena, FormInput);
    assert_true(urlencoded_parse(&f->cx, body, strlen(body), input));
    memset(all, 0xa5, sizeof *all);
    form_read(&f->cx, &all_rules, input, all);
    return input;
}

static void reads_every_kind(void **state)
{
    All all;
    FormInput *input =
        read_body(*state,
                  "name=+Verein++f%C3%BCr%09alle+&about=a%0D%0A%0D%0Ab++c%0D&email=+Ali%40EXAMPLE.Org"
                  "&password=+geheim+&url=www.example.org%2Fa&day=14.3.2026&starts=9%3A05&fee=1.000,00"
                  "&seats=+12+&agreed=on&colour=green&many=red&many=green&free=tr&free=&free=ar&other=x",
                  &all);
    assert_int_equal(input->n_errors, 0);
    assert_string_equal(all.name, "Verein für alle");
    assert_string_equal(all.about, "a\n\nb  c");
    assert_string_equal(all.email, "Ali@example.org");
    assert_string_equal(all.password, " geheim ");
    assert_string_equal(all.url, "https://www.example.org/a");
    assert_true(all.has_day);
    assert_int_equal(all.day.days, date_make(2026, 3, 14).days);
    assert_int_equal(all.starts, 545);
    assert_int_equal(all.fee.v, 100000);
    assert_true(all.has_seats);
    assert_int_equal(all.seats, 12);
    assert_true(all.agreed);
    assert_int_equal(all.colour, 1);
    assert_int_equal(all.many.n, 2);
    assert_string_equal(all.many.at[1], "green");
    assert_int_equal(all.free_many.n, 2);
    assert_string_equal(all.free_many.at[1], "ar");
}

typedef struct Chosen {
    int unused; /* no offset of 0 */
    int64_t topic;
    IdList people;
} Chosen;
static const FormField chosen_fields[] = {
    {"topic", "Topic", FIELD_ID, FORM_AT(Chosen, topic), .required = true},
    {"people", "People", FIELD_IDS, FORM_AT(Chosen, people)},
};
static const FormRules chosen_rules = FORM_RULES(Chosen, chosen_fields);

static void what_is_chosen_from_a_list_is_a_number(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *body, *wrong; /* the field that gets an error */
        int64_t topic, people;    /* how many */
    } cases[] = {
        {"topic=12&people=3&people=&people=4", NULL, 12, 2},
        {"topic=12", NULL, 12, 0},
        {"topic=1+or+1", "topic", 0, 0},
        {"topic=+1", "topic", 0, 0},
        {"topic=-1", "topic", 0, 0},
        {"topic=01", "topic", 0, 0},
        {"topic=1%3B", "topic", 0, 0},
        {"topic=", "topic", 0, 0},
        {"topic=1&topic=2", "topic", 0, 0},
        {"topic=1&people=2&people=3x", "people", 1, 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
        FormInput input = {0};
        Chosen chosen;
        assert_true(urlencoded_parse(&f->cx, cases[i].body, strlen(cases[i].body), &input));
        form_read(&f->cx, &chosen_rules, &input, &chosen);
        assert_int_equal(input.n_errors, cases[i].wrong != NULL);
        if (cases[i].wrong)
            assert_non_null(input_error(&input, cases[i].wrong));
        assert_int_equal(chosen.topic, cases[i].topic);
        assert_int_equal(chosen.people.n, cases[i].people);
        if (!cases[i].wrong) {
            FormInput shown = form_fill(&f->cx, &chosen_rules, &chosen);
            assert_string_equal(input_value(&shown, "topic"), "12");
            assert_int_equal(shown.n_entries, 1 + cases[i].people);
        }
    }
}

static void empty_fields_have_empty_values(void **state)
{
    All all;
    FormInput *input = read_body(*state, "name=x&about=++&day=&seats=&colour=&email=", &all);
    assert_int_equal(input->n_errors, 0);
    assert_string_equal(all.about, "");
    assert_string_equal(all.email, "");
    assert_string_equal(all.password, "");
    assert_false(all.has_day);
    assert_false(all.has_seats);
    assert_false(all.agreed);
    assert_int_equal(all.colour, -1);
    assert_int_equal(all.many.n, 0);
    assert_null(all.file.bytes);
}

/* The sentence beside the field, and nothing beside the others. */
static const char *complaint(Fixture *f, const char *field, const char *body)
{
    All all;
    FormInput *input = read_body(f, body, &all);
    if (input->n_errors == 0)
        return "none";
    assert_int_equal(input->n_errors, 1);
    assert_string_equal(input->errors[0].field, field);
    return input->errors[0].message;
}

static void says_what_is_wrong(void **state)
{
    static const struct {
        const char *field, *body, *message;
    } cases[] = {
        {"name", "", "Please fill in “Name”."},
        {"name", "name=+%09", "Please fill in “Name”."},
        {"name", "name=a&name=a", "“Name” was sent more than once. Please load the page again."},
        {"name", "name=123456789012345678901", "“Name” is too long. Please shorten it."},
        {"name", "name=%ff", "“Name” contains characters that can't be stored. Please type it again."},
        {"name", "name=a%01b", "“Name” contains characters that can't be stored. Please type it again."},
        {"name", "name=a%E2%80%AEb",
         "“Name” contains characters that can't be stored. Please type it again."},
        {"password", "name=a&password=%c3",
         "“Password” contains characters that can't be stored. Please type it again."},
        {"seats", "name=a&seats=501", "Please enter a whole number from 1 to 500 for “Seats”."},
        {"seats", "name=a&seats=0", "Please enter a whole number from 1 to 500 for “Seats”."},
        {"seats", "name=a&seats=1.5", "Please enter “Seats” as a whole number."},
        {"seats", "name=a&seats=99999999999999999999", "Please enter “Seats” as a whole number."},
        {"day", "name=a&day=30.2.2026", "Please enter “Day” as a date, for example 14.03.2026."},
        {"starts", "name=a&starts=24:00", "Please enter “Begins” as a time, for example 18:30."},
        {"fee", "name=a&fee=-1", "Please enter “Fee” as an amount in euros, for example 250,00."},
        {"fee", "name=a&fee=1000,01", "The amount for “Fee” is outside what is possible here."},
        {"colour", "name=a&colour=blue", "Please choose one of the answers given for “Colour”."},
        {"many", "name=a&many=red&many=blue", "Please choose among the answers given for “Colours”."},
        {"free", "name=a&free=12345678901", "“Languages” is too long. Please shorten it."},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(complaint(*state, cases[i].field, cases[i].body), cases[i].message);
}

static void tells_addresses_from_what_is_none(void **state)
{
    static const char *const good[] = {"email=a@b.de",
                                       "email=a.b%2Bc@x-y.example",
                                       "email=%C3%BC@b%C3%BCro.de",
                                       "url=http://a.de",
                                       "url=HTTPS://a.de:8080/x?y#z",
                                       "url=a.de",
                                       "url="};
    static const char *const bad[] = {"email=a",
                                      "email=@b.de",
                                      "email=a@b",
                                      "email=a@.de",
                                      "email=a@b..de",
                                      "email=a b@c.de",
                                      "email=a@b.de, c@d.de",
                                      "email=a@b.de>",
                                      "url=javascript:alert(1)",
                                      "url=javascript://a.de/%250aalert(1)",
                                      "url=ftp://a.de",
                                      "url=//a.de",
                                      "url=https://",
                                      "url=https://a b.de",
                                      "url=http://a.de:x/",
                                      "url=http://u@a.de",
                                      "url=a",
                                      "url=https://a.de/\"><",
                                      "url=data:text/html,x.y"};
    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        char body[200] = "name=a&";
        if (strcmp(complaint(*state, "", strcat(body, good[i])), "none") != 0)
            fail_msg("%s is refused", good[i]);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        char body[200] = "name=a&";
        complaint(*state, strncmp(bad[i], "email", 5) == 0 ? "email" : "url", strcat(body, bad[i]));
        if (strcmp(complaint(*state, strncmp(bad[i], "email", 5) == 0 ? "email" : "url", body), "none") == 0)
            fail_msg("%s is taken", bad[i]);
    }
}

static void limits_files(void **state)
{
    Fixture *f = *state;
    All all;
    FormInput input = {0};
    form_add_entry(&f->cx, &input, (FormEntry){.name = "name", .value = "x"});
    form_add_entry(&f->cx, &input,
                   (FormEntry){.name = "file", .file_name = "a.csv", .bytes = "12345", .n_bytes = 5});
    form_read(&f->cx, &all_rules, &input, &all);
    assert_int_equal(input.n_errors, 0);
    assert_int_equal(all.file.n_bytes, 5);
    assert_string_equal(all.file.file_name, "a.csv");
    input.entries[1].n_bytes = 6;
    form_read(&f->cx, &all_rules, &input, &all);
    assert_int_equal(input.n_errors, 1);
    assert_null(all.file.bytes);
    /* the name field as an upload is no text */
    input = (FormInput){0};
    form_add_entry(&f->cx, &input, (FormEntry){.name = "name", .file_name = "a", .bytes = "x", .n_bytes = 1});
    form_read(&f->cx, &all_rules, &input, &all);
    assert_string_equal(input_error(&input, "name"), "Please fill in “Name”.");
}

static void speaks_the_readers_language(void **state)
{
    Fixture *f = *state;
    f->cx.lang = LANG_DE;
    assert_string_equal(complaint(f, "name", "name="), "Bitte füllen Sie „Name“ aus.");
    f->cx.lang = LANG_EN;
}

static void what_is_filled_in_reads_back_the_same(void **state)
{
    Fixture *f = *state;
    const char *languages[] = {"tr", "ar"};
    All all = {.name = "Verein",
               .about = "a\nb",
               .email = "a@b.de",
               .password = "geheim",
               .url = "https://a.de",
               .day = date_make(2026, 3, 4),
               .has_day = true,
               .starts = 5,
               .fee = {90005},
               .seats = 1,
               .has_seats = true,
               .agreed = true,
               .colour = 0,
               .free_many = {2, languages}};
    for (Lang lang = LANG_DE; lang <= LANG_EN; lang++) {
        All back;
        f->cx.lang = lang;
        FormInput input = form_fill(&f->cx, &all_rules, &all);
        assert_string_equal(input_value(&input, "day"), "2026-03-04");
        assert_string_equal(input_value(&input, "fee"), lang == LANG_DE ? "900,05" : "900.05");
        assert_string_equal(input_value(&input, "password"), "");
        form_read(&f->cx, &all_rules, &input, &back);
        assert_int_equal(input.n_errors, 0);
        assert_string_equal(back.about, all.about);
        assert_int_equal(back.day.days, all.day.days);
        assert_int_equal(back.starts, 5);
        assert_int_equal(back.fee.v, 90005);
        assert_true(back.agreed && back.has_seats);
        assert_int_equal(back.colour, 0);
        assert_int_equal(back.free_many.n, 2);
        assert_int_equal(back.many.n, 0);
    }
    all.has_day = all.agreed = false;
    all.colour = -1;
    FormInput input = form_fill(&f->cx, &all_rules, &all);
    assert_string_equal(input_value(&input, "day"), "");
    assert_false(input_has(&input, "agreed", "1"));
    assert_string_equal(input_value(&input, "colour"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind),
        cmocka_unit_test(what_is_chosen_from_a_list_is_a_number),
        cmocka_unit_test(empty_fields_have_empty_values),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(tells_addresses_from_what_is_none),
        cmocka_unit_test(limits_files),
        cmocka_unit_test(speaks_the_readers_language),
        cmocka_unit_test(what_is_filled_in_reads_back_the_same),
    };
    return cmocka_run_group_tests_name("form", tests, set_up, tear_down);
}
