#include "base/progress.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"

enum { DEFAULT_COLUMNS = 80, BAR_MOST = 30, BAR_LEAST = 5, REDRAW_US = 100 * US_PER_MS };

struct progress {
    const struct context *context;
    struct arena *arena; /* of the label */
    struct str label;
    int fd;
    bool visible;
    int64_t done, total, begun, drawn; /* times on the monotonic clock */
};

struct progress *progress_create(const struct context *context, int fd, struct str label,
                                 int64_t total)
{
    struct progress *progress = calloc(1, sizeof *progress);
    if (!progress)
        check_fail("out of memory");
    progress->context = context;
    progress->arena = arena_create();
    progress->label = arena_copy(progress->arena, label);
    progress->fd = fd;
    progress->visible = isatty(fd) == 1;
    progress->total = total;
    progress->begun = context_monotonic(context);
    progress->drawn = progress->begun - REDRAW_US;
    return progress;
}

static size_t terminal_columns(int fd)
{
    struct winsize size;
    bool known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : DEFAULT_COLUMNS;
}

/* A terminal that does not take the bar is no reason to stop. */
static void write_quietly(int fd, struct str text)
{
    ssize_t ignored = write(fd, text.p, text.n);
    (void)ignored;
}

static void draw(struct progress *progress)
{
    struct arena *arena = arena_create();
    int64_t now = context_monotonic(progress->context);
    struct str line =
        progress_line(progress->label, progress->done, progress->total, now - progress->begun,
                      terminal_columns(progress->fd) - 1, progress->context->lang, arena);
    write_quietly(progress->fd, ARENA_JOIN(arena, STR("\r"), line, STR("\x1b[K")));
    progress->drawn = now;
    arena_destroy(arena);
}

void progress_set(struct progress *progress, int64_t done)
{
    progress->done = done;
    if (!progress->visible)
        return;
    if (context_monotonic(progress->context) - progress->drawn >= REDRAW_US)
        draw(progress);
}

void progress_finish(struct progress *progress)
{
    if (!progress)
        return;
    if (progress->visible) {
        draw(progress);
        write_quietly(progress->fd, STR("\n"));
    }
    arena_destroy(progress->arena);
    free(progress);
}

/* done / total in 0..scale */
static int64_t share(int64_t done, int64_t total, int64_t scale)
{
    if (done >= total)
        return scale;
    return done <= 0 ? 0 : (int64_t)((double)done / (double)total * (double)scale);
}

static struct str remaining(int64_t done, int64_t total, int64_t elapsed_us, enum lang lang,
                            struct arena *arena)
{
    if (done <= 0 || done >= total || elapsed_us < US_PER_SECOND)
        return (struct str){"", 0};
    double left_us = (double)elapsed_us * (double)(total - done) / (double)done;
    return arena_format(arena, lang == LANG_JA ? "  残り %.0f 秒" : "  %.0f s left",
                        left_us / US_PER_SECOND + 0.5);
}

static struct str bar(int64_t done, int64_t total, size_t width, struct arena *arena)
{
    if (width < BAR_LEAST)
        return (struct str){"", 0};
    size_t cells = width > BAR_MOST ? BAR_MOST : width;
    size_t filled = (size_t)share(done, total, (int64_t)cells);
    struct buf out = {0};
    buf_append(&out, STR(" ["));
    for (size_t i = 0; i < cells; i++)
        buf_append_char(&out, i < filled ? '#' : '.');
    buf_append_char(&out, ']');
    struct str text = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    return text;
}

static struct str fitting(struct str line, size_t columns)
{
    while (line.n > 0 && text_width(line) > columns)
        line = text_head(line, text_length(line) - 1);
    return line;
}

struct str progress_line(struct str label, int64_t done, int64_t total, int64_t elapsed_us,
                         size_t columns, enum lang lang, struct arena *arena)
{
    if (total <= 0)
        return fitting(arena_format(arena, "%" PRIstr " %lld", STR_ARG(label), (long long)done),
                       columns);
    struct str counts =
        arena_format(arena, " %3lld%% %lld/%lld", (long long)share(done, total, 100),
                     (long long)done, (long long)total);
    struct str left = remaining(done, total, elapsed_us, lang, arena);
    size_t taken = text_width(label) + counts.n + text_width(left) + 3; /* " []" */
    struct str cells = bar(done, total, columns > taken ? columns - taken : 0, arena);
    return fitting(ARENA_JOIN(arena, label, cells, counts, left), columns);
}
