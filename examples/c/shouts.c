/* An example of a Tidings stage in C: notes exclamation marks, so many in a row or more.
 *
 *   cc -shared -fPIC -I crates/plugin-api/include -o libshouts.so examples/c/shouts.c
 *
 * and in a pipeline file:
 *
 *   [[extract]]
 *   use = "shouts"
 *   from = "libshouts"
 *   least = 2
 */
#include <stdlib.h>
#include <string.h>

#include "tidings.h"

/* The state of a built stage: its one setting. Only this file knows its layout. */
struct tidings_state {
  long least;
};

static const tidings_str MISSING = {NULL, 0};

/* The number behind "least": in the settings, which the host has checked; they are not empty,
 * because the setting has a default. A JSON parser does this for settings of other kinds. */
static long least_of(tidings_str settings) {
  static const char key[] = "\"least\":";
  for (size_t at = 0; at + sizeof key - 1 < settings.len; at++) {
    if (memcmp(settings.ptr + at, key, sizeof key - 1) == 0) {
      return strtol(settings.ptr + at + sizeof key - 1, NULL, 10);
    }
  }
  return 0;
}

static tidings_state *build(tidings_str settings, tidings_complain say, tidings_building *to) {
  tidings_state *state = malloc(sizeof *state);
  if (state == NULL) {
    say(to, MISSING, (tidings_str)TIDINGS_STR("out of memory"));
    return NULL;
  }
  state->least = least_of(settings);
  return state;
}

static void destroy(tidings_state *state) { free(state); }

static void run(const tidings_state *state, const tidings_view *view, const tidings_host *host,
                tidings_call *call) {
  static const tidings_str loud = TIDINGS_STR("a shout");
  size_t start = 0;
  while (start < view->text.len) {
    size_t end = start;
    while (end < view->text.len && view->text.ptr[end] == '!') {
      end++;
    }
    if ((long)(end - start) >= state->least) {
      tidings_span span = {(uint32_t)start, (uint32_t)end};
      if (!host->note(call, span, loud)) {
        return;
      }
    }
    start = end + 1;
  }
}

static const tidings_str READS[] = {TIDINGS_STR("text")};

static const tidings_stage SHOUTS = {
    .size = sizeof(tidings_stage),
    .family = TIDINGS_STR("extract"),
    .name = TIDINGS_STR("shouts"),
    .about = TIDINGS_STR("Notes exclamation marks in a row."),
    .example = TIDINGS_STR("from = \"libshouts\""),
    .reads = {READS, 1},
    .settings = TIDINGS_STR("[{\"name\": \"least\", \"about\": \"How many in a row are a shout.\", "
                            "\"kind\": \"int\", \"min\": 1, \"max\": 100, \"default\": 1}]"),
    .build = build,
    .destroy = destroy,
    .run = run,
};

static const tidings_stage *const STAGES[] = {&SHOUTS};

static const tidings_plugin_v1 PLUGIN = {
    .magic = TIDINGS_MAGIC,
    .major = TIDINGS_MAJOR,
    .minor = TIDINGS_MINOR,
    .size = sizeof(tidings_plugin_v1),
    .sdk = TIDINGS_STR("tidings.h 1.0"),
    .stages = STAGES,
    .stage_count = 1,
};

const tidings_plugin_v1 *tidings_plugin(void) { return &PLUGIN; }
