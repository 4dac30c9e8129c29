#include "process_arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char *const *arguments;

// Before the first line of Swift runs, libdispatch makes a thread, and where its stack finds no room it tries again for
// ever. So this much has to be there for a process to begin: the stacks of the first threads, with a margin. What a
// verb needs beyond that is looked at when it can be said better.
static const size_t first_threads = (size_t)64 << 20;

static void refuse_to_wait_for_ever(const char *name) {
  void *place = mmap(NULL, first_threads, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (place != MAP_FAILED) {
    munmap(place, first_threads);
    return;
  }
  const char *slash = strrchr(name, '/');
  dprintf(2,
          "%s: error: too little memory may be used: there is no room for the program to begin\n"
          "  help: allow more (ulimit -v, or the limit of the container)\n",
          slash ? slash + 1 : name);
  _exit(2);
}

// Swift reads the arguments from /proc, which is not mounted everywhere, and has none then. The C library hands them
// to every constructor (glibc, Darwin).
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
#if defined(__GLIBC__) || defined(__APPLE__)
  if (count > 0) arguments = values;
  refuse_to_wait_for_ever(count > 0 ? values[0] : "orchsite");
#else
  (void)count;
  (void)values;
  refuse_to_wait_for_ever("orchsite");
#endif
}

char *const *process_arguments(void) { return arguments; }
