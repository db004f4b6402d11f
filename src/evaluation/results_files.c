/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The results as CSV, spreadsheet and PDF: one list of lines, from which all three are made. */
#include "evaluation/results.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "output/pdf.h"
#include "output/table.h"

#include <math.h>

/* ---- the table of CSV and spreadsheet ---- */

typedef TableCell CellOf(Cx *cx, const QuestionResult *r);

static TableCell as_text(const char *text)
{
    return (TableCell){.is_set = true, .text = text};
}

static TableCell as_number(const QuestionResult *r, int64_t number)
{
    return (TableCell){.is_set = !r->withheld && number >= 0, .number = number};
}

static TableCell as_real(const QuestionResult *r, double real)
{
    return (TableCell){.is_set = !r->withheld && !isnan(real), .real = real};
}

static TableCell question_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_text(r->question.wording);
}

static TableCell dimension_cell(Cx *cx, const QuestionResult *r)
{
    return as_text(t(cx, dimension_name(r->question.dimension)));
}

static TableCell n_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_number(r, r->n);
}

static TableCell cant_say_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_number(r, r->cant_say);
}

static TableCell mean_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->mean);
}

static TableCell low_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->low);
}

static TableCell high_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->high);
}

static TableCell median_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->median);
}

static TableCell sd_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->sd);
}

static TableCell share_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->share);
}

static TableCell share_low_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->share_low);
}

static TableCell share_high_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->share_high);
}

static const char *distribution(Cx *cx, const QuestionResult *r)
{
    Buf counts = buf_make(cx->arena);
    for (int value = r->question.low; value <= r->question.high && !r->withheld; value++)
        buf_printf(&counts, "%s%d: %lld", value == r->question.low ? "" : ", ", value,
                   (long long)r->counts[value - r->question.low]);
    return buf_text(&counts);
}

static TableCell distribution_cell(Cx *cx, const QuestionResult *r)
{
    return as_text(distribution(cx, r));
}

static TableCell earlier_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->earlier.n ? r->earlier.mean : NAN);
}

static TableCell all_cell(Cx *cx, const QuestionResult *r)
{
    (void)cx;
    return as_real(r, r->all.n ? r->all.mean : NAN);
}

static TableCell note_cell(Cx *cx, const QuestionResult *r)
{
    return as_text(r->withheld  ? t(cx, "withheld: fewer than five answers, or all alike")
                   : r->is_thin ? t(cx, "thin: fewer than ten answers")
                                : "");
}

static const struct {
    const char *name;
    CellType type;
    CellOf *cell;
} columns[] = {
    {N_("Question"), CELL_TEXT, question_cell},
    {N_("Dimension"), CELL_TEXT, dimension_cell},
    {N_("n"), CELL_NUMBER, n_cell},
    {N_("I can't say"), CELL_NUMBER, cant_say_cell},
    {N_("Mean"), CELL_REAL, mean_cell},
    {N_("95 % from"), CELL_REAL, low_cell},
    {N_("95 % to"), CELL_REAL, high_cell},
    {N_("Median"), CELL_REAL, median_cell},
    {N_("Standard deviation"), CELL_REAL, sd_cell},
    {N_("Share of agreement (4 or 5)"), CELL_REAL, share_cell},
    {N_("Share, 95 % from"), CELL_REAL, share_low_cell},
    {N_("Share, 95 % to"), CELL_REAL, share_high_cell},
    {N_("Distribution"), CELL_TEXT, distribution_cell},
    {N_("Mean of earlier years"), CELL_REAL, earlier_cell},
    {N_("Mean of all seminars"), CELL_REAL, all_cell},
    {N_("Note"), CELL_TEXT, note_cell},
};

static Table table_of(Cx *cx, const Evaluation *evaluation, const Results *results)
{
    size_t n = ARRAY_LENGTH(columns);
    TableColumn *heads = NEW_ARRAY(cx->arena, TableColumn, n);
    TableCell *cells = NEW_ARRAY(cx->arena, TableCell, results->questions.n * n + 1);
    for (size_t c = 0; c < n; c++) {
        heads[c] = (TableColumn){t(cx, columns[c].name), columns[c].type};
        for (size_t q = 0; q < results->questions.n; q++)
            cells[q * n + c] = columns[c].cell(cx, &results->questions.at[q]);
    }
    return (Table){evaluation->title, n, heads, results->questions.n, cells};
}

/* ---- PDF ---- */

static const char *range(Cx *cx, double low, double high, bool as_share)
{
    if (isnan(low))
        return "–";
    return t(cx, "{low} to {high}", "low", as_share ? format_percent(cx, low, 0) : format_f64(cx, low, 2),
             "high", as_share ? format_percent(cx, high, 0) : format_f64(cx, high, 2));
}

static const PdfTable *question_table(Cx *cx, const QuestionResult *r)
{
    enum { COLUMNS = 2, ROWS_MOST = 9 };
    PdfColumn *heads = NEW_ARRAY(cx->arena, PdfColumn, COLUMNS);
    const char **cells = NEW_ARRAY(cx->arena, const char *, COLUMNS *ROWS_MOST);
    size_t n = 0;
    heads[0] = (PdfColumn){t(cx, "Figure"), 4, PDF_START};
    heads[1] = (PdfColumn){t(cx, "Value"), 6, PDF_START};
    const char *const rows[][COLUMNS] = {
        {t(cx, "n"), format_i64(cx, r->n)},
        {t(cx, "I can't say"), format_i64(cx, r->cant_say)},
        {t(cx, "Distribution"), distribution(cx, r)},
        {t(cx, "Mean"), format_f64(cx, r->mean, 2)},
        {t(cx, "95 % interval"), range(cx, r->low, r->high, false)},
        {t(cx, "Share of agreement (4 or 5)"), r->agree < 0 ? NULL : format_percent(cx, r->share, 0)},
        {t(cx, "95 % interval of the share"),
         r->agree < 0 ? NULL : range(cx, r->share_low, r->share_high, true)},
        {t(cx, "Mean of earlier years"), r->earlier.n ? format_f64(cx, r->earlier.mean, 2) : NULL},
        {t(cx, "Mean of all seminars"), r->all.n ? format_f64(cx, r->all.mean, 2) : NULL},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
        if (rows[i][1]) {
            cells[n * COLUMNS] = rows[i][0];
            cells[n++ * COLUMNS + 1] = rows[i][1];
        }
    PdfTable *table = NEW(cx->arena, PdfTable);
    *table =
        (PdfTable){.n_columns = COLUMNS, .columns = heads, .n_rows = n, .cells = cells, .row_heads = true};
    return table;
}

static void add_question(Cx *cx, PdfSection *section, const QuestionResult *r)
{
    pdf_add(cx, section, (PdfBlock){.style = PDF_H2, .text = r->question.wording});
    pdf_add(cx, section,
            (PdfBlock){.style = PDF_SMALL, .text = t(cx, dimension_name(r->question.dimension))});
    if (r->withheld)
        pdf_add(cx, section, (PdfBlock){.text = t(cx, "withheld: fewer than five answers, or all alike")});
    else
        pdf_add(cx, section, (PdfBlock){.kind = PDF_TABLE, .table = question_table(cx, r)});
    if (!r->withheld && r->is_thin)
        pdf_add(cx, section, (PdfBlock){.style = PDF_SMALL, .text = t(cx, "thin: fewer than ten answers")});
}

static const Err *write_pdf(Cx *cx, const Evaluation *evaluation, const Results *results, Buf *out)
{
    const char *title = t(cx, "Results: {title}", "title", evaluation->title);
    PdfSection section = {.lang = cx->lang, .header = evaluation->title};
    pdf_add(cx, &section, (PdfBlock){.style = PDF_H1, .text = title});
    pdf_add(cx, &section,
            (PdfBlock){.style = PDF_LEAD, .text = tn(cx, results->n, "{n} response", "{n} responses")});
    if (results->withheld)
        pdf_add(
            cx, &section,
            (PdfBlock){.text =
                           t(cx, "Fewer than five people have answered. So that nobody can be recognised, no "
                                 "figures are shown.")});
    for (size_t i = 0; i < results->questions.n; i++)
        add_question(cx, &section, &results->questions.at[i]);
    pdf_add(cx, &section, (PdfBlock){.style = PDF_H2, .text = t(cx, "How to read these figures")});
    pdf_add(cx, &section, (PdfBlock){.text = results_how_to_read(cx)});
    pdf_add(cx, &section, (PdfBlock){.text = results_what_they_cannot_show(cx)});
    PdfDocument document = {
        .title = title, .lang = cx->lang, .author = "Vereint", .n = 1, .sections = &section};
    return pdf_write(cx, out, &document);
}

const Err *evaluation_results_file(Cx *cx, EvaluationId id, ResultsFormat format, Buf *out)
{
    Evaluation evaluation;
    Results results;
    TRY(evaluation_find(cx, id, &evaluation));
    TRY(evaluation_results(cx, id, false, &results));
    if (format == RESULTS_PDF)
        return write_pdf(cx, &evaluation, &results, out);
    Table table = table_of(cx, &evaluation, &results);
    if (format == RESULTS_XLSX)
        return table_xlsx(cx, out, &table);
    table_csv(cx, out, &table);
    return NULL;
}
