#include "crypto/backup.h"

#include <sodium.h>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/kem_key.h"
#include "crypto/raw.h"
#include "crypto/token.h"

namespace crypto {
namespace {

constexpr std::string_view magic = "DSCOSAV1";
constexpr std::byte suite{1};
constexpr std::size_t key_characters = 52, check_characters = 4;

KemKey kem_of(const SecretKey& paper) { return KemKey(derive(paper, 1, "DSCOSAUV")); }

std::string check_of(std::string_view key_text) {
  return base32(hash("dsco/backup/paper/v1", {bytes_of(key_text)})).substr(0, check_characters);
}

// Both halves: the secret only the paper opens, and the key only the box that was given the target has.
SecretKey wrapping_key(const SecretKey& shared, const SecretKey& author, Bytes head) {
  Buffer both(shared.bytes().begin(), shared.bytes().end());
  append(both, author.bytes());
  SecretKey key = keyed_secret(both, "dsco/backup/wrap/v1", {head});
  wipe(both);
  return key;
}

SecretKey target_key(const SecretKey& pepper) { return keyed_secret(pepper.bytes(), "dsco/backup/target/v1", {}); }

Buffer bound_to(const Hash& header, std::uint64_t number) {
  Buffer bytes(header.begin(), header.end());
  append(bytes, u64(number));
  return bytes;
}

}  // namespace

BackupTarget target_of(const SecretKey& paper) {
  return BackupTarget{kem_of(paper).public_key(), derive(paper, 2, "DSCOSAUV")};
}

std::string print_backup_paper(const SecretKey& paper) {
  const auto text = base32(paper.bytes());
  return in_groups(text + check_of(text));
}

Result<SecretKey> read_backup_paper(std::string_view typed) {
  const auto code = canonical_base32(typed);
  if (!code || code->size() != key_characters + check_characters) return tl::unexpected(Error::wrong_size);
  const auto key_text = code->substr(0, key_characters);
  if (check_of(key_text) != code->substr(key_characters)) return tl::unexpected(Error::tampered);
  auto bytes = from_base32(key_text);
  if (!bytes) return tl::unexpected(Error::tampered);
  auto paper = SecretKey::from_bytes(*bytes);
  wipe(*bytes);
  return paper;
}

Buffer close_backup_target(const SecretKey& pepper, const BackupTarget& target) {
  const Nonce nonce = random_nonce();
  Buffer plain(target.pk_kem.begin(), target.pk_kem.end());
  append(plain, target.author.bytes());
  Buffer closed(nonce.begin(), nonce.end());
  append(closed, aead_seal(target_key(pepper), nonce, plain, {}));
  wipe(plain);
  return closed;
}

Result<BackupTarget> open_backup_target(const SecretKey& pepper, Bytes untrusted) {
  FieldReader fields(untrusted);
  const auto nonce = fields.array<Nonce>();
  if (untrusted.size() != nonce.size() + 64 + tag_bytes) return tl::unexpected(Error::wrong_size);
  auto plain = aead_open(target_key(pepper), nonce, untrusted.subspan(nonce.size()), {});
  if (!plain) return tl::unexpected(plain.error());
  BackupTarget target{*fixed<PublicKey>(Bytes(*plain).first(32)), *SecretKey::from_bytes(Bytes(*plain).subspan(32))};
  wipe(*plain);
  return target;
}

Result<BackupHeader> parse_backup_header(Bytes untrusted) {
  if (untrusted.size() < backup_header_bytes) return tl::unexpected(Error::truncated);
  FieldReader fields(untrusted);
  if (text_of(fields.take(magic.size())) != magic || fields.take(1)[0] != suite)
    return tl::unexpected(Error::wrong_suite);
  BackupHeader header;
  header.moment = fields.integer<std::uint64_t>();
  header.pk_kem = fields.array<PublicKey>();
  return header;
}

struct BackupWriter::State {
  std::function<void(Bytes)> out;
  crypto_secretstream_xchacha20poly1305_state stream;
  Hash header{};
  Buffer plain;
  std::uint64_t number = 0;
};

BackupWriter::BackupWriter(const BackupTarget& target, std::uint64_t moment, std::function<void(Bytes)> out)
    : state_(std::make_unique<State>()) {
  state_->out = std::move(out);
  state_->plain.reserve(backup_chunk_bytes);
  Buffer header;
  append(header, bytes_of(magic));
  header.push_back(suite);
  append(header, u64(moment));
  append(header, target.pk_kem);
  const KemKey ephemeral = KemKey::random();
  const auto shared = ephemeral.agree(target.pk_kem);
  if (!shared) throw std::runtime_error("backup: no key to close for");
  append(header, ephemeral.public_key());
  const SecretKey key = SecretKey::random();
  append(header, aead_seal(wrapping_key(*shared, target.author, header), only_use, key.bytes(), header));
  std::array<std::byte, crypto_secretstream_xchacha20poly1305_HEADERBYTES> start{};
  crypto_secretstream_xchacha20poly1305_init_push(&state_->stream, raw_out(start), raw(key.bytes()));
  append(header, start);
  state_->header = hash("dsco/backup/header/v1", {header});
  state_->out(header);
}

BackupWriter::~BackupWriter() {
  wipe(state_->plain);
  sodium_memzero(&state_->stream, sizeof state_->stream);
}

void BackupWriter::add(Bytes plain) {
  while (!plain.empty()) {
    if (state_->plain.size() == backup_chunk_bytes) close_chunk(false);
    const auto taken = std::min(plain.size(), backup_chunk_bytes - state_->plain.size());
    append(state_->plain, plain.first(taken));
    plain = plain.subspan(taken);
  }
}

void BackupWriter::finish() { close_chunk(true); }

void BackupWriter::close_chunk(bool last) {
  Buffer sealed(state_->plain.size() + crypto_secretstream_xchacha20poly1305_ABYTES);
  const auto ad = bound_to(state_->header, state_->number++);
  crypto_secretstream_xchacha20poly1305_push(
      &state_->stream, raw_out(sealed), nullptr, raw(state_->plain), state_->plain.size(), raw(ad), ad.size(),
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  state_->plain.clear();
  state_->out(sealed);
}

struct BackupReader::State {
  crypto_secretstream_xchacha20poly1305_state stream;
  Hash header{};
  std::uint64_t number = 0;
  ~State() { sodium_memzero(&stream, sizeof stream); }
};

BackupReader::BackupReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
BackupReader::BackupReader(BackupReader&&) noexcept = default;
BackupReader::~BackupReader() = default;

Result<BackupReader> BackupReader::open(const SecretKey& paper, Bytes untrusted_header) {
  const auto header = parse_backup_header(untrusted_header);
  if (!header) return tl::unexpected(header.error());
  const KemKey mine = kem_of(paper);
  if (header->pk_kem != mine.public_key()) return tl::unexpected(Error::wrong_context);
  constexpr std::size_t before_key = 9 + 8 + 32 + 32;
  const Bytes head = untrusted_header.first(before_key);
  const auto shared = mine.agree(*fixed<PublicKey>(head.last(32)));
  if (!shared) return tl::unexpected(shared.error());
  const auto key = aead_open_key(wrapping_key(*shared, target_of(paper).author, head), only_use,
                                 untrusted_header.subspan(before_key, 48), head);
  if (!key) return tl::unexpected(key.error());
  auto state = std::make_unique<State>();
  if (crypto_secretstream_xchacha20poly1305_init_pull(
          &state->stream, raw(untrusted_header.subspan(before_key + 48, 24)), raw(key->bytes())) != 0)
    return tl::unexpected(Error::tampered);
  state->header = hash("dsco/backup/header/v1", {untrusted_header.first(backup_header_bytes)});
  return BackupReader(std::move(state));
}

Result<Buffer> BackupReader::next(Bytes untrusted_chunk, bool last) {
  if (untrusted_chunk.size() < crypto_secretstream_xchacha20poly1305_ABYTES) return tl::unexpected(Error::truncated);
  Buffer plain(untrusted_chunk.size() - crypto_secretstream_xchacha20poly1305_ABYTES);
  const auto ad = bound_to(state_->header, state_->number++);
  unsigned char tag = 0;
  const int opened = crypto_secretstream_xchacha20poly1305_pull(
      &state_->stream, raw_out(plain), nullptr, &tag, raw(untrusted_chunk), untrusted_chunk.size(), raw(ad), ad.size());
  const int wanted =
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  if (opened != 0 || tag != wanted) return tl::unexpected(Error::tampered);
  return plain;
}

}  // namespace crypto
