#ifndef ORCHSITE_SPAWN_FOLDER_H
#define ORCHSITE_SPAWN_FOLDER_H

#include <spawn.h>

/// Lets a program start in a folder. What does it is no part of POSIX yet, and Swift does not see it.
int spawn_in_folder(posix_spawn_file_actions_t *actions, const char *folder);

#endif
