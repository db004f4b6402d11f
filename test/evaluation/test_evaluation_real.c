/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Real responses, imported with the mappings of demo/maps, against counts by Python's csv module, and against
 * the net promoter score that the data's README states. */
#include "../year.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../shared_file.h"
#include "evaluation/evaluation_import.h"
#include "evaluation/results.h"

enum { FILE_MOST = 4 << 20 };

static size_t read_all(FILE *file, char *bytes)
{
    size_t n = fread(bytes, 1, FILE_MOST, file);
    fclose(file);
    assert_true(n > 0 && n < FILE_MOST);
    return n;
}

static EvaluationId import(Year *y, const char *data, const char *map_name, EvaluationMap *ret_map)
{
    char *bytes = malloc(FILE_MOST), path[4096];
    CsvTable table;
    TextEncoding encoding;
    EvaluationImport done;
    EvaluationId id;
    snprintf(path, sizeof path, SOURCE_ROOT "/demo/maps/%s.json", map_name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = read_all(file, bytes);
    assert_ok(evaluation_map_read(&y->cx, bytes, n, ret_map));
    n = read_all(shared_file(data), bytes);
    assert_ok(evaluation_table_read(&y->cx, bytes, n, &table, &encoding));
    Tx tx;
    assert_ok(tx_begin(&y->cx, &tx));
    assert_ok(evaluation_import_run(&y->cx, ret_map, &table, data, &done, &id));
    assert_ok(tx_commit(&y->cx, &tx));
    free(bytes);
    return id;
}

/* How often this stands in the column, by Python's csv. */
static long python_count(const char *data, const char *column, const char *value)
{
    char command[8192];
    snprintf(command, sizeof command,
             "python3 -c 'import csv,sys; print(sum(r[sys.argv[2]].replace(chr(160),chr(32))==sys.argv[3] "
             "for r in "
             "csv.DictReader(open(sys.argv[1],encoding=\"utf-8\"))))' '%s/%s' '%s' '%s'",
             shared_folder(), data, column, value);
    FILE *pipe = popen(command, "r");
    long count = -1;
    assert_non_null(pipe);
    assert_int_equal(fscanf(pipe, "%ld", &count), 1);
    assert_int_equal(pclose(pipe), 0);
    return count;
}

static const char *text_of_value(const MappedQuestion *q, int value, char *room)
{
    for (size_t i = 0; i < q->n_values; i++)
        if (q->values[i] == value)
            return q->value_names[i];
    snprintf(room, 16, "%d", value);
    return room;
}

static void compare(Year *y, const char *data, const char *map_name, int64_t n)
{
    EvaluationMap map;
    Results results;
    EvaluationId id = import(y, data, map_name, &map);
    assert_ok(evaluation_results(&y->cx, id, false, &results));
    assert_int_equal(results.n, n);
    assert_int_equal(results.questions.n, map.questions.n);
    for (size_t i = 0; i < map.questions.n; i++) {
        const MappedQuestion *q = &map.questions.at[i];
        const QuestionResult *r = &results.questions.at[i];
        char room[16];
        if (i % 3 != 0) /* each count starts Python anew: a third of the questions, and all below */
            continue;
        for (int value = q->question.low; value <= q->question.high; value++)
            assert_int_equal(r->counts[value - q->question.low],
                             python_count(data, q->column, text_of_value(q, value, room)));
        if (q->cant_say[0])
            assert_int_equal(r->cant_say, python_count(data, q->column, q->cant_say[0]));
    }
}

static void carpentrycon_is_counted_as_python_counts(void **state)
{
    compare(*state, "data/evaluation/carpentrycon_home_2020_raw.csv", "carpentrycon_home_2020", 124);
}

static void instructor_training_is_counted_as_python_counts(void **state)
{
    compare(*state, "data/evaluation/instructor_training_post_20180908.csv",
            "instructor_training_post_20180908", 911);
}

/* Promoters say 9 or 10, detractors 0 to 6. */
static void the_net_promoter_score_is_the_published_one(void **state)
{
    Year *y = *state;
    EvaluationMap map;
    Results results;
    EvaluationId id =
        import(y, "data/evaluation/carpentrycon_home_2020_raw.csv", "carpentrycon_home_2020", &map);
    assert_ok(evaluation_results(&y->cx, id, false, &results));
    const QuestionResult *nps = &results.questions.at[results.questions.n - 1];
    assert_string_equal(map.questions.at[results.questions.n - 1].column, "nps");
    int64_t promoters = nps->counts[9] + nps->counts[10], detractors = 0;
    for (int i = 0; i <= 6; i++)
        detractors += nps->counts[i];
    double score = 100.0 * (double)(promoters - detractors) / (double)nps->n;
    assert_true(fabs(score - 62.10) < 0.005);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, year_open, year_close)

int main(void)
{
    if (!shared_is_here())
        return 0;
    const struct CMUnitTest tests[] = {
        CASE(carpentrycon_is_counted_as_python_counts),
        CASE(instructor_training_is_counted_as_python_counts),
        CASE(the_net_promoter_score_is_the_published_one),
    };
    return cmocka_run_group_tests_name("evaluation_real", tests, NULL, NULL);
}
