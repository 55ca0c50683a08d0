#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/escape.h"

static void assert_written(void (*write)(struct str, struct buf *), struct str bytes,
                           const char *expected)
{
    struct buf out = {0};
    write(bytes, &out);
    assert_true(str_equal(buf_str(&out), str_from_c(expected)));
    buf_finish(&out);
}

static void reads_hexadecimal_digits_of_either_case(void **state)
{
    (void)state;
    static const char digits[] = "0123456789abcdef", capitals[] = "0123456789ABCDEF";
    for (int i = 0; i < 16; i++) {
        assert_int_equal(hex_value(digits[i]), i);
        assert_int_equal(hex_value(capitals[i]), i);
    }
    static const char others[] = "/:@G`g\x80";
    for (size_t i = 0; i < sizeof others; i++)
        assert_int_equal(hex_value(others[i]), -1);
}

static void escapes_all_but_the_unreserved_characters(void **state)
{
    (void)state;
    assert_written(percent_encode, STR("aZ09-._~"), "aZ09-._~");
    assert_written(percent_encode, STR("a b/%\n"), "a%20b%2F%25%0A");
    assert_written(percent_encode, STR("巡り"), "%E5%B7%A1%E3%82%8A");
    assert_written(percent_encode, STR(""), "");
}

/* The examples of RFC 4648, chapter 10, and bytes with the high bit. */
static void writes_base64_with_padding(void **state)
{
    (void)state;
    assert_written(base64_encode, STR(""), "");
    assert_written(base64_encode, STR("f"), "Zg==");
    assert_written(base64_encode, STR("fo"), "Zm8=");
    assert_written(base64_encode, STR("foo"), "Zm9v");
    assert_written(base64_encode, STR("foobar"), "Zm9vYmFy");
    assert_written(base64_encode, STR("\xff\xfe\xfb"), "//77");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_hexadecimal_digits_of_either_case),
        cmocka_unit_test(escapes_all_but_the_unreserved_characters),
        cmocka_unit_test(writes_base64_with_padding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
