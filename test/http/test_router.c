/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses to routes, and the checks of the table at start. */
#include "http/router.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static const Err *nothing(Request *rq)
{
    (void)rq;
    return NULL;
}

static const Route routes[] = {
    {GET, "/", .need = 1, .run = nothing, .global = true, .about = "landing"},
    {GET, "/healthz", .need = 1, .run = nothing, .global = true, .about = "health"},
    {GET, "/", .need = 1, .run = nothing, .about = "home"},
    {GET, "/seminars", .need = 1, .run = nothing, .about = "list"},
    {POST, "/seminars", .need = 1, .run = nothing, .about = "add"},
    {GET, "/seminars/new", .need = 1, .run = nothing, .about = "new"},
    {GET, "/seminars/:id", .need = 1, .run = nothing, .about = "one"},
    {GET, "/seminars/:key", .need = 1, .run = nothing, .about = "by key"},
    {GET, "/seminars/:id/sessions/:id", .need = 1, .run = nothing, .about = "session"},
    {POST, "/seminars/:id/cancel", .need = 1, .run = nothing, .about = "cancel"},
    {GET, "/e/:key", .need = 1, .run = nothing, .about = "show answers"},
    {POST, "/e/:key", .need = 1, .run = nothing, .lane = ON_APART, .about = "answer"},
    {GET, "/e/:key/thanks", .need = 1, .run = nothing, .about = "thanks"},
};
static const RouteTable table = ROUTE_TABLE(routes);
static const RouteTable *const tables[] = {&table};

typedef struct Fixture {
    Arena arena;
    Cx cx;
    Router *router;
} Fixture;

static int set_up(void **state)
{
    static Fixture fixture;
    fixture.arena = arena_make(0);
    fixture.cx = (Cx){.arena = &fixture.arena};
    *state = &fixture;
    return router_make(&fixture.cx, &fixture.arena, tables, 1, &fixture.router) ? -1 : 0;
}

static int tear_down(void **state)
{
    arena_free(&((Fixture *)*state)->arena);
    return 0;
}

static Found find(Fixture *f, const char *path)
{
    Target target;
    assert_int_equal(target_parse(&f->arena, path, strlen(path), &target), 0);
    return router_find(f->router, &target);
}

static const char *about(Fixture *f, Method method, const char *path)
{
    const Route *route = find(f, path).by_method[method];
    return route ? route->about : "none";
}

static void finds_by_segments(void **state)
{
    static const struct {
        Method method;
        const char *path, *about;
    } cases[] = {
        {GET, "/", "landing"},
        {GET, "/healthz", "health"},
        {POST, "/healthz", "none"},
        {GET, "/duesseldorf/de", "home"},
        {GET, "/duesseldorf/de/", "home"},
        {GET, "/duesseldorf/de/seminars", "list"},
        {POST, "/duesseldorf/de/seminars", "add"},
        {GET, "/duesseldorf/de/seminars/new", "new"},
        {GET, "/duesseldorf/de/seminars/3", "one"},
        {GET, "/duesseldorf/de/seminars/03", "by key"},
        {GET, "/duesseldorf/de/seminars/0", "by key"},
        {GET, "/duesseldorf/de/seminars/3x", "by key"},
        {GET, "/duesseldorf/de/seminars/3/sessions/4", "session"},
        {GET, "/duesseldorf/de/seminars/3/sessions/x", "none"},
        {GET, "/duesseldorf/de/seminars/3/cancel", "none"},
        {POST, "/duesseldorf/de/seminars/3/cancel", "cancel"},
        {GET, "/duesseldorf/de/seminars/new/sessions/4", "none"},
        {GET, "/seminars/3", "home"}, /* a programme called "seminars": the gate does not know it */
        {GET, "/duesseldorf", "none"},
        {GET, "/duesseldorf/de/Seminars", "none"},
        {GET, "/duesseldorf/de/seminars/999999999999999999", "one"},
        {GET, "/duesseldorf/de/seminars/9999999999999999999", "by key"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_string_equal(about(*state, cases[i].method, cases[i].path), cases[i].about);
}

static void hands_over_the_variable_parts(void **state)
{
    Found found = find(*state, "/duesseldorf/de/seminars/12/sessions/7");
    assert_int_equal(found.ids[0], 12);
    assert_int_equal(found.ids[1], 7);
    assert_string_equal(found.rest, "/seminars/12/sessions/7");
    assert_int_equal(found.n_prefix, strlen("/duesseldorf/de"));
    assert_false(found.is_keyed);

    found = find(*state, "/duesseldorf/de/e/geheim%2Fes%20W%C3%B6rt");
    assert_string_equal(found.keys[0], "geheim/es Wört");
    assert_true(found.is_keyed);
    assert_true(found.is_apart);
    assert_false(find(*state, "/duesseldorf/de/e/geheim/thanks").is_apart);

    assert_string_equal(find(*state, "/duesseldorf/de").rest, "/");
}

static const char *flaw(Fixture *f, Route route)
{
    const RouteTable more = {&route, 1};
    const RouteTable *const both[] = {&table, &more};
    Router *router;
    const Err *err = router_make(&f->cx, &f->arena, both, 2, &router);
    if (!err)
        return "none";
    assert_int_equal(err->kind, ERR_INPUT);
    assert_string_equal(err->args[2], "path");
    assert_string_equal(err->args[3], route.path);
    return err->args[5];
}

static void refuses_a_table_with_a_flaw(void **state)
{
    Fixture *f = *state;
    assert_string_equal(flaw(f, (Route){GET, "/new", .need = 1, .run = nothing}), "none");
    assert_string_equal(flaw(f, (Route){GET, "/new", .run = nothing}),
                        "it does not say which permission it needs");
    assert_string_equal(flaw(f, (Route){GET, "/new", .need = 1}), "it has no function");
    assert_string_equal(flaw(f, (Route){GET, "/seminars/:id", .need = 1, .run = nothing}),
                        "another route has the same path");
    assert_string_equal(flaw(f, (Route){POST, "/seminars/:id", .need = 1, .run = nothing}), "none");
    assert_string_equal(flaw(f, (Route){GET, "new", .need = 1, .run = nothing}),
                        "its path does not begin with a slash");
    assert_string_equal(flaw(f, (Route){GET, "/new/", .need = 1, .run = nothing}),
                        "its path has an empty part");
    assert_string_equal(flaw(f, (Route){GET, "/a//b", .need = 1, .run = nothing}),
                        "its path has an empty part");
    assert_string_equal(flaw(f, (Route){GET, "/:name", .need = 1, .run = nothing}),
                        "a part of its path is neither :id nor :key");
    assert_string_equal(flaw(f, (Route){GET, "/:id/:id/:id/:id/:id", .need = 1, .run = nothing}),
                        "its path has too many parts");
    assert_string_equal(flaw(f, (Route){POST, "/new", .need = 1, .run = nothing, .cached = true}),
                        "only pages that are shown can be cached");
}

static int parse(Fixture *f, const char *raw, Target *target)
{
    return target_parse(&f->arena, raw, strlen(raw), target);
}

static void takes_targets_apart(void **state)
{
    Fixture *f = *state;
    Target target;
    assert_int_equal(parse(f, "/a%20b/c?x=%31", &target), 0);
    assert_string_equal(target.path, "/a b/c");
    assert_string_equal(target.query, "x=%31");
    assert_string_equal(target.raw_path, "/a%20b/c");
    assert_int_equal(target.n_segments, 2);
    assert_string_equal(target.segments[0], "a b");
    assert_string_equal(target.starts[1], "/c");
    assert_false(target.ends_with_slash);

    assert_int_equal(parse(f, "/a/", &target), 0);
    assert_true(target.ends_with_slash);
    assert_string_equal(target.path, "/a/");
    assert_int_equal(parse(f, "/", &target), 0);
    assert_int_equal(target.n_segments, 0);
    assert_string_equal(target.path, "/");
    assert_int_equal(parse(f, "/?", &target), 0);
    assert_string_equal(target.query, "");
}

static void refuses_targets_that_are_no_text(void **state)
{
    Fixture *f = *state;
    Target target;
    static const char *const bad[] = {"/%",      "/%4",        "/%zz",    "/%ff",       "/%C3",
                                      "/%c0%af", "/%0a",       "/%7f",    "/%ed%a0%80", "/%f5%80%80%80",
                                      "/a/%00",  "/%e0%80%80", "/%C3/%A4"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_int_equal(parse(f, bad[i], &target), 400);
    assert_int_equal(parse(f, "/a//b", &target), 404);
    assert_int_equal(parse(f, "/a//", &target), 404);
    assert_int_equal(parse(f, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", &target), 0);
    assert_int_equal(parse(f, "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", &target), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_by_segments),
        cmocka_unit_test(hands_over_the_variable_parts),
        cmocka_unit_test(refuses_a_table_with_a_flaw),
        cmocka_unit_test(takes_targets_apart),
        cmocka_unit_test(refuses_targets_that_are_no_text),
    };
    return cmocka_run_group_tests_name("router", tests, set_up, tear_down);
}
