#include "connectors/keys/KeyKinds.h"
#include "signing/keys/Pkcs12Key.h"

namespace balalyk {

KeyKind pkcs12Kind() {
  return {"pkcs12", {"file"}, {}, [](const KeyEntry& entry, const signing::Secret& password, const KeySources&) {
            return std::shared_ptr<signing::SigningKey>(signing::Pkcs12Key::open(entry.file("file"), password));
          }};
}

}  // namespace balalyk
