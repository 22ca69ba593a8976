// Gravity between all bodies, in CUDA; src/main.rs is the same program in Rust.
#include <cstdio>
#include <cstdlib>

struct Vec3 { float x, y, z; };

__global__ void pull(Vec3 *speed, const Vec3 *place, float seconds, int bodies) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= bodies) return;
  Vec3 force = {0, 0, 0};
  for (int j = 0; j < bodies; j++) {
    float dx = place[j].x - place[i].x, dy = place[j].y - place[i].y, dz = place[j].z - place[i].z;
    float distance = sqrtf(dx * dx + dy * dy + dz * dz + 1e-2f);
    float weight = 1 / (bodies * distance * distance * distance);
    force.x += weight * dx; force.y += weight * dy; force.z += weight * dz;
  }
  speed[i].x += seconds * force.x; speed[i].y += seconds * force.y; speed[i].z += seconds * force.z;
}

__global__ void drift(Vec3 *place, const Vec3 *speed, float seconds, int bodies) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= bodies) return;
  place[i].x += seconds * speed[i].x; place[i].y += seconds * speed[i].y; place[i].z += seconds * speed[i].z;
}

int main() {
  const int bodies = 4096, steps = 10, block = 256;
  Vec3 *place = (Vec3 *)malloc(bodies * sizeof(Vec3)), *devicePlace, *deviceSpeed;
  for (int i = 0; i < bodies; i++) place[i] = {rand() / 1e9f, rand() / 1e9f, rand() / 1e9f};
  cudaMalloc(&devicePlace, bodies * sizeof(Vec3));
  cudaMalloc(&deviceSpeed, bodies * sizeof(Vec3));
  cudaMemcpy(devicePlace, place, bodies * sizeof(Vec3), cudaMemcpyHostToDevice);
  cudaMemset(deviceSpeed, 0, bodies * sizeof(Vec3));
  for (int step = 0; step < steps; step++) {
    pull<<<(bodies + block - 1) / block, block>>>(deviceSpeed, devicePlace, 0.01f, bodies);
    drift<<<(bodies + block - 1) / block, block>>>(devicePlace, deviceSpeed, 0.01f, bodies);
  }
  cudaMemcpy(place, devicePlace, bodies * sizeof(Vec3), cudaMemcpyDeviceToHost);
  printf("%f %f %f\n", place[0].x, place[0].y, place[0].z);
  cudaFree(devicePlace); cudaFree(deviceSpeed); free(place);
}
