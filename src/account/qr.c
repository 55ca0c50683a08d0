#include <errno.h>
#include <qrencode.h>

#include "account/second_factor.h"
#include "base/buf.h"

enum { QUIET_ZONE = 4 };

/* One bar for each run of dark modules in a line. */
static void put_line(struct buf *out, const unsigned char *modules, int width, int line)
{
    for (int from = 0; from < width;) {
        int to = from;
        while (to < width && (modules[to] & 1))
            to++;
        if (to > from)
            buf_format(out, "M%d %dh%dv1h-%dz", from + QUIET_ZONE, line + QUIET_ZONE, to - from,
                       to - from);
        from = to + 1;
    }
}

int account_qr_path(struct str text, struct arena *arena, struct str *path, int64_t *size,
                    struct error *error)
{
    QRcode *code = QRcode_encodeString8bit(arena_c(arena, text), 0, QR_ECLEVEL_M);
    if (!code)
        return error_from_errno(error, errno, STR("QR"));
    struct buf out = {0};
    for (int line = 0; line < code->width; line++)
        put_line(&out, code->data + line * code->width, code->width, line);
    *size = code->width + 2 * QUIET_ZONE;
    *path = arena_copy(arena, buf_str(&out));
    buf_finish(&out);
    QRcode_free(code);
    return 0;
}
