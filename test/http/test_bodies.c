/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What forms send: a=1&b=2, and parts with uploads. The multipart bodies are written by hand after RFC 7578
 * and what Firefox and Chromium send. */
#include "http/multipart.h"
#include "http/urlencoded.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

typedef struct Fixture {
    Arena arena;
    Cx cx;
} Fixture;

static int set_up(void **state)
{
    static Fixture fixture;
    fixture.arena = arena_make(0);
    fixture.cx = (Cx){.arena = &fixture.arena};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(&((Fixture *)*state)->arena);
    return 0;
}

static void assert_pair(const FormInput *input, size_t i, const char *name, const char *value)
{
    assert_true(i < input->n_entries);
    assert_string_equal(input->entries[i].name, name);
    assert_string_equal(input->entries[i].value, value);
}

static void reads_pairs(void **state)
{
    Fixture *f = *state;
    FormInput input = {0};
    static const char body[] =
        "name=M%C3%BCller+%26+S%c3%b6hne&&a=&b&=c&x=1%2B1&name=zwei&p=100%&q=%zz&r=a=b";
    assert_true(urlencoded_parse(&f->cx, body, strlen(body), &input));
    assert_int_equal(input.n_entries, 9);
    assert_pair(&input, 0, "name", "Müller & Söhne");
    assert_pair(&input, 1, "a", "");
    assert_pair(&input, 2, "b", "");
    assert_pair(&input, 3, "", "c");
    assert_pair(&input, 4, "x", "1+1");
    assert_pair(&input, 5, "name", "zwei");
    assert_pair(&input, 6, "p", "100%");
    assert_pair(&input, 7, "q", "%zz");
    assert_pair(&input, 8, "r", "a=b");
}

static void reads_nothing_from_nothing(void **state)
{
    Fixture *f = *state;
    FormInput input = {0};
    assert_true(urlencoded_parse(&f->cx, "", 0, &input));
    assert_true(urlencoded_parse(&f->cx, "&&", 2, &input));
    assert_int_equal(input.n_entries, 0);
}

static void refuses_nul_and_floods(void **state)
{
    Fixture *f = *state;
    FormInput input = {0};
    assert_false(urlencoded_parse(&f->cx, "a=%00", 5, &input));
    assert_false(urlencoded_parse(&f->cx, "a=x\0y", 5, &input));
    assert_false(urlencoded_parse(&f->cx, "%00=x", 5, &input));
    Buf flood = buf_make(&f->arena);
    for (int i = 0; i < FORM_MAX_ENTRIES; i++)
        buf_str(&flood, "a=1&");
    input = (FormInput){0};
    assert_true(urlencoded_parse(&f->cx, flood.data, flood.n, &input));
    assert_int_equal(input.n_entries, FORM_MAX_ENTRIES);
    assert_pair(&input, FORM_MAX_ENTRIES - 1, "a", "1");
    assert_false(urlencoded_parse(&f->cx, "a=1", 3, &input));
}

static bool parse_parts(Fixture *f, const char *body, size_t n, FormInput *input)
{
    *input = (FormInput){0};
    /* A copy of the exact size, so that a sanitizer sees every byte read beyond. */
    char *exact = malloc(n + 1);
    memcpy(exact, body, n);
    exact = realloc(exact, n ? n : 1);
    bool is_good = multipart_parse(&f->cx, exact, n, "XyZ", input);
    for (size_t i = 0; i < input->n_entries; i++)
        if (input->entries[i].bytes)
            input->entries[i].bytes =
                arena_copy(&f->arena, input->entries[i].bytes, input->entries[i].n_bytes);
    free(exact);
    return is_good;
}
#define PARTS(f, literal, input) parse_parts((f), (literal), sizeof(literal) - 1, (input))

static void reads_parts(void **state)
{
    FormInput input;
    /* The boundary at the beginning of a line of an upload: a browser picks another one then. */
    assert_false(PARTS(*state,
                       "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n"
                       "1\r\n--XyZ nearly\r\n--XyZ--",
                       &input));
    assert_true(PARTS(
        *state,
        "--XyZ\r\n"
        "Content-Disposition: form-data; name=\"title\"\r\n"
        "\r\n"
        "Zwei\r\nZeilen\r\n"
        "--XyZ\r\n"
        "Content-Disposition: form-data; name=\"list\"; filename=\"C:\\Daten\\liste \\\"1\\\".xlsx\"\r\n"
        "Content-Type: application/vnd.ms-excel\r\n"
        "\r\n"
        "PK\0\r\n-XyZ\n--XyZ\r\n\r\n"
        "--XyZ\r\n"
        "content-disposition:form-data;name=none;filename=\"\"\r\n"
        "Content-Type: application/octet-stream\r\n"
        "\r\n"
        "\r\n"
        "--XyZ--\r\n",
        &input));
    assert_int_equal(input.n_entries, 3);
    assert_pair(&input, 0, "title", "Zwei\r\nZeilen");
    assert_string_equal(input.entries[1].name, "list");
    assert_string_equal(input.entries[1].file_name, "liste \"1\".xlsx");
    assert_null(input.entries[1].value);
    static const char expected[] = "PK\0\r\n-XyZ\n--XyZ\r\n";
    assert_int_equal(input.entries[1].n_bytes, sizeof expected - 1);
    assert_memory_equal(input.entries[1].bytes, expected, sizeof expected - 1);
    assert_string_equal(input.entries[2].name, "none");
    assert_null(input.entries[2].bytes);
}

static void tells_an_empty_file_from_none(void **state)
{
    FormInput input;
    assert_true(
        PARTS(*state,
              "--XyZ\r\nContent-Disposition: form-data; name=\"f\"; filename=\"leer.txt\"\r\n\r\n\r\n--XyZ--",
              &input));
    assert_non_null(input.entries[0].bytes);
    assert_int_equal(input.entries[0].n_bytes, 0);
    assert_string_equal(input.entries[0].file_name, "leer.txt");
    assert_true(PARTS(*state, "--XyZ--\r\n", &input));
    assert_int_equal(input.n_entries, 0);
}

static void refuses_what_breaks_the_grammar(void **state)
{
#define HEAD "--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
    static const struct {
        const char *body;
        size_t n;
    } bad[] = {
#define BODY(literal) {(literal), sizeof(literal) - 1}
        BODY(""),
        BODY("--Xy"),
        BODY("--XyZ"),
        BODY("--XyZ-"),
        BODY("--XyZ\r\n"),
        BODY("preamble\r\n" HEAD "1\r\n--XyZ--"),
        BODY(HEAD "1"),
        BODY(HEAD "1\r\n--XyZ"),
        BODY(HEAD "1\r\n--XyZ-"),
        BODY(HEAD "1\r\n--XyZ--more"),
        BODY(HEAD "1\n--XyZ--"),
        BODY(HEAD "1\0\r\n--XyZ--"),
        BODY("--XyZ\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Type: text/plain\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Disposition: form-data; name=\"a\"; filename*=UTF-8''b\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n1\r\n--XyZ--"),
        BODY("--XyZ\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; "
             "name=\"b\"\r\n"
             "\r\n1\r\n--XyZ--"),
    };
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        FormInput input;
        if (parse_parts(*state, bad[i].body, bad[i].n, &input))
            fail_msg("body %zu was taken", i);
    }
}

static void every_beginning_of_a_body_is_refused(void **state)
{
    static const char body[] =
        "--XyZ\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1\r\n--XyZ--";
    FormInput input;
    for (size_t n = 0; n < sizeof body - 1; n++)
        assert_false(parse_parts(*state, body, n, &input));
    assert_true(parse_parts(*state, body, sizeof body - 1, &input));
}

static void reads_the_boundary(void **state)
{
    Fixture *f = *state;
    assert_string_equal(multipart_boundary(&f->cx, "multipart/form-data; boundary=----WebKitFormBoundaryAb1"),
                        "----WebKitFormBoundaryAb1");
    assert_string_equal(multipart_boundary(&f->cx, "Multipart/Form-Data;boundary=\"a b\""), "a b");
    static const char *const bad[] = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=a\\b",
        "multipart/mixed; boundary=a",
        ("multipart/form-data; boundary="
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
        assert_null(multipart_boundary(&f->cx, bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_pairs),
        cmocka_unit_test(reads_nothing_from_nothing),
        cmocka_unit_test(refuses_nul_and_floods),
        cmocka_unit_test(reads_parts),
        cmocka_unit_test(tells_an_empty_file_from_none),
        cmocka_unit_test(refuses_what_breaks_the_grammar),
        cmocka_unit_test(every_beginning_of_a_body_is_refused),
        cmocka_unit_test(reads_the_boundary),
    };
    return cmocka_run_group_tests_name("bodies", tests, set_up, tear_down);
}
