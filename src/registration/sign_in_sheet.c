/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See sign_in_sheet.h. */
#include "registration/sign_in_sheet.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/gate.h"
#include "registration/registration_pages.h"
#include "registration/registration_routes.h"
#include "registration/registration_rules.h"

enum { FEWEST_EMPTY = 3, MOST_EMPTY = 10, COLUMNS = 4 };

/* As many empty rows as there are free seats, within reason. */
static size_t empty_rows(const SeminarFind *seminar)
{
    int32_t empty = seminar->capacity - seminar->seats_taken;
    return (size_t)(empty < FEWEST_EMPTY ? FEWEST_EMPTY : empty > MOST_EMPTY ? MOST_EMPTY : empty);
}

static const PdfTable *make_table(Cx *cx, const SeminarFind *seminar, const RegistrationListRows *people)
{
    PdfColumn *columns = NEW_ARRAY(cx->arena, PdfColumn, COLUMNS);
    columns[0] = (PdfColumn){t(cx, "No."), 1.4, PDF_END};
    columns[1] = (PdfColumn){t(cx, "Name"), 6, PDF_START};
    columns[2] = (PdfColumn){t(cx, "Association"), 7, PDF_START};
    columns[3] = (PdfColumn){t(cx, "Signature"), 8, PDF_START};
    const char **cells = NEW_ARRAY(cx->arena, const char *, (people->n + MOST_EMPTY) * COLUMNS);
    size_t n = 0;
    for (size_t i = 0; i < people->n; i++) {
        if (!registration_holds_seat(people->at[i].state))
            continue;
        const char **row = cells + COLUMNS * n++;
        row[0] = arena_printf(cx->arena, "%zu", n);
        row[1] = people->at[i].name;
        row[2] = from_text(people->at[i].association_name, people->at[i].organisation);
        row[3] = "";
    }
    size_t end = n + empty_rows(seminar);
    for (; n < end; n++)
        for (size_t c = 0; c < COLUMNS; c++)
            cells[COLUMNS * n + c] = "";
    PdfTable *table = NEW(cx->arena, PdfTable);
    *table = (PdfTable){.n_columns = COLUMNS, columns, n, cells, .row_least_pt = 28};
    return table;
}

static PdfSection sheet_of(Cx *cx, const Programme *programme, const SeminarView *about, const SessionList *s,
                           const PdfTable *table)
{
    PdfSection section = {.lang = cx->lang, .brand = programme->office, .header = about->text.title};
    const char *when = arena_printf(cx->arena, "%s · %s", format_date(cx, s->day, DATE_WEEKDAY),
                                    t(cx, "{from} to {to}", "from", format_clock(cx, s->starts_min), "to",
                                      format_clock(cx, s->ends_min)));
    const char *where = *s->address ? arena_printf(cx->arena, "%s, %s", s->room, s->address) : s->room;
    pdf_add(cx, &section, (PdfBlock){.style = PDF_H1, .text = t(cx, "Sign-in sheet")});
    pdf_add(cx, &section, (PdfBlock){.style = PDF_LEAD, .text = about->text.title});
    pdf_add(cx, &section,
            (PdfBlock){.text = *where ? arena_printf(cx->arena, "%s · %s", when, where) : when});
    pdf_add(cx, &section, (PdfBlock){.kind = PDF_TABLE, .table = table});
    pdf_add(
        cx, &section,
        (PdfBlock){.style = PDF_SMALL,
                   .text =
                       t(cx, "Who came without registering writes name and association into an empty row.")});
    return section;
}

const Err *sign_in_sheet_write(Cx *cx, const Programme *programme, SeminarId seminar, const SessionId *only,
                               Buf *out)
{
    SeminarFind row;
    SeminarView about;
    RegistrationListRows people;
    TRY(seminar_view(cx, seminar, &row, &about));
    TRY(q_registration_list(cx, seminar, &people));
    if (about.sessions.n == 0)
        return FAIL(cx, ERR_CONFLICT, "“{title}” has no sessions yet. Please enter them first.", "title",
                    row.title);
    const PdfTable *table = make_table(cx, &row, &people);
    PdfSection *sections = NEW_ARRAY(cx->arena, PdfSection, about.sessions.n);
    PdfDocument document = {.title =
                                arena_printf(cx->arena, "%s: %s", t(cx, "Sign-in sheet"), about.text.title),
                            .lang = cx->lang,
                            .author = programme->office,
                            .sections = sections};
    for (size_t i = 0; i < about.sessions.n; i++)
        if (!only || about.sessions.at[i].id.v == only->v)
            sections[document.n++] = sheet_of(cx, programme, &about, &about.sessions.at[i], table);
    return pdf_write(cx, out, &document);
}

static const Err *send(Request *rq, SeminarId seminar, const SessionId *only)
{
    Cx *cx = rq->cx;
    Buf out = buf_make(cx->arena);
    TRY(sign_in_sheet_write(cx, request_programme(rq), seminar, only, &out));
    return respond_file(rq, PDF_TYPE, arena_printf(cx->arena, "%s.pdf", t(cx, "Sign-in sheet")), out.data,
                        out.n);
}

const Err *sign_in_sheet_show(Request *rq)
{
    return send(rq, REQUEST_ID(rq, SeminarId, 0), NULL);
}

const Err *session_sheet_show(Request *rq)
{
    SessionId id = REQUEST_ID(rq, SessionId, 0);
    SessionOfProgramme session;
    TRY(session_get(rq->cx, id, &session));
    return send(rq, session.seminar, &id);
}
