/* A driver with two GPUs, an sm_80 and an sm_90. */
#include <stddef.h>
#include <stdio.h>

#ifndef VERSION
#define VERSION 12080
#endif

int cuInit(unsigned flags) { return 0; }
int cuDriverGetVersion(int *version) { return *version = VERSION, 0; }
int cuDeviceGetCount(int *count) { return *count = 2, 0; }
int cuDeviceGet(int *device, int ordinal) { return *device = ordinal, 0; }
int cuDeviceGetName(char *name, int length, int device) { return snprintf(name, length, "Fake GPU %d", device), 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { return *bytes = (size_t)(device + 1) << 30, 0; }
int cuDeviceGetAttribute(int *value, int attribute, int device) { return *value = attribute == 75 ? 8 + device : 0, 0; }
int cuDevicePrimaryCtxRetain(void **context, int device) { return *context = &cuInit, 0; }
int cuDevicePrimaryCtxRelease_v2(int device) { return 0; }
int cuCtxPushCurrent_v2(void *context) { return 0; }
int cuCtxPopCurrent_v2(void **context) { return 0; }
int cuMemGetInfo_v2(size_t *free, size_t *total) { return *free = 12345, *total = 1 << 30, 0; }
