#ifndef ORCHSITE_CMARK_ARENA_H
#define ORCHSITE_CMARK_ARENA_H

#include <cmark.h>

// An arena for one libcmark tree. The parser asks for thousands of small pieces and the tree gives them all back
// at once: taking them from one block, and never giving them back singly, makes parsing half as fast again.
//
// libcmark's allocator is three functions without a context, so the arena in use is a variable of the thread:
// begin, parse and change the tree, end. After that the tree may be read on any thread, and must not be changed.

typedef struct cmark_arena cmark_arena;

/// Makes a new arena and puts it to use on this thread. There may be one in use at a time.
cmark_arena *cmark_arena_begin(void);

/// Takes the arena out of use on this thread; what was allocated from it stays.
void cmark_arena_end(cmark_arena *arena);

/// Frees the arena and everything allocated from it.
void cmark_arena_free(cmark_arena *arena);

/// The allocator that takes from the arena in use.
cmark_mem *cmark_arena_allocator(void);

#endif
