/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finishes the tags of a PDF file: the adapter to libqpdf. See pdf_finish.h; ISO 32000-1, 14.7 and 14.8, has
 * the tag tree and the marks in the pages that its nodes point at. */
#include "output/pdf_finish.h"

#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct Finish {
    Cx *cx;
    qpdf_data pdf;
    const PdfDocument *document;
    PdfElements elements;
    size_t next;    /* element of the tree */
    size_t drawing; /* element whose drawing is the next */
} Finish;

static const Err *failure(Cx *cx, const char *detail)
{
    return FAIL_DETAIL(cx, ERR_SYSTEM, detail, "The PDF file could not be made. Please try again.");
}

static const Err *library_failure(Finish *f)
{
    qpdf_error error = qpdf_get_error(f->pdf);
    return failure(
        f->cx, arena_printf(f->cx->arena, "%s", error ? qpdf_get_error_full_text(f->pdf, error) : "qpdf"));
}

static qpdf_oh parsed(Finish *f, const char *object)
{
    return qpdf_oh_parse(f->pdf, object);
}

static qpdf_oh text_object(Finish *f, const char *text)
{
    return qpdf_oh_new_unicode_string(f->pdf, text);
}

/* ---- the tag tree ---- */

static bool is_artifact(Finish *f, qpdf_oh node)
{
    return qpdf_oh_is_name_and_equals(f->pdf, qpdf_oh_get_key(f->pdf, node, "/S"), "/" PDF_ARTIFACT);
}

static void describe(Finish *f, qpdf_oh node, const PdfElement *e)
{
    if (e->has_lang)
        qpdf_oh_replace_key(f->pdf, node, "/Lang", text_object(f, lang_tag(e->lang)));
    if (e->alt)
        qpdf_oh_replace_key(f->pdf, node, "/Alt", text_object(f, e->alt));
    if (e->scope)
        qpdf_oh_replace_key(f->pdf, node, "/A",
                            parsed(f, arena_printf(f->cx->arena, "<< /O /Table /Scope /%s >>", e->scope)));
}

/* Where a link leads, and what a reader says of it before. */
static void describe_link(Finish *f, qpdf_oh kid, const PdfElement *e)
{
    qpdf_oh annotation = qpdf_oh_get_key(f->pdf, kid, "/Obj");
    qpdf_oh_replace_key(f->pdf, annotation, "/Contents", text_object(f, e->alt ? e->alt : e->url));
    qpdf_oh_replace_key(f->pdf, annotation, "/F", parsed(f, "4")); /* printed */
    qpdf_oh_replace_key(f->pdf, qpdf_oh_get_key(f->pdf, annotation, "/A"), "/URI",
                        qpdf_oh_new_string(f->pdf, e->url));
}

static const Err *walk(Finish *f, qpdf_oh node);

static const Err *walk_kid(Finish *f, qpdf_oh kid, const PdfElement *parent, bool *ret_stays)
{
    *ret_stays = true;
    if (!qpdf_oh_is_dictionary(f->pdf, kid))
        return NULL; /* the number of a mark */
    if (qpdf_oh_has_key(f->pdf, kid, "/Obj")) {
        describe_link(f, kid, parent);
        return NULL;
    }
    if (!qpdf_oh_has_key(f->pdf, kid, "/S"))
        return NULL;
    *ret_stays = !is_artifact(f, kid);
    return walk(f, kid);
}

/* One node and all below it, in the order in which they were begun; decoration leaves the tree. */
static const Err *walk(Finish *f, qpdf_oh node)
{
    const char *name = qpdf_oh_get_name(f->pdf, qpdf_oh_get_key(f->pdf, node, "/S"));
    if (f->next >= f->elements.n || strcmp(name + 1, f->elements.at[f->next].tag) != 0)
        return failure(f->cx, arena_printf(f->cx->arena, "tag %zu of the PDF file is %s", f->next, name));
    const PdfElement *element = &f->elements.at[f->next++];
    describe(f, node, element);
    qpdf_oh kids = qpdf_oh_get_key(f->pdf, node, "/K"), staying = qpdf_oh_new_array(f->pdf);
    if (!qpdf_oh_is_array(f->pdf, kids))
        kids = qpdf_oh_wrap_in_array(f->pdf, kids);
    for (int i = 0; i < qpdf_oh_get_array_n_items(f->pdf, kids); i++) {
        bool stays;
        qpdf_oh kid = qpdf_oh_get_array_item(f->pdf, kids, i);
        TRY(walk_kid(f, kid, element, &stays));
        if (stays && !qpdf_oh_is_null(f->pdf, kid))
            qpdf_oh_append_item(f->pdf, staying, kid);
    }
    qpdf_oh_replace_key(f->pdf, node, "/K", staying);
    return NULL;
}

static const Err *finish_tree(Finish *f, qpdf_oh tree)
{
    qpdf_oh top = qpdf_oh_get_key(f->pdf, tree, "/K");
    if (qpdf_oh_is_array(f->pdf, top))
        top = qpdf_oh_get_array_item(f->pdf, top, 0);
    if (!qpdf_oh_is_dictionary(f->pdf, top))
        return failure(f->cx, "the PDF file has no tags");
    TRY(walk(f, top));
    return f->next == f->elements.n ? NULL : failure(f->cx, "tags are missing in the PDF file");
}

/* ---- the marks in a page ---- */

/* The list of nodes to which the marks of a page belong. */
static qpdf_oh parents_of(Finish *f, qpdf_oh tree, qpdf_oh page)
{
    qpdf_oh key = qpdf_oh_get_key(f->pdf, page, "/StructParents");
    qpdf_oh numbers = qpdf_oh_get_key(f->pdf, qpdf_oh_get_key(f->pdf, tree, "/ParentTree"), "/Nums");
    for (int i = 0; i + 1 < qpdf_oh_get_array_n_items(f->pdf, numbers); i += 2)
        if (qpdf_oh_get_int_value_as_int(f->pdf, qpdf_oh_get_array_item(f->pdf, numbers, i)) ==
            qpdf_oh_get_int_value_as_int(f->pdf, key))
            return qpdf_oh_get_array_item(f->pdf, numbers, i + 1);
    return qpdf_oh_new_array(f->pdf);
}

static void forget_parent(Finish *f, qpdf_oh parents, int mark)
{
    if (mark >= qpdf_oh_get_array_n_items(f->pdf, parents))
        return;
    qpdf_oh_erase_item(f->pdf, parents, mark);
    qpdf_oh_insert_item(f->pdf, parents, mark, qpdf_oh_new_null(f->pdf));
}

static const char *line_end(const char *line)
{
    const char *end = strchr(line, '\n');
    return end ? end + 1 : line + strlen(line);
}

static bool begins(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0;
}

static bool ends(const char *line, const char *end, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(end - line) >= n && memcmp(end - n, word, n) == 0;
}

/* Copies lines up to EMC, without the text among them: settings of colour, which may stand in the line that
 * begins the text, hold for what follows. */
static const char *without_mark(Buf *out, const char *line)
{
    for (bool in_text = false; *line && !begins(line, "EMC");) {
        const char *end = line_end(line);
        bool begins_text = !in_text && ends(line, end, "BT\n");
        if (!in_text)
            buf_add(out, line, (size_t)(end - line) - (begins_text ? strlen("BT\n") : 0));
        in_text = (in_text || begins_text) && !begins(line, "ET");
        line = end;
    }
    return line_end(line);
}

static void add_drawing(Finish *f, Buf *drawings, int mark, double page_height)
{
    while (f->drawing < f->elements.n && !f->elements.at[f->drawing].drawing)
        f->drawing++;
    if (f->drawing == f->elements.n)
        return;
    buf_printf(drawings, "/Figure << /MCID %d >> BDC q 1 0 0 -1 0 %.2f cm\n%sQ EMC\n", mark, page_height,
               f->elements.at[f->drawing++].drawing);
}

/* Cairo's operators, with decoration and drawings in their places. It writes one mark a line. */
static Buf page_content(Finish *f, const char *content, const PdfPage *page, qpdf_oh parents)
{
    Buf out = buf_make(f->cx->arena), drawings = buf_make(f->cx->arena);
    buf_printf(&out, "/Artifact BMC q 1 0 0 -1 0 %.2f cm\n%sQ EMC\nq\n", page->height, page->under);
    for (const char *line = content; *line;) {
        int mark;
        if (sscanf(line, "/Figure << /MCID %d >> BDC", &mark) == 1) {
            line = without_mark(&out, line_end(line));
            add_drawing(f, &drawings, mark, page->height);
            continue;
        }
        const char *end = line_end(line);
        if (sscanf(line, "/" PDF_ARTIFACT " << /MCID %d >> BDC", &mark) == 1) {
            buf_str(&out, "/Artifact BMC\n");
            forget_parent(f, parents, mark);
        } else
            buf_add(&out, line, (size_t)(end - line));
        line = end;
    }
    buf_str(&out, "\nQ\n");
    buf_add(&out, drawings.data, drawings.n);
    return out;
}

static const Err *finish_page(Finish *f, qpdf_oh tree, size_t number, const PdfPage *described)
{
    qpdf_oh page = qpdf_get_page_n(f->pdf, number);
    unsigned char *bytes = NULL;
    size_t n = 0;
    if (qpdf_oh_get_page_content_data(f->pdf, page, &bytes, &n) & QPDF_ERRORS)
        return library_failure(f);
    const char *content = arena_printf(f->cx->arena, "%.*s", (int)n, (const char *)bytes);
    free(bytes);
    Buf changed = page_content(f, content, described, parents_of(f, tree, page));
    qpdf_oh_replace_stream_data(f->pdf, qpdf_oh_get_key(f->pdf, page, "/Contents"),
                                (const unsigned char *)changed.data, changed.n, qpdf_oh_new_null(f->pdf),
                                qpdf_oh_new_null(f->pdf));
    qpdf_oh_replace_key(f->pdf, page, "/Tabs", parsed(f, "/S")); /* the tab key follows the tags */
    return NULL;
}

/* ---- the document ---- */

static void xml_text(Buf *out, const char *text)
{
    for (; *text; text++)
        if (*text == '&' || *text == '<' || *text == '>')
            buf_printf(out, "&#%d;", *text);
        else
            buf_char(out, *text);
}

static void xml_element(Buf *out, const char *before, const char *text, const char *after)
{
    buf_str(out, before);
    xml_text(out, text);
    buf_str(out, after);
}

/* ISO 16684-1, with the identification of ISO 14289-1, 5. */
static Buf xmp(Finish *f)
{
    Buf out = buf_make(f->cx->arena);
    buf_str(&out, "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                  "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                  "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                  " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
                  "<pdfuaid:part>1</pdfuaid:part>\n");
    xml_element(&out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", f->document->title,
                "</rdf:li></rdf:Alt></dc:title>\n");
    xml_element(&out, "<dc:creator><rdf:Seq><rdf:li>", f->document->author,
                "</rdf:li></rdf:Seq></dc:creator>\n");
    xml_element(&out, "<dc:language><rdf:Bag><rdf:li>", lang_tag(f->document->lang),
                "</rdf:li></rdf:Bag></dc:language>\n");
    buf_str(&out, "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>\n");
    return out;
}

/* ISO 32000-1, 7.9.4; Cairo would write the clock's time, or ours without the D. */
static void set_date(Finish *f)
{
    Time now = cx_now(f->cx);
    DateParts d = date_parts((Date){(int32_t)(now.seconds / 86400)});
    int rest = (int)(now.seconds % 86400);
    qpdf_set_info_key(f->pdf, "/CreationDate",
                      arena_printf(f->cx->arena, "D:%04d%02d%02d%02d%02d%02dZ", d.year, d.month, d.day,
                                   rest / 3600, rest / 60 % 60, rest % 60));
}

static void finish_root(Finish *f, qpdf_oh root)
{
    Buf data = xmp(f);
    qpdf_oh metadata = qpdf_oh_new_stream(f->pdf);
    qpdf_oh_replace_stream_data(f->pdf, metadata, (const unsigned char *)data.data, data.n,
                                qpdf_oh_new_null(f->pdf), qpdf_oh_new_null(f->pdf));
    qpdf_oh dict = qpdf_oh_get_dict(f->pdf, metadata);
    qpdf_oh_replace_key(f->pdf, dict, "/Type", parsed(f, "/Metadata"));
    qpdf_oh_replace_key(f->pdf, dict, "/Subtype", parsed(f, "/XML"));
    qpdf_oh_replace_key(f->pdf, root, "/Metadata", metadata);
    qpdf_oh_replace_key(f->pdf, root, "/Lang", text_object(f, lang_tag(f->document->lang)));
    qpdf_oh_replace_key(f->pdf, root, "/MarkInfo", parsed(f, "<< /Marked true >>"));
    qpdf_oh_replace_key(f->pdf, root, "/ViewerPreferences", parsed(f, "<< /DisplayDocTitle true >>"));
}

static const Err *change(Finish *f, PdfPages pages)
{
    qpdf_oh root = qpdf_get_root(f->pdf), tree = qpdf_oh_get_key(f->pdf, root, "/StructTreeRoot");
    TRY(finish_tree(f, tree));
    if (qpdf_get_num_pages(f->pdf) != (int)pages.n)
        return failure(f->cx, "the PDF file has another number of pages");
    for (size_t i = 0; i < pages.n; i++)
        TRY(finish_page(f, tree, i, &pages.at[i]));
    finish_root(f, root);
    set_date(f);
    return NULL;
}

const Err *pdf_finish(Cx *cx, Buf *out, const Buf *file, const PdfDocument *document, PdfElements elements,
                      PdfPages pages)
{
    AUTO(qpdf_cleanup)
    qpdf_data pdf = qpdf_init();
    Finish f = {.cx = cx, .pdf = pdf, .document = document, .elements = elements};
    qpdf_silence_errors(pdf); /* they come by qpdf_get_error, not on standard error */
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    if (qpdf_read_memory(pdf, "cairo", file->data, file->n, NULL) & QPDF_ERRORS)
        return library_failure(&f);
    TRY(change(&f, pages));
    qpdf_init_write_memory(pdf);
    qpdf_set_deterministic_ID(pdf, QPDF_TRUE);
    qpdf_set_object_stream_mode(pdf, qpdf_o_generate);
    qpdf_set_minimum_pdf_version(pdf, "1.7");
    if (qpdf_has_error(pdf) || (qpdf_write(pdf) & QPDF_ERRORS))
        return library_failure(&f);
    buf_add(out, qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf));
    return NULL;
}
