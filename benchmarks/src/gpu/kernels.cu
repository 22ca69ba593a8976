// The same work as a CUDA programmer writes it, compiled by nvcc.

extern "C" __global__ void saxpy(float a, const float *__restrict__ x, float *__restrict__ y, size_t n) {
  size_t i = size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] += a * x[i];
}

extern "C" __global__ void saxpy_sin(float a, const float *__restrict__ x, float *__restrict__ y, size_t n) {
  size_t i = size_t(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < n)
    y[i] = a * x[i] + sinf(y[i]);
}

constexpr int radius = 4, taps = 2 * radius + 1;

struct Weights {
  float of[taps];
};

// One block computes a piece of the picture. The weights are arguments, as in offload's kernel.
extern "C" __global__ void blur_rows(const float *__restrict__ source, float *__restrict__ out, unsigned width,
                                     unsigned height, const Weights weights) {
  unsigned x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
  if (x >= width || y >= height)
    return;
  const float *row = source + size_t(y) * width;
  float sum = 0;
  for (int tap = 0; tap < taps; ++tap) {
    int at = min(max(int(x) + tap - radius, 0), int(width) - 1);
    sum += weights.of[tap] * row[at];
  }
  out[size_t(y) * width + x] = sum;
}
