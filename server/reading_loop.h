#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "pipeline/reader.h"
#include "server/box.h"

namespace server {

// The second road: next job → vault → worker → judge → store. As many threads as documents are read at once, each with
// its worker; with two or more, the first reads only what somebody waits for. What was being done when the process
// dies waits in the table.
class ReadingLoop {
 public:
  ReadingLoop(const Box& box, std::function<pipeline::Reader()> start_reader, int slots);
  ~ReadingLoop() { stop(); }
  void start();
  void stop();                               // documents being read are given back to the queue, at once
  bool alive() const { return alive_ > 0; }  // a worker answered last time it was asked

 private:
  void run(bool only_awaited);
  void work(bool only_awaited, bool& alive);  // until asked to stop; throws when the base or the disk does
  void tell(bool& alive, bool answers);
  void rest(std::chrono::milliseconds pause) const;
  const Box& box_;
  std::function<pipeline::Reader()> start_reader_;
  int slots_;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> alive_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace server
