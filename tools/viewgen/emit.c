/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes the C of nodes. Literal text between two values is one buf_add; #line makes the compiler speak of
 * the template. White space: a run with a line break becomes one line break; a tag that writes nothing and
 * stands alone on its line takes that line with it; a view neither begins nor ends with white space. */
#include "viewgen.h"
#include "i18n/catalogue_table.h"

typedef struct Emitter {
    Arena *arena;
    const char *file;
    Buf *header, *body;
    CodeOut code;
    Buf literal; /* collected, not yet written */
    Nodes nodes;
    bool in_view;
} Emitter;

static void flush_literal(Emitter *em)
{
    if (!em->literal.n)
        return;
    buf_str(em->body, "    buf_add(out, \"");
    for (size_t i = 0; i < em->literal.n; i++) {
        unsigned char c = (unsigned char)em->literal.data[i];
        if (c == '\n')
            buf_str(em->body, i + 1 < em->literal.n ? "\\n\"\n        \"" : "\\n");
        else if (c == '"' || c == '\\')
            buf_printf(em->body, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            buf_printf(em->body, "\\%03o", c);
        else
            buf_char(em->body, (char)c);
    }
    buf_printf(em->body, "\", %zu);\n", em->literal.n);
    em->literal.n = 0;
}

static void write_line(Emitter *em, int line)
{
    flush_literal(em);
    buf_printf(em->body, "#line %d \"%s\"\n", line, em->file);
}

static const Fault *write_code(Emitter *em, const char *before, const Node *node, const char *after)
{
    buf_str(em->body, before);
    CHECK(code_write(&em->code, node->line, node->code));
    buf_str(em->body, after);
    return NULL;
}

static bool is_quiet(const Node *node)
{
    return node->kind != NODE_TEXT && node->kind != NODE_VALUE && node->kind != NODE_CALL;
}

static bool ends_line(Span text)
{
    for (size_t i = text.n; i-- > 0 && strchr(" \t\r\n", text.at[i]);)
        if (text.at[i] == '\n')
            return true;
    return false;
}

/* Does text number i follow a quiet tag that is alone on its line (or the view's beginning)? */
static bool follows_lone_tag(const Emitter *em, size_t i)
{
    if (i == 0 || !is_quiet(&em->nodes.at[i - 1]))
        return false;
    while (i-- > 0) {
        const Node *node = &em->nodes.at[i];
        if (node->kind == NODE_VIEW)
            return true;
        if (!is_quiet(node))
            return node->kind == NODE_TEXT && ends_line(node->text);
    }
    return false;
}

static bool is_last_of_view(const Emitter *em, size_t i)
{
    for (i++; i < em->nodes.n && em->nodes.at[i].kind == NODE_COMMENT; i++)
        ;
    return i == em->nodes.n || em->nodes.at[i].kind == NODE_VIEW;
}

static size_t blank_run(Span text, size_t i, bool *ret_breaks)
{
    size_t n = 0;
    for (*ret_breaks = false; i + n < text.n && strchr(" \t\r\n", text.at[i + n]); n++)
        *ret_breaks |= text.at[i + n] == '\n';
    return n;
}

static const Fault *emit_text(Emitter *em, const Node *node, size_t at)
{
    Span text = node->text;
    if (!em->in_view)
        return NULL;
    if (is_last_of_view(em, at))
        while (text.n && strchr(" \t\r\n", text.at[text.n - 1]))
            text.n--;
    for (size_t i = 0; i < text.n;) {
        bool breaks;
        size_t n = blank_run(text, i, &breaks);
        if (!breaks)
            buf_add(&em->literal, text.at + i, n ? n : 1);
        else if (i || !follows_lone_tag(em, at))
            buf_char(&em->literal, '\n');
        i += n ? n : 1;
    }
    return NULL;
}

/* A value that is nothing but a call of t(), tn() or path() is written without being made first:
 * t(cx, …) becomes html_t(out, HASH, cx, …), with the hash of the message, so that nobody looks at its
 * letters when the page is made (0 where it is not known here). */
static const Fault *emit_written_call(Emitter *em, const Node *node, const char *word)
{
    Buf code = buf_make(em->arena), *body = em->body;
    em->code.out = &code;
    const Fault *failed = code_write(&em->code, node->line, node->code);
    em->code.out = body;
    CHECK(failed);
    size_t n = strlen(word) + 1;
    const char *message = code_message(em->arena, node->code);
    buf_printf(body, "    html_%s(out, UINT64_C(0x%llx), %s;\n", word,
               message ? (unsigned long long)message_hash(message) : 0ULL, buf_text(&code) + n);
    return NULL;
}

static const char *written_call(const Node *node, Place place)
{
    static const char *const words[] = {"t", "tn", "path"};
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (place <= PLACE_ATTRIBUTE && code_is_call(node->code, words[i]))
            return words[i];
    return NULL;
}

static const Fault *emit_value(Emitter *em, const Node *node, size_t at)
{
    static const char *const writers[] = {[PLACE_TEXT] = "    H_TEXT(cx, out, (",
                                          [PLACE_ATTRIBUTE] = "    H_ATTR(cx, out, (",
                                          [PLACE_URL] = "    html_url(cx, out, (",
                                          [PLACE_URL_REST] = "    H_PART(cx, out, ("};
    (void)at;
    write_line(em, node->line);
    Place place = node->place == PLACE_URL && node->is_path ? PLACE_ATTRIBUTE : node->place;
    const char *word = written_call(node, place);
    return word ? emit_written_call(em, node, word) : write_code(em, writers[place], node, "));\n");
}

static const Fault *emit_include(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    buf_printf(em->header, "#include \"%.*s\"\n", (int)node->text.n, node->text.at);
    return NULL;
}

static void close_view(Emitter *em)
{
    flush_literal(em);
    if (em->in_view)
        buf_str(em->body, "}\n");
}

static const Fault *emit_view(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    close_view(em);
    em->in_view = true;
    Buf head = buf_make(em->arena);
    buf_printf(&head, "void view_%.*s(Cx *cx, Buf *out%s%.*s)", (int)node->name.n, node->name.at,
               node->code.n ? ", " : "", (int)node->code.n, node->code.at);
    buf_printf(em->header, "%s;\n", buf_text(&head));
    write_line(em, node->line);
    buf_printf(em->body, "%s\n{\n    (void)cx, (void)out;\n", buf_text(&head));
    return NULL;
}

static const Fault *emit_if(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    write_line(em, node->line);
    return write_code(em, "    if (", node, ") {\n");
}

static const Fault *emit_elif(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    flush_literal(em);
    buf_str(em->body, "    }\n");
    write_line(em, node->line);
    return write_code(em, "    else if (", node, ") {\n");
}

/* A loop is { list; for { item … } if (empty) { … } }. */
static const Fault *emit_for(Emitter *em, const Node *node, size_t at)
{
    const char *name = arena_text_n(em->arena, node->name.at, node->name.n);
    (void)at;
    write_line(em, node->line);
    buf_printf(em->body, "    { __auto_type %s_rows_ = (", name);
    CHECK(write_code(em, "", node, ");\n"));
    buf_printf(em->body, "    for (size_t %s_index = 0; %s_index < %s_rows_.n; %s_index++) {\n", name, name,
               name, name);
    buf_printf(em->body, "    UNUSED __auto_type %s = &%s_rows_.at[%s_index];\n", name, name, name);
    return NULL;
}

static const Fault *emit_else(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    flush_literal(em);
    if (node->of_loop)
        buf_printf(em->body, "    }\n    if (%.*s_rows_.n == 0) {\n", (int)node->name.n, node->name.at);
    else
        buf_str(em->body, "    } else {\n");
    return NULL;
}

static const Fault *emit_end(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    flush_literal(em);
    buf_str(em->body, node->of_loop ? "    }}\n" : "    }\n");
    return NULL;
}

static const Fault *emit_call(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    write_line(em, node->line);
    buf_printf(em->body, "    view_%.*s(cx, out", (int)node->name.n, node->name.at);
    return write_code(em, node->code.n ? ", " : "", node, ");\n");
}

static const Fault *emit_set(Emitter *em, const Node *node, size_t at)
{
    (void)at;
    write_line(em, node->line);
    buf_printf(em->body, "    __auto_type %.*s", (int)node->name.n, node->name.at);
    return write_code(em, " = ", node, ";\n");
}

typedef const Fault *EmitFn(Emitter *em, const Node *node, size_t at);
static EmitFn *const emitters[] = {
    [NODE_TEXT] = emit_text,       [NODE_VALUE] = emit_value, [NODE_COMMENT] = NULL,
    [NODE_INCLUDE] = emit_include, [NODE_VIEW] = emit_view,   [NODE_IF] = emit_if,
    [NODE_ELIF] = emit_elif,       [NODE_ELSE] = emit_else,   [NODE_END] = emit_end,
    [NODE_FOR] = emit_for,         [NODE_CALL] = emit_call,   [NODE_SET] = emit_set,
};

const Fault *emit(Arena *arena, const char *file, Nodes nodes, Buf *header, Buf *body, Messages *messages)
{
    Emitter em = {.arena = arena, .file = file, .header = header, .body = body, .nodes = nodes};
    em.literal = buf_make(arena);
    em.code = (CodeOut){arena, file, body, messages};
    for (size_t i = 0; i < nodes.n; i++)
        if (emitters[nodes.at[i].kind])
            CHECK(emitters[nodes.at[i].kind](&em, &nodes.at[i], i));
    close_view(&em);
    return NULL;
}
