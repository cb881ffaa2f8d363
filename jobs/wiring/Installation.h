#pragma once

#include <filesystem>

namespace balalyk {

// Where what came with the program lies: beside it in a build folder, or under share/ and lib/ once installed. Throws
// Error installationIncomplete{file} when it is in neither.
std::filesystem::path shippedTemplates();
std::filesystem::path shippedFiller();
std::filesystem::path shippedTokenProgram();
std::filesystem::path shippedSamplePortal();

}  // namespace balalyk
