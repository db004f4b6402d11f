/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Kept pages: found again, bounded, given up in order of last use; and how they are coded and tagged. */
#include "http/answer.h"
#include "http/cache.h"
#include "unit.h"

#include <brotli/decode.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

static int released;

static void release(void *response)
{
    released += *(int *)response;
}

static Page *put(Cache *cache, const char *key, size_t n)
{
    Page *page = cache_put(cache, key, strlen(key), "/log");
    cache_charge(cache, page, n);
    return page;
}

static Page *find(Cache *cache, const char *key)
{
    return cache_find(cache, key, strlen(key));
}

static void finds_what_was_put_and_nothing_else(void **state)
{
    (void)state;
    Cache *cache = cache_make(1 << 20, release);
    Page *one = put(cache, "/a?x=1", 10);
    assert_ptr_equal(find(cache, "/a?x=1"), one);
    assert_null(find(cache, "/a?x=2"));
    assert_null(find(cache, "/a?x="));
    Page *two = put(cache, "/a?x=1", 10);
    assert_ptr_equal(find(cache, "/a?x=1"), two);
    assert_string_equal(two->log_path, "/log");
    cache_drop(cache, two);
    assert_null(find(cache, "/a?x=1"));
    assert_int_equal(cache_bytes(cache), 0);
    cache_free(&cache);
    assert_null(cache);
}

static void gives_up_the_least_recently_used(void **state)
{
    (void)state;
    Cache *cache = cache_make(10000, release);
    put(cache, "/a", 2500);
    put(cache, "/b", 2500);
    put(cache, "/c", 2500);
    assert_non_null(find(cache, "/a"));
    put(cache, "/d", 2500);
    assert_non_null(find(cache, "/a"));
    assert_null(find(cache, "/b"));
    assert_non_null(find(cache, "/c"));
    assert_non_null(find(cache, "/d"));
    cache_charge(cache, find(cache, "/a"), 5000); /* a coding that was made later */
    assert_non_null(find(cache, "/a"));
    assert_null(find(cache, "/c"));
    cache_free(&cache);
}

static void stays_bounded_and_frees_everything(void **state)
{
    (void)state;
    int one = 1;
    released = 0;
    Cache *cache = cache_make(100000, release);
    for (int i = 0; i < 20000; i++) {
        char key[32];
        snprintf(key, sizeof key, "/page?%d", i);
        Page *page = put(cache, key, 1000);
        page->coding[CODING_IDENTITY].full = &one;
        page->coding[CODING_GZIP].not_modified = &one;
        assert_true(cache_bytes(cache) <= 100000);
    }
    assert_non_null(find(cache, "/page?19999"));
    cache_free(&cache);
    assert_int_equal(released, 40000);
}

static void picks_the_coding_a_client_takes(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        Coding coding;
    } cases[] = {
        {NULL, CODING_IDENTITY},         {"", CODING_IDENTITY},          {"gzip, deflate, br", CODING_BROTLI},
        {"gzip", CODING_GZIP},           {"GZIP;q=0.5", CODING_GZIP},    {"br;q=0, gzip", CODING_GZIP},
        {"br;q=0.000", CODING_IDENTITY}, {"br; q=0.001", CODING_BROTLI}, {"xbr, gzipx", CODING_IDENTITY},
        {"identity", CODING_IDENTITY},   {" ,,br", CODING_BROTLI},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(coding_accepted(cases[i].header), cases[i].coding);
}

static size_t decode(Coding coding, const unsigned char *bytes, size_t n, unsigned char *out, size_t room)
{
    if (coding == CODING_BROTLI)
        return BrotliDecoderDecompress(n, bytes, &room, out) == BROTLI_DECODER_RESULT_SUCCESS ? room : 0;
    z_stream z = {.next_in = (unsigned char *)bytes, .avail_in = (unsigned)n};
    z.next_out = out;
    z.avail_out = (unsigned)room;
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    inflateEnd(&z);
    return room - z.avail_out;
}

static void compresses_so_that_it_can_be_read_again(void **state)
{
    (void)state;
    char text[5000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "Seminare "[i % 9];
    for (Coding coding = CODING_GZIP; coding <= CODING_BROTLI; coding++)
        for (Effort effort = EFFORT_ONCE; effort <= EFFORT_OFTEN; effort++) {
            unsigned char out[sizeof text];
            size_t n = 0;
            unsigned char *small = compress_bytes(coding, effort, text, sizeof text, &n);
            assert_non_null(small);
            assert_true(n < sizeof text / 10);
            assert_int_equal(decode(coding, small, n, out, sizeof out), sizeof text);
            assert_memory_equal(out, text, sizeof text);
            free(small);
        }
    size_t n;
    assert_null(compress_bytes(CODING_GZIP, EFFORT_ONCE, "ab", 2, &n)); /* would be larger */
}

static void compares_tags(void **state)
{
    (void)state;
    assert_true(answer_matches("\"a-br\"", "\"a-br\""));
    assert_true(answer_matches("\"x\", W/\"a\"", "\"a\""));
    assert_true(answer_matches("*", "\"a\""));
    assert_false(answer_matches("\"a-br\"", "\"a\""));
    assert_false(answer_matches("\"ab\"", "\"a\""));
    assert_false(answer_matches("a", "\"a\""));
    assert_false(answer_matches("", "\"a\""));
    assert_false(answer_matches(NULL, "\"a\""));
    char tag[64];
    answer_tag("3f", CODING_IDENTITY, tag);
    assert_string_equal(tag, "\"3f\"");
    answer_tag("3f", CODING_GZIP, tag);
    assert_string_equal(tag, "\"3f-gzip\"");
}

static void hashes_tell_texts_apart(void **state)
{
    (void)state;
    char text[64] = {0};
    uint64_t seen[64];
    for (size_t n = 0; n < 64; n++) { /* zeros of each length */
        seen[n] = hash_bytes(text, n);
        for (size_t k = 0; k < n; k++)
            assert_true(seen[k] != seen[n]);
    }
    for (size_t i = 0; i < 60; i++) { /* each bit of each byte counts */
        uint64_t before = hash_bytes(text, 60);
        text[i] ^= 0x10;
        assert_true(hash_bytes(text, 60) != before);
        text[i] ^= 0x10;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_put_and_nothing_else),
        cmocka_unit_test(gives_up_the_least_recently_used),
        cmocka_unit_test(stays_bounded_and_frees_everything),
        cmocka_unit_test(picks_the_coding_a_client_takes),
        cmocka_unit_test(compresses_so_that_it_can_be_read_again),
        cmocka_unit_test(compares_tags),
        cmocka_unit_test(hashes_tell_texts_apart),
    };
    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
