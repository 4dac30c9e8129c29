#ifndef PROCESS_ARGUMENTS_H
#define PROCESS_ARGUMENTS_H

/// The arguments that this process was started with, its name first and a null pointer last; null where the C library
/// does not tell them.
char *const *process_arguments(void);

#endif
