/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Describing a PDF file, and handing the description to the module that makes it. The module brings some
 * sixty libraries: a server that nobody asks for a PDF file does without their memory. See
 * docs/decisions/0012. */
#include "output/pdf.h"

#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

void pdf_add(Cx *cx, PdfSection *section, PdfBlock block)
{
    if (section->n == section->room) {
        section->room = section->room * 2 + 16;
        PdfBlock *more = NEW_ARRAY(cx->arena, PdfBlock, section->room);
        if (section->n > 0)
            memcpy(more, section->blocks, section->n * sizeof *more);
        section->blocks = more;
    }
    section->blocks[section->n++] = block;
}

/* Seen from the folder of the running program: beside it, installed, and for the programs of the tests. */
static const char *const places[] = {"", "../lib/vereint/", "../", "../../"};

const char *pdf_module(Cx *cx)
{
    char program[4096];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n < 0)
        return NULL;
    program[n] = '\0';
    *(strrchr(program, '/') + 1) = '\0';
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        const char *path = arena_printf(cx->arena, "%s%svereint_pdf.so", program, places[i]);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

const Err *pdf_write(Cx *cx, Buf *out, const PdfDocument *document)
{
    const char *path = pdf_module(cx);
    void *module =
        path ? dlopen(path, RTLD_NOW | RTLD_NODELETE) : NULL; /* the second time it only finds it */
    void *symbol = module ? dlsym(module, "pdf_make") : NULL;
    if (!symbol)
        return FAIL_DETAIL(
            cx, ERR_SYSTEM, path ? arena_text(cx->arena, dlerror()) : "vereint_pdf.so is missing",
            "PDF files can't be made here: a part of the program is missing. Please tell the office.");
    typeof(pdf_make) *make;
    memcpy(&make, &symbol, sizeof make); /* ISO C knows no way from an object's address to a function's */
    return make(cx, out, document);
}
