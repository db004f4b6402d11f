/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See router.h. A tree with a node per segment; some hundred routes make siblings few enough to walk. */
#include "http/router.h"

#include "base/number.h"
#include <string.h>

typedef enum Part { PART_LITERAL, PART_ID, PART_KEY } Part; /* in the order they are tried */

typedef struct Node Node;
struct Node {
    Part part;
    const char *text; /* of a literal */
    Node *first_child, *next_sibling;
    const Route *by_method[2];
};

struct Router {
    Node global, programme;
};

enum { MAX_IDS = ARRAY_LENGTH(((Found *)0)->ids), MAX_KEYS = ARRAY_LENGTH(((Found *)0)->keys) };

/* ---- building ---- */

static const Err *complain(Cx *cx, const Route *route, const char *what)
{
    return FAIL(cx, ERR_INPUT, N_("The route {method} {path} can't be served: {what}."), "method",
                route->method == POST ? "POST" : "GET", "path", route->path ? route->path : "?", "what",
                what);
}

static const char *flaw_of_pattern(const char *path)
{
    if (!path || path[0] != '/')
        return "its path does not begin with a slash";
    size_t n = strlen(path);
    if (n > 1 && (path[n - 1] == '/' || strstr(path, "//")))
        return "its path has an empty part";
    int ids = 0, keys = 0, segments = 0;
    for (const char *at = path; at; at = strchr(at + 1, '/')) {
        size_t length = strcspn(at + 1, "/");
        bool is_id = length == 3 && strncmp(at + 1, ":id", 3) == 0;
        bool is_key = length == 4 && strncmp(at + 1, ":key", 4) == 0;
        if (at[1] == ':' && !is_id && !is_key)
            return "a part of its path is neither :id nor :key";
        ids += is_id;
        keys += is_key;
        segments++;
    }
    if (ids > MAX_IDS || keys > MAX_KEYS || segments > TARGET_SEGMENTS - 2)
        return "its path has too many parts";
    return NULL;
}

static const char *flaw_of_route(const Route *route)
{
    const char *flaw = flaw_of_pattern(route->path);
    if (flaw)
        return flaw;
    if (route->need == 0)
        return "it does not say which permission it needs";
    if (!route->run)
        return "it has no function";
    if (route->stored && route->method != POST)
        return "only a form that is sent can change a record";
    if (route->cached && (route->method != GET || route->lane == ON_APART))
        return "only pages that are shown can be cached";
    return NULL;
}

static Node *child_for(Arena *arena, Node *parent, const char *segment, size_t n)
{
    Part part = segment[0] != ':' ? PART_LITERAL : n == 3 ? PART_ID : PART_KEY;
    Node **place = &parent->first_child;
    for (; *place && (*place)->part <= part; place = &(*place)->next_sibling)
        if ((*place)->part == part && (part != PART_LITERAL || (strlen((*place)->text) == n &&
                                                                memcmp((*place)->text, segment, n) == 0)))
            return *place;
    Node *node = NEW(arena, Node);
    *node = (Node){.part = part, .text = arena_text_n(arena, segment, n), .next_sibling = *place};
    *place = node;
    return node;
}

static const Err *add_route(Cx *cx, Arena *arena, Router *router, const Route *route)
{
    const char *flaw = flaw_of_route(route);
    if (flaw)
        return complain(cx, route, flaw);
    Node *node = route->global ? &router->global : &router->programme;
    for (const char *at = route->path + 1; *at;) {
        size_t n = strcspn(at, "/");
        node = child_for(arena, node, at, n);
        at += n + (at[n] == '/');
    }
    if (node->by_method[route->method])
        return complain(cx, route, "another route has the same path");
    node->by_method[route->method] = route;
    return NULL;
}

const Err *router_make(Cx *cx, Arena *arena, const RouteTable *const *tables, size_t n_tables,
                       Router **ret_router)
{
    Router *router = NEW(arena, Router);
    for (size_t i = 0; i < n_tables; i++)
        for (size_t k = 0; k < tables[i]->n; k++)
            TRY(add_route(cx, arena, router, &tables[i]->routes[k]));
    *ret_router = router;
    return NULL;
}

/* ---- finding ---- */

static bool is_route(const Node *node)
{
    return node->by_method[GET] || node->by_method[POST];
}

/* Fills *found from the leaf upwards, so a branch that leads nowhere leaves nothing behind. */
static bool walk(const Node *node, const char *const *segments, size_t n, int ids, int keys, Found *found)
{
    if (n == 0) {
        if (!is_route(node))
            return false;
        memcpy(found->by_method, node->by_method, sizeof found->by_method);
        return true;
    }
    for (const Node *child = node->first_child; child; child = child->next_sibling) {
        int64_t id = 0;
        bool is_id = child->part == PART_ID, is_key = child->part == PART_KEY;
        if ((child->part == PART_LITERAL && strcmp(child->text, segments[0]) != 0) ||
            (is_id && !id_parse(segments[0], &id)))
            continue;
        if (!walk(child, segments + 1, n - 1, ids + is_id, keys + is_key, found))
            continue;
        if (is_id)
            found->ids[ids] = id;
        if (is_key)
            found->keys[keys] = segments[0];
        return true;
    }
    return false;
}

Found router_find(const Router *router, const Target *target)
{
    Found found = {.rest = target->path};
    size_t n = target->n_segments;
    if (!walk(&router->global, target->segments, n, 0, 0, &found) && n >= 2) {
        if (n > 2)
            found.rest = target->starts[2];
        found.n_prefix =
            (size_t)(n > 2 ? target->starts[2] - target->path
                           : target->starts[1] - target->path + 1 + (ptrdiff_t)strlen(target->segments[1]));
        if (n == 2)
            found.rest = "/";
        walk(&router->programme, target->segments + 2, n - 2, 0, 0, &found);
    }
    for (int method = GET; method <= POST; method++) {
        const Route *route = found.by_method[method];
        found.is_keyed |= route && strstr(route->path, ":key");
        found.is_apart |= route && route->lane == ON_APART;
    }
    return found;
}
