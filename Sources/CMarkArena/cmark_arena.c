#include "cmark_arena.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef struct block {
  struct block *next;
  size_t size;
  size_t used;
  // Keeps the memory behind the header aligned for any type.
  max_align_t memory[];
} block;

struct cmark_arena {
  block *blocks;
};

// Every piece has its size in front, which realloc needs.
enum { HEADER = 16, FIRST_BLOCK = 128 * 1024 };

static _Thread_local cmark_arena *current;
// A block kept for this thread's next document: the same warm memory again and again.
static _Thread_local block *spare;

static block *new_block(size_t least) {
  if (spare && spare->size >= least) {
    block *kept = spare;
    spare = NULL;
    kept->used = 0;
    return kept;
  }
  size_t size = least > FIRST_BLOCK ? least : FIRST_BLOCK;
  block *made = malloc(sizeof(block) + size);
  // As libcmark's own allocator does: there is no way to report it from here.
  if (!made) abort();
  made->size = size;
  made->used = 0;
  return made;
}

static void *take(size_t size) {
  if (!current || size > SIZE_MAX / 4) abort();
  size_t whole = (size + HEADER + 15) & ~(size_t)15;
  block *top = current->blocks;
  if (!top || top->size - top->used < whole) {
    // Growing with what there is keeps the number of blocks small for large documents.
    block *made = new_block(top && top->size * 2 > whole ? top->size * 2 : whole);
    made->next = top;
    current->blocks = top = made;
  }
  unsigned char *piece = (unsigned char *)top->memory + top->used;
  top->used += whole;
  memcpy(piece, &size, sizeof size);
  return piece + HEADER;
}

static void *arena_calloc(size_t count, size_t size) {
  if (size && count > SIZE_MAX / size) abort();
  void *piece = take(count * size);
  memset(piece, 0, count * size);
  return piece;
}

static void *arena_realloc(void *old, size_t size) {
  if (!old) return take(size);
  size_t before;
  memcpy(&before, (unsigned char *)old - HEADER, sizeof before);
  if (size <= before) return old;
  // Lines are added to the newest piece again and again: it grows where it is while there is room.
  block *top = current->blocks;
  unsigned char *end = (unsigned char *)old + ((before + 15) & ~(size_t)15);
  size_t more = ((size + 15) & ~(size_t)15) - ((before + 15) & ~(size_t)15);
  if (end == (unsigned char *)top->memory + top->used && top->size - top->used >= more && size < SIZE_MAX / 4) {
    top->used += more;
    memcpy((unsigned char *)old - HEADER, &size, sizeof size);
    return old;
  }
  void *piece = take(size);
  memcpy(piece, old, before);
  return piece;
}

static void arena_free(void *piece) { (void)piece; }

static cmark_mem allocator = {arena_calloc, arena_realloc, arena_free};

cmark_mem *cmark_arena_allocator(void) { return &allocator; }

cmark_arena *cmark_arena_begin(void) {
  if (current) abort();
  cmark_arena *arena = malloc(sizeof *arena);
  if (!arena) abort();
  arena->blocks = NULL;
  current = arena;
  return arena;
}

void cmark_arena_end(cmark_arena *arena) {
  if (current != arena) abort();
  current = NULL;
}

void cmark_arena_free(cmark_arena *arena) {
  block *next;
  for (block *top = arena->blocks; top; top = next) {
    next = top->next;
    if (!spare && top->size == FIRST_BLOCK) spare = top;
    else free(top);
  }
  free(arena);
}
