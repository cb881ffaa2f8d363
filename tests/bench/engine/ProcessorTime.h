#pragma once

namespace balalyk::bench {

// Milliseconds of processor time: of this process, and of the PostgreSQL server that SERVER_PID names (0: none).
double ownProcessorTime();
double serverProcessorTime();

}  // namespace balalyk::bench
