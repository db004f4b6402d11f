/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands on a certificate: a page in the programme's language, and one in the person's own where that is
 * another. See certificate.h. */
#include "registration/certificate.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "registration/certificate_code.h"
#include "seminar/seminar_pages.h"

enum { MOST_FACTS = 6, FOOT_PT = 165 /* lines to sign, QR code */ };

static const char *join_consultants(Cx *cx, const SeminarConsultantsRows *consultants)
{
    Buf out = buf_make(cx->arena);
    for (size_t i = 0; i < consultants->n; i++)
        buf_printf(&out, "%s%s", i ? ", " : "", consultants->at[i].name);
    return buf_text(&out);
}

static const PdfTable *make_facts(Cx *cx, const SeminarView *about, const CertificateCard *card)
{
    const char **cells = NEW_ARRAY(cx->arena, const char *, (size_t)2 * MOST_FACTS);
    const char *const facts[][2] = {
        {t(cx, "Seminar"), about->text.title},
        {t(cx, "Topic"), topic_name(cx, about->topic)},
        {t(cx, "Days"),
         days_text(cx, about->row->has_first_day, about->row->first_day, about->row->last_day)},
        {t(cx, "Time attended"), certificate_length(cx, card->minutes)},
        {t(cx, "Consultants"), join_consultants(cx, &about->consultants)},
    };
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LENGTH(facts); i++)
        if (facts[i][1] && *facts[i][1]) {
            cells[2 * n] = facts[i][0];
            cells[2 * n++ + 1] = facts[i][1];
        }
    PdfColumn *columns = NEW_ARRAY(cx->arena, PdfColumn, 2);
    columns[0] = (PdfColumn){"", 1, PDF_START};
    columns[1] = (PdfColumn){"", 3, PDF_START};
    PdfTable *table = NEW(cx->arena, PdfTable);
    *table = (PdfTable){.n_columns = 2, columns, n, cells, .row_heads = true, .plain = true};
    return table;
}

/* Keeps its own direction among words of another (U+2068 and U+2069). */
static const char *isolated(Cx *cx, const char *text)
{
    return arena_printf(cx->arena, "\u2068%s\u2069", text);
}

static PdfStrings strings(Cx *cx, const char *a, const char *b)
{
    const char **at = NEW_ARRAY(cx->arena, const char *, 2);
    at[0] = a;
    at[1] = b;
    return (PdfStrings){2, at};
}

static const Err *add_foot(Cx *cx, const Programme *programme, const CertificateCard *card,
                           PdfSection *section)
{
    const char *check, *scan;
    const char *base = arena_printf(cx->arena, "/%s/%s/certificates", programme->slug, lang_tag(cx->lang));
    TRY(programme_address(cx, base, &check));
    TRY(programme_address(cx, arena_printf(cx->arena, "%s/%s/%s", base, card->code, card->holder), &scan));
    const char *day = format_date(cx, card->issued_on, DATE_NUMERIC);
    pdf_add(cx, section, (PdfBlock){.kind = PDF_DOWN, .space_pt = FOOT_PT});
    pdf_add(cx, section,
            (PdfBlock){.kind = PDF_LINES,
                       .items = strings(cx,
                                        arena_printf(cx->arena, "%s, %s", isolated(cx, programme->city),
                                                     isolated(cx, day)),
                                        programme->office)});
    pdf_add(cx, section, (PdfBlock){.kind = PDF_SPACE, .space_pt = 14});
    pdf_add(
        cx, section,
        (PdfBlock){
            .kind = PDF_QR,
            .text = scan,
            .alt = t(cx, "QR code: address of the page that says whether this certificate is valid"),
            .items = strings(cx,
                             t(cx,
                               "Anybody can check whether this certificate is valid: with a phone's camera, "
                               "or by typing its code at {url}",
                               "url", isolated(cx, check)),
                             certificate_code_shown(cx->arena, card->code)),
            .url = scan});
    return NULL;
}

static const Err *make_section(Cx *cx, const Programme *programme, const CertificateCard *card,
                               PdfSection *ret_section)
{
    SeminarFind *row = NEW(cx->arena, SeminarFind);
    SeminarView about;
    TRY(seminar_view(cx, card->seminar, row, &about));
    PdfSection s = {
        .lang = cx->lang, .is_festive = true, .brand = programme->office, .header = programme->city};
    pdf_add(cx, &s, (PdfBlock){.style = PDF_H1, .text = t(cx, "Certificate of participation")});
    pdf_add(cx, &s, (PdfBlock){.style = PDF_BIG, .text = card->name});
    pdf_add(
        cx, &s,
        (PdfBlock){.style = PDF_LEAD, .text = t(cx, "took part in this seminar of our training programme.")});
    pdf_add(cx, &s, (PdfBlock){.kind = PDF_SPACE, .space_pt = 10});
    pdf_add(cx, &s, (PdfBlock){.kind = PDF_TABLE, .table = make_facts(cx, &about, card)});
    if (*about.text.summary) {
        pdf_add(cx, &s, (PdfBlock){.style = PDF_H2, .text = t(cx, "What it was about")});
        pdf_add(cx, &s, (PdfBlock){.text = about.text.summary});
    }
    TRY(add_foot(cx, programme, card, &s));
    *ret_section = s;
    return NULL;
}

const Err *certificate_write(Cx *cx, const Programme *programme, const CertificateCardRows *cards, Buf *out)
{
    assert(cards->n > 0);
    PdfSection *sections = NEW_ARRAY(cx->arena, PdfSection, 2 * cards->n);
    Cx main = *cx, own = *cx;
    main.lang = programme->main_lang;
    PdfDocument document = {.lang = main.lang, .author = programme->office, .sections = sections};
    for (size_t i = 0; i < cards->n; i++) {
        const CertificateCard *card = &cards->at[i];
        own.lang = card->lang;
        TRY(make_section(&main, programme, card, &sections[document.n++]));
        if (own.lang != main.lang)
            TRY(make_section(&own, programme, card, &sections[document.n++]));
    }
    const char *what = t(&main, "Certificate of participation");
    document.title = cards->n == 1 ? arena_printf(cx->arena, "%s: %s", what, cards->at[0].name)
                                   : t(&main, "Certificates of participation");
    return pdf_write(cx, out, &document);
}
