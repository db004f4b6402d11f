/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See stats_commands.h. Each command reads a table, computes, and prints lines for people or JSON for
 * programs. */
#include "report/stats_commands.h"

#include "i18n/catalogue.h"
#include "output/json.h"
#include "report/number_table.h"
#include "stats/alpha.h"
#include "stats/did.h"
#include "stats/severity.h"
#include "stats/summary.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const uint64_t seed = 1979; /* the same file gives the same figures */

static const Command commands[5];
enum { LIKERT, ALPHA, ICC, SEVERITY, DID };

/* What both kinds of output are written into. */
typedef struct Report {
    Cx *cx;
    Json json;
    Buf out;
    bool is_json;
} Report;

static void report_begin(Report *report, CommandLine *line)
{
    report->cx = line->cx;
    report->out = buf_make(line->cx->arena);
    report->is_json = command_flag(line, "--json");
    if (report->is_json)
        report->json = json_begin(&report->out);
}

static void report_end(Report *report)
{
    if (report->is_json)
        json_end(&report->json);
    fwrite(report->out.data, 1, report->out.n, stdout);
}

/* "0.691", or a dash where there is no figure. */
static const char *figure(Report *report, double value)
{
    return isfinite(value) ? arena_printf(report->cx->arena, "%.4g", value) : "–";
}

static void put_interval(Report *report, double low, double high)
{
    if (isfinite(low) && isfinite(high))
        buf_printf(&report->out, " [%s, %s]", figure(report, low), figure(report, high));
}

/* ---- likert ---- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct Item {
    int64_t n;
    double mean, sd, median;
    Interval interval;
} Item;

/* values: sorted. */
static Item item_of(const double *values, size_t n)
{
    Item item = {.n = (int64_t)n, .mean = 0, .sd = NAN};
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        item.mean += values[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (values[i] - item.mean) * (values[i] - item.mean);
    if (n > 1)
        item.sd = sqrt(squares / (double)(n - 1));
    item.median = (values[(n - 1) / 2] + values[n / 2]) / 2;
    item.interval = mean_t_interval(item.mean, item.sd, item.n, 0.95);
    return item;
}

static void put_counts(Report *report, const double *values, size_t n)
{
    if (report->is_json)
        json_open(&report->json, "counts", '{');
    for (size_t i = 0, from = 0; i < n; i++)
        if (i + 1 == n || values[i + 1] != values[i]) {
            const char *value = arena_printf(report->cx->arena, "%.15g", values[i]);
            if (report->is_json)
                json_i64(&report->json, value, (int64_t)(i + 1 - from));
            else
                buf_printf(&report->out, "  %s: %zu", value, i + 1 - from);
            from = i + 1;
        }
    if (report->is_json)
        json_close(&report->json);
}

static void put_item(Report *report, const char *name, const double *values, size_t n)
{
    Item item = item_of(values, n);
    if (report->is_json) {
        Json *json = &report->json;
        json_open(json, name, '{');
        json_i64(json, "n", item.n);
        json_real(json, "mean", item.mean);
        json_real(json, "sd", item.sd);
        json_real(json, "median", item.median);
        put_counts(report, values, n);
        json_real(json, "low", item.interval.low);
        json_real(json, "high", item.interval.high);
        json_close(json);
        return;
    }
    buf_printf(&report->out, "%s\n  n %lld  mean %s", name, (long long)item.n, figure(report, item.mean));
    put_interval(report, item.interval.low, item.interval.high);
    buf_printf(&report->out, "  sd %s  median %s\n", figure(report, item.sd), figure(report, item.median));
    put_counts(report, values, n);
    buf_str(&report->out, "\n");
}

static const Err *stats_likert(CommandLine *line)
{
    Cx *cx = line->cx;
    Report report;
    NumberTable table;
    report_begin(&report, line);
    TRY(command_expect(line, &commands[LIKERT], 1));
    TRY(number_table_read(cx, line->args[0], true, &table));
    double *values = NEW_ARRAY(cx->arena, double, table.csv.rows.n + 1);
    size_t shown = 0;
    for (size_t column = 0; column < table.csv.n_columns; column++) {
        size_t n = 0;
        for (size_t row = 0; row < table.csv.rows.n; row++)
            if (!isnan(table.at[row * table.csv.n_columns + column]))
                values[n++] = table.at[row * table.csv.n_columns + column];
        if (n == 0)
            continue; /* words, or nothing */
        qsort(values, n, sizeof *values, compare_doubles);
        put_item(&report, table.csv.columns[column], values, n);
        shown++;
    }
    if (shown == 0)
        return FAIL(cx, ERR_INPUT, "No column of {file} holds numbers.", "file", line->args[0]);
    report_end(&report);
    return NULL;
}

/* ---- alpha ---- */

static const char *const level_names[ALPHA_LEVEL_COUNT] = {"nominal", "ordinal", "interval", "ratio"};

static const Err *parse_level(CommandLine *line, AlphaLevel *ret_level)
{
    const char *name = command_option(line, "--level");
    for (int i = 0; name && i < ALPHA_LEVEL_COUNT; i++)
        if (strcmp(name, level_names[i]) == 0) {
            *ret_level = (AlphaLevel)i;
            return NULL;
        }
    return FAIL(line->cx, ERR_INPUT,
                "The level of measurement is missing: --level nominal, ordinal, interval or ratio.");
}

/* Coding of the nominal level may be words: each word counts as a number of its own. */
static const Err *read_ratings(Cx *cx, const char *file, AlphaLevel level, NumberTable *ret_table)
{
    NumberTable table;
    TRY(number_table_read(cx, file, false, &table));
    for (size_t column = 0; column < table.csv.n_columns; column++) {
        if (level != ALPHA_NOMINAL)
            TRY(number_table_expect_numbers(cx, &table, column));
        for (size_t row = 0; level == ALPHA_RATIO && row < table.csv.rows.n; row++)
            if (table.at[row * table.csv.n_columns + column] < 0)
                return FAIL(cx, ERR_INPUT, "Values of the ratio level can't be below zero.");
    }
    if (level == ALPHA_NOMINAL) {
        Labels words = {0, NEW_ARRAY(cx->arena, const char *, table.csv.rows.n *table.csv.n_columns + 1)};
        for (size_t i = 0; i < table.csv.rows.n * table.csv.n_columns; i++) {
            const char *word = table.csv.rows.at[i / table.csv.n_columns].cells[i % table.csv.n_columns];
            size_t known = 0;
            while (known < words.n && strcmp(words.at[known], word) != 0)
                known++;
            if (known == words.n)
                words.at[words.n++] = word;
            table.at[i] = *word ? (double)known : NAN;
        }
    }
    *ret_table = table;
    return NULL;
}

static const Err *stats_alpha(CommandLine *line)
{
    Cx *cx = line->cx;
    Report report;
    NumberTable table;
    AlphaLevel level;
    report_begin(&report, line);
    TRY(parse_level(line, &level));
    TRY(command_expect(line, &commands[ALPHA], 1));
    TRY(read_ratings(cx, line->args[0], level, &table));
    Alpha alpha = krippendorff_alpha(cx->arena, table.at, table.csv.rows.n, table.csv.n_columns, level, seed);
    if (report.is_json) {
        json_real(&report.json, "alpha", alpha.value);
        json_real(&report.json, "low", alpha.low);
        json_real(&report.json, "high", alpha.high);
        json_i64(&report.json, "units", alpha.units);
        json_i64(&report.json, "pairable", alpha.pairable);
    } else if (isnan(alpha.value)) {
        buf_printf(&report.out, "%s\n",
                   t(cx, "No agreement can be told: no unit was coded twice, or all values are alike."));
    } else {
        buf_printf(&report.out, "alpha (%s) %s", level_names[level], figure(&report, alpha.value));
        put_interval(&report, alpha.low, alpha.high);
        buf_printf(&report.out, "\n%s\n",
                   t(cx, "{units} units with {values} values that can be compared.", "units",
                     arena_printf(cx->arena, "%lld", (long long)alpha.units), "values",
                     arena_printf(cx->arena, "%lld", (long long)alpha.pairable)));
    }
    report_end(&report);
    return NULL;
}

/* ---- scores: a column a rater, or a row a score ---- */

typedef struct ScoreFile {
    Scores scores;
    Labels subjects, raters;
} ScoreFile;

static const Err *read_long(Cx *cx, const NumberTable *table, const char *subject, const char *rater,
                            const char *score, ScoreFile *ret_file)
{
    size_t columns[3];
    const char *names[3] = {subject, rater, score};
    uint32_t *subject_of, *rater_of;
    ScoreFile file = {{0, NEW_ARRAY(cx->arena, Score, table->csv.rows.n + 1)}, {0}, {0}};
    for (int i = 0; i < 3; i++) {
        if (!names[i])
            return FAIL(cx, ERR_INPUT, "--subject, --rater and --score belong together.");
        TRY(number_table_column(cx, table, names[i], &columns[i]));
    }
    TRY(number_table_expect_numbers(cx, table, columns[2]));
    number_table_labels(cx, table, columns[0], &file.subjects, &subject_of);
    number_table_labels(cx, table, columns[1], &file.raters, &rater_of);
    for (size_t row = 0; row < table->csv.rows.n; row++) {
        double value = table->at[row * table->csv.n_columns + columns[2]];
        if (!isnan(value))
            file.scores.at[file.scores.n++] = (Score){subject_of[row], rater_of[row], value};
    }
    *ret_file = file;
    return NULL;
}

/* A first column that names the subjects is told by holding what is no number. */
static const Err *read_wide(Cx *cx, const NumberTable *table, ScoreFile *ret_file)
{
    size_t rows = table->csv.rows.n, columns = table->csv.n_columns;
    ScoreFile file = {{0, NEW_ARRAY(cx->arena, Score, rows * columns + 1)},
                      {rows, NEW_ARRAY(cx->arena, const char *, rows + 1)},
                      {0, NEW_ARRAY(cx->arena, const char *, columns + 1)}};
    bool is_named = false;
    for (size_t row = 0; row < rows; row++)
        is_named |= *table->csv.rows.at[row].cells[0] && isnan(table->at[row * columns]);
    for (size_t row = 0; row < rows; row++)
        file.subjects.at[row] =
            is_named ? table->csv.rows.at[row].cells[0] : arena_printf(cx->arena, "%zu", row + 1);
    for (size_t column = is_named; column < columns; column++) {
        TRY(number_table_expect_numbers(cx, table, column));
        for (size_t row = 0; row < rows; row++)
            if (!isnan(table->at[row * columns + column]))
                file.scores.at[file.scores.n++] =
                    (Score){(uint32_t)row, (uint32_t)file.raters.n, table->at[row * columns + column]};
        file.raters.at[file.raters.n++] = table->csv.columns[column];
    }
    *ret_file = file;
    return NULL;
}

/* Is the first row of a wide table data? Shrout and Fleiss's table, for one, has no names. */
static bool is_data(const NumberTable *table)
{
    for (size_t i = 0; i < table->csv.n_columns; i++)
        if (strspn(table->csv.columns[i], "-+.,0123456789 ") != strlen(table->csv.columns[i]))
            return false;
    return true;
}

static const Err *read_scores(CommandLine *line, const Command *command, ScoreFile *ret_file)
{
    Cx *cx = line->cx;
    NumberTable table;
    const char *subject = command_option(line, "--subject"), *rater = command_option(line, "--rater");
    const char *score = command_option(line, "--score");
    TRY(command_expect(line, command, 1));
    TRY(number_table_read(cx, line->args[0], true, &table));
    if (subject || rater || score)
        return read_long(cx, &table, subject, rater, score, ret_file);
    if (is_data(&table))
        TRY(number_table_read(cx, line->args[0], false, &table));
    return read_wide(cx, &table, ret_file);
}

static void put_icc(Report *report, const char *name, const Icc *icc)
{
    if (report->is_json) {
        Json *json = &report->json;
        json_open(json, name, '{');
        json_real(json, "value", icc->value);
        json_real(json, "F", icc->F);
        json_real(json, "df1", icc->df1);
        json_real(json, "df2", icc->df2);
        json_real(json, "low", icc->low);
        json_real(json, "high", icc->high);
        json_close(json);
        return;
    }
    buf_printf(&report->out, "%-6s %s", name, figure(report, icc->value));
    put_interval(report, icc->low, icc->high);
    if (!isnan(icc->F))
        buf_printf(&report->out, "  F(%s, %s) = %s", figure(report, icc->df1), figure(report, icc->df2),
                   figure(report, icc->F));
    buf_str(&report->out, "\n");
}

static const Err *stats_icc(CommandLine *line)
{
    Cx *cx = line->cx;
    Report report;
    ScoreFile file;
    report_begin(&report, line);
    TRY(read_scores(line, &commands[ICC], &file));
    IccTable table = icc_table(cx->arena, &file.scores, file.subjects.n, file.raters.n);
    for (int i = 0; i < ICC_COUNT; i++)
        put_icc(&report, icc_names[i], &table.of[i]);
    int64_t needed = icc_raters_needed(table.of[ICC_2].value, 0.8);
    if (report.is_json) {
        json_i64(&report.json, "subjects", table.subjects);
        json_i64(&report.json, "raters", table.raters);
        json_i64(&report.json, "scores", table.scores);
        json_real(&report.json, "k", table.k);
        json_bool(&report.json, "balanced", table.balanced);
        if (needed)
            json_i64(&report.json, "raters_for_0.8", needed);
    } else {
        if (isnan(table.of[ICC_1].value))
            buf_printf(
                &report.out, "%s\n",
                t(cx, "Too few to say: it takes two subjects that two raters have scored differently."));
        else if (!table.balanced)
            buf_printf(&report.out, "%s\n",
                       t(cx, "Not everybody scored everything: F and the intervals are approximations."));
        if (needed)
            buf_printf(&report.out, "%s\n",
                       t(cx, "A mean of reliability 0.8 takes {n} raters.", "n",
                         arena_printf(cx->arena, "%lld", (long long)needed)));
    }
    report_end(&report);
    return NULL;
}

/* ---- severity ---- */

static void put_rater(Report *report, const char *name, const RaterSeverity *rater)
{
    if (report->is_json) {
        Json *json = &report->json;
        json_open(json, NULL, '{');
        json_text(json, "rater", name);
        json_i64(json, "n", rater->n);
        json_real(json, "severity", rater->severity);
        json_real(json, "low", rater->low);
        json_real(json, "high", rater->high);
        json_i64(json, "group", rater->group + 1);
        json_close(json);
        return;
    }
    buf_printf(&report->out, "%s  n %lld  %s", name, (long long)rater->n, figure(report, rater->severity));
    put_interval(report, rater->low, rater->high);
    buf_str(&report->out, "\n");
}

static void put_subject(Report *report, const char *name, const AdjustedScore *subject)
{
    if (report->is_json) {
        Json *json = &report->json;
        json_open(json, NULL, '{');
        json_text(json, "subject", name);
        json_i64(json, "n", subject->n);
        json_real(json, "mean", subject->raw);
        json_real(json, "adjusted", subject->adjusted);
        json_real(json, "low", subject->low);
        json_real(json, "high", subject->high);
        json_i64(json, "group", subject->group + 1);
        json_close(json);
        return;
    }
    buf_printf(&report->out, "%s  n %lld  %s → %s", name, (long long)subject->n, figure(report, subject->raw),
               figure(report, subject->adjusted));
    put_interval(report, subject->low, subject->high);
    buf_str(&report->out, "\n");
}

static const Err *stats_severity(CommandLine *line)
{
    Cx *cx = line->cx;
    Report report;
    ScoreFile file;
    report_begin(&report, line);
    TRY(read_scores(line, &commands[SEVERITY], &file));
    Severity s = severity_fit(cx->arena, &file.scores, file.subjects.n, file.raters.n);
    if (report.is_json) {
        json_real(&report.json, "sd_severity", s.sd_severity);
        json_real(&report.json, "sd_error", s.sd_error);
        json_i64(&report.json, "groups", s.groups);
        json_bool(&report.json, "approximate", s.is_approximate);
        json_open(&report.json, "raters", '[');
    } else {
        buf_printf(&report.out, "%s\n", t(cx, "Raters (above 0: gives more than the others for the same)"));
    }
    for (size_t i = 0; i < s.n_raters; i++)
        put_rater(&report, file.raters.at[i], &s.raters[i]);
    if (report.is_json) {
        json_close(&report.json);
        json_open(&report.json, "subjects", '[');
    } else {
        buf_printf(&report.out, "%s\n", t(cx, "Subjects (mean → mean without the raters’ severity)"));
    }
    for (size_t i = 0; i < s.n_subjects; i++)
        put_subject(&report, file.subjects.at[i], &s.subjects[i]);
    if (report.is_json)
        json_close(&report.json);
    else if (s.groups > 1)
        buf_printf(&report.out, "%s\n",
                   t(cx, "No score connects these groups of raters: what stands in different groups can't be "
                         "compared."));
    report_end(&report);
    return NULL;
}

/* ---- difference in differences ---- */

/* The two texts of a column as false and true: 0 and 1, no and yes, or in the order of numbers, then of
 * letters. */
static const Err *read_flag(Cx *cx, const NumberTable *table, size_t column, uint32_t **ret_of)
{
    Labels labels;
    uint32_t *of;
    number_table_labels(cx, table, column, &labels, &of);
    if (labels.n != 2 || !*labels.at[0] || !*labels.at[1])
        return FAIL(cx, ERR_INPUT,
                    "The column {column} needs exactly two different values, in every line; it has {n}.",
                    "column", table->csv.columns[column], "n", arena_printf(cx->arena, "%zu", labels.n));
    double a = strtod(labels.at[0], NULL), b = strtod(labels.at[1], NULL);
    bool is_turned = a != b ? a > b : strcmp(labels.at[0], labels.at[1]) > 0;
    for (size_t row = 0; is_turned && row < table->csv.rows.n; row++)
        of[row] = 1 - of[row];
    *ret_of = of;
    return NULL;
}

static const Err *read_panel(CommandLine *line, DidRows *ret_rows, size_t *ret_clusters)
{
    Cx *cx = line->cx;
    static const char *const options[] = {"--outcome", "--treated", "--period"};
    const char *names[3], *cluster = command_option(line, "--cluster");
    NumberTable table;
    size_t column[4];
    uint32_t *treated, *after, *cluster_of = NULL;
    Labels clusters;
    for (int i = 0; i < 3; i++)
        names[i] = command_option(line, options[i]);
    TRY(command_expect(line, &commands[DID], 1));
    TRY(number_table_read(cx, line->args[0], true, &table));
    for (int i = 0; i < 3; i++) {
        if (!names[i])
            return FAIL(cx, ERR_INPUT, "The option {option} is missing: which column is it?", "option",
                        options[i]);
        TRY(number_table_column(cx, &table, names[i], &column[i]));
    }
    TRY(number_table_expect_numbers(cx, &table, column[0]));
    TRY(read_flag(cx, &table, column[1], &treated));
    TRY(read_flag(cx, &table, column[2], &after));
    *ret_clusters = table.csv.rows.n;
    if (cluster) {
        TRY(number_table_column(cx, &table, cluster, &column[3]));
        number_table_labels(cx, &table, column[3], &clusters, &cluster_of);
        *ret_clusters = clusters.n;
    }
    DidRows rows = {0, NEW_ARRAY(cx->arena, DidRow, table.csv.rows.n + 1)};
    for (size_t row = 0; row < table.csv.rows.n; row++) {
        double outcome = table.at[row * table.csv.n_columns + column[0]];
        if (!isnan(outcome))
            rows.at[rows.n++] =
                (DidRow){outcome, treated[row], after[row], cluster ? cluster_of[row] : (uint32_t)row};
    }
    *ret_rows = rows;
    return NULL;
}

static const Err *stats_did(CommandLine *line)
{
    Cx *cx = line->cx;
    Report report;
    DidRows rows;
    size_t n_clusters;
    report_begin(&report, line);
    TRY(read_panel(line, &rows, &n_clusters));
    Did did = did_estimate(cx->arena, &rows, n_clusters, seed);
    if (report.is_json) {
        Json *json = &report.json;
        json_real(json, "estimate", did.estimate);
        json_real(json, "se", did.se);
        json_real(json, "low", did.low);
        json_real(json, "high", did.high);
        json_real(json, "p_permutation", did.p_permutation);
        json_real(json, "low_permutation", did.low_permutation);
        json_real(json, "high_permutation", did.high_permutation);
        json_i64(json, "n", did.n);
        json_i64(json, "clusters", did.clusters);
        json_i64(json, "treated_clusters", did.treated_clusters);
    } else if (isnan(did.se)) {
        buf_printf(&report.out, "%s\n",
                   t(cx, "Too few to say: it takes two clusters with and two without the treatment."));
    } else {
        buf_printf(&report.out, "%s %s", t(cx, "Difference in differences"), figure(&report, did.estimate));
        put_interval(&report, did.low, did.high);
        buf_printf(&report.out, "  se %s\n", figure(&report, did.se));
        buf_printf(&report.out, "%s p %s", t(cx, "By permutation"), figure(&report, did.p_permutation));
        put_interval(&report, did.low_permutation, did.high_permutation);
        buf_printf(&report.out, "\nn %lld\n%s\n", (long long)did.n,
                   t(cx, "It is the treatment’s doing only if both groups would else have changed alike."));
    }
    report_end(&report);
    return NULL;
}

static const Command commands[5] = {
    [LIKERT] = {"stats likert", "FILE [--json]",
                N_("Answers on scales: n, mean with interval, median, counts"),
                N_("The first line names the questions, each line below is a response. What is no number is "
                   "no answer.\n"
                   "  --json: for each question n, mean, sd, median, counts, low, high (95 %, Student's t)."),
                .run = stats_likert},
    [ALPHA] = {"stats alpha", "FILE --level nominal|ordinal|interval|ratio [--json]",
               N_("Agreement of coders: Krippendorff's alpha with a bootstrap interval"),
               N_("A line for each coder, a column for each unit, no names; an empty cell is missing.\n"
                  "  --json: alpha, low, high (95 %, 2,000 samples of units), units, pairable."),
               .run = stats_alpha},
    [ICC] = {"stats icc", "FILE [--subject COL --rater COL --score COL] [--json]",
             N_("Agreement of reviewers: the six intraclass correlations"),
             N_("A line for each subject and a column for each rater; or, with the three options, a line for "
                "each score.\n"
                "  --json: ICC1 ICC2 ICC3 ICC1k ICC2k ICC3k, each with value, F, df1, df2, low, high."),
             .run = stats_icc},
    [SEVERITY] = {"stats severity", "FILE [--subject COL --rater COL --score COL] [--json]",
                  N_("Strict and lenient reviewers, and means without their severity"),
                  N_("Reads what `vereint stats icc` reads; no rater needs to have scored everything."),
                  .run = stats_severity},
    [DID] = {"stats did", "FILE --outcome COL --treated COL --period COL [--cluster COL] [--json]",
             N_("Difference in differences, with clustered and permutation intervals"),
             N_("A line for each observation. --treated and --period hold two values each; the greater one "
                "is “yes”, “after”.\n"
                "  --json: estimate, se, low, high, p_permutation, low_permutation, high_permutation, n."),
             .run = stats_did},
};
const CommandTable stats_command_table = COMMAND_TABLE(commands);
