#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "net/imap_connection.h"

static void check_name(struct str utf8, const char *wanted)
{
    struct arena *arena = arena_create();
    assert_string_equal(arena_c(arena, imap_mailbox_name(utf8, arena)), wanted);
    arena_destroy(arena);
}

static void leaves_ascii_as_it_is_but_for_the_ampersand(void **state)
{
    (void)state;
    check_name(STR("INBOX"), "INBOX");
    check_name(STR("A&B"), "A&-B");
    check_name(STR(""), "");
}

static void encodes_japanese_names(void **state)
{
    (void)state;
    check_name(STR("台北"), "&U,BTFw-");
    check_name(STR("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
    check_name(STR("𠮷"), "&2ELftw-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(leaves_ascii_as_it_is_but_for_the_ampersand),
        cmocka_unit_test(encodes_japanese_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
