#include "jobs/Program.h"

int main(int argc, char** argv) {
  return balalyk::runProgram(argc, argv);
}
