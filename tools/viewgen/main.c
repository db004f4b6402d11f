/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* viewgen NAME.html OUT.h OUT.c   compiles one template
 * viewgen --pot NAME.html…        prints the messages of templates as a PO template
 *
 * A template that is refused: "file:line: sentence" on stderr, exit 1, nothing written. */
#include "viewgen.h"

#include <errno.h>
#include <stdio.h>

static bool read_file(Arena *arena, const char *path, Span *ret)
{
    Buf bytes = buf_make(arena);
    char chunk[8192];
    FILE *f = fopen(path, "rb");
    if (!f)
        return false;
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f));)
        buf_add(&bytes, chunk, n);
    bool ok = !ferror(f);
    fclose(f);
    buf_text(&bytes);
    *ret = (Span){bytes.data, bytes.n};
    return ok;
}

static bool write_file(const char *path, const Buf *bytes)
{
    FILE *f = fopen(path, "wb");
    if (!f)
        return false;
    bool ok = fwrite(bytes->data, 1, bytes->n, f) == bytes->n;
    return fclose(f) == 0 && ok;
}

static int failed(const char *path)
{
    fprintf(stderr, "viewgen: %s: %s\n", path, strerror(errno));
    return 1;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int compile_file(Arena *arena, const char *path, const char *header_name, Buf *header, Buf *body,
                        Messages *messages)
{
    Span source;
    if (!read_file(arena, path, &source))
        return failed(path);
    const Fault *refused = viewgen_compile(arena, path, source, header_name, header, body, messages);
    if (!refused)
        return 0;
    fprintf(stderr, "%s:%d: %s\n", path, refused->line, refused->sentence);
    return 1;
}

static int print_pot(Arena *arena, int n, char **paths)
{
    Messages messages = {.arena = arena};
    Buf pot = buf_make(arena);
    for (int i = 0; i < n; i++) {
        Buf header = buf_make(arena), body = buf_make(arena);
        if (compile_file(arena, paths[i], "", &header, &body, &messages))
            return 1;
    }
    messages_write_pot(&messages, &pot);
    return fwrite(pot.data, 1, pot.n, stdout) == pot.n ? 0 : failed("standard output");
}

static int compile_to(Arena *arena, char **argv)
{
    Messages messages = {.arena = arena};
    Buf header = buf_make(arena), body = buf_make(arena);
    if (compile_file(arena, argv[1], base_name(argv[2]), &header, &body, &messages))
        return 1;
    if (!write_file(argv[2], &header))
        return failed(argv[2]);
    return write_file(argv[3], &body) ? 0 : failed(argv[3]);
}

int main(int argc, char **argv)
{
    AUTO(arena_free)
    Arena arena = arena_make(0);
    if (argc >= 2 && strcmp(argv[1], "--pot") == 0)
        return print_pot(&arena, argc - 2, argv + 2);
    if (argc == 4)
        return compile_to(&arena, argv);
    fprintf(stderr, "viewgen NAME.html OUT.h OUT.c, or viewgen --pot NAME.html…\n");
    return 2;
}
