/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cuts a template into text, {{ values }}, {% tags %} and {# comments #}. Knows just enough C to find where
 * an expression ends: literals and brackets. */
#include "viewgen.h"

typedef struct Lexer {
    Arena *arena;
    const char *begin, *at, *end;
    int line;
    size_t room;
    Pieces pieces;
} Lexer;

static void add_piece(Lexer *lx, PieceKind kind, int line, Span inner)
{
    if (lx->pieces.n == lx->room) {
        size_t room = lx->room ? lx->room * 2 : 64;
        Piece *at = NEW_ARRAY(lx->arena, Piece, room);
        if (lx->pieces.n)
            memcpy(at, lx->pieces.at, lx->pieces.n * sizeof *at);
        lx->pieces.at = at;
        lx->room = room;
    }
    lx->pieces.at[lx->pieces.n++] = (Piece){kind, line, inner};
}

static bool starts(const char *at, const char *end, const char *what)
{
    size_t n = strlen(what);
    return (size_t)(end - at) >= n && memcmp(at, what, n) == 0;
}

static char closer_of(char open)
{
    return open == '(' ? ')' : open == '[' ? ']' : '}';
}

typedef struct Brackets {
    char wanted[64];
    int depth;
} Brackets;

static int line_at(const Lexer *lx, const char *p)
{
    return lx->line + span_lines(lx->at, p);
}

static const Fault *see_bracket(Lexer *lx, const char *p, Brackets *open)
{
    char c = *p;
    if (strchr("([{", c)) {
        if (open->depth == (int)sizeof open->wanted)
            return fault(lx->arena, line_at(lx, p),
                         "brackets are nested too deeply; use {%% set %%} for a part of it");
        open->wanted[open->depth++] = closer_of(c);
    } else if (open->depth == 0 || open->wanted[--open->depth] != c) {
        return fault(lx->arena, line_at(lx, p),
                     "the brackets of this expression don't match: unexpected '%c'", c);
    }
    return NULL;
}

/* Finds `closer` (two bytes) outside literals and brackets. */
static const Fault *find_closer(Lexer *lx, const char *from, const char *closer, const char **ret_at)
{
    Brackets open = {.depth = 0};
    for (const char *p = from; p < lx->end; p++) {
        if (open.depth == 0 && starts(p, lx->end, closer)) {
            *ret_at = p;
            return NULL;
        }
        if (starts(p, lx->end, "//") || starts(p, lx->end, "/*"))
            return fault(lx->arena, line_at(lx, p),
                         "no C comments in an expression; write {# … #} beside it");
        if (*p == ';' || *p == '#')
            return fault(lx->arena, line_at(lx, p), "an expression, not a statement: unexpected '%c'", *p);
        if (*p == '"' || *p == '\'') {
            size_t n = code_literal(p, lx->end);
            if (!n)
                return fault(lx->arena, line_at(lx, p), "this %c is never closed", *p);
            p += n - 1;
        } else if (*p && strchr("([{}])", *p)) {
            CHECK(see_bracket(lx, p, &open));
        }
    }
    return fault(lx->arena, lx->line, "this %.2s is never closed by %s", lx->at, closer);
}

static const Fault *lex_code(Lexer *lx, PieceKind kind, const char *closer)
{
    const char *from = lx->at + 2, *to = from;
    CHECK(find_closer(lx, from, closer, &to));
    Span inner = span_trim((Span){from, (size_t)(to - from)});
    if (!inner.n)
        return fault(lx->arena, lx->line, "nothing stands between %.2s and %s", lx->at, closer);
    add_piece(lx, kind, lx->line + span_lines(lx->at, inner.at), inner);
    lx->line += span_lines(lx->at, to);
    lx->at = to + 2;
    return NULL;
}

static const Fault *lex_comment(Lexer *lx)
{
    const char *from = lx->at + 2, *to = memmem(from, (size_t)(lx->end - from), "#}", 2);
    if (!to)
        return fault(lx->arena, lx->line, "this {# is never closed by #}");
    add_piece(lx, PIECE_COMMENT, lx->line, (Span){from, (size_t)(to - from)});
    lx->line += span_lines(lx->at, to);
    lx->at = to + 2;
    return NULL;
}

static void lex_text(Lexer *lx)
{
    const char *p = lx->at + 1;
    while (p < lx->end && !(p[0] == '{' && p + 1 < lx->end && strchr("{%#", p[1]) && p[1]))
        p++;
    add_piece(lx, PIECE_TEXT, lx->line, (Span){lx->at, (size_t)(p - lx->at)});
    lx->line += span_lines(lx->at, p);
    lx->at = p;
}

static const Fault *lex_next(Lexer *lx)
{
    if (starts(lx->at, lx->end, "{{"))
        return lex_code(lx, PIECE_VALUE, "}}");
    if (starts(lx->at, lx->end, "{%"))
        return lex_code(lx, PIECE_TAG, "%}");
    if (starts(lx->at, lx->end, "{#"))
        return lex_comment(lx);
    lex_text(lx);
    return NULL;
}

const Fault *lex(Arena *arena, Span source, Pieces *ret_pieces)
{
    Lexer lx = {.arena = arena, .begin = source.at, .at = source.at, .end = source.at + source.n, .line = 1};
    const char *nul = source.n ? memchr(source.at, '\0', source.n) : NULL;
    if (nul)
        return fault(arena, 1 + span_lines(source.at, nul),
                     "a NUL byte stands here; templates are UTF-8 text");
    while (lx.at < lx.end)
        CHECK(lex_next(&lx));
    *ret_pieces = lx.pieces;
    return NULL;
}
