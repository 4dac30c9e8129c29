#include "process_arguments.h"

#include <stdlib.h>

static char *const *arguments;

// Swift reads the arguments from /proc, which is not mounted everywhere, and has none then. The C library hands them
// to every constructor (glibc, Darwin).
__attribute__((constructor)) static void keep_arguments(int count, char **values) {
#if defined(__GLIBC__) || defined(__APPLE__)
  if (count > 0) arguments = values;
#else
  (void)count;
  (void)values;
#endif
}

char *const *process_arguments(void) { return arguments; }
