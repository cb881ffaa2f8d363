#include "connectors/keys/CoreDumps.h"

#include <sys/prctl.h>

namespace balalyk {

void forbidCoreDumps() {
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace balalyk
