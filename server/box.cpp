#include "server/box.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <system_error>

#include "crypto/token.h"
#include "server/log.h"
#include "server/store/forget.h"
#include "server/store/migrate.h"
#include "server/store/volet_keys.h"

namespace server {

namespace fs = std::filesystem;

namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail(const char* doing) { throw std::system_error(errno, std::generic_category(), doing); }

// Two processes on one folder would each believe they own the leases.
Descriptor lock(const fs::path& state) {
  Descriptor file(::open((state / "verrou").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (file.get() < 0) fail("verrou");
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    throw BoxError("deja_ouverte", "Un autre dossiersco tient ce dossier : arrêtez-le d'abord.");
  return file;
}

crypto::SecretKey read_key(const fs::path& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0)
    throw BoxError("cle_absente",
                   "La clé " + path.string() + " manque ou ne se lit pas : remettez-la, ou donnez --key.");
  std::array<char, 80> text{};
  const auto count = ::read(file.get(), text.data(), text.size());
  const std::string_view line(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  auto bytes = crypto::from_hex(line.substr(0, line.find_first_of("\r\n")));
  auto key = bytes ? crypto::SecretKey::from_bytes(*bytes) : tl::unexpected(crypto::Error::wrong_size);
  if (bytes) std::fill(bytes->begin(), bytes->end(), std::byte{0});
  text.fill('\0');
  if (!key)
    throw BoxError("cle_abimee", "La clé " + path.string() + " n'a pas la forme attendue : 64 chiffres hexadécimaux.");
  return std::move(*key);
}

void write_key(const fs::path& path, const crypto::SecretKey& key) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0400));
  if (file.get() < 0) {
    if (errno == EEXIST)
      throw BoxError("cle_existe", "La clé " + path.string() +
                                       " existe déjà : elle ouvre peut-être une autre boîte, rien n'a été touché.");
    fail("clé");
  }
  auto text = crypto::hex(key.bytes()) + "\n";
  const bool whole = ::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
  text.assign(text.size(), '\0');
  if (!whole || ::fsync(file.get()) != 0) fail("clé");
}

void expect_box(const fs::path& state) {
  if (!fs::exists(state / main_file))
    throw BoxError("boite_absente", "Aucune boîte dans " + state.string() + " : faites-la avec dossiersco init.");
  // migrate() would make an empty one, and every pièce would be a blank page.
  if (!fs::exists(state / pieces_file))
    throw BoxError("pieces_absentes", std::string(pieces_file) + " manque dans " + state.string() +
                                          " : remettez-le avec " + std::string(main_file) + ", de la même sauvegarde.");
}

std::unique_ptr<JournalKey> open_journal(const fs::path& state, const Box& box) {
  auto database = box.connect();
  const auto entries = journal_entries(database);
  const auto file = state / journal_key_file;
  // A box of before the journal, or one nothing has happened in yet.
  if (!fs::exists(file) && entries == 0) return std::make_unique<JournalKey>(crypto::SecretKey::random(), file);
  std::unique_ptr<JournalKey> key;
  try {
    key = std::make_unique<JournalKey>(file);
  } catch (const std::system_error&) {
    throw BoxError("journal_absent", "La clé du journal " + file.string() +
                                         " manque ou est abîmée : remettez celle de la même sauvegarde que la base.");
  }
  // The key is moved on after the base is on the disk, never before: ahead of it, the base is an older one.
  if (key->number() > entries + 1)
    throw BoxError("base_ancienne", "La base de " + state.string() +
                                        " est plus ancienne que son journal : quelqu'un l'a remplacée. Remettez la "
                                        "dernière, ou restaurez une sauvegarde entière.");
  return key;
}

}  // namespace

fs::path key_file(const BoxPlace& place) {
  if (!place.key.empty()) return place.key;
  if (const char* credentials = std::getenv("CREDENTIALS_DIRECTORY")) {
    const auto given = fs::path(credentials) / "dossiersco.key";
    if (fs::exists(given)) return given;
  }
  auto beside = fs::absolute(place.state).lexically_normal();
  if (beside.filename().empty()) beside = beside.parent_path();  // "folder/"
  return beside.parent_path() / (beside.filename().string() + ".key");
}

BoxSecrets::BoxSecrets(crypto::SecretKey from)
    : master(std::move(from)),
      keys(crypto::derive_box_keys(master)),
      database{crypto::hex(keys.main.bytes()), crypto::hex(keys.pieces.bytes())} {}

BoxSecrets read_secrets(const BoxPlace& place) {
  expect_box(place.state);
  return BoxSecrets(read_key(key_file(place)));
}

void put_back_key(const BoxPlace& place, const crypto::SecretKey& master) {
  const auto file = key_file(place);
  if (fs::exists(file) && crypto::equal_constant_time(read_key(file).bytes(), master.bytes())) return;
  write_key(file, master);
}

pipeline::Trust installed_trust(const fs::path& state) {
  pipeline::Trust shipped;
  std::ifstream file(state / certificates_file, std::ios::binary);
  if (!file) return shipped;
  std::ostringstream text;
  text << file.rdbuf();
  std::string why;
  auto installed = pipeline::Trust::parse(text.view(), why);
  if (!installed) {
    // Checked when it was installed: spoilt since. Nothing is believed that the program itself would not.
    log(Level::attention, "certificats_illisibles");
    return shipped;
  }
  return installed->issued() < shipped.issued() ? shipped : *installed;
}

struct Box::Inside {
  fs::path state;
  Descriptor held;
  crypto::BoxKeys keys;
  Database::Keys database_keys;
  pipeline::Trust trust;
  std::unique_ptr<JournalKey> journal;

  Inside(fs::path where, Descriptor lock_file, const crypto::SecretKey& master)
      : state(std::move(where)),
        held(std::move(lock_file)),
        keys(crypto::derive_box_keys(master)),
        database_keys{crypto::hex(keys.main.bytes()), crypto::hex(keys.pieces.bytes())},
        trust(installed_trust(state)) {}
};

Box::Box(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
Box::Box(Box&&) noexcept = default;
Box::~Box() = default;

Box Box::create(const BoxPlace& place, const crypto::SecretKey& journal) {
  if (fs::exists(place.state) && !fs::is_empty(place.state))
    throw BoxError("dossier_occupe", "Le dossier " + place.state.string() + " n'est pas vide : rien n'a été touché.");
  fs::create_directories(place.state);
  if (::chmod(place.state.c_str(), 0700) != 0) fail("dossier");
  const auto master = crypto::SecretKey::random();
  write_key(key_file(place), master);
  auto inside = std::make_unique<Inside>(place.state, lock(place.state), master);
  migrate(inside->state, inside->database_keys);
  inside->journal = std::make_unique<JournalKey>(journal.copy(), inside->state / journal_key_file);
  return Box(std::move(inside));
}

Box Box::open(const BoxPlace& place) {
  expect_box(place.state);
  const auto master = read_key(key_file(place));
  auto inside = std::make_unique<Inside>(place.state, lock(place.state), master);
  migrate(inside->state, inside->database_keys);
  Box box(std::move(inside));
  box.inside_->journal = open_journal(box.inside_->state, box);
  {
    auto database = box.connect();
    if (const auto closed = close_old_files(database); closed > 0) {
      log(Level::info, "fichiers_fermes", {{"nombre", closed}});
      empty_wal(database);
    }
  }
  return box;
}

Database Box::connect() const { return Database::open(inside_->state, inside_->database_keys); }
const crypto::BoxKeys& Box::keys() const { return inside_->keys; }
JournalKey& Box::journal() const { return *inside_->journal; }
const fs::path& Box::state() const { return inside_->state; }
const pipeline::Trust& Box::trust() const { return inside_->trust; }

Desk::Desk(const Box& box)
    : database_(box.connect()), vault_(database_), journal_(database_, box.journal()), app_{database_,
                                                                                            vault_,
                                                                                            box.keys(),
                                                                                            journal_,
                                                                                            [] { return static_cast<std::int64_t>(std::time(nullptr)); },
                                                                                            box.trust()} {}

}  // namespace server
