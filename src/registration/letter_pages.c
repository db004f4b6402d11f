/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The office's list of letters to print, and the letters as PDF files. */
#include "i18n/catalogue.h"
#include "letter.html.h"
#include "programme/gate.h"
#include "programme/page.h"
#include "registration/letter_pages.h"
#include "registration/paper_routes.h"

#include <stdlib.h>

const Err *letters_show(Request *rq)
{
    Cx *cx = rq->cx;
    LettersView v = {.input = rq->input};
    TRY(q_letter_list(cx, cx->programme, &v.letters));
    for (size_t i = 0; i < v.letters.n; i++) {
        const LetterList *l = &v.letters.at[i];
        v.open += !l->has_printed_at;
        if (!l->has_printed_at && l->id.v > v.newest.v)
            v.newest = l->id;
    }
    view_letters(cx, &rq->body, &v);
    return page_send(rq, &(Page){.title = t(cx, "Letters to print"), .wide = true, .noindex = true});
}

/* "?id=17": this one, printed or not. */
const Err *letters_file(Request *rq)
{
    Cx *cx = rq->cx;
    LetterId only = {strtoll(input_value(rq->input, "id"), NULL, 10)};
    LettersToPrintRows letters;
    Buf out = buf_make(cx->arena);
    TRY(q_letters_to_print(cx, cx->programme, only.v ? &only : NULL, &letters));
    if (letters.n == 0 && only.v)
        return FAIL(cx, ERR_NOT_FOUND,
                    "There is no such letter here. Printed ones are deleted after 30 days.");
    if (letters.n == 0)
        return FAIL(cx, ERR_CONFLICT, "There is no letter to print.");
    TRY(letters_write(cx, request_programme(rq), &letters, &out));
    return respond_file(rq, PDF_TYPE, arena_printf(cx->arena, "%s.pdf", t(cx, "Letters")), out.data, out.n);
}

typedef struct PrintedForm {
    int64_t until;
} PrintedForm;
static const FormField printed_fields[] = {
    {"until", N_("Letter"), FIELD_I64, FORM_AT(PrintedForm, until), .required = true, .min = 1,
     .max = INT64_MAX},
};
const FormRules printed_form = FORM_RULES(PrintedForm, printed_fields);

const Err *letters_printed_do(Request *rq)
{
    Cx *cx = rq->cx;
    int64_t count;
    if (form_failed(rq))
        return letters_show(rq);
    TRY(letters_mark_printed(cx, (LetterId){((const PrintedForm *)rq->form)->until}, &count));
    return respond_redirect(rq, path(cx, "/office/letters?done=saved"));
}
