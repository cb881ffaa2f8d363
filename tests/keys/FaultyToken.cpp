// A PKCS#11 module that passes everything on to SoftHSM2, counts, and fails as devices do that are not software:
// locked, one try left, pulled out in the middle, hanging, crashing.
#include "FaultyToken.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace {

FaultyTokenControls& mapped() {
  const char* file = std::getenv("FAULTY_TOKEN_CONTROLS");
  const int descriptor = file ? ::open(file, O_RDWR | O_CLOEXEC) : -1;
  void* memory = ::mmap(nullptr, sizeof(FaultyTokenControls), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) std::abort();
  ::close(descriptor);
  return *static_cast<FaultyTokenControls*>(memory);
}

FaultyTokenControls& controls = mapped();
CK_FUNCTION_LIST* real = nullptr;

// For ever, as drivers do; the process is ended from outside.
[[noreturn]] void hang() {
  ++controls.hanging;
  for (;;) ::pause();
}

CK_RV initialise(void* arguments) {
  if (controls.initialiseHangs) hang();
  return real->C_Initialize(arguments);
}

CK_RV tokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
  const CK_RV answer = real->C_GetTokenInfo(slot, info);
  if (answer == CKR_OK) info->flags |= controls.addedFlags;
  return answer;
}

CK_RV openSession(CK_SLOT_ID slot, CK_FLAGS flags, void* application, CK_NOTIFY notify, CK_SESSION_HANDLE* session) {
  const CK_RV answer = real->C_OpenSession(slot, flags, application, notify, session);
  if (answer == CKR_OK) ++controls.sessionsOpened, ++controls.sessionsOpen;
  return answer;
}

CK_RV closeSession(CK_SESSION_HANDLE session) {
  const CK_RV answer = real->C_CloseSession(session);
  if (answer == CKR_OK) --controls.sessionsOpen;
  return answer;
}

CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char* pin, CK_ULONG size) {
  ++controls.logins;
  if (controls.loginHangs) hang();
  return real->C_Login(session, user, pin, size);
}

CK_RV sign(CK_SESSION_HANDLE session, unsigned char* data, CK_ULONG size, unsigned char* value, CK_ULONG* valueSize) {
  if (controls.signaturesUntilFailure >= 0 && controls.signaturesUntilFailure-- <= 0) {
    controls.signaturesUntilFailure = 0;
    if (controls.fault == FaultyTokenControls::Fault::hangs) hang();
    if (controls.fault == FaultyTokenControls::Fault::crashes) std::abort();
    return controls.failure;
  }
  ++controls.signatures;
  return real->C_Sign(session, data, size, value, valueSize);
}

CK_FUNCTION_LIST makeList() {
  auto list = *real;
  list.C_Initialize = initialise;
  list.C_GetTokenInfo = tokenInfo;
  list.C_OpenSession = openSession;
  list.C_CloseSession = closeSession;
  list.C_Login = login;
  list.C_Sign = sign;
  return list;
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
  static void* library = dlopen(SOFTHSM_MODULE, RTLD_NOW | RTLD_LOCAL);
  const auto getList = library ? reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList")) : nullptr;
  if (!getList || getList(&real) != CKR_OK) return CKR_GENERAL_ERROR;
  static CK_FUNCTION_LIST ours = makeList();
  *list = &ours;
  return CKR_OK;
}
