#pragma once

#include <random>
#include <string>

// Invented names, as many as a country has: about 4,000 surnames, 256 given names and fathers' names.
namespace balalyk::bench {

constexpr int kSurnames = 4'096, kGivenNames = 256;

std::string surname(int i);
std::string givenName(int i);
// "SURNAME GIVEN FATHER'S"
std::string name(std::mt19937_64& random);

}  // namespace balalyk::bench
