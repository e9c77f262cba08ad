#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "server/app.h"

namespace server {

// A box that cannot be opened, or a wish that cannot be granted, told to the operator: a stable code and a French
// sentence with the remedy.
struct BoxError : std::runtime_error {
  BoxError(std::string code_, const std::string& sentence) : std::runtime_error(sentence), code(std::move(code_)) {}
  std::string code;
};

// The list of signers this school installed, in the state folder; none: the one shipped with the program.
inline constexpr std::string_view certificates_file = "certificats.json";
pipeline::Trust installed_trust(const std::filesystem::path& state);

struct BoxPlace {
  std::filesystem::path state;
  // "": $CREDENTIALS_DIRECTORY/dossiersco.key when there is one, else STATE.key beside STATE: never inside, so that a
  // copy of the folder opens nothing.
  std::filesystem::path key;
};
std::filesystem::path key_file(const BoxPlace& place);

// The keys alone, for what reads a box beside the service that serves it: no lock, no migration.
struct BoxSecrets {
  explicit BoxSecrets(crypto::SecretKey from);
  crypto::SecretKey master;
  crypto::BoxKeys keys;
  Database::Keys database;
};
BoxSecrets read_secrets(const BoxPlace& place);

// The key of a box that comes back: written where `place` wants it, or found there, the same, after a power cut.
void put_back_key(const BoxPlace& place, const crypto::SecretKey& master);

// One process's hold on a state folder: its lock, its keys, its migrated bases.
class Box {
 public:
  // Makes the folder, the key and the bases. Refuses to touch what exists. `journal` is k_1 of the journal, for whoever
  // prints it; nobody holds it otherwise.
  static Box create(const BoxPlace& place, const crypto::SecretKey& journal = crypto::SecretKey::random());
  static Box open(const BoxPlace& place);
  Box(Box&&) noexcept;
  ~Box();

  Database connect() const;
  const crypto::BoxKeys& keys() const;
  JournalKey& journal() const;
  const std::filesystem::path& state() const;
  // Whose signatures on printed codes are believed: the installed list, unless it is broken or older than the shipped.
  const pipeline::Trust& trust() const;

 private:
  struct Inside;
  explicit Box(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

// A connection and what an action needs around it, for one thread.
class Desk {
 public:
  explicit Desk(const Box& box);
  App& app() { return app_; }

 private:
  Database database_;
  Vault vault_;
  Journal journal_;
  App app_;
};

}  // namespace server
