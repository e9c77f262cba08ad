// A worker that lies, hangs or crashes, as the first word of the document asks. It speaks the control protocol well,
// and answers by hand-made frames: how Reader is tested against a child taken over by its document.

#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "pipeline/wire.h"

namespace {

using namespace pipeline;

void say(int pipe, std::string_view bytes) { (void)!::write(pipe, bytes.data(), bytes.size()); }

void raw_frame(int pipe, std::uint8_t kind, std::uint32_t size, std::string_view payload) {
  std::string bytes = "DS";
  bytes.push_back(static_cast<char>(wire_version));
  bytes.push_back(static_cast<char>(kind));
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(size >> 8 * i & 0xff));
  say(pipe, bytes.append(payload));
}

void report(Report report) {
  const auto bytes = encode(report);
  (void)!::send(3, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void play(std::string_view role, const Job& job, int pipe) {
  FrameWriter out(FrameWriter::to_descriptor(pipe));
  const Facts facts{.media = Media::png, .pages = 1};
  Report end{.id = job.id, .outcome = Report::Outcome::finished};
  if (role == "honest") {
    out.head(facts);
    out.page(0, {.width = 100, .height = 100});
    out.stage(Stage::looked);
    out.end();
  } else if (role == "bad_magic") {
    say(pipe, "<html><script>alert(1)</script>");
  } else if (role == "huge_length") {
    raw_frame(pipe, 1, 0xffffffff, "");
  } else if (role == "unknown_kind") {
    raw_frame(pipe, 77, 0, "");
  } else if (role == "page_before_head") {
    out.page(0, {});
  } else if (role == "twenty_first_page") {
    out.head(facts);
    for (std::size_t i = 0; i <= max_pages_read; ++i) out.page(i, {});
  } else if (role == "skipped_page") {
    out.head(facts);
    out.page(1, {});
  } else if (role == "picture_is_html") {
    out.head(facts);
    out.page(0, {.width = 100, .height = 100});
    raw_frame(pipe, 3, 18, std::string_view("\0<html>not a photo", 18));
  } else if (role == "too_many_words") {
    out.head(facts);
    for (std::size_t i = 0; i < 3; ++i) {
      Page page{.width = 100, .height = 100};
      page.words.assign(8'000, Word{.text = "mot"});
      out.page(i, page);
    }
  } else if (role == "flood") {
    out.head(facts);
    for (int i = 0; i < 20'000'000; ++i) out.stage(Stage::opened);
  } else if (role == "after_end") {
    out.head(facts);
    out.end();
    out.stage(Stage::read);
  } else if (role == "record_in_piece") {
    out.head(facts);
    (void)out.record("{}");
  } else if (role == "silent") {
    ::sleep(600);
  } else if (role == "half_then_silent") {
    out.head(facts);
    out.page(0, {.width = 100, .height = 100});
    ::sleep(600);
  } else if (role == "half_then_crash") {
    out.head(facts);
    out.page(0, {.width = 100, .height = 100});
    end = {.id = job.id, .outcome = Report::Outcome::crashed, .code = SIGSEGV};
  } else if (role == "half_then_slow") {
    out.head(facts);
    end = {.id = job.id, .outcome = Report::Outcome::timed_out, .code = SIGKILL};
  } else if (role == "crash") {
    end = {.id = job.id, .outcome = Report::Outcome::crashed, .code = SIGSYS};
  } else if (role == "die") {
    std::_Exit(1);
  } else if (role == "wrong_job") {
    out.head(facts);
    out.end();
    end.id = job.id + 1;
  } else if (role == "records") {
    for (const auto line : {R"({"n":1})", R"({"n":2})"}) (void)out.record(line);
    out.end();
  } else if (role == "records_cut") {
    (void)out.record(R"({"n":1})");
  } else if (role == "long_record") {
    raw_frame(pipe, 5, max_record_bytes + 1, "");
  }
  ::close(pipe);
  report(end);
}

}  // namespace

int main() {
  ::signal(SIGPIPE, SIG_IGN);
  report({.outcome = Report::Outcome::ready});
  while (true) {
    std::array<std::byte, job_bytes> bytes{};
    iovec part{bytes.data(), bytes.size()};
    alignas(cmsghdr) char ancillary[CMSG_SPACE(2 * sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = ancillary;
    message.msg_controllen = sizeof ancillary;
    if (::recvmsg(3, &message, MSG_CMSG_CLOEXEC) <= 0) return 0;
    const auto job = decode_job(bytes);
    int passed[2];
    std::memcpy(passed, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof passed);
    struct stat status {};
    ::fstat(passed[0], &status);
    std::string role(static_cast<std::size_t>(status.st_size), '\0');
    if (!job || ::pread(passed[0], role.data(), role.size(), 0) != status.st_size) return 1;
    ::close(passed[0]);
    play(role, *job, passed[1]);
  }
}
