// A library to preload: writes down every digest that a private key signs, and can end the process by SIGKILL just before
// or just after one of them. It works on the real program, which knows nothing of it.
//
//   SPY_IN    name of the program that is watched (others that inherit the environment are not)
//   SPY_LOG   file that a line is appended to for each signature: the digest, in hexadecimal
//   SPY_DIE   "before N" or "after N": at the N-th signature; unset: never
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_long made;
static long dieAt;
static int armed, after;
static const char* log_;

__attribute__((constructor)) static void begin(void) {
  const char* program = getenv("SPY_IN");
  const char* die = getenv("SPY_DIE");
  log_ = getenv("SPY_LOG");
  if (!program || !log_ || strcmp(program, program_invocation_short_name) != 0) return;
  armed = 1;
  if (!die) return;
  after = strncmp(die, "after ", 6) == 0;
  dieAt = atol(strchr(die, ' ') + 1);
}

static void note(const unsigned char* digest, size_t size) {
  char line[200];
  size_t used = 0;
  for (size_t i = 0; i < size && used + 3 < sizeof line; ++i) used += (size_t)sprintf(line + used, "%02x", digest[i]);
  line[used++] = '\n';
  const int file = open(log_, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line, used) != (ssize_t)used) abort();
  close(file);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

int EVP_PKEY_sign(void* context, unsigned char* value, size_t* size, const unsigned char* digest, size_t digestSize) {
  static int (*next)(void*, unsigned char*, size_t*, const unsigned char*, size_t);
  if (!next) next = (int (*)(void*, unsigned char*, size_t*, const unsigned char*, size_t))dlsym(RTLD_NEXT, "EVP_PKEY_sign");
  if (!armed || !value) return next(context, value, size, digest, digestSize);
  const int isTheOne = atomic_fetch_add(&made, 1) + 1 == dieAt;
  if (isTheOne && !after) die();
  const int result = next(context, value, size, digest, digestSize);
  if (result == 1) note(digest, digestSize);
  if (isTheOne) die();
  return result;
}
