#pragma once

namespace balalyk {

class Connections;
class Console;
class Log;
class Messages;
class Settings;

// What a command works with.
struct Session {
  const Settings& settings;
  const Messages& messages;
  Console& console;
  const Log& log;
  Connections& connections;
  const bool json;  // what it writes is read by a program
};

}  // namespace balalyk
