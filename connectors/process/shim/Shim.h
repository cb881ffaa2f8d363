#pragma once

// What the program and the shim between it and a confined process agree upon.
namespace balalyk::shim {

inline constexpr int kSocket = 3;       // the descriptor of the program's socket in the shim and in the process
inline constexpr int kSignalled = 128;  // exit code of what a signal ended: this and its number
inline constexpr const char* kSocketVariable = "BALALYK_SOCKET";  // says to the process which descriptor it is
inline constexpr int kCannotRun = 127;

}  // namespace balalyk::shim
