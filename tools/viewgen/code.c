/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The C inside a template. Expressions are copied as they are, except three calls that take named arguments:
 *     t("Seminars {year}", year = v->year)   tn(n, "{n} seat", "{n} seats")   path("/seminars/{id}", id =
 * x.v) They may stand at any depth. The plain C forms t(cx, …), tn(cx, …), N_("…") are left alone; the
 * messages of all of them are collected. */
#include "viewgen.h"
#include <ctype.h>

#define MAX_ARGS 24

size_t code_literal(const char *at, const char *end)
{
    for (const char *p = at + 1; p < end && *p != '\n'; p++) {
        if (*p == '\\')
            p++;
        else if (*p == *at)
            return (size_t)(p + 1 - at);
    }
    return 0;
}

size_t code_name(const char *at, const char *end)
{
    const char *p = at;
    if (p == end || !(isalpha((unsigned char)*p) || *p == '_'))
        return 0;
    while (p < end && (isalnum((unsigned char)*p) || *p == '_'))
        p++;
    return (size_t)(p - at);
}

bool code_is_call(Span code, const char *word)
{
    size_t n = strlen(word);
    int depth = 0;
    if (code.n < n + 2 || memcmp(code.at, word, n) != 0 || code.at[n] != '(')
        return false;
    for (size_t i = n; i < code.n; i++) {
        if (code.at[i] == '"' || code.at[i] == '\'')
            i += code_literal(code.at + i, code.at + code.n) - 1;
        else if (code.at[i] == '(')
            depth++;
        else if (code.at[i] == ')' && --depth == 0)
            return i + 1 == code.n;
    }
    return false;
}

typedef struct Args {
    int n;
    Span at[MAX_ARGS];
    const char *end; /* at the closing bracket */
} Args;

/* Cuts the arguments that follow an opening bracket. The lexer has seen that brackets and quotes match. */
static bool split_args(const char *from, const char *end, Args *ret)
{
    int depth = 0;
    const char *begin = from;
    for (const char *p = from; p < end; p++) {
        if (*p == '"' || *p == '\'') {
            p += code_literal(p, end) - 1;
        } else if (strchr("([{", *p)) {
            depth++;
        } else if (depth && strchr(")]}", *p)) {
            depth--;
        } else if (depth == 0 && (*p == ',' || *p == ')')) {
            if (ret->n == MAX_ARGS)
                return false;
            ret->at[ret->n++] = span_trim((Span){begin, (size_t)(p - begin)});
            begin = p + 1;
            ret->end = p;
            if (*p == ')')
                return true;
        }
    }
    return false;
}

/* The text of adjacent string literals without their quotes; NULL if the argument is anything else. */
static const char *literal_text(Arena *arena, Span arg)
{
    Buf text = buf_make(arena);
    const char *p = arg.at, *end = arg.at + arg.n;
    while (p < end) {
        size_t n = *p == '"' ? code_literal(p, end) : 0;
        if (!n)
            return NULL;
        buf_add(&text, p + 1, n - 2);
        for (p += n; p < end && strchr(" \t\r\n", *p); p++)
            ;
    }
    return arg.n ? buf_text(&text) : NULL;
}

/* One of the calls with named arguments. */
typedef struct Form {
    const char *word;
    int texts_at, n_texts; /* where its messages stand, counted without cx */
    const char *convert;   /* makes a string of a named value */
    bool translated;
} Form;

static const Form forms[] = {
    {"t", 0, 1, "h_str", true},
    {"tn", 1, 2, "h_str", true},
    {"path", 0, 1, "h_part", false},
    {"N_", 0, 1, NULL, true},
};

static const Form *find_form(Span word)
{
    for (size_t i = 0; i < ARRAY_LENGTH(forms); i++)
        if (span_is(word, forms[i].word))
            return &forms[i];
    return NULL;
}

const char *code_message(Arena *arena, Span code)
{
    size_t n = code_name(code.at, code.at + code.n);
    const Form *form = find_form((Span){code.at, n});
    Args args = {.n = 0};
    if (!form || !form->translated || !form->convert || !split_args(code.at + n + 1, code.at + code.n, &args))
        return NULL;
    int at = form->texts_at + span_is(args.at[0], "cx");
    const char *text = at < args.n ? literal_text(arena, args.at[at]) : NULL;
    return text && !strchr(text, '\\') ? text : NULL;
}

typedef struct Named {
    Span name, value;
} Named;

static bool read_named(Span arg, Named *ret)
{
    size_t n = code_name(arg.at, arg.at + arg.n);
    Span rest = span_trim((Span){arg.at + n, arg.n - n});
    if (!n || rest.n < 2 || rest.at[0] != '=' || rest.at[1] == '=')
        return false;
    *ret = (Named){{arg.at, n}, span_trim((Span){rest.at + 1, rest.n - 1})};
    return ret->value.n > 0;
}

static bool has_hole(const char *text, Span name)
{
    for (const char *p = text; (p = strchr(p, '{')); p++)
        if (strncmp(p + 1, name.at, name.n) == 0 && p[1 + name.n] == '}')
            return true;
    return false;
}

/* Every {hole} of a message needs its value. {n} of tn() has one already. */
static const Fault *check_holes(CodeOut *to, int line, const Form *form, const char *text, const Args *args,
                                int first_named)
{
    for (const char *p = text; (p = strchr(p, '{')); p++) {
        size_t n = code_name(p + 1, p + strlen(p));
        bool given = n == 1 && p[1] == 'n' && form->n_texts == 2;
        if (!n || p[1 + n] != '}')
            continue;
        for (int i = first_named; i < args->n && !given; i++) {
            Named named;
            given =
                read_named(args->at[i], &named) && named.name.n == n && memcmp(named.name.at, p + 1, n) == 0;
        }
        if (!given)
            return fault(to->arena, line, "%s(): the text has {%.*s} but no argument %.*s = …", form->word,
                         (int)n, p + 1, (int)n, p + 1);
    }
    return NULL;
}

static const Fault *check_named(CodeOut *to, int line, const Form *form, Span arg)
{
    Named named;
    if (read_named(arg, &named))
        return NULL;
    return fault(to->arena, line, "%s(): after the text write name = expression, not \"%.*s\"", form->word,
                 (int)(arg.n < 60 ? arg.n : 60), arg.at);
}

static const Fault *write_named(CodeOut *to, int line, const Form *form, Span arg, const char *const *texts)
{
    Named named;
    if (!read_named(arg, &named))
        return fault(to->arena, line, "%s(): after the text write name = expression, not \"%.*s\"",
                     form->word, (int)(arg.n < 60 ? arg.n : 60), arg.at);
    if (!has_hole(texts[0], named.name) && !(texts[1] && has_hole(texts[1], named.name)))
        return fault(to->arena, line, "%s(): the text has no {%.*s}", form->word, (int)named.name.n,
                     named.name.at);
    buf_printf(to->out, ", \"%.*s\", %s(cx, (", (int)named.name.n, named.name.at, form->convert);
    CHECK(code_write(to, line, named.value));
    buf_str(to->out, "))");
    return NULL;
}

static void collect(CodeOut *to, int line, const Form *form, const char *const *texts)
{
    if (form->translated)
        message_add(to->messages, (Message){texts[0], texts[1], to->file, line});
}

/* t(cx, …) and N_(…): copied, but for what stands inside. */
static const Fault *write_plain(CodeOut *to, int line, const Form *form, const Args *args, int skip)
{
    const char *texts[2] = {NULL, NULL};
    for (int i = 0; i < form->n_texts && skip + form->texts_at + i < args->n; i++)
        texts[i] = literal_text(to->arena, args->at[skip + form->texts_at + i]);
    if (texts[0] && (form->n_texts == 1 || texts[1]))
        collect(to, line, form, texts);
    for (int i = 0; i < args->n; i++) {
        if (i)
            buf_str(to->out, ", ");
        CHECK(code_write(to, line + span_lines(args->at[0].at, args->at[i].at), args->at[i]));
    }
    buf_char(to->out, ')');
    return NULL;
}

static const Fault *write_form(CodeOut *to, int line, const Form *form, const Args *args)
{
    const char *texts[2] = {NULL, NULL};
    int n_texts = form->n_texts, first_named = form->texts_at + n_texts;
    for (int i = 0; i < n_texts; i++)
        if (form->texts_at + i >= args->n ||
            !(texts[i] = literal_text(to->arena, args->at[form->texts_at + i])))
            return fault(to->arena, line, "%s(): expected a text in quotes", form->word);
    collect(to, line, form, texts);
    for (int i = first_named; i < args->n; i++)
        CHECK(check_named(to, line, form, args->at[i]));
    for (int i = 0; i < n_texts; i++)
        CHECK(check_holes(to, line, form, texts[i], args, first_named));
    buf_str(to->out, "cx");
    for (int i = 0; i < first_named; i++) {
        buf_str(to->out, ", ");
        CHECK(code_write(to, line, args->at[i]));
    }
    for (int i = first_named; i < args->n; i++)
        CHECK(write_named(to, line, form, args->at[i], texts));
    buf_char(to->out, ')');
    return NULL;
}

static const Fault *write_call(CodeOut *to, int line, const Form *form, const char *from, const char *end,
                               const char **ret_next)
{
    Args args = {.n = 0};
    if (!split_args(from, end, &args))
        return fault(to->arena, line, "%s(): too many arguments, or its bracket is never closed", form->word);
    *ret_next = args.end + 1;
    buf_str(to->out, form->word);
    buf_char(to->out, '(');
    if (!form->convert)
        return write_plain(to, line, form, &args, 0);
    if (span_is(args.at[0], "cx"))
        return write_plain(to, line, form, &args, 1);
    return write_form(to, line, form, &args);
}

/* Is the name at p a function of ours, not a member (x.t, x->t) or a part of another name? */
static bool stands_free(const char *begin, const char *p)
{
    while (p > begin && strchr(" \t\r\n", p[-1]))
        p--;
    return p == begin || (p[-1] != '.' && !(p - begin >= 2 && p[-1] == '>' && p[-2] == '-'));
}

const Fault *code_write(CodeOut *to, int line, Span code)
{
    const char *p = code.at, *end = code.at + code.n;
    while (p < end) {
        size_t n = code_name(p, end);
        const Form *form = n ? find_form((Span){p, n}) : NULL;
        if (form && p + n < end && p[n] == '(' && stands_free(code.at, p)) {
            CHECK(write_call(to, line + span_lines(code.at, p), form, p + n + 1, end, &p));
            continue;
        }
        if (!n && (*p == '"' || *p == '\''))
            n = code_literal(p, end);
        if (!n && isdigit((unsigned char)*p)) /* so that a suffix is no name */
            while (p + n < end && isalnum((unsigned char)p[n]))
                n++;
        buf_add(to->out, p, n ? n : 1);
        p += n ? n : 1;
    }
    return NULL;
}
