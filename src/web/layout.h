/* What templates/web/layout.html and templates/web/error.html see. Filled by web_page. */
#ifndef MEGURI_WEB_LAYOUT_H
#define MEGURI_WEB_LAYOUT_H

#include "html/html.h"
#include "web/web.h"

struct web_layout_link {
    struct str path, title;
    struct str keys; /* "g c": shown in the key help and read by app.js (data-keys); may be empty */
    bool current;    /* this page or one below it */
};
struct web_layout_problem {
    struct str field;    /* id of the input: the summary links to #field */
    struct str label, sentence;
};
struct web_layout_page {
    enum lang lang;             /* <html lang> */
    struct str title;           /* of this page */
    struct str person;          /* name of who is logged in; empty: nobody */
    struct str role;            /* role title in the commission */
    struct str commission;      /* title of the chosen commission; empty: none */
    bool may_choose_commission; /* member of more than one */
    bool synthetic;             /* the commission holds demonstration data: shown on every page */
    bool demonstration;         /* the server runs in demonstration mode */
    const struct web_layout_link *links; /* main navigation, only what the person may open */
    size_t link_count;
    struct str notice;          /* shown once after a redirect; empty: none */
    const struct web_layout_problem *problems; /* error summary above the form */
    size_t problem_count;
    struct html_safe body;
    struct html_safe form;      /* hidden fields for the log-out form in the header */
    struct str path;            /* of this page */
    struct str version;         /* of the program */
};

struct web_error_page {
    int status;
    struct str title;    /* ページが見つかりません */
    struct str sentence; /* what happened and what to do */
    struct str number;   /* of the request, to be told to the administrator */
};

/* The hidden fields of every form. */
struct web_form_page {
    struct str csrf, key;
};

#endif
