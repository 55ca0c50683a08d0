/* The texts of BASIC: bounded, in slots of fixed size. Positions count from 1, as in PHREEQC. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "chem/basic_run.h"

int basic_set_text(struct basic_execution *x, int32_t slot, struct str text)
{
    struct str *to = &x->run->texts[slot];
    if (text.n > BASIC_TEXT_LIMIT)
        return basic_run_fail(x, BOTH("文字列が長すぎます", "the text is too long"));
    union {
        const char *read;
        char *write;
    } room = {.read = to->p}; /* a slot of a variable is ours to write */
    memmove(room.write, text.p ? text.p : "", text.n);
    to->n = text.n;
    return 0;
}

static int join(struct basic_execution *x, struct str left, struct str right)
{
    char both[BASIC_TEXT_LIMIT];
    if (left.n > sizeof both || right.n > sizeof both - left.n)
        return basic_run_fail(x, BOTH("文字列が長すぎます", "the text is too long"));
    memcpy(both, left.p ? left.p : "", left.n);
    memcpy(both + left.n, right.p ? right.p : "", right.n);
    return basic_set_text(x, x->in->a, (struct str){both, left.n + right.n});
}

static double number_in(struct str text)
{
    char copy[64];
    struct str s = str_slice(str_trim(text), 0, sizeof copy - 1);
    memcpy(copy, s.p ? s.p : "", s.n);
    copy[s.n] = 0;
    double value = strtod(copy, NULL);
    return isfinite(value) ? value : 0;
}

static size_t clamp(double value, size_t most)
{
    return value > 0 ? value < (double)most ? (size_t)value : most : 0;
}

static int pad(struct basic_execution *x, struct str text, double width)
{
    char padded[BASIC_TEXT_LIMIT];
    size_t length = clamp(width, sizeof padded), kept = text.n < sizeof padded ? text.n : sizeof padded;
    memcpy(padded, text.p ? text.p : "", kept);
    if (length > kept)
        memset(padded + kept, ' ', length - kept);
    return basic_set_text(x, x->in->a, (struct str){padded, length > kept ? length : kept});
}

static struct str trim(struct str text, int32_t ends)
{
    while ((ends & 1) && text.n && (text.p[0] == ' ' || text.p[0] == '\t'))
        text = str_slice(text, 1, text.n);
    while ((ends & 2) && text.n && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

/* `format` is 1000 * width + digits; 0 for STR$. */
static int write_number(struct basic_execution *x, double value, double format)
{
    char text[BASIC_TEXT_LIMIT];
    int width = (int)clamp(format / 1000, 100), digits = (int)clamp(fmod(format, 1000), 100), n;
    if (x->in->operation == BASIC_TEXT_FIXED)
        n = snprintf(text, sizeof text, "%*.*f", width, digits, value);
    else if (x->in->operation == BASIC_TEXT_SCIENCE)
        n = snprintf(text, sizeof text, "%*.*e", width, digits, value);
    else if (floor(value) == value && fabs(value) < 1e15)
        n = snprintf(text, sizeof text, "%.0f", value);
    else
        n = snprintf(text, sizeof text, "%.4e", value);
    return basic_set_text(x, x->in->a, (struct str){text, (size_t)n});
}

static void set_number(struct basic_execution *x, double value)
{
    x->run->value[x->in->a] = value;
    x->run->active[x->in->a] = 0;
}

static int read_text(struct basic_execution *x, struct str left, struct str right)
{
    switch (x->in->operation) {
    case BASIC_TEXT_COMPARE:
        set_number(x, str_compare(left, right));
        break;
    case BASIC_TEXT_LENGTH:
        set_number(x, (double)left.n);
        break;
    case BASIC_TEXT_VALUE:
        set_number(x, number_in(left));
        break;
    case BASIC_TEXT_CODE:
        set_number(x, left.n ? (unsigned char)left.p[0] : 0);
        break;
    default: { /* TEXT_FIND */
        size_t at = str_find(left, right, 0);
        set_number(x, at == SIZE_MAX ? 0 : (double)at + 1);
    }
    }
    return 0;
}

static int write_text(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    const struct str *texts = x->run->texts;
    const double *value = x->run->value;
    switch (in->operation) {
    case BASIC_TEXT_DESCRIPTION: {
        struct str text = x->host->describe ? x->host->describe(x->host->data) : (struct str){0};
        return basic_set_text(x, in->a, text_head(text, BASIC_TEXT_LIMIT));
    }
    case BASIC_TEXT_MOVE:
        return basic_set_text(x, in->a, texts[in->b]);
    case BASIC_TEXT_JOIN:
        return join(x, texts[in->b], texts[in->c]);
    case BASIC_TEXT_MIDDLE:
        return basic_set_text(x, in->a, str_slice(texts[in->b], clamp(value[in->c] - 1, texts[in->b].n),
                                                  texts[in->b].n));
    case BASIC_TEXT_FIRST:
        return basic_set_text(x, in->a,
                              str_slice(texts[in->b], 0, clamp(value[in->c], texts[in->b].n)));
    case BASIC_TEXT_TRIM:
        return basic_set_text(x, in->a, trim(texts[in->b], in->c));
    case BASIC_TEXT_PAD:
        return pad(x, texts[in->b], value[in->c]);
    case BASIC_TEXT_INDEX:
        return basic_set_text(x, in->a, texts[in->b + (int32_t)value[in->c]]);
    case BASIC_TEXT_STORE:
        return basic_set_text(x, in->a + (int32_t)value[in->c], texts[in->b]);
    case BASIC_TEXT_CHARACTER: {
        char c = (char)clamp(value[in->b], 126);
        return basic_set_text(x, in->a, (struct str){&c, 1});
    }
    default:
        return write_number(x, value[in->b], in->operation == BASIC_TEXT_NUMBER ? 0 : value[in->c]);
    }
}

int basic_run_text(struct basic_execution *x)
{
    const struct basic_instruction *in = x->in;
    const struct str *texts = x->run->texts;
    switch (in->operation) {
    case BASIC_TEXT_COMPARE:
    case BASIC_TEXT_FIND:
        return read_text(x, texts[in->b], texts[in->c]);
    case BASIC_TEXT_LENGTH:
    case BASIC_TEXT_VALUE:
    case BASIC_TEXT_CODE:
        return read_text(x, texts[in->b], (struct str){0});
    default:
        return write_text(x);
    }
}
