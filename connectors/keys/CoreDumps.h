#pragma once

namespace balalyk {

// From now on this process leaves no core dump, and other processes of its user cannot read its memory: it holds keys.
// Programs that it starts are as they always were.
void forbidCoreDumps();

}  // namespace balalyk
