/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mogen: compiles message catalogues into the program.
 *
 *     mogen OUT.c ALL.mo de=DE.mo ar=AR.mo …
 *
 * ALL.mo holds every message (English for English), the others the translations; all as msgfmt writes them.
 * OUT.c defines what src/i18n/catalogue_table.h declares. Refuses a translation whose {placeholders} are not
 * those of its message, so that no sentence reaches a reader with a hole in it. */
#include "i18n/catalogue_table.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MO_MAGIC = 0x950412de, MOST_MESSAGES = 20000 };

typedef struct Mo {
    const char *path;
    unsigned char *bytes;
    size_t size;
    uint32_t n, ids, texts; /* number of messages; offsets of the two tables of (length, offset) */
} Mo;

typedef struct MoText {
    const char *at; /* NUL-terminated; plural forms are separated by NULs */
    size_t n;
} MoText;

static _Noreturn PRINTF(1, 2) void die(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("mogen: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

static uint32_t word_at(const Mo *mo, size_t at)
{
    uint32_t word;
    if (at + 4 > mo->size)
        die("%s is cut off", mo->path);
    memcpy(&word, mo->bytes + at, 4);
    return word;
}

static MoText text_at(const Mo *mo, uint32_t table, uint32_t i)
{
    size_t n = word_at(mo, table + 8 * (size_t)i), at = word_at(mo, table + 8 * (size_t)i + 4);
    if (at + n >= mo->size || mo->bytes[at + n] != '\0')
        die("%s is damaged", mo->path);
    return (MoText){(const char *)mo->bytes + at, n};
}

static Mo mo_read(const char *path)
{
    Mo mo = {.path = path};
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        die("can't read %s", path);
    mo.size = (size_t)ftell(file);
    rewind(file);
    mo.bytes = malloc(mo.size + 1);
    if (!mo.bytes || fread(mo.bytes, 1, mo.size, file) != mo.size)
        die("can't read %s", path);
    fclose(file);
    if (word_at(&mo, 0) != MO_MAGIC)
        die("%s is no .mo file of this machine's byte order", path);
    mo.n = word_at(&mo, 8);
    mo.ids = word_at(&mo, 12);
    mo.texts = word_at(&mo, 16);
    return mo;
}

/* The translation of a message; .at is NULL if there is none. Tables are sorted, but a few thousand messages
 * once a build need no search tree. */
static MoText mo_find(const Mo *mo, const char *msgid)
{
    for (uint32_t i = 0; i < mo->n; i++)
        if (strcmp(text_at(mo, mo->ids, i).at, msgid) == 0)
            return text_at(mo, mo->texts, i);
    return (MoText){0};
}

/* ---- placeholders ---- */

/* Does text hold the n bytes "{name}" at `placeholder`? */
static bool holds(const char *text, const char *placeholder, size_t n)
{
    for (const char *p = text; (p = strchr(p, '{')) != NULL; p++)
        if (strncmp(p, placeholder, n) == 0)
            return true;
    return false;
}

/* Is every placeholder of `a` in `b` or `b2`? {n} may be left out where `or_n` is set: "one seat". */
static bool all_in(const char *a, const char *b, const char *b2, bool or_n)
{
    for (const char *p = a; (p = strchr(p, '{')) != NULL; p++) {
        const char *close = strchr(p, '}');
        size_t n = close ? (size_t)(close - p) + 1 : strlen(p);
        if (or_n && n == 3 && p[1] == 'n')
            continue;
        if (!holds(b, p, n) && !holds(b2, p, n))
            return false;
    }
    return true;
}

static void check_placeholders(const char *path, MoText msgid, MoText text)
{
    const char *one = msgid.at, *other = one + strlen(one) < one + msgid.n ? one + strlen(one) + 1 : one;
    bool plural = other != one;
    for (const char *form = text.at; form <= text.at + text.n; form += strlen(form) + 1)
        if (!all_in(form, one, other, false) || !all_in(one, form, form, plural) ||
            !all_in(other, form, form, plural))
            die("%s: the placeholders of\n  \"%s\"\nare not those of its translation\n  \"%s\"", path, one,
                form);
}

/* ---- writing ---- */

static void put_text(FILE *out, const char *bytes, size_t n)
{
    fputs("    \"", out);
    for (size_t i = 0; i <= n; i++) { /* with the NUL */
        unsigned char c = i < n ? (unsigned char)bytes[i] : 0;
        if (c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?')
            fputc(c, out);
        else
            fprintf(out, "\\%03o", c);
    }
    fputs("\"\n", out);
}

static uint8_t count_forms(MoText text)
{
    uint8_t n = 1;
    for (size_t i = 0; i < text.n; i++)
        n += text.at[i] == '\0';
    return n;
}

/* The enum of a tag: de -> LANG_DE. */
typedef struct EnumName {
    char at[16];
} EnumName;

static EnumName enum_of(const char *tag)
{
    EnumName name = {"LANG_"};
    for (size_t i = 0; i < 3 && tag[i]; i++)
        name.at[5 + i] = (char)toupper((unsigned char)tag[i]);
    return name;
}

/* The expression after "plural=" of the header is C already; only what can stand in it is let through. */
static void put_plural(FILE *out, const Mo *mo, const char *tag)
{
    MoText header = mo_find(mo, "");
    const char *from = header.at ? strstr(header.at, "plural=") : NULL;
    if (!from)
        die("%s has no Plural-Forms in its header", mo->path);
    from = strstr(from, "plural=") + strlen("plural=");
    size_t n = strcspn(from, ";\n");
    if (strspn(from, "0123456789n()?:!=<>&|%+-*/ ") < n)
        die("%s: the Plural-Forms can't be understood", mo->path);
    fprintf(out, "static unsigned plural_%s(uint64_t n)\n{\n    return (unsigned)(%.*s);\n}\n", tag, (int)n,
            from);
}

typedef struct Writer {
    FILE *rows, *text; /* the two halves of the output */
    uint32_t offset;   /* next byte of the text */
} Writer;

static uint32_t add_text(Writer *w, MoText text)
{
    uint32_t at = w->offset;
    put_text(w->text, text.at, text.n);
    w->offset += (uint32_t)text.n + 1;
    return at;
}

static void add_row(Writer *w, MoText msgid, const Mo *mos, char **tags, int n_langs)
{
    fprintf(w->rows, "    {.hash = UINT64_C(0x%llx), .msgid = %u", (unsigned long long)message_hash(msgid.at),
            add_text(w, msgid));
    for (int i = 0; i < n_langs; i++) {
        MoText text = mo_find(&mos[i], msgid.at);
        if (!text.at)
            continue;
        check_placeholders(mos[i].path, msgid, text);
        EnumName lang = enum_of(tags[i]);
        fprintf(w->rows, ", .text[%s] = %u, .n_forms[%s] = %u", lang.at, add_text(w, text), lang.at,
                count_forms(text));
    }
    fputs("},\n", w->rows);
}

static void put_slots(FILE *out, const Mo *all, uint32_t n_slots)
{
    uint16_t *slots = calloc(n_slots, sizeof *slots);
    uint16_t row = 0;
    for (uint32_t i = 0; i < all->n && slots; i++) {
        const char *msgid = text_at(all, all->ids, i).at;
        if (!*msgid)
            continue;
        uint32_t at = (uint32_t)message_hash(msgid);
        for (uint32_t k = 0; k < i; k++)
            if (message_hash(text_at(all, all->ids, k).at) == message_hash(msgid))
                die("two messages have the same hash: change its multiplier");
        while (slots[at & (n_slots - 1)])
            at++;
        slots[at & (n_slots - 1)] = ++row;
    }
    fprintf(out, "static const uint16_t slots[] = {");
    for (uint32_t i = 0; i < n_slots && slots; i++)
        fprintf(out, "%s%u,", i % 20 ? " " : "\n    ", slots[i]);
    fprintf(out, "\n};\n");
    fprintf(out, "const CatalogueTable catalogue_table = {text, rows, slots, %u, %u};\n", row, n_slots - 1);
    free(slots);
}

static void put_catalogue(FILE *out, const Mo *all, const Mo *mos, char **tags, int n_langs)
{
    fputs("/* Written by tools/mogen from locale/. */\n#include \"i18n/catalogue_table.h\"\n"
          "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
          "#pragma GCC diagnostic ignored \"-Wparentheses\"\n",
          out);
    for (int i = 0; i < n_langs; i++)
        put_plural(out, &mos[i], tags[i]);
    fputs("unsigned (*const catalogue_plural[LANG_COUNT])(uint64_t) = {\n", out);
    for (int i = 0; i < n_langs; i++)
        fprintf(out, "    [%s] = plural_%s,\n", enum_of(tags[i]).at, tags[i]);
    fputs("};\nstatic const CatalogueRow rows[] = {\n", out);

    char *texts; /* written after the rows */
    size_t texts_n;
    Writer w = {.rows = out, .text = open_memstream(&texts, &texts_n)};
    add_text(&w, (MoText){"", 0}); /* offset 0 means "none" */
    for (uint32_t i = 0; i < all->n; i++)
        if (*text_at(all, all->ids, i).at)
            add_row(&w, text_at(all, all->ids, i), mos, tags, n_langs);
    fclose(w.text);
    fprintf(out, "    {0},\n};\nstatic const char text[] =\n%s;\n", texts);
    free(texts);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        die("usage: mogen OUT.c ALL.mo TAG=FILE.mo …");
    Mo all = mo_read(argv[2]), mos[LANG_COUNT];
    char *tags[LANG_COUNT];
    int n_langs = argc - 3;
    if (n_langs > LANG_COUNT || all.n > MOST_MESSAGES)
        die("too many languages or messages");
    for (int i = 0; i < n_langs; i++) {
        tags[i] = argv[3 + i];
        char *equals = strchr(tags[i], '=');
        if (!equals)
            die("%s is not TAG=FILE", tags[i]);
        *equals = '\0';
        mos[i] = mo_read(equals + 1);
    }
    FILE *out = fopen(argv[1], "w");
    if (!out)
        die("can't write %s", argv[1]);
    put_catalogue(out, &all, mos, tags, n_langs);
    uint32_t n_slots = 64;
    while (n_slots < 2 * all.n)
        n_slots *= 2;
    put_slots(out, &all, n_slots);
    if (fclose(out) != 0)
        die("can't write %s", argv[1]);
    free(all.bytes);
    for (int i = 0; i < n_langs; i++)
        free(mos[i].bytes);
    return 0;
}
