#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "base/token.h"

#define SAMPLE "01h455vb4pex5vsknk084sn02q"

static void encodes_the_ends_of_the_range(void **state)
{
    (void)state;
    struct arena *arena = arena_create();
    uint8_t bytes[TOKEN_BYTES] = {0};
    assert_string_equal(token_encode(bytes, arena).p, "00000000000000000000000000");
    memset(bytes, 0xff, sizeof bytes);
    assert_string_equal(token_encode(bytes, arena).p, "7zzzzzzzzzzzzzzzzzzzzzzzzz");
    bytes[0] = 0x20;
    assert_int_equal(token_encode(bytes, arena).p[0], '1');
    arena_destroy(arena);
}

static void reads_what_people_type_and_refuses_more_than_128_bits(void **state)
{
    (void)state;
    char token[TOKEN_LENGTH];
    assert_true(token_read(STR("OIh455Vb4PEX5vsknk084sn02q"), token));
    assert_memory_equal(token, SAMPLE, TOKEN_LENGTH);
    assert_false(token_read(STR("8zzzzzzzzzzzzzzzzzzzzzzzzz"), token));
    assert_false(token_read(STR("01h455vb4pex5vsknk084sn02"), token));
    assert_false(token_read(STR("u1h455vb4pex5vsknk084sn02q"), token));
}

static void finds_the_token_of_addresses_and_message_ids(void **state)
{
    (void)state;
    char token[TOKEN_LENGTH];
    assert_true(token_of_address(STR("meguri+" SAMPLE "@example.jp"), token));
    assert_false(token_of_address(STR(SAMPLE "@example.jp"), token));
    assert_false(token_of_address(STR("meguri+" SAMPLE), token));
    assert_true(token_of_message_id(STR("<" SAMPLE ".9f2c@example.jp>"), token));
    assert_true(token_of_message_id(STR(SAMPLE ".9f2c@example.jp"), token));
    assert_false(token_of_message_id(STR("<" SAMPLE "@example.jp>"), token));
}

static void finds_every_mark_of_a_text_and_passes_broken_ones(void **state)
{
    (void)state;
    char token[TOKEN_LENGTH];
    size_t at = 0;
    struct str text = STR("Re: [M-x] [M-" SAMPLE "] 件名 [[m-7zzzzzzzzzzzzzzzzzzzzzzzzz][M-" SAMPLE);
    assert_true(token_next_mark(text, &at, token));
    assert_memory_equal(token, SAMPLE, TOKEN_LENGTH);
    assert_true(token_next_mark(text, &at, token));
    assert_int_equal(token[0], '7');
    assert_false(token_next_mark(text, &at, token));
    assert_int_equal(at, text.n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encodes_the_ends_of_the_range),
        cmocka_unit_test(reads_what_people_type_and_refuses_more_than_128_bits),
        cmocka_unit_test(finds_the_token_of_addresses_and_message_ids),
        cmocka_unit_test(finds_every_mark_of_a_text_and_passes_broken_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
