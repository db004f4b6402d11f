/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any head: cut into lines as the library cuts it (in place), then judged. What is let through must have one
 * reading: one length, one host, no other framing, nothing hidden; and its target must come apart. */
#include "http/guard.h"
#include "http/target.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

typedef struct Cut {
    char *method, *target, *version;
    RawHeader headers[GUARD_MAX_HEADERS + 1];
    size_t n;
} Cut;

/* Ends the line at `at` with NULs; the next one, or NULL at the end of the head. */
static char *end_line(char *at, char *end)
{
    char *lf = memchr(at, '\n', (size_t)(end - at));
    if (!lf)
        return NULL;
    if (lf > at && lf[-1] == '\r')
        lf[-1] = '\0';
    *lf = '\0';
    return lf + 1;
}

static bool cut_first_line(char *line, Cut *cut)
{
    char *blank = strchr(line, ' '), *last = strrchr(line, ' ');
    if (!blank || last == blank)
        return false;
    *blank = *last = '\0';
    cut->method = line;
    cut->target = blank + 1;
    cut->version = last + 1;
    return true;
}

static void cut_header(char *line, Cut *cut)
{
    char *colon = strchr(line, ':'), *value = colon ? colon + 1 : line + strlen(line);
    if (colon)
        *colon = '\0';
    value += strspn(value, " \t");
    if (cut->n < ARRAY_LENGTH(cut->headers))
        cut->headers[cut->n++] = (RawHeader){line, value, strlen(line), strlen(value)};
}

static size_t count(const Cut *cut, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < cut->n; i++)
        n += strcasecmp(cut->headers[i].name, name) == 0;
    return n;
}

static void check_what_passed(const Cut *cut, const Head *head)
{
    must(count(cut, "content-length") <= 1);
    must(count(cut, "transfer-encoding") == 0);
    must(count(cut, "host") <= 1);
    must(strcmp(cut->version, "HTTP/1.0") == 0 || count(cut, "host") == 1);
    must((head->content_length >= 0) == (count(cut, "content-length") == 1));
    must(head->verb == VERB_POST || head->content_length <= 0);
    Arena arena = arena_make(0);
    Target target;
    int status = target_parse(&arena, cut->target, strlen(cut->target), &target);
    must(status == 0 || status == 400 || status == 404);
    if (status == 0) {
        must(target.path[0] == '/' && target.n_segments <= TARGET_SEGMENTS);
        for (size_t i = 0; i < target.n_segments; i++)
            must(*target.segments[i] && *target.starts[i] == '/');
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 1), *end = bytes + size;
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    Cut cut = {0};
    char *line = bytes, *next = end_line(line, end);
    if (next && cut_first_line(line, &cut)) {
        for (line = next; (next = end_line(line, end)) && *line; line = next)
            cut_header(line, &cut);
        size_t n_target = strlen(cut.target);
        bool is_good = next && guard_layout(cut.method, (size_t)(next - bytes), cut.target, n_target,
                                            cut.version, cut.headers, cut.n);
        /* Nothing is hidden: all the bytes of the head are in what was handed over. */
        if (is_good)
            must(memcmp(next - 4, "\0\0\0\0", 4) == 0);
        Head head;
        if (guard_target(cut.target, n_target) == 0 &&
            guard_check(cut.method, cut.version, cut.headers, cut.n, &head) == 0)
            check_what_passed(&cut, &head);
    }
    free(bytes);
    return 0;
}
