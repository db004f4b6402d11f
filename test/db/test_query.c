/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Typed queries and transactions on one connection. */
#include "kinds.sql.h"

#include <float.h>
#include <string.h>

static Blob blob(const char *bytes, size_t n)
{
    return (Blob){(const unsigned char *)bytes, n};
}

static TopicId add(Fixture *f, int64_t number, const char *name)
{
    TopicId id;
    assert_ok(q_kind_add(&f->cx, number, 0.5, name, blob("", 0), NULL, NULL, NULL, NULL, &id));
    return id;
}

static int64_t total(Fixture *f)
{
    CounterSum sum;
    assert_ok(q_counter_sum(&f->cx, &sum));
    return sum.total;
}

static void every_type_comes_back_as_it_went(void **state)
{
    Fixture *f = *state;
    static const int64_t numbers[] = {INT64_MIN, -1, 0, INT64_MAX};
    static const double ratios[] = {-DBL_MAX, 0.1, 5e-324, 1e300};
    static const char *const names[] = {"", "it's", "Türkische Gemeinde", "جمعية \"x\" \\ \n"};
    const Blob bytes[] = {blob("", 0), blob("\0\1\377\\x", 5), blob("'", 1), blob("\0", 1)};
    for (size_t i = 0; i < ARRAY_LENGTH(numbers); i++) {
        AUTO(tx_rollback)
        Tx tx = {0};
        TopicId with, without;
        assert_ok(tx_begin(&f->cx, &tx));
        assert_ok(q_kind_add(&f->cx, numbers[i], ratios[i], names[i], bytes[i], &numbers[i], &ratios[i],
                             names[i], &bytes[i], &with));
        KindFind row;
        assert_ok(q_kind_find(&f->cx, with, &row));
        assert_int_equal(row.id.v, with.v);
        assert_int_equal(row.number, numbers[i]);
        assert_true(row.ratio == ratios[i]);
        assert_string_equal(row.name, names[i]);
        assert_int_equal(row.bytes.n, bytes[i].n);
        assert_memory_equal(row.bytes.bytes, bytes[i].bytes, bytes[i].n);
        assert_true(row.has_maybe_number && row.maybe_number == numbers[i]);
        assert_true(row.has_maybe_ratio && row.maybe_ratio == ratios[i]);
        assert_string_equal(row.maybe_name, names[i]);
        assert_true(row.has_maybe_bytes && row.maybe_bytes.n == bytes[i].n);
        assert_ok(q_kind_add(&f->cx, 7, 0, "", blob("", 0), NULL, NULL, NULL, NULL, &without));
        assert_ok(q_kind_find(&f->cx, without, &row));
        assert_false(row.has_maybe_number || row.has_maybe_ratio || row.has_maybe_bytes);
        assert_null(row.maybe_name);
        tx_rollback(&tx);
    }
}

static void small_types_are_ranges_of_numbers(void **state)
{
    Fixture *f = *state;
    AUTO(tx_rollback)
    Tx tx = {0};
    assert_ok(tx_begin(&f->cx, &tx));
    TopicId id = add(f, 1, "one"), big = add(f, INT64_C(1) << 40, "big");
    KindTyped typed = {.small = 77};
    assert_ok(q_kind_typed(&f->cx, id, &typed));
    assert_int_equal(typed.day.days, 1);
    assert_int_equal(typed.at.seconds, 1);
    assert_int_equal(typed.amount.v, 1);
    assert_true(typed.truth);
    assert_int_equal(typed.colour, COLOUR_GREEN);
    assert_int_equal(typed.small, 1);
    assert_false(typed.has_maybe_day || typed.has_maybe_truth);
    KindOfTypes found;
    bool is_found;
    const Date day = {1};
    const Colour green = COLOUR_GREEN, blue = COLOUR_BLUE;
    assert_ok(q_kind_of_types(&f->cx, day, (Time){1}, (Cents){1}, true, green, 1, &day, &green, &id, &found,
                              &is_found));
    assert_true(is_found && found.id.v == id.v);
    assert_ok(q_kind_of_types(&f->cx, day, (Time){1}, (Cents){1}, true, green, 1, NULL, &blue, NULL, &found,
                              &is_found));
    assert_false(is_found);
    typed.small = 77;
    assert_err(q_kind_typed(&f->cx, big, &typed), ERR_STORE); /* 2^40 is no i32 */
    assert_int_equal(typed.small, 77);
}

static void lists_are_counted_and_ordered(void **state)
{
    Fixture *f = *state;
    AUTO(tx_rollback)
    Tx tx = {0};
    assert_ok(tx_begin(&f->cx, &tx));
    for (int64_t i = 0; i < 100; i++)
        add(f, i, i % 2 ? "odd" : "even");
    KindFindRows rows;
    assert_ok(q_kind_list(&f->cx, NULL, &rows));
    assert_int_equal(rows.n, 100);
    for (size_t i = 0; i < rows.n; i++)
        assert_int_equal(rows.at[i].number, i);
    assert_ok(q_kind_list(&f->cx, "odd", &rows));
    assert_int_equal(rows.n, 50);
    assert_ok(q_kind_list(&f->cx, "none", &rows));
    assert_int_equal(rows.n, 0);
}

static void a_row_that_is_not_there(void **state)
{
    Fixture *f = *state;
    KindFind row = {.number = 77};
    bool found = true;
    assert_err(q_kind_find(&f->cx, (TopicId){99}, &row), ERR_NOT_FOUND);
    assert_ok(q_kind_by_name(&f->cx, "nobody", &row, &found));
    assert_false(found);
    assert_int_equal(row.number, 77);
}

static void what_is_committed_stays(void **state)
{
    Fixture *f = *state;
    AUTO(tx_rollback)
    Tx tx = {0};
    int64_t count = -1;
    assert_int_equal(total(f), 1); /* from the migration */
    assert_ok(tx_begin(&f->cx, &tx));
    assert_ok(q_counter_put(&f->cx, "a", 5, NULL));
    assert_ok(q_counter_raise(&f->cx, "a", &count));
    assert_int_equal(count, 1);
    assert_ok(q_counter_raise(&f->cx, "b", &count));
    assert_int_equal(count, 0);
    assert_ok(tx_commit(&f->cx, &tx));
    fixture_reopen(f);
    assert_int_equal(total(f), 7);
}

static const Err *raise_in_own_tx(Cx *cx, bool commit)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    TRY(q_counter_raise(cx, "start", NULL));
    return commit ? tx_commit(cx, &tx) : NULL;
}

static void nested_transactions_join(void **state)
{
    Fixture *f = *state;
    {
        AUTO(tx_rollback)
        Tx tx = {0};
        assert_ok(tx_begin(&f->cx, &tx));
        assert_ok(raise_in_own_tx(&f->cx, true));
        assert_ok(raise_in_own_tx(&f->cx, true));
        assert_ok(tx_commit(&f->cx, &tx));
    }
    assert_int_equal(total(f), 3);
    {
        AUTO(tx_rollback)
        Tx tx = {0};
        assert_ok(tx_begin(&f->cx, &tx));
        assert_ok(raise_in_own_tx(&f->cx, true));
    }
    assert_int_equal(total(f), 3); /* the outer one was left without commit */
    {
        AUTO(tx_rollback)
        Tx tx = {0};
        assert_ok(tx_begin(&f->cx, &tx));
        assert_ok(raise_in_own_tx(&f->cx, false));
        assert_ok(q_counter_raise(&f->cx, "start", NULL));
        assert_err(tx_commit(&f->cx, &tx), ERR_CONFLICT);
    }
    assert_int_equal(total(f), 3); /* the inner rollback doomed the whole */
}

static void a_failed_statement_dooms_its_transaction(void **state)
{
    Fixture *f = *state;
    AUTO(tx_rollback)
    Tx tx = {0};
    TopicId id;
    assert_ok(tx_begin(&f->cx, &tx));
    add(f, 1, "one");
    assert_err(q_kind_add(&f->cx, 1, 0, "again", blob("", 0), NULL, NULL, NULL, NULL, &id), ERR_CONFLICT);
    assert_err(tx_commit(&f->cx, &tx), ERR_CONFLICT);
    KindFindRows rows;
    assert_ok(q_kind_list(&f->cx, NULL, &rows));
    assert_int_equal(rows.n, 0);
}

static void references_and_checks_are_kept(void **state)
{
    Fixture *f = *state;
    {
        AUTO(tx_rollback)
        Tx tx = {0};
        SeminarId child;
        assert_ok(tx_begin(&f->cx, &tx));
        assert_err(q_child_add(&f->cx, (TopicId){99}, &child), ERR_CONFLICT);
    }
    {
        AUTO(tx_rollback)
        Tx tx = {0};
        assert_ok(tx_begin(&f->cx, &tx));
        assert_err(q_counter_put(&f->cx, "minus", -1, NULL), ERR_STORE);
    }
    AUTO(tx_rollback)
    Tx tx = {0};
    SeminarId child;
    assert_ok(tx_begin(&f->cx, &tx));
    TopicId parent = add(f, 1, "parent");
    assert_ok(q_child_add(&f->cx, parent, &child));
    ChildNotesRows notes;
    assert_ok(q_child_notes(&f->cx, &notes));
    assert_int_equal(notes.n, 1);
    assert_string_equal(notes.at[0].note, "it's; a note");
    int64_t removed;
    assert_ok(q_kind_remove(&f->cx, parent, &removed));
    assert_int_equal(removed, 1);
    assert_ok(q_child_notes(&f->cx, &notes));
    assert_int_equal(notes.n, 0);
    assert_ok(tx_commit(&f->cx, &tx));
}

static uint64_t bit_of(const char *table)
{
    for (int i = 0; i < test_schema.n_tables; i++)
        if (strcmp(test_schema.tables[i], table) == 0)
            return UINT64_C(1) << i;
    fail_msg("no table %s", table);
    return 0;
}

static void counters_rise_after_the_commit(void **state)
{
    Fixture *f = *state;
    const uint64_t counter[2] = {bit_of("counter")}, child[2] = {bit_of("child")};
    uint64_t before = store_generation(f->store, counter), other = store_generation(f->store, child);
    AUTO(tx_rollback)
    Tx tx = {0};
    assert_ok(tx_begin(&f->cx, &tx));
    assert_ok(q_counter_raise(&f->cx, "start", NULL));
    assert_int_equal(store_generation(f->store, counter), before);
    assert_ok(tx_commit(&f->cx, &tx));
    assert_int_not_equal(store_generation(f->store, counter), before);
    assert_int_equal(store_generation(f->store, child), other);
    before = store_generation(f->store, counter);
    assert_ok(raise_in_own_tx(&f->cx, false));
    assert_int_equal(store_generation(f->store, counter), before);
}

static void what_was_read_and_written_is_known(void **state)
{
    Fixture *f = *state;
    assert_int_equal(f->cx.tables_read[0], 0);
    total(f);
    assert_int_equal(f->cx.tables_read[0], bit_of("counter"));
    assert_int_equal(f->cx.tables_written[0], 0);
    AUTO(tx_rollback)
    Tx tx = {0};
    assert_ok(tx_begin(&f->cx, &tx));
    assert_ok(q_kind_remove(&f->cx, (TopicId){1}, NULL));
    assert_int_equal(f->cx.tables_written[0], bit_of("kind") | bit_of("child")); /* the cascade counts */
}

int main(void)
{
#define IN_A_STORE(test) cmocka_unit_test_setup_teardown(test, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {
        IN_A_STORE(every_type_comes_back_as_it_went),
        IN_A_STORE(small_types_are_ranges_of_numbers),
        IN_A_STORE(lists_are_counted_and_ordered),
        IN_A_STORE(a_row_that_is_not_there),
        IN_A_STORE(what_is_committed_stays),
        IN_A_STORE(nested_transactions_join),
        IN_A_STORE(a_failed_statement_dooms_its_transaction),
        IN_A_STORE(references_and_checks_are_kept),
        IN_A_STORE(counters_rise_after_the_commit),
        IN_A_STORE(what_was_read_and_written_is_known),
    };
    return cmocka_run_group_tests_name("query", tests, NULL, NULL);
}
