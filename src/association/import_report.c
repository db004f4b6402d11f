/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Confirming a draft, and what is kept of it; see association_import.h. */
#include "association/association_import.h"

#include "association/import_draft.h"
#include "programme/audit.h"

#include <stdlib.h>
#include <string.h>

static ImportVerdict verdict_of(const char *code)
{
    for (int verdict = 0; verdict < IMPORT_VERDICT_COUNT; verdict++)
        if (strcmp(code, import_verdict_code((ImportVerdict)verdict)) == 0)
            return (ImportVerdict)verdict;
    return IMPORT_REFUSED;
}

/* Tabs and line ends are what separates; in a text they become blanks. */
static void add_field(Buf *text, const char *field)
{
    for (const char *c = field ? field : ""; *c; c++)
        buf_char(text, *c == '\t' || *c == '\n' ? ' ' : *c);
}

const char *import_report_text(Cx *cx, const ImportPlan *plan)
{
    Buf text = buf_make(cx->arena);
    for (size_t i = 0; i < plan->lines.n; i++) {
        const ImportLine *line = &plan->lines.at[i];
        int64_t id = line->target == SIZE_MAX ? 0 : plan->targets[line->target].association.card.id.v;
        buf_printf(&text, "%d\t%s\t%lld\t", line->line, import_verdict_code(line->verdict), (long long)id);
        add_field(&text, line->name);
        buf_char(&text, '\t');
        add_field(&text, line->reason);
        buf_char(&text, '\n');
    }
    return buf_text(&text);
}

ImportReport import_report_parse(Cx *cx, const char *text)
{
    ImportReport report = {0};
    size_t most = 0;
    for (const char *c = text; *c; c++)
        most += *c == '\n';
    report.at = NEW_ARRAY(cx->arena, ImportReportLine, most);
    char *rest = arena_text(cx->arena, text);
    for (char *row = strsep(&rest, "\n"); row && *row; row = strsep(&rest, "\n")) {
        char *fields[5] = {0};
        for (size_t i = 0; i < ARRAY_LENGTH(fields); i++)
            fields[i] = row ? strsep(&row, "\t") : arena_text(cx->arena, "");
        ImportReportLine line = {
            atoi(fields[0]), verdict_of(fields[1]), {atoll(fields[2])}, fields[3], fields[4]};
        report.at[report.n++] = line;
        report.totals[line.verdict]++;
    }
    return report;
}

static const char *history_note(Cx *cx, const Draft *draft, const ImportPlan *plan)
{
    Buf text = buf_make(cx->arena);
    buf_printf(&text, "file: %s\n", draft->file_name);
    for (int verdict = 0; verdict < IMPORT_VERDICT_COUNT; verdict++)
        buf_printf(&text, "%s: %zu\n", import_verdict_code((ImportVerdict)verdict), plan->totals[verdict]);
    return buf_text(&text);
}

const Err *import_confirm(Cx *cx, ImportId id, const char *fingerprint, ImportDecisions decisions)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    Draft draft;
    bool is_first;
    TRY(draft_load(cx, DRAFT_ASSOCIATIONS, id, &draft));
    TRY(draft_claim(cx, id, &is_first));
    if (!is_first)
        return tx_commit(cx, &tx);
    CsvTable table;
    ImportPlan plan;
    TRY(import_read(cx, (const char *)draft.bytes.bytes, draft.bytes.n, &table));
    ImportMapping mapping = import_mapping_parse(draft.mapping, table.n_columns);
    TRY(import_plan(cx, &table, &mapping, decisions, &plan));
    if (strcmp(plan.fingerprint, fingerprint) != 0)
        return FAIL(cx, ERR_CONFLICT,
                    "The register has changed since this preview was made. Nothing was imported. Look at the "
                    "new preview, and confirm again.");
    TRY(import_apply(cx, &plan));
    TRY(draft_finish(cx, id, import_report_text(cx, &plan)));
    TRY(audit_add(cx, "import.confirm", "import", id.v, history_note(cx, &draft, &plan)));
    return tx_commit(cx, &tx);
}
