/* The judgement: 第三条 (export) and 第四条 (import) over the sections, then the result. */
#include "law/judge_inside.h"

static void take_fact(struct judging *judging, enum law_fact fact, size_t attribute)
{
    enum law_tri of_class = LAW_UNKNOWN;
    if (judging->facts[fact] != LAW_UNKNOWN || !judging->class_row)
        return;
    law_tri_find(judging->class_row->attributes[attribute], &of_class);
    judging->facts[fact] = of_class;
    judging->fact_rows[fact] = of_class == LAW_UNKNOWN ? NULL : judging->class_row;
}

/* Facts as said, and those that the cargo's class or another fact implies. */
static void prepare_facts(struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    for (int i = 0; i < LAW_FACT_COUNT; i++)
        judging->facts[i] = cargo->facts[i];
    judging->class_row = law_row_on(judging->tables, LAW_CLASSES, cargo->cargo_class, judging->day);
    take_fact(judging, LAW_PLASTIC_WASTE, 0);
    take_fact(judging, LAW_ELECTRONIC_WASTE, 1);
    if (judging->facts[LAW_APPLIANCE_INTACT] == LAW_UNKNOWN &&
        cargo->facts[LAW_ELECTRONIC_WASTE] == LAW_NO)
        judging->facts[LAW_APPLIANCE_INTACT] = LAW_NO;
    if (judging->facts[LAW_MONITOR] == LAW_UNKNOWN &&
        judging->facts[LAW_ELECTRONIC_WASTE] == LAW_NO)
        judging->facts[LAW_MONITOR] = LAW_NO;
}

static void find_substances(struct judging *judging)
{
    const struct law_cargo *cargo = judging->cargo;
    size_t count = 0;
    for (size_t i = 0; i < cargo->part_count; i++)
        count += cargo->parts[i].analysis_count;
    judging->substances = ARENA_ARRAY(judging->arena, const struct law_row *, count);
    judging->first_substance = ARENA_ARRAY(judging->arena, size_t, cargo->part_count);
    size_t at = 0;
    for (size_t i = 0; i < cargo->part_count; i++) {
        judging->first_substance[i] = at;
        for (size_t j = 0; j < cargo->parts[i].analysis_count; j++, at++)
            if (cargo->parts[i].analyses[j].kind != LAW_ACIDITY)
                judging->substances[at] = law_substance_find(
                    judging->tables, cargo->parts[i].analyses[j].substance, judging->day);
    }
}

static const struct law_row *article(const struct judging *judging)
{
    return judge_rule(judging,
                      judging->cargo->direction == LAW_IMPORT ? STR("第四条") : STR("第三条"));
}

/* 別表第四～第六に該当し、別表第三の物でない。 */
static void judge_controlled(struct judging *judging)
{
    judging->controlled = judge_open(judging, LAW_ALL, article(judging),
                                     STR("別表第四～第六に該当し、別表第三の物でない"));
    judge_open(judging, LAW_ANY, NULL, STR("別表第四・第五・第六のいずれかに該当する"));
    judge_see(judging, judging->hazardous);
    judge_see(judging, judging->annex4);
    judge_close(judging);
    judge_see_denied(judging, judging->annex3, NULL, STR("別表第三の物でない"));
    judge_close(judging);
}

static void judge_answer(struct judging *judging)
{
    judging->answer = judge_open(judging, LAW_ANY, NULL, STR("特定有害廃棄物等である"));
    judge_open(judging, LAW_ALL, NULL, STR("規制される廃棄物である"));
    judge_see_denied(judging, judging->used, NULL, STR("中古品でない"));
    judge_open(judging, LAW_ANY, NULL, STR("第三条・第四条又は法第二条第一項第一号ロに当たる"));
    judge_open(judging, LAW_ALL, article(judging), STR("別表による規制"));
    judge_see(judging, judging->controlled);
    judge_see_denied(judging, judging->exempt, NULL, STR("除外されない"));
    judge_close(judging);
    judge_open(judging, LAW_ALL, judge_rule(judging, STR("法二条一項一号ロ")),
               STR("附属書Ⅱによる規制"));
    judge_see(judging, judging->convention);
    judge_see_denied(judging, judging->exempt_convention, NULL, STR("除外されない"));
    judge_close(judging);
    judge_close(judging);
    judge_close(judging);
    judge_see(judging, judging->hong_kong);
    judge_close(judging);
}

static enum law_tri outcome_of(const struct judging *judging, int32_t node, bool if_confirmed)
{
    return if_confirmed ? judging->nodes[node].if_confirmed : judging->nodes[node].outcome;
}

/* Not regulated only because 第二条 or 第四条 takes it out. */
static bool is_exempt(const struct judging *judging, bool as_written)
{
    if (outcome_of(judging, judging->used, as_written) == LAW_YES)
        return false;
    bool tables = outcome_of(judging, judging->exempt, as_written) == LAW_YES &&
                  outcome_of(judging, judging->controlled, as_written) != LAW_NO;
    bool convention = outcome_of(judging, judging->exempt_convention, as_written) == LAW_YES &&
                      outcome_of(judging, judging->convention, as_written) != LAW_NO;
    return tables || convention;
}

static enum law_result result_of(const struct judging *judging, bool as_written)
{
    enum law_tri answer = outcome_of(judging, judging->answer, as_written);
    if (answer == LAW_UNKNOWN)
        return LAW_TO_CONFIRM;
    if (answer == LAW_YES)
        return LAW_REGULATED;
    return is_exempt(judging, as_written) ? LAW_EXEMPT : LAW_NOT_REGULATED;
}

static void judge_sections(struct judging *judging)
{
    judge_open(judging, LAW_LAST, NULL, STR("判定"));
    judge_annex7(judging);
    judge_annex6(judging);
    judge_annex5(judging);
    judge_annex4(judging);
    judge_annex3(judging);
    judge_convention(judging);
    judge_controlled(judging);
    judge_exemption(judging);
    judge_used_goods(judging);
    judge_hong_kong(judging);
    judge_answer(judging);
    judge_close(judging);
}

int law_judge(const struct law_tables *tables, const struct law_cargo *cargo, day_number as_of,
              struct arena *arena, struct law_judgement *out, struct error *error)
{
    if (as_of < law_tables_first_day(tables))
        return ERROR(error, ERR_LAW_DATE, day_format(as_of, arena),
                     day_format(law_tables_first_day(tables), arena));
    int status = law_cargo_check(tables, cargo, as_of, error);
    if (status)
        return status;
    struct judging judging = {
        .tables = tables, .cargo = cargo, .day = as_of, .arena = arena, .b3011 = NO_NODE};
    prepare_facts(&judging);
    find_substances(&judging);
    judge_sections(&judging);
    *out = (struct law_judgement){
        .result = result_of(&judging, false),
        .if_confirmed = result_of(&judging, true),
        .as_of = as_of,
        .edition = law_tables_edition(tables),
        .cargo = cargo,
        .nodes = judging.nodes,
        .node_count = judging.count,
    };
    judge_collect(&judging, out);
    return 0;
}

static const struct {
    struct str word, title;
} results[] = {
    [LAW_TO_CONFIRM] = {STR_INIT("to_confirm"), STR_INIT("要確認")},
    [LAW_REGULATED] = {STR_INIT("regulated"), STR_INIT("該当")},
    [LAW_NOT_REGULATED] = {STR_INIT("not_regulated"), STR_INIT("非該当")},
    [LAW_EXEMPT] = {STR_INIT("exempt"), STR_INIT("対象外")},
};

struct str law_result_title(enum law_result result)
{
    return results[result].title;
}

struct str law_result_word(enum law_result result)
{
    return results[result].word;
}

bool law_result_find(struct str word, enum law_result *out)
{
    for (size_t i = 0; i < sizeof results / sizeof *results; i++)
        if (str_equal(results[i].word, word)) {
            *out = (enum law_result)i;
            return true;
        }
    return false;
}
