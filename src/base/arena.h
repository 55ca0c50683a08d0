/* Memory that lives and dies together: a request, a job item, a parse each own one arena.
   Nothing in an arena is freed by itself. Under AddressSanitizer each allocation is followed by a
   red zone and the whole arena is poisoned when it is reset or destroyed. Not for sharing between
   threads without a lock. */
#ifndef MEGURI_BASE_ARENA_H
#define MEGURI_BASE_ARENA_H

#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

struct arena *arena_create(void);
/* Takes NULL. Everything allocated from it is gone. */
void arena_destroy(struct arena *arena);
/* Forgets all allocations and keeps one block for reuse. */
void arena_reset(struct arena *arena);
/* Bytes handed out since creation or reset. */
size_t arena_used(const struct arena *arena);

/* Zeroed memory; count * size is checked. Never NULL; zero bytes give a valid pointer. */
void *arena_alloc(struct arena *arena, size_t count, size_t size, size_t align);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), 1, sizeof(type), alignof(type)))
#define ARENA_ARRAY(arena, type, count) \
    ((type *)arena_alloc((arena), (count), sizeof(type), alignof(type)))

/* Copy owned by the arena; one NUL byte follows it, so that .p may go to C interfaces when the
   text has no NUL of its own. */
struct str arena_copy(struct arena *arena, struct str s);
/* NUL-terminated copy; the text is cut at its first NUL byte. */
char *arena_c(struct arena *arena, struct str s);
struct str arena_join(struct arena *arena, const struct str *parts, size_t count);
#define ARENA_JOIN(arena, ...)                                                         \
    arena_join((arena), (const struct str[]){__VA_ARGS__},                             \
               sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))
/* printf into the arena; a NUL follows. */
struct str arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct str arena_vformat(struct arena *arena, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#endif
