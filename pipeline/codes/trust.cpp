#include "pipeline/codes/trust.h"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "pipeline/codes/two_d_doc.h"

namespace pipeline {

// codes/certificates.json, in the program.
extern const std::string_view shipped_certificates;

namespace {

using Day = std::chrono::year_month_day;

struct FreeKey {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
};
struct FreeText {
  void operator()(BIO* text) const noexcept { BIO_free(text); }
};
struct FreeSignature {
  void operator()(ECDSA_SIG* signature) const noexcept { ECDSA_SIG_free(signature); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const noexcept { EVP_MD_CTX_free(digest); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

struct Certificate {
  std::string authority, name;
  Day from, to;
  Key key;
};

constexpr std::size_t largest_list = 4 << 20;

// What the file lacks, told to the operator.
struct NotAList : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Day day_of(const nlohmann::json& entry, const char* field) {
  const auto text = entry.value(field, "");
  int year = 0;
  unsigned month = 0, day = 0;
  if (text.size() == 10 && std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) == 3) {
    const Day read{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    if (read.ok()) return read;
  }
  throw NotAList(std::string(field) + " : une date AAAA-MM-JJ est attendue");
}

Day day_of(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) throw NotAList("pem : certificat sans dates");
  return Day{std::chrono::year(parts.tm_year + 1900), std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
             std::chrono::day(static_cast<unsigned>(parts.tm_mday))};
}

std::vector<unsigned char> from_base64(const std::string& text) {
  std::vector<unsigned char> bytes(text.size() / 4 * 3 + 3);
  if (text.empty() || text.size() % 4 != 0 || text.size() > 4096) throw NotAList("key : base64 attendu");
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) throw NotAList("key : base64 attendu");
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

// Bytes of each number of a signature by that key; 0 when it is on no curve of the specification.
std::size_t number_size(const EVP_PKEY* key) {
  if (EVP_PKEY_base_id(key) != EVP_PKEY_EC) return 0;
  switch (EVP_PKEY_bits(key)) {
    case 256:
      return 32;
    case 384:
      return 48;
    case 521:
      return 66;
    default:
      return 0;
  }
}

Certificate certificate_of(const nlohmann::json& entry) {
  Certificate certificate{.authority = entry.value("authority", ""),
                          .name = entry.value("certificate", ""),
                          .from = {},
                          .to = {},
                          .key = {}};
  if (certificate.authority.size() != 4 || certificate.name.size() != 4)
    throw NotAList("authority, certificate : quatre lettres ou chiffres chacun");
  if (entry.contains("pem")) {
    const auto pem = entry["pem"].get<std::string>();
    const std::unique_ptr<BIO, FreeText> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const std::unique_ptr<X509, FreeCertificate> parsed(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
    if (!parsed) throw NotAList("pem : certificat X.509 attendu");
    certificate.key.reset(X509_get_pubkey(parsed.get()));
    certificate.from = day_of(X509_get0_notBefore(parsed.get()));
    certificate.to = day_of(X509_get0_notAfter(parsed.get()));
  } else {
    const auto der = from_base64(entry.value("key", ""));
    const unsigned char* start = der.data();
    certificate.key.reset(d2i_PUBKEY(nullptr, &start, static_cast<long>(der.size())));
    certificate.from = day_of(entry, "valid_from");
    certificate.to = day_of(entry, "valid_to");
  }
  if (!certificate.key || number_size(certificate.key.get()) == 0)
    throw NotAList("clé d'une courbe P-256, P-384 ou P-521 attendue");
  return certificate;
}

bool verifies(EVP_PKEY* key, const EVP_MD* hash, const std::string& message, const std::string& signature) {
  const auto* numbers = reinterpret_cast<const unsigned char*>(signature.data());
  const int size = static_cast<int>(signature.size() / 2);
  const std::unique_ptr<ECDSA_SIG, FreeSignature> pair(ECDSA_SIG_new());
  if (!pair ||
      ECDSA_SIG_set0(pair.get(), BN_bin2bn(numbers, size, nullptr), BN_bin2bn(numbers + size, size, nullptr)) != 1)
    throw std::bad_alloc();
  unsigned char* der = nullptr;
  const int der_size = i2d_ECDSA_SIG(pair.get(), &der);
  if (der_size <= 0) return false;
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  const bool right = digest && EVP_DigestVerifyInit(digest.get(), nullptr, hash, nullptr, key) == 1 &&
                     EVP_DigestVerify(digest.get(), der, static_cast<std::size_t>(der_size),
                                      reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
  OPENSSL_free(der);
  return right;
}

// The specification ties the hash to the certificate, readers assume SHA-256: the curve's first, then that one.
bool signed_by(const Certificate& certificate, const TwoDDoc& code) {
  EVP_PKEY* key = certificate.key.get();
  const std::size_t size = number_size(key);
  if (code.signature.size() != 2 * size) return false;
  const EVP_MD* of_the_curve = size == 32 ? EVP_sha256() : size == 48 ? EVP_sha384() : EVP_sha512();
  return verifies(key, of_the_curve, code.message, code.signature) ||
         (size != 32 && verifies(key, EVP_sha256(), code.message, code.signature));
}

}  // namespace

struct Trust::List {
  Day issued, next_update;
  std::vector<Certificate> certificates;
};

std::string_view to_string(Authenticity authenticity) {
  switch (authenticity) {
    case Authenticity::broken:
      return "broken";
    case Authenticity::unknown_signer:
      return "unknown_signer";
    case Authenticity::stale_list:
      return "stale_list";
    case Authenticity::test_authority:
      return "test_authority";
    case Authenticity::authentic:
      return "authentic";
  }
  return "";
}

bool is_test_signer(const TwoDDoc& code) { return code.authority.ends_with("00") || code.certificate == "0000"; }

Trust::Trust() {
  static const auto shipped = [] {
    std::string error;
    auto list = parse(shipped_certificates, error);
    if (!list) throw std::logic_error("shipped certificates: " + error);
    return list->list_;
  }();
  list_ = shipped;
}

Trust::Trust(std::shared_ptr<const List> list) : list_(std::move(list)) {}

std::optional<Trust> Trust::parse(std::string_view untrusted, std::string& error) {
  try {
    if (untrusted.size() > largest_list) throw NotAList("fichier trop grand");
    const auto file = nlohmann::json::parse(untrusted);
    if (!file.is_object() || file.value("format", "") != "dossiersco-2d-doc-1")
      throw NotAList("format : dossiersco-2d-doc-1 attendu");
    auto list = std::make_shared<List>();
    list->issued = day_of(file, "issued");
    list->next_update = day_of(file, "next_update");
    for (const auto& entry : file.at("certificates")) list->certificates.push_back(certificate_of(entry));
    return Trust(std::move(list));
  } catch (const NotAList& missing) {
    error = missing.what();
  } catch (const nlohmann::json::exception&) {
    error = "pas un fichier JSON de la forme attendue";
  }
  return std::nullopt;
}

Authenticity Trust::verify(const TwoDDoc& code, Day today) const {
  const Certificate* signer = nullptr;
  bool known = false;
  const auto day = code.signed_on ? code.signed_on : code.issued;
  bool valid = false;
  for (const Certificate& certificate : list_->certificates) {
    if (certificate.authority != code.authority || certificate.name != code.certificate) continue;
    known = true;
    if (!signed_by(certificate, code)) continue;
    signer = &certificate;
    valid = valid || (day && *day >= certificate.from && *day <= certificate.to);
  }
  if (!known) return Authenticity::unknown_signer;
  if (signer == nullptr) return Authenticity::broken;
  if (is_test_signer(code)) return Authenticity::test_authority;
  if (!valid) return Authenticity::unknown_signer;
  return today > list_->next_update ? Authenticity::stale_list : Authenticity::authentic;
}

Day Trust::issued() const { return list_->issued; }
Day Trust::next_update() const { return list_->next_update; }
std::size_t Trust::size() const { return list_->certificates.size(); }

}  // namespace pipeline
