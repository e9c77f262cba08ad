#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <thread>

#include "pipeline/reader.h"
#include "server/box.h"

namespace server {

// The second road: next job → vault → worker → judge → store. One thread, one worker, one document at a time; what it
// was doing when the process dies waits in the table.
class ReadingLoop {
 public:
  ReadingLoop(const Box& box, std::function<pipeline::Reader()> start_reader);
  ~ReadingLoop() { stop(); }
  void start();
  void stop();                           // the document being read is given back to the queue
  bool alive() const { return alive_; }  // a worker answered last time it was asked

 private:
  void run();
  void work();  // until asked to stop; throws when the base or the disk does
  void rest(std::chrono::milliseconds pause) const;
  const Box& box_;
  std::function<pipeline::Reader()> start_reader_;
  std::atomic<bool> stopping_ = false, alive_ = false;
  std::thread thread_;
};

}  // namespace server
