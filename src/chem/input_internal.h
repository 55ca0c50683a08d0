/* Inside of the input's parser: logical lines, words, options, and one function per keyword block.
 */
#ifndef MEGURI_CHEM_INPUT_INTERNAL_H
#define MEGURI_CHEM_INPUT_INTERNAL_H

#include "base/buf.h"
#include "chem/grow.h"
#include "chem/input.h"

enum {
    INPUT_SIZE_LIMIT = 256 << 20, /* bytes, with all includes */
    INPUT_INCLUDE_DEPTH = 10,
    INPUT_LIST_LIMIT = 1000000, /* numbers in one list */
    INPUT_CELL_LIMIT = 100000,  /* cells in one column: about 5 KB each */
    INPUT_RANGE_LIMIT = 100000  /* numbers in one range */
};

/* A stretch of the expanded text: from `start` on, its lines count from `line` in `file`. */
struct input_segment {
    size_t start;
    int64_t line;
    int32_t file;
};

/* A logical line: comment gone, ";" split, "\" joined, trimmed, never empty. */
struct input_line {
    struct str text;
    struct str whole; /* with the blanks around it, which a table of tabs needs */
    struct input_place place;
};

struct input_parser {
    struct arena *arena;
    struct error *error;
    struct chem_input *input;
    struct str text;
    const struct input_segment *segments;
    size_t segment_count, segment;
    size_t at;       /* next byte to read */
    int64_t line;    /* of the byte at `at` */
    struct str rest; /* of a physical line that ";" split */
    struct input_place rest_place;
    struct str keyword; /* of the block being read, for messages */
    struct input_line current;
    bool held;                  /* `current` is to be read again */
    struct input_total *totals; /* of the SOLUTION being read; room used again by the next one */
    size_t total_room;
};

/* input_source.c */
int input_expand(struct input_parser *p, struct str file, struct str text,
                 const struct chem_input_host *host);
/* The next logical line; false at the end of the text or in front of a keyword. */
bool input_next(struct input_parser *p);
/* As input_next, but a keyword does not stop it. */
bool input_next_any(struct input_parser *p);
/* Gives the current line back. */
void input_hold(struct input_parser *p);
/* Logical lines put together again as a text for another reader, with the line numbers they had. */
struct input_gathered {
    struct buf bytes;
    struct input_place first, last;
};
void input_gather(struct input_parser *p, struct input_gathered *text); /* the current line */
/* The text in the arena; `text` is empty afterwards. */
struct str input_gathered_text(struct input_parser *p, struct input_gathered *text);

/* input_keyword.c */
bool input_is_keyword(struct str line);
struct input_item *input_add(struct input_parser *p, enum input_kind kind);

/* input_words.c */
int input_fail(struct input_parser *p, struct str what);
int input_fail_word(struct input_parser *p, const char *ja, const char *en, struct str word);
/* Takes the next word off *rest; false when there is none. */
bool input_word(struct str *rest, struct str *word);
struct str input_peek(struct str rest);
bool input_to_number(struct str word, double *out);
int input_number(struct input_parser *p, struct str *rest, double *out);
/* The number when one comes next. */
bool input_optional_number(struct str *rest, double *out);
int input_whole(struct input_parser *p, struct str *rest, int64_t least, int64_t most,
                int64_t *out);
/* "3", "1-20", or nothing (1); what follows is left in *rest. */
int input_range(struct input_parser *p, struct str *rest, struct input_range *out);
bool input_starts_with_number(struct str text);
/* "true", "false" or nothing (true). */
int input_boolean(struct input_parser *p, struct str *rest, bool *out);
/* All numbers of the line, "20*0.5" repeated; "rest" is left where the first other word stands. */
int input_numbers(struct input_parser *p, struct str *rest, double **items, size_t *count,
                  size_t *room);
int input_ranges(struct input_parser *p, struct str *rest, struct input_range **items,
                 size_t *count, size_t *room);
/* The option that a line begins with: "-m0 5", "m0 5"; -1 when it is none of them. With a dash any
   unambiguous beginning is enough, as in PHREEQC. `options` ends with NULL. */
int input_option(struct str *line, const char *const *options);
/* As input_option; a word with a dash that is no option is an error. */
int input_option_or_fail(struct input_parser *p, struct str *line, const char *const *options,
                         int *out);
void input_add_name(struct input_parser *p, struct input_names *names, struct str name);
void input_notice(struct input_parser *p, struct str what);
/* "NaCl 1 KCl 2" or "NaCl KCl": names with coefficients, 1 when none is given. */
int input_terms(struct input_parser *p, struct str *rest, struct input_term **items, size_t *count,
                size_t *room);
/* Steps of REACTION, KINETICS and REACTION_TEMPERATURE: numbers, then "[in] n [steps]". `scale`
   multiplies; words of a unit are read when `unit` is not NULL. */
int input_steps(struct input_parser *p, struct str *rest, struct input_steps *steps, size_t *room);

/* One block each; `rest` is what stands behind the keyword. */
int input_read_solution(struct input_parser *p, struct str rest);
int input_read_spread(struct input_parser *p, struct str rest);
int input_read_phases(struct input_parser *p, struct str rest);
int input_read_gas(struct input_parser *p, struct str rest);
int input_read_reaction(struct input_parser *p, struct str rest);
int input_read_temperature(struct input_parser *p, struct str rest);
int input_read_mix(struct input_parser *p, struct str rest);
int input_read_exchange(struct input_parser *p, struct str rest);
int input_read_surface(struct input_parser *p, struct str rest);
int input_read_kinetics(struct input_parser *p, struct str rest);
int input_read_selected(struct input_parser *p, struct str rest);
int input_read_punch(struct input_parser *p, struct str rest);
int input_read_print(struct input_parser *p, struct str rest);
int input_read_use(struct input_parser *p, struct str rest);
int input_read_save(struct input_parser *p, struct str rest);
int input_read_copy(struct input_parser *p, struct str rest);
int input_read_delete(struct input_parser *p, struct str rest);
int input_read_incremental(struct input_parser *p, struct str rest);
int input_read_advection(struct input_parser *p, struct str rest);
int input_read_cells(struct input_parser *p, struct str rest);
/* "2 hours" in seconds; a number alone is seconds. */
int input_time(struct input_parser *p, struct str line, double *out);
int input_read_transport(struct input_parser *p, struct str rest);

/* Shared by SOLUTION and SOLUTION_SPREAD. */
void input_start_solution(struct input_solution *solution, struct input_place place);
/* Copies the s->count totals read into p->totals: just as many, for inputs with many waters. */
void input_take_totals(struct input_parser *p, struct input_solution *s);
int input_read_density(struct input_parser *p, struct str line, struct input_solution *s);
int input_read_total(struct input_parser *p, struct str line, struct input_total *out);
bool input_is_unit(struct str word);

#endif
