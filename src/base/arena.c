#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
static const size_t red_zone = 16;
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
static const size_t red_zone = 0;
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

/* Large enough that an ordinary page needs one block, small enough that 200 idle requests are
   cheap. */
enum { BLOCK_SIZE = 16 * 1024 };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks; /* newest first */
    size_t used;
};

static struct block *block_create(size_t size, struct block *next)
{
    struct block *block = malloc(size_add(sizeof *block, size));
    if (!block)
        check_fail("out of memory");
    block->next = next;
    block->size = size;
    block->used = 0;
    POISON(block->bytes, size);
    return block;
}

static void block_destroy(struct block *block)
{
    UNPOISON(block->bytes, block->size);
    free(block);
}

struct arena *arena_create(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (!arena)
        check_fail("out of memory");
    return arena;
}

void arena_destroy(struct arena *arena)
{
    if (!arena)
        return;
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        block_destroy(block);
    }
    free(arena);
}

void arena_reset(struct arena *arena)
{
    struct block *kept = NULL;
    for (struct block *block = arena->blocks, *next; block; block = next) {
        next = block->next;
        if (!kept && block->size == BLOCK_SIZE)
            kept = block;
        else
            block_destroy(block);
    }
    if (kept) {
        kept->next = NULL;
        kept->used = 0;
        POISON(kept->bytes, kept->size);
    }
    arena->blocks = kept;
    arena->used = 0;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

static void *block_take(struct block *block, size_t bytes, size_t align)
{
    uintptr_t start = (uintptr_t)block->bytes + block->used;
    size_t pad = (size_t)(-start & (align - 1));
    if (pad > block->size - block->used || bytes > block->size - block->used - pad)
        return NULL;
    unsigned char *memory = block->bytes + block->used + pad;
    block->used += pad + bytes;
    size_t zone = block->size - block->used;
    block->used += zone < red_zone ? zone : red_zone;
    UNPOISON(memory, bytes);
    return memory;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size, size_t align)
{
    size_t bytes = size_mul(count, size);
    if (bytes == 0)
        bytes = 1;
    void *memory = arena->blocks ? block_take(arena->blocks, bytes, align) : NULL;
    if (!memory) {
        size_t need = size_add(bytes, align + red_zone);
        if (need > BLOCK_SIZE / 4 && arena->blocks) {
            /* A large piece gets its own block behind the current one, which stays open. */
            struct block *own = block_create(need, arena->blocks->next);
            arena->blocks->next = own;
            memory = block_take(own, bytes, align);
        } else {
            arena->blocks =
                block_create(need > BLOCK_SIZE ? need : BLOCK_SIZE, arena->blocks);
            memory = block_take(arena->blocks, bytes, align);
        }
        CHECK(memory);
    }
    arena->used += bytes;
    return memset(memory, 0, bytes);
}

struct str arena_copy(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, size_add(s.n, 1), 1, 1);
    if (s.n)
        memcpy(copy, s.p, s.n);
    return (struct str){copy, s.n};
}

char *arena_c(struct arena *arena, struct str s)
{
    size_t nul = str_find_char(s, '\0', 0);
    if (nul != SIZE_MAX)
        s.n = nul;
    char *copy = arena_alloc(arena, size_add(s.n, 1), 1, 1);
    if (s.n)
        memcpy(copy, s.p, s.n);
    return copy;
}

struct str arena_join(struct arena *arena, const struct str *parts, size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total = size_add(total, parts[i].n);
    char *joined = arena_alloc(arena, size_add(total, 1), 1, 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].n)
            memcpy(joined + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (struct str){joined, total};
}

struct str arena_vformat(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    CHECK(length >= 0);
    char *text = arena_alloc(arena, (size_t)length + 1, 1, 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)length};
}

struct str arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct str text = arena_vformat(arena, format, args);
    va_end(args);
    return text;
}
