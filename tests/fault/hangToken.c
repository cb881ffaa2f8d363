// A PKCS#11 module that passes everything on to SoftHSM2 and hangs for ever, as drivers do, in its n-th signature.
//
//   HANG_TOKEN_AT    n; unset: never
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

static CK_FUNCTION_LIST* real;
static CK_FUNCTION_LIST ours;
static atomic_long made;

static CK_RV sign(CK_SESSION_HANDLE session, unsigned char* data, CK_ULONG size, unsigned char* value, CK_ULONG* valueSize) {
  const char* at = getenv("HANG_TOKEN_AT");
  if (at && atomic_fetch_add(&made, 1) + 1 >= atol(at)) {
    for (;;) pause();
  }
  return real->C_Sign(session, data, size, value, valueSize);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
  void* library = dlopen(SOFTHSM_MODULE, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList getList = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
  if (!getList || getList(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  ours = *real;
  ours.C_Sign = sign;
  *list = &ours;
  return CKR_OK;
}
