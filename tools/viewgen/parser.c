/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Turns pieces into nodes: reads the words of {% tags %} and sees that blocks open and close in pairs. */
#include "viewgen.h"

typedef struct Block {
    NodeKind kind; /* NODE_IF or NODE_FOR */
    int line;
    bool has_else;
    Span name; /* of a loop's variable */
} Block;

typedef struct Parser {
    Arena *arena;
    Nodes nodes;
    Block blocks[64];
    int depth;
    bool in_view;
} Parser;

static Span rest_after(Span s, size_t n)
{
    return span_trim((Span){s.at + n, s.n - n});
}

/* NAME at the beginning of code; the rest stays in code. */
static const Fault *take_name(Parser *ps, Node *node, const char *what)
{
    size_t n = code_name(node->code.at, node->code.at + node->code.n);
    if (!n)
        return fault(ps->arena, node->line, "expected %s", what);
    node->name = (Span){node->code.at, n};
    node->code = rest_after(node->code, n);
    return NULL;
}

static const Fault *need_code(Parser *ps, const Node *node, const char *what)
{
    return node->code.n ? NULL : fault(ps->arena, node->line, "expected %s", what);
}

/* NAME(…): leaves in code what stands between the outer brackets. */
static const Fault *take_call(Parser *ps, Node *node, const char *what)
{
    CHECK(take_name(ps, node, what));
    Span c = node->code;
    if (c.n < 2 || c.at[0] != '(' || c.at[c.n - 1] != ')')
        return fault(ps->arena, node->line, "expected %s", what);
    node->code = span_trim((Span){c.at + 1, c.n - 2});
    return NULL;
}

static const Fault *open_block(Parser *ps, const Node *node)
{
    if (ps->depth == (int)ARRAY_LENGTH(ps->blocks))
        return fault(ps->arena, node->line, "blocks are nested too deeply; make a view of the inner part");
    ps->blocks[ps->depth++] = (Block){.kind = node->kind, .line = node->line, .name = node->name};
    return NULL;
}

static const Fault *parse_if(Parser *ps, Node *node)
{
    CHECK(need_code(ps, node, "{% if CONDITION %}"));
    return open_block(ps, node);
}

static const Fault *parse_for(Parser *ps, Node *node)
{
    static const char form[] = "{% for NAME in LIST %}";
    CHECK(take_name(ps, node, form));
    size_t n = code_name(node->code.at, node->code.at + node->code.n);
    if (!span_is((Span){node->code.at, n}, "in"))
        return fault(ps->arena, node->line, "expected %s", form);
    node->code = rest_after(node->code, n);
    CHECK(need_code(ps, node, form));
    return open_block(ps, node);
}

static const Fault *parse_elif(Parser *ps, Node *node)
{
    Block *block = ps->depth ? &ps->blocks[ps->depth - 1] : NULL;
    if (!block || block->kind != NODE_IF || block->has_else)
        return fault(ps->arena, node->line, "{%% elif %%} belongs between {%% if %%} and {%% else %%}");
    return need_code(ps, node, "{% elif CONDITION %}");
}

static const Fault *parse_else(Parser *ps, Node *node)
{
    Block *block = ps->depth ? &ps->blocks[ps->depth - 1] : NULL;
    if (!block || block->has_else || node->code.n)
        return fault(ps->arena, node->line, "{%% else %%} belongs once inside {%% if %%} or {%% for %%}");
    block->has_else = true;
    node->of_loop = block->kind == NODE_FOR;
    node->name = block->name;
    return NULL;
}

static const Fault *parse_end(Parser *ps, Node *node)
{
    if (node->code.n)
        return fault(ps->arena, node->line, "{%% end %%} stands alone");
    if (!ps->depth)
        return fault(ps->arena, node->line, "this {%% end %%} closes nothing");
    Block *block = &ps->blocks[--ps->depth];
    node->of_loop = block->kind == NODE_FOR;
    node->name = block->name;
    node->has_else = block->has_else;
    return NULL;
}

static const Fault *parse_call(Parser *ps, Node *node)
{
    return take_call(ps, node, "{% call VIEW(ARGUMENTS) %}");
}

static const Fault *parse_set(Parser *ps, Node *node)
{
    static const char form[] = "{% set NAME = EXPRESSION %}";
    CHECK(take_name(ps, node, form));
    if (node->code.n < 2 || node->code.at[0] != '=' || node->code.at[1] == '=')
        return fault(ps->arena, node->line, "expected %s", form);
    node->code = rest_after(node->code, 1);
    return need_code(ps, node, form);
}

static const Fault *blocks_closed(Parser *ps)
{
    if (!ps->depth)
        return NULL;
    const Block *block = &ps->blocks[ps->depth - 1];
    return fault(ps->arena, block->line, "this {%% %s %%} has no {%% end %%}",
                 block->kind == NODE_FOR ? "for" : "if");
}

static const Fault *parse_view(Parser *ps, Node *node)
{
    CHECK(blocks_closed(ps));
    ps->in_view = true;
    return take_call(ps, node, "{% view NAME(PARAMETERS) %}");
}

static const Fault *parse_include(Parser *ps, Node *node)
{
    Span c = node->code;
    if (ps->in_view || c.n < 3 || c.at[0] != '"' || code_literal(c.at, c.at + c.n) != c.n)
        return fault(ps->arena, node->line,
                     "expected {%% include \"folder/file.h\" %%} before the first view");
    node->text = (Span){c.at + 1, c.n - 2};
    return NULL;
}

static const struct {
    const char *word;
    NodeKind kind;
    const Fault *(*parse)(Parser *ps, Node *node);
    bool anywhere; /* else: inside a view only */
} words[] = {
    {"if", NODE_IF, parse_if, false},
    {"elif", NODE_ELIF, parse_elif, false},
    {"else", NODE_ELSE, parse_else, false},
    {"end", NODE_END, parse_end, false},
    {"for", NODE_FOR, parse_for, false},
    {"call", NODE_CALL, parse_call, false},
    {"set", NODE_SET, parse_set, false},
    {"view", NODE_VIEW, parse_view, true},
    {"include", NODE_INCLUDE, parse_include, true},
};

static const Fault *outside_view(Parser *ps, int line)
{
    return fault(ps->arena, line, "this stands before the first {%% view NAME(PARAMETERS) %%}");
}

static const Fault *parse_tag(Parser *ps, const Piece *piece, Node *node)
{
    size_t n = code_name(piece->inner.at, piece->inner.at + piece->inner.n);
    Span word = {piece->inner.at, n};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
        if (!span_is(word, words[i].word))
            continue;
        if (!ps->in_view && !words[i].anywhere)
            return outside_view(ps, piece->line);
        node->kind = words[i].kind;
        node->code = rest_after(piece->inner, n);
        return words[i].parse(ps, node);
    }
    return fault(ps->arena, piece->line,
                 "unknown tag \"%.*s\"; there are view, include, if, elif, else, for, end, call and set",
                 (int)(n && n < 40 ? n : 0), piece->inner.at);
}

/* {{ url EXPR }} is told from an expression that begins with a variable of that name by what follows. */
static bool takes_url(Span code)
{
    return code.n > 4 && memcmp(code.at, "url", 3) == 0 && strchr(" \t\n", code.at[3]) &&
           !strchr("+-*/=<>!&|?.,[", rest_after(code, 3).at[0]);
}

static void parse_value(const Piece *piece, Node *node)
{
    bool url = takes_url(piece->inner);
    node->kind = NODE_VALUE;
    node->code = url ? rest_after(piece->inner, 3) : piece->inner;
    node->is_path = !url && code_is_call(piece->inner, "path");
    node->is_url = url || node->is_path;
}

static const Fault *parse_piece(Parser *ps, const Piece *piece)
{
    Node *node = &ps->nodes.at[ps->nodes.n++];
    *node = (Node){.line = piece->line};
    if (piece->kind == PIECE_TAG)
        return parse_tag(ps, piece, node);
    if (piece->kind == PIECE_COMMENT) {
        node->kind = NODE_COMMENT;
        return NULL;
    }
    Span inner = span_trim(piece->inner);
    if (!ps->in_view && inner.n)
        return outside_view(ps, piece->line + span_lines(piece->inner.at, inner.at));
    node->kind = NODE_TEXT;
    node->text = piece->inner;
    if (piece->kind == PIECE_VALUE)
        parse_value(piece, node);
    return NULL;
}

const Fault *parse(Arena *arena, Pieces pieces, Nodes *ret_nodes)
{
    Parser ps = {.arena = arena};
    ps.nodes.at = NEW_ARRAY(arena, Node, pieces.n + 1);
    for (size_t i = 0; i < pieces.n; i++)
        CHECK(parse_piece(&ps, &pieces.at[i]));
    CHECK(blocks_closed(&ps));
    if (!ps.in_view)
        return fault(arena, 1, "a template needs a {%% view NAME(PARAMETERS) %%}");
    *ret_nodes = ps.nodes;
    return NULL;
}
