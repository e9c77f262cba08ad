#pragma once

#include <chrono>
#include <ctime>

namespace pipeline {

// What this process has spent of a core. A deadline told in it grants a document the same work on a busy box as on a
// quiet one; the zygote keeps the wall clock (wire.h, wall_per_cpu).
struct CpuClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<CpuClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept {
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return time_point(std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec));
  }
};

}  // namespace pipeline
