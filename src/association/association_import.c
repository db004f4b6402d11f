/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The plan of an import, and carrying it out; see association_import.h for the rules. */
#include "association/association_import.h"

#include "association/import_parts.h"
#include "i18n/catalogue.h"
#include "i18n/fold.h"
#include "programme/secret.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *code, *name;
} verdicts[IMPORT_VERDICT_COUNT] = {
    [IMPORT_NEW] = {"new", N_("New")},
    [IMPORT_MERGED] = {"merged", N_("Merged")},
    [IMPORT_UNCHANGED] = {"unchanged", N_("Unchanged")},
    [IMPORT_DOUBTFUL] = {"doubtful", N_("Doubtful")},
    [IMPORT_REFUSED] = {"refused", N_("Refused")},
};

const char *import_verdict_name(ImportVerdict verdict)
{
    return verdicts[verdict].name;
}

const char *import_verdict_code(ImportVerdict verdict)
{
    return verdicts[verdict].code;
}

/* An entry of the register, with all its names. */
typedef struct Entry {
    AssociationId id;
    const char *name, *number;
} Entry;

typedef struct Planning {
    Cx *cx;
    ImportRows rows;
    size_t n_entries;
    Entry *entries;
    MatchItems items;    /* entries first, then the rows that were not refused */
    size_t *row_of_item; /* index of the row; for items after the entries */
    MatchResult match;
    size_t *target_of; /* by group; SIZE_MAX = none yet */
    ImportDecisions decisions;
    ImportPlan plan;
} Planning;

/* ---- the register's side ---- */

static const Err *read_register(Planning *p)
{
    Cx *cx = p->cx;
    AssociationNamesRows names;
    TRY(q_association_names(cx, cx->programme, &names));
    p->entries = NEW_ARRAY(cx->arena, Entry, names.n);
    p->items.at = NEW_ARRAY(cx->arena, MatchItem, names.n + p->rows.n);
    const char **keys = NEW_ARRAY(cx->arena, const char *, names.n);
    for (size_t i = 0; i < names.n; i++) { /* rows of an entry stand together, the present name first */
        const AssociationNames *row = &names.at[i];
        *keys = text_fold_name(cx->arena, row->name);
        if (row->present) {
            p->entries[p->n_entries++] = (Entry){row->id, row->name, row->register_number};
            p->items.at[p->items.n++] = (MatchItem){row->register_number, keys++, 1, row->id.v};
        } else if (**keys) {
            p->items.at[p->items.n - 1].n_keys++;
            keys++;
        }
    }
    return NULL;
}

static void add_rows(Planning *p)
{
    p->row_of_item = NEW_ARRAY(p->cx->arena, size_t, p->items.n + p->rows.n);
    for (size_t i = 0; i < p->rows.n; i++) {
        const ImportRow *row = &p->rows.at[i];
        if (row->refused)
            continue;
        p->row_of_item[p->items.n] = i;
        p->items.at[p->items.n++] =
            (MatchItem){row->association.card.register_number, row->keys, row->n_keys, 0};
    }
}

static const Entry *entry_of(const Planning *p, int64_t id)
{
    for (size_t i = 0; i < p->n_entries; i++)
        if (p->entries[i].id.v == id)
            return &p->entries[i];
    return NULL;
}

/* ---- lines ---- */

/* The first line of the file in a group; NULL when it holds entries only. */
static ImportLine *first_line(Planning *p, const MatchGroup *group)
{
    for (size_t i = 0; i < group->n_members; i++)
        if (group->members[i] >= p->n_entries)
            return &p->plan.lines.at[p->row_of_item[group->members[i]]];
    return NULL;
}

static ImportCandidate candidate_of(Planning *p, const MatchCandidate *match)
{
    int percent = (int)(match->similarity * 100 + 0.5);
    if (match->entry) {
        const Entry *entry = entry_of(p, match->entry);
        return (ImportCandidate){entry->id, 0, entry->name, entry->number, percent};
    }
    const ImportLine *line = first_line(p, &p->match.groups[match->group]);
    return (ImportCandidate){{0}, line->line, line->name, line->number, percent};
}

static const char *why_doubtful(Cx *cx, const MatchGroup *group, const ImportCandidate *candidate)
{
    const char *where = candidate->id.v
                            ? t(cx, "in the register")
                            : t(cx, "in line {line}", "line", arena_printf(cx->arena, "%d", candidate->line));
    if (group->doubt == GROUP_TWICE)
        return t(
            cx,
            "The register holds this association more than once. Choose one of them, or merge them first.");
    if (group->doubt == GROUP_SAME_NUMBER)
        return t(cx, "Has the register number of “{name}” {where}, but a very different name.", "name",
                 candidate->name, "where", where);
    return t(cx, "Resembles “{name}” {where} ({percent} % alike).", "name", candidate->name, "where", where,
             "percent", arena_printf(cx->arena, "%d", candidate->percent));
}

static void start_lines(Planning *p)
{
    Cx *cx = p->cx;
    p->plan.lines.at = NEW_ARRAY(cx->arena, ImportLine, p->rows.n);
    p->plan.lines.n = p->rows.n;
    for (size_t i = 0; i < p->rows.n; i++) {
        const ImportRow *row = &p->rows.at[i];
        p->plan.lines.at[i] = (ImportLine){.line = row->line,
                                           .name = row->association.card.name,
                                           .number = row->association.card.register_number,
                                           .verdict = row->refused ? IMPORT_REFUSED : IMPORT_DOUBTFUL,
                                           .reason = row->refused,
                                           .target = SIZE_MAX};
    }
}

static bool in_doubt(const MatchGroup *group)
{
    return group->n_candidates > 0;
}

/* Asks about a doubtful group at its first line; the others follow it. */
static void ask(Planning *p, const MatchGroup *group)
{
    ImportLine *first = first_line(p, group);
    if (!first)
        return;
    first->asks = true;
    first->n_candidates = group->n_candidates;
    for (size_t i = 0; i < group->n_candidates; i++)
        first->candidates[i] = candidate_of(p, &group->candidates[i]);
    first->reason = why_doubtful(p->cx, group, &first->candidates[0]);
    for (size_t i = 0; i < group->n_members; i++) {
        if (group->members[i] < p->n_entries)
            continue;
        ImportLine *line = &p->plan.lines.at[p->row_of_item[group->members[i]]];
        if (line == first)
            continue;
        line->follows = first->line;
        line->reason =
            t(p->cx, "The same association as in line {line}: what is decided there holds here too.", "line",
              arena_printf(p->cx->arena, "%d", first->line));
    }
}

/* ---- targets ---- */

static const Err *new_target(Planning *p, int64_t entry, size_t *ret_target)
{
    ImportTarget *target = &p->plan.targets[p->plan.n_targets];
    *target = (ImportTarget){.note = ""};
    if (entry)
        TRY(association_load(p->cx, (AssociationId){entry}, &target->association));
    *ret_target = p->plan.n_targets++;
    return NULL;
}

/* What the first line makes of it when it is new. */
static void begin_association(ImportTarget *target, const ImportRow *row)
{
    target->association = row->association;
    target->changed = true;
}

static void fold_line(Planning *p, size_t index, size_t target_index)
{
    Cx *cx = p->cx;
    ImportTarget *target = &p->plan.targets[target_index];
    const ImportRow *row = &p->rows.at[index];
    ImportLine *line = &p->plan.lines.at[index];
    Buf told = buf_make(cx->arena);
    line->target = target_index;
    if (!target->association.card.name) {
        begin_association(target, row);
        line->verdict = IMPORT_NEW;
        buf_str(&told, t(cx, "Is added to the register."));
    } else {
        bool changed = import_fold(cx, &target->association, row, &told);
        target->changed |= changed;
        line->verdict = changed ? IMPORT_MERGED : IMPORT_UNCHANGED;
        if (!changed)
            buf_printf(&told, "%s%s", told.n ? " " : "",
                       t(cx, "Is known already: “{name}”.", "name", target->association.card.name));
    }
    if (row->notes.n)
        buf_printf(&told, " %.*s", (int)row->notes.n, row->notes.data);
    line->reason = buf_text(&told);
}

static void fold_group(Planning *p, const MatchGroup *group, size_t target)
{
    for (size_t i = 0; i < group->n_members; i++)
        if (group->members[i] >= p->n_entries)
            fold_line(p, p->row_of_item[group->members[i]], target);
}

static const Err *target_of_entry(Planning *p, int64_t entry, size_t *ret_target)
{
    for (size_t i = 0; i < p->plan.n_targets; i++)
        if (p->plan.targets[i].association.card.id.v == entry) {
            *ret_target = i;
            return NULL;
        }
    return new_target(p, entry, ret_target);
}

static const Err *fold_accepted(Planning *p)
{
    for (size_t i = 0; i < p->match.n_groups; i++) {
        const MatchGroup *group = &p->match.groups[i];
        p->target_of[i] = SIZE_MAX;
        if (in_doubt(group) || !first_line(p, group))
            continue;
        TRY(new_target(p, group->entry, &p->target_of[i]));
        fold_group(p, group, p->target_of[i]);
    }
    return NULL;
}

static const Err *fold_decided(Planning *p, const MatchGroup *group, ImportChoice choice)
{
    size_t target, which = (size_t)choice - IMPORT_JOIN_0;
    if (choice == IMPORT_SKIP || (choice != IMPORT_ADD && which >= group->n_candidates))
        return NULL;
    const MatchCandidate *with = &group->candidates[which < IMPORT_CANDIDATES ? which : 0];
    if (choice == IMPORT_ADD)
        TRY(new_target(p, 0, &target));
    else if (with->entry)
        TRY(target_of_entry(p, with->entry, &target));
    else
        target = p->target_of[with->group];
    fold_group(p, group, target);
    return NULL;
}

static const Err *fold_doubtful(Planning *p)
{
    for (size_t i = 0; i < p->match.n_groups; i++) {
        const MatchGroup *group = &p->match.groups[i];
        const ImportLine *first = first_line(p, group);
        if (in_doubt(group) && first && p->decisions.choose)
            TRY(fold_decided(p, group, p->decisions.choose(p->decisions.arg, first)));
    }
    return NULL;
}

/* ---- the plan ---- */

/* Taken before decisions: lines, what they resemble, and the versions of the entries they would change. */
static const char *fingerprint(Planning *p)
{
    Buf text = buf_make(p->cx->arena);
    for (size_t i = 0; i < p->plan.lines.n; i++) {
        const ImportLine *line = &p->plan.lines.at[i];
        const ImportTarget *target = line->target == SIZE_MAX ? NULL : &p->plan.targets[line->target];
        buf_printf(&text, "%d %s %s %d %lld %lld", line->line, line->name ? line->name : "", line->number,
                   (int)line->verdict, target ? (long long)target->association.card.id.v : 0,
                   target ? (long long)target->association.card.version : 0);
        for (size_t k = 0; k < line->n_candidates; k++)
            buf_printf(&text, " %lld/%d", (long long)line->candidates[k].id.v, line->candidates[k].line);
        buf_char(&text, '\n');
    }
    unsigned char hash[SECRET_HASH];
    secret_hash(text.data, text.n, NULL, hash);
    return secret_hex(p->cx->arena, hash, 16);
}

const Err *import_plan(Cx *cx, const CsvTable *table, const ImportMapping *mapping, ImportDecisions decisions,
                       ImportPlan *ret_plan)
{
    Planning p = {.cx = cx, .decisions = decisions};
    TRY(import_rows(cx, table, mapping, &p.rows));
    TRY(read_register(&p));
    add_rows(&p);
    p.match = match_items(cx->arena, &p.items);
    p.target_of = NEW_ARRAY(cx->arena, size_t, p.match.n_groups);
    p.plan.targets = NEW_ARRAY(cx->arena, ImportTarget, p.match.n_groups * 2);
    start_lines(&p);
    for (size_t i = 0; i < p.match.n_groups; i++)
        if (in_doubt(&p.match.groups[i]))
            ask(&p, &p.match.groups[i]);
    TRY(fold_accepted(&p));
    p.plan.fingerprint = fingerprint(&p);
    TRY(fold_doubtful(&p));
    for (size_t i = 0; i < p.plan.lines.n; i++)
        p.plan.totals[p.plan.lines.at[i].verdict]++;
    *ret_plan = p.plan;
    return NULL;
}

const Err *import_apply(Cx *cx, ImportPlan *plan)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    for (size_t i = 0; i < plan->n_targets; i++) {
        ImportTarget *target = &plan->targets[i];
        Association *a = &target->association;
        (void)association_tidy(cx, a); /* its parts were looked at row by row */
        if (a->card.id.v == 0)
            TRY(association_create(cx, a, "association.import", &a->card.id));
        else if (target->changed)
            TRY(association_change(cx, a, "association.import", ""));
    }
    return tx_commit(cx, &tx);
}
