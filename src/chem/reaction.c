#include "chem/reaction.h"

/* The hard part of an equation without blanks is "+": it ends a charge or joins two terms. It is a
   charge when nothing that could begin a term follows. */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static bool is_sign(char c)
{
    return c == '+' || c == '-';
}

static bool begins_name(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '(' || c == '[';
}

static bool is_number(char c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

static bool in_name(char c)
{
    return begins_name(c) || is_number(c) || c == ')' || c == ']' || c == ':' || c == '_' ||
           c == '\'';
}

static size_t skip_blanks(struct str line, size_t at)
{
    while (at < line.n && is_blank(line.p[at]))
        at++;
    return at;
}

/* Whether what follows a charge stands at `at`, rather than the beginning of a term. */
static bool ends_term(struct str line, size_t at)
{
    at = skip_blanks(line, at);
    return at == line.n || line.p[at] == '=' || is_sign(line.p[at]);
}

/* The end of the charge that may begin with the sign at `at`; `at` itself when the sign joins. */
static size_t charge_end(struct str line, size_t at)
{
    size_t run = at;
    while (run < line.n && line.p[run] == line.p[at])
        run++;
    if (run - at > 1)
        return ends_term(line, run) ? run : run - 1;
    size_t end = run;
    while (end < line.n && is_number(line.p[end]))
        end++;
    return ends_term(line, end) ? end : at;
}

/* The end of the name, with its charge, that begins at `at`. */
static size_t name_end(struct str line, size_t at)
{
    int depth = 0;
    for (; at < line.n; at++) {
        char c = line.p[at];
        if (c == '(' || c == '[')
            depth++;
        else if (c == ')' || c == ']')
            depth--;
        else if (is_sign(c) && depth == 0)
            return charge_end(line, at);
        else if (!in_name(c) && !is_sign(c))
            return at;
    }
    return at;
}

static int bad_equation(struct str line, struct str expected, struct error *error)
{
    return ERROR(error, ERR_CHEM_SYNTAX, str_slice(line, 0, 120), expected);
}

/* Signs between terms: "+", "-" and blanks, at most one of each kind ("+ -1 e-"). */
static bool read_joint(struct str line, size_t *at, double *sign)
{
    bool joined = false;
    *sign = 1;
    for (int signs = 0; *at < line.n && signs <= 2; ++*at) {
        char c = line.p[*at];
        if (is_blank(c))
            continue;
        if (!is_sign(c))
            break;
        if (c == '-')
            *sign = -*sign;
        joined = true;
        signs++;
    }
    return joined;
}

static int read_term(struct str line, size_t *at, double sign, struct chem_equation *out,
                     struct error *error)
{
    if (out->count == CHEM_REACTION_TERMS)
        return bad_equation(line, BOTH("項は 40 個までです", "at most 40 terms"), error);
    struct chem_equation_term *term = &out->terms[out->count];
    double size = 1;
    (void)chem_number_plain(line, at, &size);
    *at = skip_blanks(line, *at);
    size_t end = *at < line.n && begins_name(line.p[*at]) ? name_end(line, *at) : *at;
    struct str name = str_slice(line, *at, end);
    if (!chem_species_canonical(name, out->names[out->count], &term->name))
        return bad_equation(line, BOTH("係数と化学種名（例 2 Fe+3）が必要です",
                                       "a coefficient and a species (as in 2 Fe+3)"), error);
    term->coefficient = sign * size;
    out->count++;
    *at = end;
    return 0;
}

int chem_equation_read(struct str line, struct chem_equation *out, struct error *error)
{
    out->count = out->left = 0;
    double side = -1, sign;
    bool first = true;
    for (size_t at = skip_blanks(line, 0); at < line.n; at = skip_blanks(line, at)) {
        if (line.p[at] == '=') {
            if (side > 0 || first)
                return bad_equation(line, BOTH("「=」は項の後に 1 つだけです",
                                               "one \"=\", behind a term"), error);
            out->left = out->count;
            side = 1;
            first = true;
            at++;
            continue;
        }
        bool joined = read_joint(line, &at, &sign);
        if (!joined && !first)
            return bad_equation(line, BOTH("項の間に「+」が必要です", "\"+\" between terms"), error);
        int code = read_term(line, &at, side * sign, out, error);
        if (code)
            return code;
        first = false;
    }
    if (side < 0 || first)
        return bad_equation(line, BOTH("「左辺 = 右辺」の反応式が必要です",
                                       "an equation \"left = right\""), error);
    return 0;
}
