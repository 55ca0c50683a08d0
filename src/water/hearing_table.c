#include "water/hearing_table.h"

static const struct water_column columns[] = {
    {STR_INIT("mine"), STR_INIT("鉱山の記号\x1fmine"), false},
    {STR_INIT("name"), STR_INIT("鉱山\x1fname"), false},
    {STR_INIT("topic"), STR_INIT("分類\x1ftopic"), false},
    {STR_INIT("question"), STR_INIT("質問\x1fquestion"), false},
    {STR_INIT("answer"),
     STR_INIT("答え\x1f"
              "answer"),
     false},
    {STR_INIT("unit"), STR_INIT("単位\x1funit"), false},
    {STR_INIT("day"),
     STR_INIT("記入日\x1f"
              "day"),
     false},
};

int water_hearing_table(const struct web_actor *actor, struct water_table *out, struct error *error)
{
    struct water_mine_line *lines = NULL;
    size_t mines = 0;
    int status = water_mine_list(actor, &lines, &mines, error);
    water_table_init(out, BOTH("ヒアリング", "hearing"), columns, sizeof columns / sizeof *columns,
                     actor->arena);
    for (size_t m = 0; m < mines && !status; m++) {
        const struct water_mine_row *mine = &lines[m].mine;
        struct water_answer *answers;
        size_t count = 0;
        status = water_hearing_read(actor, mine->id, &answers, &count, error);
        for (size_t i = 0; i < count && !status; i++) {
            struct str cells[] = {mine->code,
                                  mine->name,
                                  answers[i].topic,
                                  answers[i].label,
                                  answers[i].answer,
                                  answers[i].unit,
                                  day_format(day_of_time(answers[i].changed_at), actor->arena)};
            if (answers[i].answer.n > 0)
                water_table_add(out, cells);
        }
    }
    return status;
}
