/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Follows the markup through text and blocks, so that each value knows where it stands, and refuses markup
 * that the content security policy forbids or that a value could break out of.
 *
 * It is a tokenizer for the strict part of HTML that templates use: no bare "<", quoted values wherever a
 * value is put in, white space between attributes. Branches of a block must end where they began. */
#include "viewgen.h"
#include <ctype.h>

typedef enum State {
    IN_TEXT,
    IN_TAG_OPEN, /* after "<" */
    IN_TAG_NAME,
    IN_TAG,   /* between attributes, after white space */
    IN_JOINT, /* between attributes, where white space must come first */
    IN_ATTR_NAME,
    IN_ATTR_AFTER, /* white space after a name: "=" may follow */
    IN_EQUALS,
    IN_VALUE,
    IN_BARE_VALUE,
    IN_DECLARATION,
    IN_COMMENT,
    IN_RAW, /* textarea, title, script: only its own end tag ends it */
    STATE_COUNT,
} State;

typedef struct Spot {
    State state;
    char quote;
    bool closing, has_src;
    bool led;  /* the address in this attribute began with a url or path value */
    int count; /* dashes seen, or letters of the end tag matched */
    char element[16], attr[24];
    char lead[24]; /* literal beginning of an address, lower case, without white space */
} Spot;

typedef struct Open {
    Spot before, after;
    bool has_after;
} Open;

typedef struct Walk {
    Arena *arena;
    Spot spot;
    int line, tag_line; /* of this byte, and of the last "<" in text */
    Open blocks[64];    /* as many as the parser allows */
    int depth;
    Span view;
} Walk;

static const char *const where[STATE_COUNT] = {
    [IN_TAG_OPEN] = "right after <",
    [IN_TAG_NAME] = "in the name of an element",
    [IN_TAG] = "between attributes",
    [IN_JOINT] = "between attributes",
    [IN_ATTR_NAME] = "in the name of an attribute",
    [IN_ATTR_AFTER] = "between attributes",
    [IN_EQUALS] = "in an attribute without quotes",
    [IN_VALUE] = "in an attribute",
    [IN_BARE_VALUE] = "in an attribute without quotes",
    [IN_DECLARATION] = "in a declaration",
    [IN_COMMENT] = "in an HTML comment",
    [IN_RAW] = "in the text of an element without markup",
};

static void append(char *text, size_t room, char c)
{
    size_t n = strlen(text);
    if (n + 1 < room)
        text[n] = (char)tolower((unsigned char)c);
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool among(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

static bool is_url_attribute(const char *name)
{
    static const char *const names[] = {"href",   "src",  "action", "formaction", "xlink:href",
                                        "poster", "cite", "data",   "srcset",     NULL};
    return among(name, names);
}

static const Fault *begin_attribute(Walk *w, char c)
{
    memset(w->spot.attr, 0, sizeof w->spot.attr);
    memset(w->spot.lead, 0, sizeof w->spot.lead);
    w->spot.led = false;
    if (strchr("\"'=<", c))
        return fault(w->arena, w->line, "unexpected %c in the tag <%s>", c, w->spot.element);
    append(w->spot.attr, sizeof w->spot.attr, c);
    w->spot.state = IN_ATTR_NAME;
    return NULL;
}

static const Fault *end_attribute_name(Walk *w)
{
    const char *name = w->spot.attr;
    if (strncmp(name, "on", 2) == 0)
        return fault(w->arena, w->line,
                     "no %s= attribute: the content security policy forbids script in a page", name);
    if (strcmp(name, "style") == 0)
        return fault(w->arena, w->line,
                     "no style= attribute: the content security policy forbids it; use a class");
    if (strcmp(name, "srcdoc") == 0)
        return fault(w->arena, w->line, "no srcdoc= attribute: write a page of its own");
    if (strcmp(name, "src") == 0)
        w->spot.has_src = true;
    return NULL;
}

static const Fault *end_value(Walk *w)
{
    static const char *const schemes[] = {"javascript:", "vbscript:", "data:"};
    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++)
        if (is_url_attribute(w->spot.attr) && strncmp(w->spot.lead, schemes[i], strlen(schemes[i])) == 0)
            return fault(w->arena, w->line, "no %s address in %s=", schemes[i], w->spot.attr);
    return NULL;
}

static const Fault *end_tag(Walk *w)
{
    static const char *const raw[] = {"textarea", "title", "script", NULL};
    Spot *s = &w->spot;
    s->state = IN_TEXT;
    s->count = 0;
    if (s->closing)
        return NULL;
    if (strcmp(s->element, "style") == 0)
        return fault(w->arena, w->line, "no <style>: styles live in assets/");
    if (strcmp(s->element, "script") == 0 && !s->has_src)
        return fault(w->arena, w->line, "no <script> without src: the content security policy forbids it");
    if (among(s->element, raw))
        s->state = IN_RAW;
    return NULL;
}

static const Fault *step_text(Walk *w, char c)
{
    if (c == '<') {
        w->spot = (Spot){.state = IN_TAG_OPEN};
        w->tag_line = w->line;
    }
    return NULL;
}

static const Fault *step_tag_open(Walk *w, char c)
{
    Spot *s = &w->spot;
    if (isalpha((unsigned char)c)) {
        append(s->element, sizeof s->element, c);
        s->state = IN_TAG_NAME;
    } else if (c == '/' && !s->closing) {
        s->closing = true;
    } else if (c == '!' && !s->closing) {
        s->state = IN_DECLARATION;
    } else {
        return fault(w->arena, w->line, "a bare <: write &lt; for the sign");
    }
    return NULL;
}

static const Fault *step_tag_name(Walk *w, char c)
{
    Spot *s = &w->spot;
    if (blank(c))
        s->state = IN_TAG;
    else if (c == '/')
        s->state = IN_JOINT;
    else if (c == '>')
        return end_tag(w);
    else if (isalnum((unsigned char)c) || c == '-')
        append(s->element, sizeof s->element, c);
    else
        return fault(w->arena, w->line, "unexpected %c in the name of an element", c);
    return NULL;
}

static const Fault *step_tag(Walk *w, char c)
{
    if (blank(c))
        return NULL;
    if (c == '>')
        return end_tag(w);
    if (c == '/') {
        w->spot.state = IN_JOINT;
        return NULL;
    }
    return begin_attribute(w, c);
}

static const Fault *step_joint(Walk *w, char c)
{
    if (c == '>')
        return end_tag(w);
    if (!blank(c) && c != '/')
        return fault(w->arena, w->line, "white space must separate what stands in the tag <%s>",
                     w->spot.element);
    w->spot.state = c == '/' ? IN_JOINT : IN_TAG;
    return NULL;
}

static const Fault *step_attr_name(Walk *w, char c)
{
    Spot *s = &w->spot;
    if (c != '=' && c != '>' && c != '/' && !blank(c)) {
        if (strchr("\"'<", c))
            return fault(w->arena, w->line, "unexpected %c in the name of an attribute", c);
        append(s->attr, sizeof s->attr, c);
        return NULL;
    }
    CHECK(end_attribute_name(w));
    s->state = c == '=' ? IN_EQUALS : c == '/' ? IN_JOINT : IN_ATTR_AFTER;
    return c == '>' ? end_tag(w) : NULL;
}

static const Fault *step_attr_after(Walk *w, char c)
{
    if (c != '=')
        return step_tag(w, c);
    w->spot.state = IN_EQUALS;
    return NULL;
}

static const Fault *step_equals(Walk *w, char c)
{
    Spot *s = &w->spot;
    if (blank(c))
        return NULL;
    if (c == '"' || c == '\'') {
        s->quote = c;
        s->state = IN_VALUE;
        return NULL;
    }
    if (strchr("<>=`", c))
        return fault(w->arena, w->line, "the value of %s= is missing", s->attr);
    s->state = IN_BARE_VALUE;
    append(s->lead, sizeof s->lead, c);
    return NULL;
}

static const Fault *step_value(Walk *w, char c)
{
    Spot *s = &w->spot;
    if (c == s->quote) {
        s->state = IN_JOINT;
        return end_value(w);
    }
    if (!blank(c))
        append(s->lead, sizeof s->lead, c);
    return NULL;
}

static const Fault *step_bare_value(Walk *w, char c)
{
    if (!blank(c) && c != '>') {
        if (strchr("\"'<=`", c))
            return fault(w->arena, w->line, "put the value of %s= in quotes", w->spot.attr);
        append(w->spot.lead, sizeof w->spot.lead, c);
        return NULL;
    }
    CHECK(end_value(w));
    w->spot.state = IN_TAG;
    return c == '>' ? end_tag(w) : NULL;
}

static const Fault *step_declaration(Walk *w, char c)
{
    Spot *s = &w->spot;
    s->count = c == '-' && s->count >= 0 ? s->count + 1 : -1;
    if (s->count == 2)
        s->state = IN_COMMENT, s->count = 0;
    else if (c == '>')
        s->state = IN_TEXT;
    return NULL;
}

static const Fault *step_comment(Walk *w, char c)
{
    Spot *s = &w->spot;
    if (c == '>' && s->count >= 2)
        s->state = IN_TEXT;
    s->count = c == '-' ? s->count + 1 : 0;
    return NULL;
}

static const Fault *step_raw(Walk *w, char c)
{
    Spot *s = &w->spot;
    size_t n = strlen(s->element);
    char wanted = s->count == 0 ? '<' : s->count == 1 ? '/' : s->element[s->count - 2];
    s->count = tolower((unsigned char)c) == wanted ? s->count + 1 : c == '<';
    if (s->count == 0 && strcmp(s->element, "script") == 0 && !blank(c))
        return fault(w->arena, w->line, "no script in a page: the content security policy forbids it");
    if ((size_t)s->count == n + 2) {
        s->state = IN_TAG_NAME;
        s->closing = true;
    }
    return NULL;
}

typedef const Fault *StepFn(Walk *w, char c);
static StepFn *const steps[STATE_COUNT] = {
    [IN_TEXT] = step_text,
    [IN_TAG_OPEN] = step_tag_open,
    [IN_TAG_NAME] = step_tag_name,
    [IN_TAG] = step_tag,
    [IN_JOINT] = step_joint,
    [IN_ATTR_NAME] = step_attr_name,
    [IN_ATTR_AFTER] = step_attr_after,
    [IN_EQUALS] = step_equals,
    [IN_VALUE] = step_value,
    [IN_BARE_VALUE] = step_bare_value,
    [IN_DECLARATION] = step_declaration,
    [IN_COMMENT] = step_comment,
    [IN_RAW] = step_raw,
};

static const Fault *walk_text(Walk *w, const Node *node)
{
    w->line = node->line;
    for (size_t i = 0; i < node->text.n; i++) {
        CHECK(steps[w->spot.state](w, node->text.at[i]));
        w->line += node->text.at[i] == '\n';
    }
    return NULL;
}

/* A literal beginning that fixes what kind of address it is, whatever follows. */
static bool lead_is_fixed(const Spot *s)
{
    return s->led || strpbrk(s->lead, "/?#:");
}

static const Fault *walk_url_value(Walk *w, Node *node)
{
    Spot *s = &w->spot;
    CHECK(end_value(w));
    if (node->is_url && !s->led && !s->lead[0]) {
        node->place = PLACE_URL;
        s->led = true;
        return NULL;
    }
    node->place = PLACE_URL_REST;
    if (lead_is_fixed(s))
        return NULL;
    return fault(w->arena, node->line, "%s= begins with a value: write {{ url … }} or {{ path(…) }}",
                 s->attr);
}

static const Fault *walk_value(Walk *w, Node *node)
{
    Spot *s = &w->spot;
    w->line = node->line;
    if (s->state == IN_VALUE && is_url_attribute(s->attr))
        return walk_url_value(w, node);
    if (s->state == IN_TEXT || s->state == IN_VALUE ||
        (s->state == IN_RAW && strcmp(s->element, "script") != 0)) {
        node->place = node->is_url ? PLACE_URL : s->state == IN_TEXT ? PLACE_TEXT : PLACE_ATTRIBUTE;
        s->count = 0;
        return NULL;
    }
    return fault(w->arena, node->line, "a value can't stand %s%s", where[s->state],
                 s->state == IN_EQUALS || s->state == IN_BARE_VALUE ? "; write name=\"{{ … }}\"" : "");
}

/* At the edge of a block: names end there, and nothing half-written may cross it. */
static const Fault *settle(Walk *w, int line)
{
    Spot *s = &w->spot;
    w->line = line;
    if (s->state == IN_ATTR_NAME)
        CHECK(end_attribute_name(w));
    if (s->state == IN_TAG_NAME || s->state == IN_ATTR_NAME)
        s->state = IN_JOINT;
    if (s->state == IN_ATTR_AFTER)
        s->state = IN_TAG;
    s->count = 0;
    if (s->state == IN_TAG_OPEN || s->state == IN_EQUALS || s->state == IN_BARE_VALUE ||
        s->state == IN_DECLARATION || s->state == IN_COMMENT)
        return fault(w->arena, line, "a tag can't stand %s", where[s->state]);
    return NULL;
}

static bool in_markup(State state)
{
    return state == IN_TAG || state == IN_JOINT;
}

static bool same_spot(const Spot *a, const Spot *b)
{
    if (in_markup(a->state) && in_markup(b->state))
        return strcmp(a->element, b->element) == 0 && a->closing == b->closing;
    if (a->state != b->state)
        return false;
    if (a->state == IN_VALUE)
        return a->quote == b->quote && strcmp(a->attr, b->attr) == 0;
    return a->state != IN_RAW || strcmp(a->element, b->element) == 0;
}

/* What both branches have in common: of two spots, the one from which more is refused. */
static Spot stricter(const Spot *a, const Spot *b)
{
    Spot spot = !lead_is_fixed(a) ? *a : *b;
    spot.has_src = a->has_src && b->has_src;
    if (a->state == IN_JOINT || b->state == IN_JOINT)
        spot.state = IN_JOINT;
    return spot;
}

static const Fault *join(Walk *w, Open *open, const Spot *spot, int line)
{
    if (!same_spot(&open->before, spot))
        return fault(
            w->arena, line,
            "the block must end where it began in the markup, not inside or outside a tag or attribute");
    open->after = open->has_after ? stricter(&open->after, spot) : *spot;
    open->has_after = true;
    return NULL;
}

static const Fault *walk_open(Walk *w, Node *node)
{
    CHECK(settle(w, node->line));
    w->blocks[w->depth++] = (Open){.before = w->spot};
    return NULL;
}

static const Fault *walk_branch(Walk *w, Node *node)
{
    Open *open = &w->blocks[w->depth - 1];
    CHECK(settle(w, node->line));
    CHECK(join(w, open, &w->spot, node->line));
    w->spot = open->before;
    return NULL;
}

static const Fault *walk_end(Walk *w, Node *node)
{
    Open *open = &w->blocks[w->depth - 1];
    CHECK(settle(w, node->line));
    CHECK(join(w, open, &w->spot, node->line));
    if (!node->has_else)
        CHECK(join(w, open, &open->before, node->line));
    w->spot = open->after;
    w->depth--;
    return NULL;
}

static const Fault *walk_call(Walk *w, Node *node)
{
    if (w->spot.state != IN_TEXT)
        return fault(w->arena, node->line, "a view can't be called %s", where[w->spot.state]);
    return NULL;
}

static const Fault *view_is_over(Walk *w)
{
    if (w->spot.state == IN_TEXT)
        return NULL;
    return fault(w->arena, w->tag_line, "the view %.*s ends %s", (int)w->view.n, w->view.at,
                 where[w->spot.state]);
}

static const Fault *walk_view(Walk *w, Node *node)
{
    CHECK(view_is_over(w));
    w->view = node->name;
    return NULL;
}

typedef const Fault *WalkFn(Walk *w, Node *node);
static const Fault *walk_literal(Walk *w, Node *node)
{
    return walk_text(w, node);
}
static WalkFn *const walkers[] = {
    [NODE_TEXT] = walk_literal, [NODE_VALUE] = walk_value, [NODE_COMMENT] = NULL,
    [NODE_INCLUDE] = NULL,      [NODE_VIEW] = walk_view,   [NODE_IF] = walk_open,
    [NODE_ELIF] = walk_branch,  [NODE_ELSE] = walk_branch, [NODE_END] = walk_end,
    [NODE_FOR] = walk_open,     [NODE_CALL] = walk_call,   [NODE_SET] = NULL,
};

const Fault *place_all(Arena *arena, Nodes nodes)
{
    Walk *w = NEW(arena, Walk);
    w->arena = arena;
    for (size_t i = 0; i < nodes.n; i++)
        if (walkers[nodes.at[i].kind])
            CHECK(walkers[nodes.at[i].kind](w, &nodes.at[i]));
    return view_is_over(w);
}
