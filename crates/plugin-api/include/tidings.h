/* The C interface of Tidings: stages in a library, in any language that can lay out C.
 *
 * "Borrow in, call back out": a stage is handed a read-only view that is valid for the call, asks for
 * the rest through the host, and answers through the host before it returns. Nothing that one side
 * allocates is freed by the other: what a call hands over is copied before it returns. No exception
 * and no longjmp may leave a function of either side.
 *
 * A library exports tidings_plugin(), which gives a descriptor that lives as long as the process.
 *
 * Text is UTF-8 with its length, and may hold NUL; a missing text has a null pointer. A missing number
 * is NaN, a missing index or offset TIDINGS_NONE, a missing day has month 0. Words of a closed list
 * ("PER", "at_least") are text, by the names of the output tables. Yes is 1. Spans are half-open, in
 * bytes, on character boundaries.
 *
 * What may change: the minor version grows when something is added to the end of tidings_plugin_v1,
 * tidings_stage, tidings_view or tidings_host, which hold their size; the major version when anything
 * else changes. Records never grow.
 */
#ifndef TIDINGS_H
#define TIDINGS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* "TIDINGS" and a NUL, as the first eight bytes of the descriptor; little-endian. */
#define TIDINGS_MAGIC UINT64_C(0x0053474e49444954)
#define TIDINGS_MAJOR 1
#define TIDINGS_MINOR 0
#define TIDINGS_NONE UINT32_MAX

typedef struct tidings_str {
  const char *ptr;
  size_t len;
} tidings_str;

typedef struct tidings_strs {
  const tidings_str *ptr;
  size_t len;
} tidings_strs;

/* A text out of a literal. */
#define TIDINGS_STR(literal) {(literal), sizeof(literal) - 1}

typedef struct tidings_span {
  uint32_t start;
  uint32_t end;
} tidings_span;

/* kind: 0 for a word, 1 for a number, 2 for a mark. */
typedef struct tidings_token {
  tidings_span span;
  uint8_t kind;
} tidings_token;

/* What only one side knows. */
typedef struct tidings_state tidings_state;       /* a built stage; the library's */
typedef struct tidings_building tidings_building; /* a stage being built; the host's */
typedef struct tidings_call tidings_call;         /* a call; the host's, for the calling thread */

/* month 0 where there is none */
typedef struct tidings_day {
  int16_t year;
  int8_t month;
  int8_t day;
} tidings_day;

/* hour -1 where the time is not known */
typedef struct tidings_moment {
  tidings_day day;
  int8_t hour;
  int8_t minute;
  int8_t second;
  uint8_t has_offset;
  int16_t offset_minutes;
} tidings_moment;

typedef struct tidings_block {
  tidings_span span;
  tidings_str kind; /* title, heading, paragraph, list_item, quote, table, caption */
} tidings_block;

typedef struct tidings_mention {
  tidings_span span;
  tidings_str label;     /* PER, ORG, LOC, MISC */
  tidings_str kind;      /* finer, or missing */
  tidings_str canonical; /* the name it stands for, or missing */
  double confidence;     /* 0 to 1 */
  double lat;            /* or missing */
  double lon;
  tidings_str precision; /* city, region, country; missing where lat is */
} tidings_mention;

/* How a relative date hangs on its anchor, as JSON; len 0 for none. */
typedef struct tidings_reference {
  uint32_t len;
  uint8_t json[124];
} tidings_reference;

typedef struct tidings_timex {
  tidings_span span;
  tidings_str kind;  /* DATE, TIME, DURATION, SET */
  tidings_str value; /* TIMEX3 */
  tidings_day from;
  tidings_day to;
  tidings_str anchor; /* none, published, text, story */
  tidings_str clock;  /* added to the day's value; empty for nothing */
  tidings_reference reference;
} tidings_timex;

typedef struct tidings_quantity {
  tidings_span span;   /* hedge, number and noun */
  tidings_span number; /* the number alone */
  double value;
  double low;
  double high;
  tidings_str unit;
  tidings_str dimension;
  tidings_str counted;
  tidings_str head;
  tidings_str modifier; /* exact, approx, at_least, more_than, at_most, less_than, range, ... */
} tidings_quantity;

typedef struct tidings_claim {
  tidings_span span;
  tidings_str kind; /* count, date, place, event, statement */
  tidings_str predicate;
  tidings_str class_;
  tidings_str actor;
  tidings_str object;
  double value;
  double low;
  double high;
  tidings_str unit;
  tidings_str modifier;
  uint32_t time;     /* an index into the timexes */
  uint32_t period;   /* an index into the timexes */
  uint32_t place;    /* an index into the mentions */
  uint32_t quantity; /* an index into the quantities */
  tidings_str speaker;
  tidings_span speaker_span; /* start TIDINGS_NONE where there is none */
  tidings_span cue;          /* the same */
  tidings_str via;
  tidings_str mode;      /* direct, indirect, mixed, or missing */
  tidings_str status;    /* actual, planned, running, conditional, negated */
  tidings_str certainty; /* asserted, reported, possible, denied */
  uint8_t anonymous;
} tidings_claim;

/* What an aggregator kept of an article. */
typedef struct tidings_digest {
  tidings_str article;
  tidings_str bytes;
} tidings_digest;

/* The part of what is in work that every stage looks at. */
typedef struct tidings_view {
  size_t size;
  tidings_str text; /* for a reader the bytes of the document, for a sink a row in JSON */
  const tidings_span *sentences;
  size_t sentence_count;
  const tidings_token *tokens;
  size_t token_count;
} tidings_view;

/* Texts of an article. */
enum tidings_text_field {
  TIDINGS_URI = 0,
  TIDINGS_SOURCE = 1,
  TIDINGS_URL = 2,
  TIDINGS_TITLE = 3,
  TIDINGS_BYLINE = 4,
  TIDINGS_AGENCY = 5,
  TIDINGS_SECTION = 6,
  TIDINGS_PUBLISHER = 7,
  TIDINGS_CANONICAL_URL = 8,
  TIDINGS_LANGUAGE = 9,
  TIDINGS_FORM = 10 /* page or record */
};

/* What is known about work that is not an article. */
enum tidings_about {
  TIDINGS_ABOUT_MEDIA = 0,  /* for a reader: the media type of the document */
  TIDINGS_ABOUT_FOLDER = 1, /* for a sink: the folder for its files */
  TIDINGS_ABOUT_RUN = 2,    /* for a sink: what run.json will say */
  TIDINGS_ABOUT_TABLE = 3   /* for a sink: the table of the row */
};

enum tidings_level { TIDINGS_ERROR = 1, TIDINGS_WARN = 2, TIDINGS_INFO = 3, TIDINGS_DEBUG = 4 };

/* What a stage can ask and answer during a call. Functions that fill in a record give 1, or 0 past
 * the end. Those that take something over give 1; 0 means that it did not fit, and that the work
 * will be rejected. */
typedef struct tidings_host {
  size_t size;
  uint32_t major;
  uint32_t minor;
  tidings_str (*field)(const tidings_call *, uint32_t field);
  tidings_str (*metadata)(const tidings_call *, tidings_str name);
  uint8_t (*published)(const tidings_call *, tidings_moment *);
  uint8_t (*block)(const tidings_call *, size_t index, tidings_block *);
  uint8_t (*mention)(const tidings_call *, size_t index, tidings_mention *);
  uint8_t (*timex)(const tidings_call *, size_t index, tidings_timex *);
  uint8_t (*quantity)(const tidings_call *, size_t index, tidings_quantity *);
  uint8_t (*claim)(const tidings_call *, size_t index, tidings_claim *);
  /* for extractors */
  uint8_t (*emit_sentence)(tidings_call *, tidings_span);
  uint8_t (*emit_token)(tidings_call *, tidings_span, uint8_t kind);
  uint8_t (*emit_mention)(tidings_call *, const tidings_mention *);
  uint8_t (*emit_timex)(tidings_call *, const tidings_timex *);
  uint8_t (*emit_quantity)(tidings_call *, const tidings_quantity *);
  uint8_t (*emit_claim)(tidings_call *, const tidings_claim *);
  /* for readers: begin an article, then tell about it; kept is 1 for a text cleaners leave alone;
   * text stands for a span of the document's bytes, an empty one if nothing stands behind it */
  uint8_t (*begin_article)(tidings_call *, tidings_str part, uint8_t kept);
  uint8_t (*add_text)(tidings_call *, tidings_str text, tidings_span raw);
  uint8_t (*add_block)(tidings_call *, tidings_str kind, tidings_span);
  uint8_t (*set_published)(tidings_call *, const tidings_moment *);
  uint8_t (*set_metadata)(tidings_call *, tidings_str name, tidings_str json);
  /* for aggregators: keep bytes of an article; in finish, see all of them in order of the articles,
   * and rows of earlier aggregators, and add rows, in JSON */
  uint8_t (*emit_digest)(tidings_call *, tidings_str bytes);
  uint8_t (*digest)(const tidings_call *, size_t index, tidings_digest *);
  tidings_str (*row)(const tidings_call *, tidings_str table, size_t index);
  uint8_t (*emit_row)(tidings_call *, tidings_str table, tidings_str json);
  /* for readers and sinks */
  tidings_str (*about)(const tidings_call *, uint32_t about);
  uint8_t (*emit_file)(tidings_call *, tidings_str name, uint64_t rows);
  /* for cleaners: edits in order, not overlapping, counted in the text as given; a reason if
   * something is lost */
  uint8_t (*edit)(tidings_call *, tidings_span, tidings_str with, tidings_str reason);
  /* for readers and cleaners */
  uint8_t (*set)(tidings_call *, uint32_t field, tidings_str value);
  /* for all */
  uint8_t (*note)(tidings_call *, tidings_span, tidings_str text);
  void (*drop)(tidings_call *, tidings_str reason, tidings_str detail);
  void (*fail)(tidings_call *, tidings_str reason, tidings_str detail);
  void (*log)(tidings_call *, uint32_t level, tidings_str text);
  uint8_t (*cancelled)(const tidings_call *);
} tidings_host;

typedef void (*tidings_complain)(tidings_building *, tidings_str setting, tidings_str problem);
typedef void (*tidings_step)(const tidings_state *, const tidings_host *, tidings_call *);

typedef struct tidings_stage {
  size_t size;
  tidings_str family; /* read, clean, extract, aggregate, sink */
  tidings_str name;
  tidings_str about;   /* what it does, in one sentence */
  tidings_str example; /* lines of a pipeline file beyond use */
  tidings_strs reads;  /* fields: text, sentences, tokens, mentions, ...; it sees no other layers */
  tidings_strs writes;
  tidings_str settings; /* a JSON list: [{"name": "min", "about": "...", "kind": "int", "min": 1,
                           "max": 9, "default": 3}]; [] for none */
  tidings_strs media;   /* of a reader: the media types it reads */
  /* settings: {"base": "FOLDER", "values": {"min": 4}}; null if they make no sense, after saying why */
  tidings_state *(*build)(tidings_str settings, tidings_complain say, tidings_building *to);
  void (*destroy)(tidings_state *);
  /* from any thread, from several at once */
  void (*run)(const tidings_state *, const tidings_view *, const tidings_host *, tidings_call *);
  tidings_step files;  /* of a sink: names its files */
  tidings_step begin;  /* of a sink: begins to write */
  tidings_step finish; /* of an aggregator: makes its rows; of a sink: ends its files */
} tidings_stage;

typedef struct tidings_plugin_v1 {
  uint64_t magic;
  uint32_t major;
  uint32_t minor;
  size_t size;
  tidings_str sdk;  /* for messages */
  uint64_t schema;  /* 0 */
  const tidings_stage *const *stages;
  size_t stage_count;
} tidings_plugin_v1;

#if defined(_WIN32)
#define TIDINGS_EXPORT __declspec(dllexport)
#else
#define TIDINGS_EXPORT __attribute__((visibility("default")))
#endif

TIDINGS_EXPORT const tidings_plugin_v1 *tidings_plugin(void);

#ifdef __cplusplus
}
#endif
#endif
