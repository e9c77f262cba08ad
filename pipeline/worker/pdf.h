#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "pipeline/facts.h"
#include "pipeline/worker/pixels.h"

namespace poppler {
class document;
class page;
}  // namespace poppler

namespace pipeline {

// One PDF, drawn by Poppler to a number of pixels, never to a resolution: the page's announced size is a stranger's
// word.
class Pdf {
 public:
  // `refusal` says why nothing can be drawn; then nothing else may be called.
  explicit Pdf(std::span<const std::byte> untrusted);
  ~Pdf();
  Pdf(const Pdf&) = delete;
  Pdf& operator=(const Pdf&) = delete;

  Refusal refusal() const { return refusal_; }
  std::uint32_t pages() const { return pages_; }
  bool content_removed() const { return content_removed_; }
  bool complained() const;  // the file's structure or a picture in it is broken
  bool remarked() const;    // Poppler said anything at all: on a page that came out blank, as good as a complaint
  bool holds_scans() const { return holds_scans_; }  // pictures as large as pages: text may be laid over them

  struct Sheet {
    Pixels pixels;                 // 32 bits of colour; null when it couldn't be drawn
    bool too_big = false;          // the announced size is beyond reason
    std::vector<Word> text_layer;  // boxes in these pixels; empty unless believed
  };
  // As large as it is shown when it speaks, else as large as it is read.
  Sheet draw(std::size_t index) const;
  // The same page, `edge_px` on its long edge: for what lies small on a scanner's bed.
  Pixels draw_larger(std::size_t index, int edge_px) const;

 private:
  std::unique_ptr<poppler::document> document_;
  Refusal refusal_ = Refusal::none;
  std::uint32_t pages_ = 0;
  bool content_removed_ = false;
  bool holds_scans_ = false;
  bool holds_giant_ = false;
};

// Names of what would act on a reader's machine: scripts, programs, forms, attachments. Also inside compressed objects.
bool names_active_content(std::span<const std::byte> untrusted);

// Fonts, encodings and Poppler's own tables, loaded by drawing a page of our own; they stay loaded.
void warm_pdf();

}  // namespace pipeline
