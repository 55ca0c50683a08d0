/* A measured value against a limit: units, wet and dry, detection limits. A value below a detection
   limit says only that the truth is less than that limit. */
#include "law/judge_inside.h"

static bool holds(enum law_operator operator_, int order)
{
    switch (operator_) {
    case LAW_AT_LEAST:
        return order >= 0;
    case LAW_MORE:
        return order > 0;
    case LAW_AT_MOST:
        return order <= 0;
    case LAW_LESS:
        return order < 0;
    case LAW_NO_OPERATOR:
    case LAW_CONTAINS:
    case LAW_NOT_DETECTED:
        break;
    }
    return false;
}

static enum law_tri tri(bool met)
{
    return met ? LAW_YES : LAW_NO;
}

/* The truth is known to be less than the compared value (not found, or dried sample). */
static enum law_tri compare_upper_bound(enum law_operator operator_, int order)
{
    bool wants_much = operator_ == LAW_AT_LEAST || operator_ == LAW_MORE;
    if (order <= 0) /* truth < bound <= limit */
        return tri(!wants_much);
    return LAW_UNKNOWN;
}

/* What the dried sample's value is in the part as it is traded. */
static bool to_wet(const struct law_part *part, struct decimal dry, struct decimal *wet)
{
    struct decimal solids, hundredth = {1, 2}, share;
    return part->has_moisture &&
           !decimal_subtract((struct decimal){100, 0}, part->moisture, &solids, NULL) &&
           !decimal_multiply(solids, hundredth, &share, NULL) &&
           !decimal_multiply(dry, share, wet, NULL);
}

static enum law_tri compare_amount(const struct law_analysis *analysis, struct str *said)
{
    if (analysis->below) {
        *said = STR("不検出だけでは「含まない」とは言えません");
        return LAW_UNKNOWN;
    }
    return tri(analysis->value.mantissa > 0);
}

static enum law_tri compare_detection(const struct law_analysis *analysis, struct str *said)
{
    if (!analysis->below && analysis->value.mantissa > 0)
        return LAW_NO;
    if (analysis->official == LAW_YES)
        return LAW_YES;
    *said = STR("省令の引く方法で測ったことが確認できないため、不検出と言えません");
    return LAW_UNKNOWN;
}

static enum law_tri compare_limit(const struct law_row *row, const struct law_analysis *analysis,
                                  const struct law_part *part, struct decimal value, bool bound,
                                  struct str *said)
{
    int order;
    if (!law_compare(value, analysis->unit, row->value, row->unit,
                     part->has_density ? &part->density : NULL, &order)) {
        *said = STR("単位を換算できません（液体の mg/L は密度が要ります）");
        return LAW_UNKNOWN;
    }
    if (!bound)
        return tri(holds(row->operator_, order));
    enum law_tri outcome = compare_upper_bound(row->operator_, order);
    if (outcome == LAW_UNKNOWN)
        *said = analysis->below ? STR("検出下限が基準より高いため、決められません")
                                : STR("乾燥した試料の値です。水分が分かれば決まります");
    return outcome;
}

enum law_tri judge_compare(const struct law_row *row, const struct law_analysis *analysis,
                           const struct law_part *part, struct decimal *wet, struct str *said)
{
    *wet = analysis->value;
    *said = STR("");
    if (row->operator_ == LAW_CONTAINS)
        return compare_amount(analysis, said);
    if (row->operator_ == LAW_NOT_DETECTED)
        return compare_detection(analysis, said);
    bool bound = analysis->below;
    if (analysis->kind == LAW_CONTENT && analysis->basis != LAW_WET &&
        !(analysis->basis == LAW_DRY && to_wet(part, analysis->value, wet))) {
        /* At exactly the limit the dried value does not bound strictly, but moisture may be none.
         */
        int order;
        bool known = law_compare(*wet, analysis->unit, row->value, row->unit,
                                 part->has_density ? &part->density : NULL, &order);
        if (known && order == 0 && !bound) {
            *said = STR("乾燥した試料の値です。水分が分かれば決まります");
            return LAW_UNKNOWN;
        }
        bound = true;
    }
    return compare_limit(row, analysis, part, *wet, bound, said);
}

void judge_settle_doubt(struct judging *judging, int32_t index, const struct law_row *row,
                        const struct law_analysis *analysis, const struct law_part *part)
{
    const struct law_table *table = &judging->tables->tables[row->table];
    struct law_node *node = &judging->nodes[index];
    if (row->doubt != LAW_DOUBT_DATE || row == table->rows || !str_equal(row[-1].key, row->key))
        return;
    struct decimal value;
    struct str said;
    enum law_tri before = judge_compare(row - 1, analysis, part, &value, &said);
    if ((row->table == LAW_LEACH ? judge_denied(before) : before) == node->if_confirmed)
        node->outcome = node->if_confirmed;
}

void judge_value(struct judging *judging, int32_t index, size_t part,
                 const struct law_analysis *analysis, struct decimal value)
{
    struct law_node *node = &judging->nodes[index];
    node->part = (int32_t)part;
    node->has_value = true;
    node->below = analysis->below;
    node->value = value;
    node->unit = analysis->unit;
    node->analysis = analysis;
}
