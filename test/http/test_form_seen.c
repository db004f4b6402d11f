/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two people, one record: what a form was opened with, what is stored now, and what was typed. */
#include "http/form.h"
#include "http/urlencoded.h"
#include "unit.h"

#include <string.h>

typedef struct Room {
    int unused; /* no offset of 0 */
    const char *name;
    Cents fee;
    bool step_free;
    IdList topics;
} Room;
static const FormField room_fields[] = {
    {"name", "Name", FIELD_TEXT, FORM_AT(Room, name), .required = true},
    {"fee", "Fee", FIELD_CENTS, FORM_AT(Room, fee)},
    {"step_free", "Step-free", FIELD_CHECK, FORM_AT(Room, step_free)},
    {"topics", "Topics", FIELD_IDS, FORM_AT(Room, topics)},
};
static const FormRules room_rules = FORM_RULES(Room, room_fields);

static Arena arena;
static Cx cx;
static const Room hall = {0, "Halle", {400000}, true, {2, (int64_t[]){3, 7}}};

static FormInput opened(Room room)
{
    FormInput input = form_fill(&cx, &room_rules, &room);
    input.seen = form_fingerprint(&cx, &input);
    return input;
}

/* What comes back from a form that was opened with `room`, when `body` is in its fields and `now` is stored.
 */
static FormInput sent(Room room, const char *body, Room now)
{
    FormInput input = {0}, *stored = NEW(&arena, FormInput);
    Room typed;
    assert_true(urlencoded_parse(&cx, body, strlen(body), &input));
    form_add_entry(&cx, &input, (FormEntry){.name = FORM_SEEN, .value = opened(room).seen});
    form_add_entry(&cx, &input, (FormEntry){.name = "_token", .value = "0123"});
    *stored = opened(now);
    form_read(&cx, &room_rules, &input, &typed);
    form_compare(&cx, &room_rules, &typed, stored, &input);
    return input;
}

static void expect_changed(const FormInput *input, const char *names)
{
    Buf all = buf_make(&arena);
    for (size_t i = 0; i < input->n_changed; i++)
        buf_printf(&all, "%s%s", i ? " " : "", input->changed[i].label);
    assert_string_equal(buf_text(&all), names);
    assert_int_equal(input->stored != NULL, *names != '\0');
}

static void nobody_has_changed_it(void **state)
{
    (void)state;
    FormInput input = sent(hall, "name=Saal&fee=1,00", hall);
    expect_changed(&input, "");
    assert_null(input_stored(&input, "name"));
}

static void each_field_that_differs_is_named(void **state)
{
    (void)state;
    Room now = hall;
    now.name = "Aula";
    now.step_free = false;
    now.topics = (IdList){1, (int64_t[]){7}};
    FormInput input = sent(hall, "name=Saal&fee=4.000,00&step_free=1&topics=7&topics=3", now);
    expect_changed(&input, "Name Topics Step-free");
    assert_string_equal(input_value(input_stored(&input, "name"), "name"), "Aula");
    assert_false(input_has(input_stored(&input, "step_free"), "step_free", "1"));
    assert_null(input_stored(&input, "fee")); /* written otherwise, the same amount */
    assert_string_equal(input_value(&input, "name"), "Saal");
}

static void what_both_have_typed_is_no_conflict(void **state)
{
    (void)state;
    Room now = hall;
    now.fee.v = 500000;
    FormInput input = sent(hall, "name=+Halle+&fee=5000&step_free=1&topics=7&topics=3", now);
    expect_changed(&input, "");
}

static void sending_it_again_overwrites(void **state)
{
    (void)state;
    Room now = hall;
    now.name = "Aula";
    FormInput first = sent(hall, "name=Saal", now);
    assert_non_null(first.stored);
    assert_string_equal(first.seen, opened(now).seen);
    FormInput second = sent(now, "name=Saal", now);
    expect_changed(&second, "");
    now.name = "Keller";
    FormInput third = sent(hall, "name=Saal", now); /* unless it has been changed once more */
    assert_non_null(third.stored);
}

static void a_form_without_fingerprint_is_never_believed(void **state)
{
    (void)state;
    FormInput input = {0}, stored = opened(hall);
    Room typed;
    assert_true(urlencoded_parse(&cx, "name=Saal", 9, &input));
    form_read(&cx, &room_rules, &input, &typed);
    form_compare(&cx, &room_rules, &typed, &stored, &input);
    assert_non_null(input.stored);
}

static void what_can_not_be_understood_differs_too(void **state)
{
    (void)state;
    Room now = hall;
    now.fee.v = 500000;
    FormInput input = sent(hall, "name=Halle&fee=viel&step_free=1&topics=7&topics=3", now);
    expect_changed(&input, "Fee");
    assert_non_null(input_error(&input, "fee"));
}

static void no_two_records_look_the_same(void **state)
{
    (void)state;
    FormEntry one[] = {{.name = "a", .value = "1 b 1 2"}, {.name = "b", .value = ""}};
    FormEntry two[] = {{.name = "a", .value = "1"}, {.name = "b", .value = "2"}};
    const char *first = form_fingerprint(&cx, &(FormInput){.n_entries = 2, .entries = one});
    const char *second = form_fingerprint(&cx, &(FormInput){.n_entries = 2, .entries = two});
    assert_string_not_equal(first, second);
    const char *without_empty = form_fingerprint(&cx, &(FormInput){.n_entries = 1, .entries = one});
    assert_string_equal(first, without_empty);
}

int main(void)
{
    arena = arena_make(0);
    cx = (Cx){.arena = &arena, .lang = LANG_EN};
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_has_changed_it),
        cmocka_unit_test(each_field_that_differs_is_named),
        cmocka_unit_test(what_both_have_typed_is_no_conflict),
        cmocka_unit_test(sending_it_again_overwrites),
        cmocka_unit_test(a_form_without_fingerprint_is_never_believed),
        cmocka_unit_test(what_can_not_be_understood_differs_too),
        cmocka_unit_test(no_two_records_look_the_same),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
