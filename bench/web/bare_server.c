/* bare_server CERTIFICATE KEY BYTES: answers every request over TLS with the bytes of that file, until its
   input ends. Prints its port. */
#include <stdio.h>

#include "bare.h"
#include "base/check.h"
#include "base/file.h"

int main(int argc, char **argv)
{
    CHECK(argc == 4);
    struct arena *arena = arena_create();
    struct context context;
    struct str texts[3];
    struct error error = {0};
    context_init_system(&context, NULL, LANG_JA);
    for (int i = 0; i < 3; i++) {
        if (file_read(&context, str_from_c(argv[i + 1]), 1 << 24, arena, &texts[i], &error)) {
            fprintf(stderr, "%s\n", error_sentence(&error, LANG_EN, arena).p);
            return 1;
        }
    }
    struct bare *bare = bare_create(texts[2], arena_c(arena, texts[0]), arena_c(arena, texts[1]), 0);
    printf("%d\n", bare_port(bare));
    fflush(stdout);
    while (getchar() != EOF)
        ;
    bare_destroy(bare);
    arena_destroy(arena);
    return 0;
}
