#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace balalyk::test {

// A server written in Python: says its ports (or whatever it has to say) in its first line, and ends when its standard
// input does.
class PythonServer {
 public:
  PythonServer(const std::string& script, const std::vector<std::string>& arguments) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> words;
    std::vector<std::string> all{"python3", "-B", script};
    all.insert(all.end(), arguments.begin(), arguments.end());
    for (auto& word : all) words.push_back(word.data());
    words.push_back(nullptr);
    child_ = fork();
    if (child_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      execvp("python3", words.data());
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    input_ = in[1];
    std::string line;
    for (char c = 0; read(out[0], &c, 1) == 1 && c != '\n';) line += c;
    close(out[0]);
    std::istringstream stream(line);
    for (std::string word; stream >> word;) said_.push_back(word);
    if (said_.empty()) throw std::runtime_error("no server: " + script);
  }
  ~PythonServer() {
    close(input_);
    waitpid(child_, nullptr, 0);
  }
  PythonServer(const PythonServer&) = delete;
  PythonServer& operator=(const PythonServer&) = delete;

  const std::string& said(std::size_t i = 0) const { return said_.at(i); }

 private:
  pid_t child_ = -1;
  int input_ = -1;
  std::vector<std::string> said_;
};

}  // namespace balalyk::test
