/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See letter.h. */
#include "registration/letter.h"

#include "i18n/catalogue.h"
#include "i18n/format.h"
#include "programme/audit.h"

const Err *letter_add(Cx *cx, const Letter *l)
{
    return q_letter_insert(cx, cx->programme, l->registration, l->kind, l->occasion, l->lang, l->subject,
                           l->body, l->url, cx_now(cx), NULL);
}

const Err *letters_mark_printed(Cx *cx, LetterId until, int64_t *ret_count)
{
    AUTO(tx_rollback)
    Tx tx = {0};
    int64_t count;
    TRY(tx_begin(cx, &tx));
    TRY(q_letters_printed(cx, cx->programme, until, cx_now(cx), &count));
    if (count > 0)
        TRY(audit_add(cx, "letter.print", "programme", cx->programme.v,
                      arena_printf(cx->arena, "letters: %lld\n", (long long)count)));
    TRY(tx_commit(cx, &tx));
    *ret_count = count;
    return NULL;
}

const Err *letters_forget(Cx *cx)
{
    enum { DAY_S = 86400 };
    AUTO(tx_rollback)
    Tx tx = {0};
    TRY(tx_begin(cx, &tx));
    TRY(q_letters_remove_printed(cx, (Time){cx_now(cx).seconds - (int64_t)LETTERS_KEPT_DAYS * DAY_S}, NULL));
    return tx_commit(cx, &tx);
}

/* ---- on paper ---- */

/* "Office · Street 1 · 40200 Düsseldorf"; the address may begin with the office. */
static const char *sender_line(Cx *cx, const Programme *programme)
{
    Buf out = buf_make(cx->arena);
    buf_str(&out, programme->office);
    for (const char *line = programme->postal; *line;) {
        size_t n = strcspn(line, "\r\n");
        bool is_office = n == strlen(programme->office) && memcmp(line, programme->office, n) == 0;
        if (n > 0 && !is_office)
            buf_printf(&out, " · %.*s", (int)n, line);
        line += n + strspn(line + n, "\r\n");
    }
    return buf_text(&out);
}

static void add_link(Cx *cx, PdfSection *s, const char *url)
{
    const char **items = NEW_ARRAY(cx->arena, const char *, 2);
    items[0] = t(cx, "Your own page: scan this code with a phone's camera, or type the address.");
    items[1] = url;
    pdf_add(cx, s,
            (PdfBlock){.kind = PDF_QR,
                       .text = url,
                       .alt = t(cx, "QR code: address of your own page"),
                       .items = {2, items},
                       .url = url});
}

/* Paragraphs lie between empty lines. */
static void add_body(Cx *cx, PdfSection *s, const char *body, const char *url)
{
    while (*body) {
        const char *end = strstr(body, "\n\n");
        size_t n = end ? (size_t)(end - body) : strlen(body);
        const char *paragraph = arena_text_n(cx->arena, body, n - (n > 0 && body[n - 1] == '\n'));
        if (strcmp(paragraph, url) == 0)
            add_link(cx, s, url);
        else if (*paragraph)
            pdf_add(cx, s, (PdfBlock){.text = paragraph});
        body += n + strspn(body + n, "\n");
    }
}

static PdfSection make_section(Cx *cx, const Programme *programme, const LettersToPrint *l)
{
    int minutes;
    PdfSection s = {.lang = cx->lang,
                    .brand = programme->office,
                    .header = programme->city,
                    .footer =
                        arena_printf(cx->arena, "%s · %s%s%s", programme->office, programme->contact_phone,
                                     *programme->contact_phone ? " · " : "", programme->contact_email)};
    const char *day = format_date(cx, local_date(cx, l->created_at, &minutes), DATE_LONG);
    pdf_add(cx, &s, (PdfBlock){.style = PDF_SMALL, .text = sender_line(cx, programme)});
    pdf_add(cx, &s, (PdfBlock){.kind = PDF_SPACE, .space_pt = 14});
    pdf_add(cx, &s, (PdfBlock){.style = PDF_LEAD, .text = l->name});
    pdf_add(cx, &s, (PdfBlock){.kind = PDF_SPACE, .space_pt = 40});
    pdf_add(cx, &s, (PdfBlock){.align = PDF_END, .text = day});
    pdf_add(cx, &s, (PdfBlock){.kind = PDF_SPACE, .space_pt = 14});
    pdf_add(cx, &s, (PdfBlock){.style = PDF_H1, .text = l->subject});
    add_body(cx, &s, l->body, l->url);
    return s;
}

const Err *letters_write(Cx *cx, const Programme *programme, const LettersToPrintRows *letters, Buf *out)
{
    assert(letters->n > 0);
    PdfSection *sections = NEW_ARRAY(cx->arena, PdfSection, letters->n);
    Cx reader = *cx;
    for (size_t i = 0; i < letters->n; i++) {
        reader.lang = letters->at[i].lang;
        sections[i] = make_section(&reader, programme, &letters->at[i]);
    }
    return pdf_write(cx, out,
                     &(PdfDocument){.title = letters->n == 1 ? letters->at[0].subject : t(cx, "Letters"),
                                    .lang = letters->n == 1 ? letters->at[0].lang : cx->lang,
                                    .author = programme->office,
                                    .n = letters->n,
                                    .sections = sections});
}
