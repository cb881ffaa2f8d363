// What a secretary does with one application, without a browser:  save_application CONNECTION APPLICATION COMMISSION
// NUMBER Saves a complete approval, has the protocol made and waits for it. Prints its state and the milliseconds from
// saving on.
#include <chrono>
#include <iostream>

#include "connectors/database/Database.h"
#include "pipeline/casework/EditApplication.h"

using namespace balalyk;

int main(int count, char** arguments) {
  if (count != 5) return 2;
  const auto database = openDatabase(arguments[1]);
  EditApplication edit(*database, {arguments[3]}, "secretary");
  const auto opened = database->applications().open(arguments[2], {arguments[3]});
  if (!opened) return 1;
  FormWrite write{.id = opened->id, .version = opened->version, .form = opened->form, .reason = {}};
  write.form.benefits = {database->applications().benefits().at(0).code};
  write.form.ticked.clear();
  for (const auto& member : opened->members)
    if (member.active) write.form.ticked.push_back(member.id);
  write.form.documentsShown = usualDocuments();
  write.form.protocolNumber = arguments[4];
  write.form.sittingDate = isoDate(database->today());
  write.form.chosen = Decision::approved;
  const auto begun = std::chrono::steady_clock::now();
  const auto outcome = edit.saveAndMakeProtocol(write);
  const auto* saved = std::get_if<Saved>(&outcome);
  if (!saved) return 1;
  for (const auto& problem : saved->problems) std::cerr << toString(problem) << "\n";
  const auto document = edit.awaitProtocol(opened->id, std::chrono::minutes(2));
  const auto took = std::chrono::steady_clock::now() - begun;
  std::cout << (document ? toString(document->state) : "none") << " "
            << std::chrono::duration_cast<std::chrono::milliseconds>(took).count() << "\n";
  return 0;
}
