#include "web/form.h"

#include <string.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/text.h"
#include "web/form_internal.h"

bool form_decode(struct str text, bool plus_is_space, struct arena *arena, struct str *out)
{
    char *to = arena_alloc(arena, text.n + 1, 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '%') {
            int high = text.n - i > 2 ? hex_value(text.p[i + 1]) : -1;
            int low = text.n - i > 2 ? hex_value(text.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_space) {
            c = ' ';
        }
        if (c == '\0')
            return false;
        to[n++] = c;
    }
    *out = (struct str){to, n};
    return text_is_valid_utf8(*out);
}

int form_add(struct form *form, struct str name, struct str value, struct web_file *file,
             struct error *error)
{
    if (form->count == FORM_PAIR_LIMIT)
        return ERROR(error, ERR_WEB_BODY, STR("項目が多すぎます"));
    if (form->count == form->capacity) {
        size_t capacity = form->capacity ? form->capacity * 2 : 16;
        struct form_pair *grown = ARENA_ARRAY(form->arena, struct form_pair, capacity);
        if (form->count > 0)
            memcpy(grown, form->pairs, form->count * sizeof *grown);
        form->pairs = grown;
        form->capacity = capacity;
    }
    form->pairs[form->count++] = (struct form_pair){name, value, file};
    return 0;
}

int form_read_urlencoded(struct form *form, struct str text, struct error *error)
{
    struct str rest = text, part;
    while (text.n > 0 && str_cut(&rest, '&', &part)) {
        if (part.n == 0)
            continue;
        struct str value = part, name, decoded_name, decoded_value;
        str_cut(&value, '=', &name);
        if (!form_decode(name, true, form->arena, &decoded_name) ||
            !form_decode(value, true, form->arena, &decoded_value))
            return ERROR(error, ERR_WEB_BODY, STR("文字の符号化が壊れています"));
        int e = form_add(form, decoded_name, decoded_value, NULL, error);
        if (e)
            return e;
    }
    return 0;
}

void form_close(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        struct web_file *file = form->pairs[i].file;
        if (file && file->fd >= 0)
            close(file->fd);
        if (file)
            file->fd = -1;
    }
}
