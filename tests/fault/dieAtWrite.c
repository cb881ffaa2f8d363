// A library to preload: ends the process by SIGKILL at its N-th change of a file below a folder, as a power cut or the
// kernel's memory killer would. It works on the real program, which knows nothing of it.
//
//   DIE_IN      name of the program that shall die (others that inherit the environment continue)
//   DIE_BELOW   folder; only changes of files below it count
//   DIE_AT      number of the change at which to die; 0: never, only count
//   DIE_TORN    set: when that change is a write, half of its bytes are written first
//   DIE_COUNT   file that receives the number of changes at the end of the process
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long changes;
static long dieAt;
static int armed, torn;
static char below[4096];

__attribute__((constructor)) static void begin(void) {
  const char* program = getenv("DIE_IN");
  const char* folder = getenv("DIE_BELOW");
  if (!program || !folder || strcmp(program, program_invocation_short_name) != 0) return;
  snprintf(below, sizeof below, "%s", folder);
  dieAt = getenv("DIE_AT") ? atol(getenv("DIE_AT")) : 0;
  torn = getenv("DIE_TORN") != NULL;
  armed = 1;
}

__attribute__((destructor)) static void end(void) {
  const char* file = getenv("DIE_COUNT");
  if (!armed || !file) return;
  armed = 0;
  FILE* out = fopen(file, "w");
  if (!out) return;
  fprintf(out, "%ld\n", atomic_load(&changes));
  fclose(out);
}

static int isBelow(const char* path) {
  return strncmp(path, below, strlen(below)) == 0;
}

static int isBelowFd(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < 0) return 0;
  path[size] = 0;
  return isBelow(path);
}

// Counts one change; true when it is the one to die at.
static int isTheOne(void) {
  return atomic_fetch_add(&changes, 1) + 1 == dieAt;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void* data, size_t size) {
  static __typeof__(&write) next;
  if (!next) next = NEXT(write);
  if (armed && isBelowFd(fd) && isTheOne()) {
    if (torn) next(fd, data, size / 2);
    die();
  }
  return next(fd, data, size);
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  static __typeof__(&pwrite64) next;
  if (!next) next = NEXT(pwrite64);
  if (armed && isBelowFd(fd) && isTheOne()) {
    if (torn) next(fd, data, size / 2, offset);
    die();
  }
  return next(fd, data, size, offset);
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  static __typeof__(&pwrite) next;
  if (!next) next = NEXT(pwrite);
  if (armed && isBelowFd(fd) && isTheOne()) {
    if (torn) next(fd, data, size / 2, offset);
    die();
  }
  return next(fd, data, size, offset);
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  static __typeof__(&writev) next;
  if (!next) next = NEXT(writev);
  if (armed && isBelowFd(fd) && isTheOne()) die();
  return next(fd, parts, count);
}

#define ON_FD(name, ...)                             \
  {                                                  \
    static __typeof__(&name) next;                   \
    if (!next) next = NEXT(name);                    \
    if (armed && isBelowFd(fd) && isTheOne()) die(); \
    return next(__VA_ARGS__);                        \
  }
#define ON_PATH(name, path, ...)                     \
  {                                                  \
    static __typeof__(&name) next;                   \
    if (!next) next = NEXT(name);                    \
    if (armed && isBelow(path) && isTheOne()) die(); \
    return next(__VA_ARGS__);                        \
  }

int fsync(int fd) ON_FD(fsync, fd) int fdatasync(int fd) ON_FD(fdatasync, fd) int ftruncate(int fd, off_t size)
    ON_FD(ftruncate, fd, size) int ftruncate64(int fd, off64_t size)
        ON_FD(ftruncate64, fd, size) int unlink(const char* path)
            ON_PATH(unlink, path, path) int rename(const char* from, const char* to)
                ON_PATH(rename, to, from, to) int link(const char* from, const char* to)
                    ON_PATH(link, to, from, to) int mkdir(const char* path, mode_t mode)
                        ON_PATH(mkdir, path, path, mode)

    // Those that take a folder's descriptor: the path counts when it is absolute, else the folder does.
    static int isBelowAt(int folder, const char* path) {
  return path[0] == '/' ? isBelow(path) : folder != AT_FDCWD && isBelowFd(folder);
}

int renameat(int from, const char* a, int to, const char* b) {
  static __typeof__(&renameat) next;
  if (!next) next = NEXT(renameat);
  if (armed && isBelowAt(to, b) && isTheOne()) die();
  return next(from, a, to, b);
}

int renameat2(int from, const char* a, int to, const char* b, unsigned flags) {
  static __typeof__(&renameat2) next;
  if (!next) next = NEXT(renameat2);
  if (armed && isBelowAt(to, b) && isTheOne()) die();
  return next(from, a, to, b, flags);
}

int linkat(int from, const char* a, int to, const char* b, int flags) {
  static __typeof__(&linkat) next;
  if (!next) next = NEXT(linkat);
  if (armed && isBelowAt(to, b) && isTheOne()) die();
  return next(from, a, to, b, flags);
}

int unlinkat(int folder, const char* path, int flags) {
  static __typeof__(&unlinkat) next;
  if (!next) next = NEXT(unlinkat);
  if (armed && isBelowAt(folder, path) && isTheOne()) die();
  return next(folder, path, flags);
}
