/* Kernels in the form that the device passes give them for the CPU: one call runs the whole grid. */
#include <stdint.h>
#include <string.h>

typedef struct Context Context;
struct Context {
  void (*parallel_for)(const Context *, void (*run)(const void *, uint64_t, uint64_t), const void *, uint64_t count,
                       uint64_t grain);
};

typedef struct {
  uint32_t state, line, column, file_length, message_length, block[3], thread[3], kind;
  uint64_t operands[3];
  void *heap, *output;
  const char *file, *text;
  char message[1024];
} Report;

#define HIDDEN uint64_t grid_xy, uint64_t grid_z_block_x, uint64_t block_yz, const Context *context, Report *report
#define THREADS ((grid_xy & 0xffffffff) * (grid_z_block_x >> 32))

typedef struct {
  float a;
  const float *x;
  float *y;
  uint64_t n;
} Saxpy;

static void saxpy(const void *arguments, uint64_t begin, uint64_t end) {
  const Saxpy *s = arguments;
  for (uint64_t i = begin; i < end && i < s->n; i++)
    s->y[i] += s->a * s->x[i];
}

/* slots: a, x, length of x, y, length of y */
void __offload_entry_saxpy(uint64_t a_bits, const float *x, uint64_t x_length, float *y, uint64_t y_length, HIDDEN) {
  Saxpy s = {0, x, y, y_length};
  uint32_t low = (uint32_t)a_bits;
  memcpy(&s.a, &low, 4);
  context->parallel_for(context, saxpy, &s, THREADS, 64);
}

/* slots: an aggregate by value, of alignment 128, where the sum goes */
void __offload_entry_by_value(const uint64_t *values, uint64_t *sum, uint64_t sum_length, HIDDEN) {
  sum[0] = (uint64_t)values % 128 ? 0 : values[0] + values[1];
}

/* slots: y, length of y */
void __offload_entry_panics(float *y, uint64_t y_length, HIDDEN) {
  static const char file[] = "src/kernel.rs";
  y[0] = 99;
  report->line = 12;
  report->column = 5;
  report->file_length = sizeof file - 1;
  report->file = file;
  report->kind = 1; /* an index, and the length */
  report->operands[0] = 7;
  report->operands[1] = 3;
  report->block[0] = 2;
  report->thread[0] = 33;
  report->state = 2;
}
