/* Saving the form over a stored cargo: what the form cannot show of it is kept. */
#include "desk/law_form.h"

static bool same_name(const struct law_part *a, const struct law_part *b)
{
    return str_equal(str_trim(a->name), str_trim(b->name));
}

/* Nothing is known of it but analyses. */
static bool is_bare(const struct law_part *part)
{
    return !part->has_fraction && !part->has_moisture && !part->has_density &&
           part->form == LAW_FORM_UNKNOWN && part->others_absent == LAW_UNKNOWN &&
           part->separable == LAW_UNKNOWN && part->material_count == 0;
}

static struct law_part *find_part(struct law_part *parts, size_t count, const struct law_part *wanted)
{
    for (size_t i = 0; i < count; i++)
        if (same_name(&parts[i], wanted))
            return &parts[i];
    return NULL;
}

/* The same line of a certificate, whatever its value. */
static bool same_line(const struct law_analysis *a, const struct law_analysis *b)
{
    return a->kind == b->kind && str_equal(str_trim(a->substance), str_trim(b->substance)) &&
           str_equal(str_trim(a->method), str_trim(b->method));
}

static void keep_dates(const struct law_part *kept, struct arena *arena, struct law_part *out)
{
    struct law_analysis *lines = ARENA_ARRAY(arena, struct law_analysis, out->analysis_count);
    bool *used = ARENA_ARRAY(arena, bool, kept->analysis_count);
    for (size_t k = 0; k < kept->analysis_count; k++)
        used[k] = false;
    for (size_t i = 0; i < out->analysis_count; i++) {
        lines[i] = out->analyses[i];
        for (size_t k = 0; k < kept->analysis_count; k++)
            if (!used[k] && same_line(&lines[i], &kept->analyses[k])) {
                lines[i].date = kept->analyses[k].date;
                used[k] = true;
                break;
            }
    }
    out->analyses = lines;
}

/* Members of a part for which the form has no input. */
static void keep_members(const struct law_part *kept, struct arena *arena, struct law_part *out)
{
    out->has_density = kept->has_density;
    out->density = kept->density;
    out->separable = kept->separable;
    keep_dates(kept, arena, out);
}

static void join_analyses(const struct law_part *rest, struct arena *arena, struct law_part *out)
{
    size_t count = out->analysis_count + rest->analysis_count;
    struct law_analysis *lines = ARENA_ARRAY(arena, struct law_analysis, count);
    for (size_t i = 0; i < count; i++)
        lines[i] = i < out->analysis_count ? out->analyses[i]
                                           : rest->analyses[i - out->analysis_count];
    out->analyses = lines;
    out->analysis_count = count;
}

/* A part beyond the form, or the analyses beyond the form of a part in it. */
static void add_rest(const struct law_part *rest, struct arena *arena, struct law_part *parts,
                     size_t *count)
{
    struct law_part *same = find_part(parts, *count, rest);
    if (!same || (!is_bare(same) && !is_bare(rest))) {
        parts[(*count)++] = *rest;
        return;
    }
    struct law_part joined = is_bare(rest) ? *same : *rest;
    joined.analyses = same->analyses;
    joined.analysis_count = same->analysis_count;
    join_analyses(rest, arena, &joined);
    *same = joined;
}

static void keep_parts(const struct law_cargo *kept, struct arena *arena, struct law_cargo *out)
{
    struct desk_law_form *shown = ARENA_NEW(arena, struct desk_law_form);
    struct law_cargo rest;
    desk_law_form_split(kept, arena, shown, &rest);
    struct law_part *parts = ARENA_ARRAY(arena, struct law_part, out->part_count + rest.part_count);
    bool *done = ARENA_ARRAY(arena, bool, out->part_count);
    size_t count = out->part_count;
    for (size_t i = 0; i < count; i++) {
        parts[i] = out->parts[i];
        done[i] = false;
    }
    for (size_t k = 0; k < kept->part_count; k++)
        for (size_t i = 0; i < out->part_count; i++)
            if (!done[i] && same_name(&parts[i], &kept->parts[k])) {
                keep_members(&kept->parts[k], arena, &parts[i]);
                done[i] = true;
                break;
            }
    for (size_t i = 0; i < rest.part_count; i++)
        add_rest(&rest.parts[i], arena, parts, &count);
    out->parts = parts;
    out->part_count = count;
}

static bool has_test(const struct law_cargo *cargo, struct str key)
{
    for (size_t i = 0; i < cargo->test_count; i++)
        if (str_equal(cargo->tests[i].key, key))
            return true;
    return false;
}

static bool asks_for_test(const struct desk_law_form *form, struct str key)
{
    for (size_t i = 0; i < DESK_FORM_TESTS; i++)
        if (str_equal(form->tests[i].key, key))
            return true;
    return false;
}

/* Tests that the form does not ask for, and measured values, of which it only knows the outcome. */
static void keep_tests(const struct law_cargo *kept, const struct desk_law_form *form,
                       struct arena *arena, struct law_cargo *out)
{
    struct law_test *tests = ARENA_ARRAY(arena, struct law_test, out->test_count + kept->test_count);
    size_t count = 0;
    for (size_t i = 0; i < out->test_count; i++)
        tests[count++] = out->tests[i];
    for (size_t i = 0; i < kept->test_count; i++) {
        const struct law_test *test = &kept->tests[i];
        if (!has_test(out, test->key) && (test->has_value || !asks_for_test(form, test->key)))
            tests[count++] = *test;
    }
    out->tests = tests;
    out->test_count = count;
}

void desk_law_form_keep(const struct law_cargo *kept, const struct desk_law_form *form,
                        struct arena *arena, struct law_cargo *out)
{
    out->name = kept->name;
    out->cargo_class = kept->cargo_class;
    out->direction = kept->direction;
    out->country = kept->country;
    out->has_mass = kept->has_mass;
    out->mass = kept->mass;
    out->has_date = kept->has_date;
    out->date = kept->date;
    keep_parts(kept, arena, out);
    keep_tests(kept, form, arena, out);
}
