/* What the templates of the judgement page see: one cargo line with the facts its papers must show. */
#ifndef MEGURI_DESK_PAGE_JUDGE_VIEW_H
#define MEGURI_DESK_PAGE_JUDGE_VIEW_H

#include "desk/page_view.h"

struct desk_check_view {
    const struct desk_check *check;
    struct desk_badge state;
    struct str kind;         /* 写真, 分析, 書類 */
    struct str papers;       /* which papers show it, titles joined by 、 */
    struct str file;         /* name of the paper that was looked at; empty: none */
    struct str who;          /* 11/22 10:00 相談員 見本; empty: nobody yet */
};
struct desk_judge_page {
    const struct desk_view *view;
    const struct desk_case *c;
    const struct desk_cargo *line;
    struct html_safe form;
    struct desk_line_view shown;
    const struct desk_check_view *checks; size_t check_count;
    bool may_edit;
};

#endif
