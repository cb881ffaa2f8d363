#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace balalyk::signing {
class Secret;
}

namespace balalyk {

// Seam: where the password of a chairperson's key comes from, asked once per member; and this program's own secrets at
// remote services, asked by their names.
class PasswordSource {
 public:
  virtual ~PasswordSource() = default;
  virtual std::optional<signing::Secret> password(const std::string& memberId) = 0;  // nullopt: none known
};

// The file <prefix><member>.password in the folder; one that everybody on this host may read is refused: password()
// throws signing::KeyError keyPasswordExposed{file}. systemd's LoadCredential=keys:/etc/… puts each file of that folder
// into $CREDENTIALS_DIRECTORY with the prefix "keys_".
std::unique_ptr<PasswordSource> passwordsFromFolder(const std::filesystem::path& folder,
                                                    const std::string& prefix = {});
// Read to its end at the first question: one line, for every member, or lines "member:password".
std::unique_ptr<PasswordSource> passwordsFromDescriptor(int descriptor);
// Asks on the terminal without echo: `prompt` makes the text for a member. Throws signing::KeyError
// keyTerminalMissing.
std::unique_ptr<PasswordSource> passwordsFromTerminal(std::function<std::string(const std::string& memberId)> prompt);
// Of this member alone, and for one question: it is not kept.
std::unique_ptr<PasswordSource> passwordOnce(std::string memberId, signing::Secret password);
// The first source that knows it.
std::unique_ptr<PasswordSource> firstOf(std::shared_ptr<PasswordSource> first, std::shared_ptr<PasswordSource> then);

}  // namespace balalyk
