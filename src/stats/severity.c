/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See severity.h. The subjects are eliminated, which leaves one equation for each rater: severities solve L x
 * = b with L the Laplacian of the raters (two are joined by the subjects they share). L has one zero for each
 * connected group, where the severities' mean is set to 0. Solved by conjugate gradients, which touch nothing
 * but the scores. */
#include "stats/severity.h"

#include "stats/gsl_adapter.h"

#include <math.h>
#include <string.h>

typedef struct Fit {
    Arena *arena;
    const Scores *scores;
    Severity *ret;
    double *sum; /* room for one number a subject */
} Fit;

/* ---- groups ---- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static void find_groups(Fit *fit)
{
    Severity *s = fit->ret;
    size_t n = s->n_raters + s->n_subjects;
    uint32_t *parent = NEW_ARRAY(fit->arena, uint32_t, n + 1),
             *group = NEW_ARRAY(fit->arena, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++)
        parent[i] = i;
    for (size_t i = 0; i < fit->scores->n; i++) {
        const Score *one = &fit->scores->at[i];
        uint32_t a = root_of(parent, one->rater), b = root_of(parent, (uint32_t)s->n_raters + one->subject);
        parent[a > b ? a : b] = a > b ? b : a;
    }
    for (uint32_t i = 0; i < s->n_raters; i++)
        if (s->raters[i].n > 0 && root_of(parent, i) == i)
            group[i] = (uint32_t)s->groups++;
    for (uint32_t i = 0; i < s->n_raters; i++)
        s->raters[i].group = group[root_of(parent, i)];
    for (uint32_t i = 0; i < s->n_subjects; i++)
        s->subjects[i].group = group[root_of(parent, (uint32_t)s->n_raters + i)];
}

/* ---- the equations ---- */

/* Of each score less its subject's mean: x[rater] of the score, or the score itself where x is NULL; summed
 * by rater. */
static void sum_by_rater(const Fit *fit, const double *x, double *out)
{
    memset(fit->sum, 0, fit->ret->n_subjects * sizeof *fit->sum);
    memset(out, 0, fit->ret->n_raters * sizeof *out);
    for (size_t i = 0; i < fit->scores->n; i++) {
        const Score *one = &fit->scores->at[i];
        fit->sum[one->subject] += x ? x[one->rater] : one->score;
    }
    for (size_t i = 0; i < fit->ret->n_subjects; i++)
        fit->sum[i] /= (double)fit->ret->subjects[i].n;
    for (size_t i = 0; i < fit->scores->n; i++) {
        const Score *one = &fit->scores->at[i];
        out[one->rater] += (x ? x[one->rater] : one->score) - fit->sum[one->subject];
    }
}

/* Takes the mean of each group from its raters' numbers. */
static void centre(const Fit *fit, double *x)
{
    const Severity *s = fit->ret;
    double *sum = NEW_ARRAY(fit->arena, double, (size_t)s->groups + 1);
    double *n = NEW_ARRAY(fit->arena, double, (size_t)s->groups + 1);
    for (size_t i = 0; i < s->n_raters; i++)
        if (s->raters[i].n > 0) {
            sum[s->raters[i].group] += x[i];
            n[s->raters[i].group]++;
        }
    for (size_t i = 0; i < s->n_raters; i++)
        x[i] = s->raters[i].n > 0 ? x[i] - sum[s->raters[i].group] / n[s->raters[i].group] : 0;
}

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Conjugate gradients with the diagonal before them (Hestenes and Stiefel 1952; Jacobi). */
static void solve(const Fit *fit, double *x)
{
    size_t n = fit->ret->n_raters;
    double *r = NEW_ARRAY(fit->arena, double, n), *p = NEW_ARRAY(fit->arena, double, n);
    double *z = NEW_ARRAY(fit->arena, double, n), *Lp = NEW_ARRAY(fit->arena, double, n);
    sum_by_rater(fit, NULL, r);
    centre(fit, r);
    double first = dot(r, r, n), rz = 0;
    for (size_t step = 0; step < 10 * n + 100 && dot(r, r, n) > 1e-26 * first; step++) {
        for (size_t i = 0; i < n; i++)
            z[i] = fit->ret->raters[i].n > 0 ? r[i] / (double)fit->ret->raters[i].n : 0;
        centre(fit, z);
        double before = rz;
        rz = dot(r, z, n);
        for (size_t i = 0; i < n; i++)
            p[i] = z[i] + (step ? rz / before : 0) * p[i];
        sum_by_rater(fit, p, Lp);
        double width = dot(p, Lp, n);
        if (!(width > 0))
            break;
        for (size_t i = 0; i < n; i++) {
            x[i] += rz / width * p[i];
            r[i] -= rz / width * Lp[i];
        }
        centre(fit, r);
    }
    centre(fit, x);
}

/* ---- figures ---- */

static void count(Fit *fit)
{
    Severity *s = fit->ret;
    double *highest = NEW_ARRAY(fit->arena, double, s->n_subjects + 1);
    double *lowest = NEW_ARRAY(fit->arena, double, s->n_subjects + 1);
    for (size_t i = 0; i < fit->scores->n; i++) {
        const Score *one = &fit->scores->at[i];
        AdjustedScore *subject = &s->subjects[one->subject];
        highest[one->subject] = subject->n ? fmax(highest[one->subject], one->score) : one->score;
        lowest[one->subject] = subject->n ? fmin(lowest[one->subject], one->score) : one->score;
        subject->raw += one->score;
        subject->n++;
        s->raters[one->rater].n++;
    }
    for (size_t i = 0; i < s->n_subjects; i++) {
        s->subjects[i].raw = s->subjects[i].n ? s->subjects[i].raw / (double)s->subjects[i].n : NAN;
        s->subjects[i].spread = s->subjects[i].n ? highest[i] - lowest[i] : NAN;
    }
}

static void adjust(Fit *fit, const double *x)
{
    Severity *s = fit->ret;
    double squares = 0, used_raters = 0, used_subjects = 0, all = 0;
    for (size_t i = 0; i < s->n_subjects; i++) {
        s->subjects[i].adjusted = s->subjects[i].n ? 0 : NAN;
        used_subjects += s->subjects[i].n > 0;
    }
    for (size_t i = 0; i < fit->scores->n; i++) {
        const Score *one = &fit->scores->at[i];
        AdjustedScore *subject = &s->subjects[one->subject];
        subject->adjusted += (one->score - x[one->rater]) / (double)subject->n;
    }
    for (size_t i = 0; i < fit->scores->n; i++) {
        const Score *one = &fit->scores->at[i];
        double rest = one->score - x[one->rater] - s->subjects[one->subject].adjusted;
        squares += rest * rest;
    }
    for (size_t i = 0; i < s->n_raters; i++) {
        s->raters[i].severity = s->raters[i].n ? x[i] : NAN;
        used_raters += s->raters[i].n > 0;
        all += x[i] * x[i];
    }
    s->df = (double)fit->scores->n - used_subjects - used_raters + (double)s->groups;
    s->sd_error = s->df > 0 ? sqrt(fmax(squares, 0) / s->df) : NAN;
    s->sd_severity = used_raters > (double)s->groups ? sqrt(all / (used_raters - (double)s->groups)) : NAN;
}

/* ---- intervals ---- */

/* Inverts the positive definite matrix in place (Cholesky); row by row, so that memory is read in order. */
static void invert(double *m, size_t n)
{
    for (size_t j = 0; j < n; j++) { /* m = L L' */
        for (size_t i = j; i < n; i++) {
            double sum = m[i * n + j] - dot(&m[i * n], &m[j * n], j);
            m[i * n + j] = i == j ? sqrt(sum) : sum / m[j * n + j];
        }
    }
    for (size_t j = 0; j < n; j++) { /* columns of L⁻¹, kept as rows above the diagonal */
        m[j * n + j] = 1 / m[j * n + j];
        for (size_t i = j + 1; i < n; i++) {
            double sum = 0;
            for (size_t k = j; k < i; k++)
                sum += m[i * n + k] * m[j * n + k];
            m[j * n + i] = -sum / m[i * n + i];
        }
    }
    for (size_t i = 0; i < n; i++) /* m⁻¹ = L⁻ᵀ L⁻¹, below the diagonal */
        for (size_t j = 0; j <= i; j++)
            m[i * n + j] = dot(&m[i * n + i], &m[j * n + i], n - i);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            m[j * n + i] = m[i * n + j];
}

typedef struct Seat { /* the scores of each subject side by side */
    size_t *end, *at;
} Seat;

static Seat seats_of(const Fit *fit)
{
    size_t n = fit->ret->n_subjects;
    Seat seat = {NEW_ARRAY(fit->arena, size_t, n + 1), NEW_ARRAY(fit->arena, size_t, fit->scores->n + 1)};
    size_t *next = NEW_ARRAY(fit->arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        next[i] = i ? seat.end[i - 1] : 0;
        seat.end[i] = next[i] + (size_t)fit->ret->subjects[i].n;
    }
    for (size_t i = 0; i < fit->scores->n; i++)
        seat.at[next[fit->scores->at[i].subject]++] = fit->scores->at[i].rater;
    return seat;
}

/* The covariance of the severities but for the error's variance. Adding a one for each pair of raters of a
 * group makes the Laplacian definite and changes nothing but the group's mean, which is taken off again. */
static double *covariance(const Fit *fit, const Seat *seat)
{
    const Severity *s = fit->ret;
    size_t n = s->n_raters;
    double *m = NEW_ARRAY(fit->arena, double, n *n);
    double *size = NEW_ARRAY(fit->arena, double, (size_t)s->groups + 1);
    for (size_t i = 0; i < n; i++)
        size[s->raters[i].group] += s->raters[i].n > 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            bool together =
                s->raters[i].n > 0 && s->raters[j].n > 0 && s->raters[i].group == s->raters[j].group;
            m[i * n + j] = together ? 1 / size[s->raters[i].group] : 0;
            if (i == j)
                m[i * n + j] += s->raters[i].n > 0 ? (double)s->raters[i].n : 1;
        }
    for (size_t u = 0, from = 0; u < s->n_subjects; from = seat->end[u++])
        for (size_t a = from; a < seat->end[u]; a++)
            for (size_t b = from; b < seat->end[u]; b++)
                m[seat->at[a] * n + seat->at[b]] -= 1 / (double)s->subjects[u].n;
    invert(m, n);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (s->raters[i].n > 0 && s->raters[j].n > 0 && s->raters[i].group == s->raters[j].group)
                m[i * n + j] -= 1 / size[s->raters[i].group];
    return m;
}

static void set_intervals(Fit *fit)
{
    Severity *s = fit->ret;
    Seat seat = seats_of(fit);
    size_t n = s->n_raters;
    s->is_approximate = n > SEVERITY_EXACT_MAX;
    double *m = s->is_approximate ? NULL : covariance(fit, &seat);
    double t = t_quantile(0.975, s->df) * s->sd_error;
    for (size_t i = 0; i < n; i++) {
        double variance = m ? m[i * n + i] : 1 / (double)s->raters[i].n;
        double half = t * sqrt(fmax(variance, 0));
        s->raters[i].low = s->raters[i].severity - half;
        s->raters[i].high = s->raters[i].severity + half;
    }
    for (size_t u = 0, from = 0; u < s->n_subjects; from = seat.end[u++]) {
        double size = (double)s->subjects[u].n, shared = 0;
        for (size_t a = from; a < seat.end[u]; a++)
            for (size_t b = from; m && b < seat.end[u]; b++)
                shared += m[seat.at[a] * n + seat.at[b]];
        double half = t * sqrt(fmax(1 / size + shared / (size * size), 0));
        s->subjects[u].low = s->subjects[u].adjusted - half;
        s->subjects[u].high = s->subjects[u].adjusted + half;
    }
}

static void no_intervals(Severity *s)
{
    for (size_t i = 0; i < s->n_raters; i++)
        s->raters[i].low = s->raters[i].high = NAN;
    for (size_t i = 0; i < s->n_subjects; i++)
        s->subjects[i].low = s->subjects[i].high = NAN;
}

Severity severity_fit(Arena *arena, const Scores *scores, size_t n_subjects, size_t n_raters)
{
    Severity s = {.n_subjects = n_subjects,
                  .n_raters = n_raters,
                  .subjects = NEW_ARRAY(arena, AdjustedScore, n_subjects + 1),
                  .raters = NEW_ARRAY(arena, RaterSeverity, n_raters + 1)};
    Fit fit = {arena, scores, &s, NEW_ARRAY(arena, double, n_subjects + 1)};
    double *x = NEW_ARRAY(arena, double, n_raters + 1);
    count(&fit);
    find_groups(&fit);
    solve(&fit, x);
    adjust(&fit, x);
    if (s.df > 0)
        set_intervals(&fit);
    else
        no_intervals(&s);
    return s;
}
