/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See icc.h. Formulas of the intervals: K. O. McGraw and S. P. Wong, Psychol. Methods 1 (1996) 30–46. */
#include "stats/icc.h"

#include "stats/gsl_adapter.h"

#include <math.h>

const char *const icc_names[ICC_COUNT] = {"ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"};

static const double tail = 0.975; /* of a two-sided interval of 95 % */

/* Sums over scores, by subject and by rater. */
typedef struct Sums {
    size_t n_subjects, n_raters;       /* that have scores */
    double n, total, squares;          /* scores less their mean */
    double by_subject, by_rater;       /* Σ (sum of its scores)² / (number of its scores) */
    double subject_sizes, rater_sizes; /* Σ (number of its scores)² / n */
    double raters_in_subjects;         /* Σ over subjects of Σ over raters (scores of the pair)² / size */
    double subjects_in_raters;
} Sums;

static double mean_of(const Scores *scores)
{
    double sum = 0;
    for (size_t i = 0; i < scores->n; i++)
        sum += scores->at[i].score;
    return scores->n ? sum / (double)scores->n : NAN;
}

typedef struct Group {
    double n, sum;
} Group;

static size_t add_groups(const Group *groups, size_t n_groups, double n, double *ret_sums, double *ret_sizes)
{
    size_t used = 0;
    for (size_t i = 0; i < n_groups; i++)
        if (groups[i].n > 0) {
            used++;
            *ret_sums += groups[i].sum * groups[i].sum / groups[i].n;
            *ret_sizes += groups[i].n * groups[i].n / n;
        }
    return used;
}

/* How often the rater of score i scored its subject: from the scores of each subject, side by side. */
static double *pair_sizes(Arena *arena, const Scores *scores, size_t n_subjects, size_t n_raters)
{
    size_t *end = NEW_ARRAY(arena, size_t, n_subjects + 1), *order = NEW_ARRAY(arena, size_t, scores->n + 1);
    double *seen = NEW_ARRAY(arena, double, n_raters + 1), *pair = NEW_ARRAY(arena, double, scores->n + 1);
    for (size_t i = 0; i < scores->n; i++)
        end[scores->at[i].subject + 1]++;
    for (size_t s = 0; s < n_subjects; s++)
        end[s + 1] += end[s];
    for (size_t i = 0; i < scores->n; i++)
        order[end[scores->at[i].subject]++] = i;
    for (size_t s = 0, from = 0; s < n_subjects; from = end[s++]) {
        for (size_t i = from; i < end[s]; i++)
            seen[scores->at[order[i]].rater]++;
        for (size_t i = from; i < end[s]; i++)
            pair[order[i]] = seen[scores->at[order[i]].rater];
        for (size_t i = from; i < end[s]; i++)
            seen[scores->at[order[i]].rater] = 0;
    }
    return pair;
}

static Sums sum_up(Arena *arena, const Scores *scores, size_t n_subjects, size_t n_raters)
{
    Group *subject = NEW_ARRAY(arena, Group, n_subjects + 1), *rater = NEW_ARRAY(arena, Group, n_raters + 1);
    Sums s = {.n = (double)scores->n};
    double mean = mean_of(scores);
    for (size_t i = 0; i < scores->n; i++) {
        const Score *one = &scores->at[i];
        double y = one->score - mean;
        s.total += y;
        s.squares += y * y;
        subject[one->subject].n++;
        subject[one->subject].sum += y;
        rater[one->rater].n++;
        rater[one->rater].sum += y;
    }
    s.n_subjects = add_groups(subject, n_subjects, s.n, &s.by_subject, &s.subject_sizes);
    s.n_raters = add_groups(rater, n_raters, s.n, &s.by_rater, &s.rater_sizes);
    double *pair = pair_sizes(arena, scores, n_subjects, n_raters);
    for (size_t i = 0; i < scores->n; i++) {
        /* Σ of squares over pairs is Σ of the pair's size over its scores */
        s.raters_in_subjects += pair[i] / subject[scores->at[i].subject].n;
        s.subjects_in_raters += pair[i] / rater[scores->at[i].rater].n;
    }
    return s;
}

typedef struct Variances {
    double subject, rater, error, within; /* within: of the one-way model, rater and error together */
    double k;
    double F_one, F_two; /* of subjects, against within and against error */
    double df_subject, df_rater, df_within, df_error;
    double F_rater; /* mean square of raters over that of error */
} Variances;

/* Henderson's method 1: sums of squares set equal to what they are expected to be. Balanced, this is the
 * analysis of variance. */
static Variances variances_of(const Sums *s)
{
    double a = (double)s->n_subjects, b = (double)s->n_raters;
    double mean = s->total * s->total / s->n;
    double subjects = s->by_subject - mean, raters = s->by_rater - mean;
    double error = s->squares - s->by_subject - s->by_rater + mean;
    Variances v = {
        .df_subject = a - 1, .df_rater = b - 1, .df_within = s->n - a, .df_error = s->n - a - b + 1};
    v.k = (s->n - s->subject_sizes) / (a - 1);
    double within = (s->squares - s->by_subject) / v.df_within;
    v.within = within;
    v.F_one = subjects / (a - 1) / within;

    /* subjects = A1·σs² + B1·σr² + (a-1)·σe²; raters = A2·σs² + B2·σr² + (b-1)·σe²; error = A3·σs² + B3·σr² +
     * df·σe² */
    double A1 = s->n - s->subject_sizes, B1 = s->raters_in_subjects - s->rater_sizes;
    double A2 = s->subjects_in_raters - s->subject_sizes, B2 = s->n - s->rater_sizes;
    double A3 = -A2, B3 = -B1;
    double m[3][4] = {{A1, B1, a - 1, subjects}, {A2, B2, b - 1, raters}, {A3, B3, v.df_error, error}};
    for (int column = 0; column < 3; column++)
        for (int row = 0; row < 3; row++) {
            double factor = m[row][column] / m[column][column];
            for (int i = 0; row != column && i < 4; i++)
                m[row][i] -= factor * m[column][i];
        }
    v.subject = m[0][3] / m[0][0];
    v.rater = m[1][3] / m[1][1];
    v.error = m[2][3] / m[2][2];
    v.F_two = 1 + v.k * v.subject / v.error;
    v.F_rater = 1 + B2 / (b - 1) * v.rater / v.error;
    return v;
}

static double stepped_up(double single, double k)
{
    return single * k / (1 + single * (k - 1));
}

/* One-way and fixed raters: the interval of F carried over. */
static Icc from_F(double F, double df1, double df2, double k)
{
    double low = F / f_quantile(tail, df1, df2), high = F * f_quantile(tail, df2, df1);
    return (Icc){(F - 1) / (F + k - 1), F, df1, df2, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)};
}

/* Random raters: degrees of freedom by Satterthwaite. */
static Icc from_two(const Variances *v)
{
    double k = v->k, n = v->df_subject + 1, Fr = v->F_rater;
    double r = v->subject / (v->subject + v->rater + v->error);
    double c = n * (1 + (k - 1) * r) - k * r, top = k * r * Fr + c;
    double df = (k - 1) * (n - 1) * top * top / ((n - 1) * k * k * r * r * Fr * Fr + c * c);
    double up = f_quantile(tail, n - 1, df), down = f_quantile(tail, df, n - 1);
    double F = v->F_two, rest = k * Fr + (k * n - k - n); /* mean squares over that of error */
    return (Icc){r,
                 F,
                 v->df_subject,
                 v->df_error,
                 n * (F - up) / (up * rest + n * F),
                 n * (down * F - 1) / (rest + n * down * F)};
}

static Icc mean_of_k(const Icc *single, double k)
{
    return (Icc){
        stepped_up(single->value, k), single->F, single->df1, single->df2, stepped_up(single->low, k),
        stepped_up(single->high, k)};
}

static const Icc unknown = {NAN, NAN, NAN, NAN, NAN, NAN};

IccTable icc_table(Arena *arena, const Scores *scores, size_t n_subjects, size_t n_raters)
{
    IccTable table = {.scores = (int64_t)scores->n, .k = NAN};
    for (int i = 0; i < ICC_COUNT; i++)
        table.of[i] = unknown;
    if (scores->n == 0)
        return table;
    Sums s = sum_up(arena, scores, n_subjects, n_raters);
    table.subjects = (int64_t)s.n_subjects;
    table.raters = (int64_t)s.n_raters;
    table.balanced = s.n == (double)s.n_subjects * (double)s.n_raters &&
                     s.raters_in_subjects == (double)s.n_subjects; /* no pair twice, so none is missing */
    if (s.n_subjects < 2 || s.n <= (double)s.n_subjects || !(s.squares > 0))
        return table;
    Variances v = variances_of(&s);
    table.k = v.k;
    if (v.within > 0)
        table.of[ICC_1] = from_F(v.F_one, v.df_subject, v.df_within, v.k);
    if (s.n_raters >= 2 && v.df_error > 0 && v.error > 0) {
        table.of[ICC_2] = from_two(&v);
        table.of[ICC_3] = from_F(v.F_two, v.df_subject, v.df_error, v.k);
    }
    for (int i = ICC_1; i <= ICC_3; i++)
        table.of[ICC_1K + i] = mean_of_k(&table.of[i], v.k);
    return table;
}

int64_t icc_raters_needed(double single, double wanted)
{
    if (!(single > 0))
        return 0;
    if (single >= 1)
        return 1;
    double needed = wanted * (1 - single) / (single * (1 - wanted));
    return needed < 1 ? 1 : (int64_t)ceil(needed - 1e-9); /* a whole number stays one */
}
