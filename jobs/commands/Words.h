#pragma once

#include <string>
#include <vector>

#include "pipeline/document/Document.h"

// Words of the command line as values; each throws UsageError when it is none of those that can be meant.
namespace balalyk {

std::vector<std::string> roleWords();  // what a role can be called
Kind kindWord(const std::string& word);
State stateWord(const std::string& word);
Date dateWord(const std::string& word, const std::string& option);
std::vector<Kind> kindWords(const std::vector<std::string>& words);

}  // namespace balalyk
