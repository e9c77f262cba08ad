#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace pipeline {

struct CageLimits {
  std::size_t extra_memory_bytes = std::size_t{512} << 20;  // address space above what the process holds on entering
  std::chrono::seconds cpu{10};
};

// What the host allowed beyond the parts that are never optional (rlimits, no_new_privs, seccomp).
struct CageStrength {
  int landlock_abi = 0;     // 0: none, and then no file can be opened at all
  bool other_user = false;  // root became nobody
};

// The place where strangers' files are opened. Prepared once while files can still be read, entered by each child after
// fork. Inside: no socket, no program, no thread, no write but to descriptors already held, reads under `readable`
// only. Anything else kills the process.
class Cage {
 public:
  // `readable`: folders of fonts, absent ones are skipped. Ends the process when the filter can't be made.
  explicit Cage(const std::vector<std::string>& readable);
  ~Cage();
  Cage(const Cage&) = delete;
  Cage& operator=(const Cage&) = delete;

  // Not optional: a step that fails ends the process with status `cannot_confine`. Descriptors from 3 up are closed.
  CageStrength enter(const CageLimits& limits) const;
  int landlock_abi() const { return landlock_abi_; }

  static constexpr int cannot_confine = 70;

 private:
  std::vector<unsigned char> filter_;  // struct sock_filter[]
  int ruleset_ = -1;
  int landlock_abi_ = 0;
};

// An empty network and IPC namespace for the whole worker, when the host lets it. A second wall: the filter is the
// first.
bool leave_networks();

}  // namespace pipeline
