#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pipeline {

struct TwoDDoc;

// What a signature on a printed code is worth today. Only `authentic` settles anything; `broken` is the one that
// accuses.
enum class Authenticity {
  broken,          // the signer is known and this is not his signature
  unknown_signer,  // no certificate of that name in the list, or one that was not valid on the day of signing
  stale_list,      // right, but the list is past its next update: who signed may have lost the right since
  test_authority,  // right, by an authority whose private key is public (XX00, certificate 0000)
  authentic,
};
std::string_view to_string(Authenticity authenticity);

// An authority XX00 or a certificate 0000: their private keys are public, whatever a list says of them.
bool is_test_signer(const TwoDDoc& code);

// The list of certificates a box holds, loaded once, offline; FORMAT of the file: pipeline/codes/CERTIFICATES.md.
// Immutable, shared by copies.
class Trust {
 public:
  Trust();  // the list shipped with this program
  // Nothing, and why in `error`, when the file is not a list.
  static std::optional<Trust> parse(std::string_view untrusted, std::string& error);

  Authenticity verify(const TwoDDoc& code, std::chrono::year_month_day today) const;
  std::chrono::year_month_day issued() const;       // of the list
  std::chrono::year_month_day next_update() const;  // after this day it is stale
  std::size_t size() const;                         // certificates, tests included

 private:
  struct List;
  explicit Trust(std::shared_ptr<const List> list);
  std::shared_ptr<const List> list_;
};

}  // namespace pipeline
