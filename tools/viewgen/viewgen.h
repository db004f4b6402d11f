/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* viewgen compiles templates (name.html) into C functions that write a page: name.html.h and name.html.c.
 *
 *     source --lexer.c--> pieces --parser.c--> nodes --place.c--> nodes that know where they stand in the
 *     markup --emit.c--> C;  code.c reads the C expressions inside.
 *
 * The language is described in docs/templates.md. Nothing here ends the process: a template that is refused
 * gives a Fault, so that the same functions serve the program, its tests and the fuzzer. */
#pragma once

#include "base/buf.h"

/* Why a template is refused; NULL is success. The sentence says what to write instead. */
typedef struct Fault {
    int line;
    const char *sentence;
} Fault;

const Fault *fault(Arena *arena, int line, const char *fmt, ...) PRINTF(3, 4);

#define CHECK(call)                                                                                          \
    do {                                                                                                     \
        const Fault *check_fault_ = (call);                                                                  \
        if (check_fault_)                                                                                    \
            return check_fault_;                                                                             \
    } while (0)

/* Some bytes of the source, or of a piece of it. */
typedef struct Span {
    const char *at;
    size_t n;
} Span;

static inline Span span_trim(Span s)
{
    while (s.n && strchr(" \t\r\n", s.at[0]))
        s.at++, s.n--;
    while (s.n && strchr(" \t\r\n", s.at[s.n - 1]))
        s.n--;
    return s;
}
static inline bool span_is(Span s, const char *text)
{
    return s.n == strlen(text) && memcmp(s.at, text, s.n) == 0;
}
int span_lines(const char *from, const char *to); /* line breaks between */

typedef enum PieceKind { PIECE_TEXT, PIECE_VALUE, PIECE_TAG, PIECE_COMMENT } PieceKind;

typedef struct Piece {
    PieceKind kind;
    int line;   /* of the first byte of `inner` */
    Span inner; /* without the braces; code is trimmed */
} Piece;
ROWS(Pieces, Piece);

typedef enum NodeKind {
    NODE_TEXT,
    NODE_VALUE,
    NODE_COMMENT,
    NODE_INCLUDE,
    NODE_VIEW,
    NODE_IF,
    NODE_ELIF,
    NODE_ELSE,
    NODE_END,
    NODE_FOR,
    NODE_CALL,
    NODE_SET,
} NodeKind;

/* Where a value stands decides how it is written. */
typedef enum Place {
    PLACE_TEXT,      /* in an element: text or SafeHtml */
    PLACE_ATTRIBUTE, /* in a quoted attribute, or in textarea and title: text only */
    PLACE_URL,       /* {{ url … }} and {{ path(…) }}: a whole address, or its beginning */
    PLACE_URL_REST,  /* later in href, src, action: percent-encoded */
} Place;

typedef struct Node {
    NodeKind kind;
    int line;
    Span text;     /* TEXT: the literal, white space as in the source; INCLUDE: the file */
    Span name;     /* of what VIEW, CALL, SET, FOR make; ELSE, END: of the loop's item */
    Span code;     /* the expression, arguments or parameters */
    bool is_url;   /* VALUE: began with url, or is a call of path() */
    bool is_path;  /* VALUE: is a call of path(), which makes good addresses only */
    bool of_loop;  /* ELSE, END: closes a FOR */
    bool has_else; /* END: the block had one */
    Place place;   /* VALUE */
} Node;
ROWS(Nodes, Node);

/* A message for translation, as written between the quotes (C escapes are PO escapes). */
typedef struct Message {
    const char *one, *other; /* other is NULL without plural */
    const char *file;
    int line;
} Message;

typedef struct Messages {
    Arena *arena;
    size_t n, room;
    Message *at;
} Messages;

const Fault *lex(Arena *arena, Span source, Pieces *ret_pieces);
const Fault *parse(Arena *arena, Pieces pieces, Nodes *ret_nodes);
const Fault *place_all(Arena *arena, Nodes nodes);
const Fault *emit(Arena *arena, const char *file, Nodes nodes, Buf *header, Buf *body, Messages *messages);

/* The length of the string or character literal that starts at `at`; 0 if it does not end before `end`. */
size_t code_literal(const char *at, const char *end);
/* The length of the identifier at `at`; 0 if there is none. */
size_t code_name(const char *at, const char *end);
/* Is the expression a call of this function and nothing else? */
bool code_is_call(Span code, const char *word);
/* The (first) message of a call of t() or tn(), as it stands in memory; NULL for anything else, and for one
 * with escapes in it. */
const char *code_message(Arena *arena, Span code);
/* Copies an expression. t("…", name = expr), tn(n, "…", "…", name = expr) and path("…", name = expr) become
 * calls with cx and strings; their messages are collected. */
typedef struct CodeOut {
    Arena *arena;
    const char *file;
    Buf *out;
    Messages *messages;
} CodeOut;
const Fault *code_write(CodeOut *to, int line, Span code);

void message_add(Messages *messages, Message message);
void messages_write_pot(const Messages *messages, Buf *out);

/* All of it. file names the template in messages and #line; header_name is what the body includes. */
const Fault *viewgen_compile(Arena *arena, const char *file, Span source, const char *header_name,
                             Buf *ret_header, Buf *ret_body, Messages *messages);
