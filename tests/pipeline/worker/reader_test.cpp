#include "pipeline/reader.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "tests/catch.h"
#include "tests/pipeline/worker/papers.h"

extern char** environ;

namespace {

using namespace pipeline;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

auto ask(Reader& reader, const std::string& role, std::chrono::milliseconds deadline = 60s) {
  return reader.read(papers::bytes(role), {.deadline = deadline});
}

}  // namespace

TEST_CASE("an honest answer is taken, and its stages are told as they come") {
  auto reader = Reader::start(ROGUE_PROGRAM);
  std::vector<Stage> stages;
  const std::string role = "honest";
  const auto reading = reader.read(papers::bytes(role), {}, [&](Stage stage) { stages.push_back(stage); });
  REQUIRE(reading.has_value());
  CHECK(reading->facts.media == Media::png);
  CHECK(reading->facts.pages_read.size() == 1);
  CHECK_FALSE(reading->facts.damaged);
  CHECK(stages == std::vector{Stage::looked});
}

TEST_CASE("an answer that breaks the protocol is dropped whole, and the next document is read") {
  auto reader = Reader::start(ROGUE_PROGRAM);
  const auto role = GENERATE(as<std::string>{}, "bad_magic", "huge_length", "unknown_kind", "page_before_head",
                             "twenty_first_page", "skipped_page", "picture_is_html", "too_many_words", "flood",
                             "after_end", "record_in_piece", "wrong_job");
  CAPTURE(role);
  CHECK(ask(reader, role).error() == ReadFailure::lied);
  CHECK(ask(reader, "honest").has_value());
}

TEST_CASE("a child that ends early leaves what it had said") {
  auto reader = Reader::start(ROGUE_PROGRAM);
  const auto crashed = ask(reader, "half_then_crash");
  REQUIRE(crashed.has_value());
  CHECK(crashed->facts.damaged);
  CHECK(crashed->facts.pages_read.size() == 1);
  const auto slow = ask(reader, "half_then_slow");
  REQUIRE(slow.has_value());
  CHECK(slow->facts.timed_out);
  CHECK(ask(reader, "crash").error() == ReadFailure::killed);
}

TEST_CASE("a worker that hangs is left at the deadline, and one that dies is started again") {
  auto reader = Reader::start(ROGUE_PROGRAM);
  const auto start = std::chrono::steady_clock::now();
  CHECK(ask(reader, "silent", 300ms).error() == ReadFailure::timed_out);
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  CHECK(ask(reader, "die").error() == ReadFailure::worker_gone);
  CHECK(ask(reader, "honest").has_value());
}

TEST_CASE("a program that does not exist is a worker gone, not an exception") {
  auto reader = Reader::start("/nowhere/dossiersco-worker");
  CHECK_FALSE(reader.warm());
  CHECK(ask(reader, "honest").error() == ReadFailure::worker_gone);
}

TEST_CASE("an export's lines come one by one, and count only when the end came") {
  auto reader = Reader::start(ROGUE_PROGRAM);
  const auto lines_of = [&](const std::string& role, std::vector<std::string>& lines) {
    return reader.read_export(papers::bytes(role), {.deadline = 5s},
                              [&](std::string_view line) { lines.emplace_back(line); });
  };
  std::vector<std::string> lines;
  CHECK(lines_of("records", lines).has_value());
  CHECK(lines == std::vector<std::string>{R"({"n":1})", R"({"n":2})"});
  CHECK(lines_of("records_cut", lines).error() == ReadFailure::killed);
  CHECK(lines_of("long_record", lines).error() == ReadFailure::lied);
  CHECK(lines_of("honest", lines).error() == ReadFailure::lied);
}

TEST_CASE("the real worker serves several readers over its own socket, and survives those that leave") {
  const std::string folder = std::filesystem::temp_directory_path() / ("lecteur-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/worker";
  char* arguments[] = {const_cast<char*>(WORKER_PROGRAM), const_cast<char*>("--socket"),
                       const_cast<char*>(path.c_str()), nullptr};
  pid_t pid = -1;
  REQUIRE(::posix_spawn(&pid, WORKER_PROGRAM, nullptr, nullptr, arguments, environ) == 0);
  for (int i = 0; i < 200 && !std::filesystem::exists(path); ++i) std::this_thread::sleep_for(50ms);
  const std::string paper = papers::pdf(papers::bill());
  {
    auto first = Reader::connect(path);
    CHECK(first.read(papers::bytes(paper), {}).has_value());
  }
  auto second = Reader::connect(path);
  const auto reading = second.read(papers::bytes(paper), {});
  REQUIRE(reading.has_value());
  CHECK(reading->facts.pages_read.size() == 1);
  ::kill(pid, SIGTERM);
  ::waitpid(pid, nullptr, 0);
  CHECK(second.read(papers::bytes(paper), {}).error() == ReadFailure::worker_gone);
  std::filesystem::remove_all(folder);
}
