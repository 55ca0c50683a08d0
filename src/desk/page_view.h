/* What the templates of the desk see; filled by page_*.c. Words that depend on the language or the
   day are made by the handler, so that a template only places them. */
#ifndef MEGURI_DESK_PAGE_VIEW_H
#define MEGURI_DESK_PAGE_VIEW_H

#include "desk/page.h"
#include "desk/erase.h"
#include "desk/holiday.h"
#include "desk/page_letter.h"
#include "desk/setting.h"
#include "doc/capability.h"

/* Rows of cases, in lists and on the page of the day. */
struct desk_row_view {
    const struct desk_list_row *row;
    struct desk_badge state, judgement;
    struct desk_due due;
    struct str country, item, advisor, received;
};
struct desk_rows_view {
    const struct desk_row_view *rows;
    size_t count;
};
int desk_rows_make(const struct web_actor *actor, const struct desk_list *list, day_number today,
                   enum lang lang, struct desk_rows_view *out, struct error *error);

struct desk_today_page {
    struct str day, hours;
    struct str trouble;      /* why mails do not come in; empty: they do */
    struct str clock;        /* that the server's clock went back; empty: it did not */
    struct desk_figures figures;
    int64_t meti_answers;    /* mails of METI that wait to be confirmed */
    struct desk_rows_view due, arrived;
};

struct desk_choice_view { /* an <option> */
    struct str code, title;
    bool chosen;
};
struct desk_choices_view {
    const struct desk_choice_view *rows;
    size_t count;
};
/* Choices of a word list with one of them chosen. */
struct desk_choices_view desk_choices_make(struct str list, struct str chosen, enum lang lang,
                                           struct arena *arena);

struct desk_list_page {
    struct str query, count_words;
    struct desk_choices_view states, items, advisors, kinds, orders;
    bool open_only, attention_only, filtered;
    struct desk_rows_view rows;
    struct str next; /* path of the next page; empty: none */
    struct str first; /* path of the first page; empty: this is it */
};

/* One step of the way of a case. */
struct desk_step_view {
    struct str title, tone; /* step-done, step-now, step-later */
    bool now;
};
struct desk_file_view {
    const struct desk_file *file;
    struct str size, document;
    struct desk_badge mark;  /* malware scan; empty: there is nothing to scan */
    struct str scan_words;   /* what was found, or why it was not scanned */
    bool opens;              /* may be downloaded and sent */
    struct str remark;       /* why it is marked: password, empty, strange name … */
    bool picture;            /* may be shown as a picture */
};
struct desk_mail_view {
    const struct desk_mail *mail;
    struct str when, remark;
    const struct desk_file_view *files;
    size_t file_count;
};
struct desk_line_view {      /* cargo line */
    const struct desk_cargo *line;
    struct desk_badge judgement;
    struct str item, cargo_class, example_class, quantity;
    size_t checks, checked;  /* facts its papers must show, and how many are settled */
    bool accepted;           /* its item is one the desk consults on that day */
};
struct desk_lines_view {
    const struct desk_line_view *rows;
    size_t count;
};
struct desk_event_view {
    struct str when, who, what, detail;
};
struct desk_document_view {
    const struct desk_document *document;
    struct desk_badge state;
};
struct desk_sent_view {      /* a mail of the desk */
    const struct desk_outgoing *mail;
    struct desk_badge state;
    struct str purpose, when, recipients, until; /* until: unix seconds while it may be undone */
    bool may_cancel, may_decide;
    struct str case_path, case_number;
};
struct desk_offer_view {
    struct str title, hindrance, path, action; /* path: a page of its own; action: a direct move */
    bool possible, main, asks_reason, stops;
};
struct desk_section_view {   /* part of the record */
    struct str code, title;
    const struct desk_value *const *values; /* those that are filled */
    struct str *texts;       /* titles instead of codes */
    size_t count;
};

struct desk_case_page {
    const struct desk_view *view;
    const struct desk_case *c;
    struct html_safe form;
    struct desk_badge state, judgement;
    struct desk_due due;
    struct str title, received, noticed, effective, due_words, outer, advisor, channel, kind;
    bool may_edit, may_answer, may_erase, is_mine;
    struct str hand_over; /* "mine": take it over */
    const struct desk_step_view *steps;       size_t step_count;
    const struct desk_mail_view *mails;       size_t mail_count;
    const struct desk_file_view *files;       size_t file_count; /* uploaded by hand */
    const struct desk_line_view *lines;       size_t line_count;
    const struct desk_event_view *events;     size_t event_count;
    const struct desk_event_view *notes;      size_t note_count;
    const struct desk_document_view *documents; size_t document_count;
    const struct desk_sent_view *sent;        size_t sent_count;
    const struct desk_offer_view *offers;     size_t offer_count;
    const struct desk_section_view *sections; size_t section_count;
    size_t missing;                           /* documents that are missing */
    struct desk_answer answer;
    struct str answer_state;
    bool answer_good;                         /* approved or delivered */
    struct desk_approval approval;
    struct str approval_decision, approval_when;
};

/* Holidays and closed days. */
struct desk_holiday_list_view {
    const struct desk_holiday_list *list;
    struct desk_badge state;
    struct str kind, valid, who, when;
};
struct desk_closed_day_view {
    struct str words, name;
    bool official;
};
struct desk_holidays_page {
    struct html_safe form;
    struct str source;
    struct desk_choices_view kinds;
    const struct desk_holiday_list_view *rows; size_t count;
    const struct desk_closed_day_view *days;   size_t day_count;
    bool wanted;              /* next year's official list is due */
};
struct desk_holiday_list_page {
    struct html_safe form;
    struct desk_holiday_list_view view;
    const struct desk_day_change *changes; size_t count;
    const struct str *words;  /* the days of the changes */
    bool more;
};

/* Erasing. */
struct desk_erase_page {
    struct html_safe form;
    const struct desk_case *c;
    struct desk_losses losses;
    struct str size, reason, hindrance; /* hindrance: why it is not possible now; empty: it is */
};
struct desk_erasure_view {
    const struct desk_erasure *erasure;
    struct str state, size, asked, asker, decided, decider;
    bool open;
};
struct desk_erasure_page {
    struct html_safe form;
    struct desk_erasure_view view;
    bool own; /* this person asked: another confirms */
};
struct desk_erasures_page {
    const struct desk_erasure_view *rows;
    size_t count;
};
struct desk_erased_page {
    const struct desk_case *c;
    struct desk_erasure_view view;
    struct desk_badge state, judgement;
    struct str item, country, received, advised;
    const struct desk_event_view *events; size_t event_count;
};

/* The parts of an answer, to be read or to be written in. */
struct desk_parts_view {
    struct str subject;
    const struct desk_letter_part *rows;
    size_t count;
};
struct desk_answer_page {
    const struct desk_case *c;
    struct html_safe form;
    struct str subject;
    struct desk_parts_view text;
    int64_t answer_version;
    bool composed;           /* a proposal, not stored yet */
    struct desk_badge judgement;
    struct desk_lines_view shown;
};

struct desk_letter_page {    /* request for papers, or another letter */
    const struct desk_view *view;
    struct html_safe form;
    struct str subject, text;
    const struct desk_document_view *documents; size_t document_count;
    bool nothing_missing;
};

struct desk_ask_page {       /* question to METI */
    const struct desk_case *c;
    struct html_safe form;
    struct desk_answer answer;
    struct str question, meti_address;
    struct desk_parts_view text;
};

struct desk_pending_view {
    const struct desk_approval *approval;
    struct str when, proposed;
    struct desk_badge state;
};
struct desk_approvals_page {
    const struct desk_pending_view *rows;
    size_t count;
    bool may_approve, may_confirm;
};
struct desk_approve_page {
    const struct desk_view *view;
    const struct desk_case *c;
    struct html_safe form;
    struct desk_approval approval;
    struct desk_badge judgement;
    struct str asked, comment, officer, changed_subject, proposed, mail_when;
    struct desk_lines_view shown;
    const struct desk_mail_view *mails;       size_t mail_count;
    struct desk_parts_view text;              /* as it stands */
    struct desk_parts_view changed;           /* to be changed */
    struct desk_choices_view decisions;
    const struct desk_mail *mail; /* METI's mail that is confirmed; NULL on the page itself */
    bool confirms_link;           /* METI's answer by the link is confirmed as it is */
    struct str proposed_title, link_when, link_state; /* link_state: for the desk, while nobody has answered */
};

/* METI's four decisions. */
struct desk_choices_view desk_decision_choices(enum desk_decision chosen, enum lang lang,
                                               struct arena *arena);
struct desk_link_page {      /* METI's page behind the link of a mail */
    const struct desk_view *view;
    const struct desk_approval *approval;
    struct html_safe form;
    struct str token, asked, expires, comment, officer, changed_subject;
    struct desk_badge judgement;
    struct desk_lines_view shown;
    struct desk_parts_view text, changed;
    struct desk_choices_view decisions;
};

struct desk_message_page {   /* a sentence alone */
    struct str title, words, hint;
};

struct desk_send_page {
    const struct desk_view *view;
    struct html_safe form;
    struct desk_answer answer;
    const struct desk_file_view *files; size_t file_count;
    int64_t undo_minutes;
    bool *address_ticked, *file_ticked;
};
struct desk_telephone_page {
    const struct desk_case *c;
    struct html_safe form;
    struct desk_answer answer;
    struct str spoken_to, day, time, telephone;
    struct desk_parts_view text;
};

struct desk_field_view {     /* an input of the record */
    const struct desk_field *field;
    struct str text, problem;
    struct desk_choices_view choices;
    enum { DESK_INPUT_TEXT, DESK_INPUT_LINES, DESK_INPUT_CODE, DESK_INPUT_YES_NO } input;
};
struct desk_record_section {
    struct str code, title;
    const struct desk_field_view *fields;
    size_t count;
};
struct desk_record_page {
    const struct desk_case *c;
    struct html_safe form;
    const struct desk_record_section *sections;
    size_t count;
};
struct desk_cargo_page {
    const struct desk_case *c;
    struct html_safe form;
    struct desk_cargo line;
    struct desk_choices_view items, examples, classes, units, judgements;
    bool is_new;
};
struct desk_entry_page {
    struct html_safe form;
    struct str subject, company, person, telephone, question, day, time;
    struct desk_choices_view channels, kinds;
};

struct desk_outbox_page {
    struct html_safe form;
    const struct desk_sent_view *rows;
    size_t count;
    bool all, may_decide, sending_configured;
    struct str folder; /* demonstration: mails are files here; empty: they are sent */
    struct str next;
};

struct desk_setting_view {
    const struct desk_setting_row *row;
    struct str value;
    struct desk_choices_view choices; /* none: free text */
    bool changed;
};
struct desk_settings_page {
    struct html_safe form;
    const struct desk_setting_view *rows;
    size_t count;
};

struct desk_capabilities_page {
    const struct capability *rows;
    size_t count;
};

struct desk_audit_row {
    struct str when, who, action, object, path, detail;
    int64_t number;
};
struct desk_audit_page {
    const struct desk_audit_row *rows;
    size_t count;
    struct str next;
};

#endif
