#include "server/backup.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "crypto/fingerprint.h"
#include "crypto/hash.h"
#include "crypto/token.h"
#include "server/model/paris.h"
#include "server/store/etablissement.h"
#include "server/store/journal.h"
#include "server/store/migrate.h"

namespace server {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view extension = ".dscosav";
constexpr std::uint64_t least_free_bytes = std::uint64_t{256} << 20;  // left to the families
constexpr std::uint64_t longest_manifest_bytes = 1 << 16;

[[noreturn]] void fail(const std::string& doing) { throw std::system_error(errno, std::generic_category(), doing); }

[[noreturn]] void spoilt() {
  throw BoxError("sauvegarde_abimee",
                 "Cette sauvegarde est coupée ou abîmée : rien n'a été touché. Prenez-en une autre copie, ou la "
                 "précédente.");
}

class File {
 public:
  File(const fs::path& path, int flags)
      : name_(path.filename()), number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) fail(name_);
  }
  ~File() { ::close(number_); }
  File(const File&) = delete;
  void write(crypto::Bytes bytes) {
    while (!bytes.empty()) {
      const auto done = ::write(number_, bytes.data(), bytes.size());
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) fail(name_);
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
  }
  // As much as there is, up to all of it.
  std::size_t read(std::span<std::byte> into) {
    std::size_t had = 0;
    while (had < into.size()) {
      const auto count = ::read(number_, into.data() + had, into.size() - had);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(name_);
      if (count == 0) break;
      had += static_cast<std::size_t>(count);
    }
    return had;
  }
  void flush() {
    if (::fsync(number_) != 0) fail(name_);
  }
  bool lock() const { return ::flock(number_, LOCK_EX | LOCK_NB) == 0; }

 private:
  std::string name_;
  int number_;
};

void flush_folder(const fs::path& folder) { File(folder, O_RDONLY | O_DIRECTORY).flush(); }

// A folder that is not left behind: what is in it is half a box.
class Scratch {
 public:
  explicit Scratch(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    if (::mkdir(path_.c_str(), 0700) != 0) fail(path_.string());
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

crypto::BackupTarget read_target(const fs::path& state, const crypto::SecretKey& pepper) {
  const auto file = state / backup_key_file;
  if (!fs::exists(file))
    throw BoxError("cle_de_sauvegarde_absente",
                   "Aucune clé de sauvegarde : faites-la avec dossiersco backup new-key, et imprimez-la.");
  crypto::Buffer closed(static_cast<std::size_t>(fs::file_size(file)));
  File(file, O_RDONLY).read(closed);
  auto target = crypto::open_backup_target(pepper, closed);
  if (!target)
    throw BoxError("cle_de_sauvegarde_fausse",
                   "La clé de sauvegarde n'est pas celle que cette boîte a faite : quelqu'un a changé " +
                       file.string() + ". Aucune sauvegarde n'a été faite. Refaites la clé avec backup new-key.");
  return std::move(*target);
}

std::string file_name(const std::string& uai, std::int64_t now) {
  const std::time_t moment = now;
  std::tm utc{};
  ::gmtime_r(&moment, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H%M%SZ", &utc);
  return "dossiersco-" + uai + "-" + text + std::string(extension);
}

// The day in the name of a backup of this box; nothing for any other file, which is never dropped.
std::optional<std::chrono::sys_days> day_of(const std::string& name, const std::string& uai) {
  const auto prefix = "dossiersco-" + uai + "-";
  if (!name.starts_with(prefix) || !name.ends_with(extension) || name.size() != prefix.size() + 18 + extension.size())
    return std::nullopt;
  const auto day = parse_iso_day(name.substr(prefix.size(), 10));
  return day ? std::optional(std::chrono::sys_days(*day)) : std::nullopt;
}

std::vector<fs::path> drop_old(const fs::path& folder, const std::string& uai, std::int64_t now) {
  std::map<std::chrono::sys_days, std::set<std::string>> by_day;
  for (const auto& entry : fs::directory_iterator(folder))
    if (const auto day = day_of(entry.path().filename(), uai)) by_day[*day].insert(entry.path().filename());
  std::vector<std::chrono::sys_days> days;
  for (const auto& [day, names] : by_day) days.push_back(day);
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(now)));
  const auto kept = days_to_keep(days, today);
  std::vector<fs::path> dropped;
  for (const auto& [day, names] : by_day) {
    const bool keep = std::binary_search(kept.begin(), kept.end(), day);
    for (const auto& name : names)
      if (!keep || name != *names.rbegin()) dropped.push_back(folder / name);
  }
  for (const auto& file : dropped) fs::remove(file);
  return dropped;
}

struct JournalPlace {
  std::uint64_t number = 0;
  crypto::SecretKey key = crypto::SecretKey::random();
};

// The key file moves on while we read it: one of its two places is always whole, not always the one just read.
JournalPlace journal_place(const fs::path& state, Database& snapshot) {
  const auto number = journal_entries(snapshot) + 1;
  for (int tries = 0;; ++tries) {
    try {
      return {number, JournalKey(state / journal_key_file).key_of(number)};
    } catch (const std::system_error&) {
      if (tries == 20)
        throw BoxError("journal_absent", "La clé du journal manque ou est abîmée : la sauvegarde serait incomplète.");
      ::usleep(50'000);
    }
  }
}

void add_file(crypto::BackupWriter& writer, const fs::path& path) {
  File file(path, O_RDONLY);
  crypto::Buffer part(1 << 20);
  for (std::size_t had = 0; (had = file.read(part)) > 0;) writer.add(crypto::Bytes(part).first(had));
}

// A backup's plain bytes, from one end to the other.
class Opened {
 public:
  Opened(const fs::path& path, const crypto::SecretKey& paper) : file_(path, O_RDONLY), reader_(start(paper)) {
    ahead_.resize(crypto::sealed_backup_chunk_bytes);
    ahead_.resize(file_.read(ahead_));
  }
  std::int64_t moment() const { return moment_; }
  void read(std::span<std::byte> into) {
    while (!into.empty()) {
      if (at_ == plain_.size()) next();
      const auto count = std::min(into.size(), plain_.size() - at_);
      std::copy_n(plain_.begin() + static_cast<std::ptrdiff_t>(at_), count, into.begin());
      at_ += count;
      into = into.subspan(count);
    }
  }
  std::uint64_t number() {
    std::array<std::byte, 8> bytes{};
    read(bytes);
    std::uint64_t value = 0;
    for (std::size_t i = 8; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    return value;
  }
  void end() {
    if (!done_ || at_ != plain_.size()) spoilt();
  }

 private:
  crypto::BackupReader start(const crypto::SecretKey& paper) {
    crypto::Buffer header(crypto::backup_header_bytes);
    header.resize(file_.read(header));
    const auto told = crypto::parse_backup_header(header);
    if (!told && told.error() == crypto::Error::truncated) spoilt();
    if (!told) throw BoxError("pas_une_sauvegarde", "Ce fichier n'est pas une sauvegarde de DossierSCO.");
    moment_ = static_cast<std::int64_t>(told->moment);
    auto reader = crypto::BackupReader::open(paper, header);
    if (!reader && reader.error() == crypto::Error::wrong_context)
      throw BoxError("feuille_etrangere", "Cette feuille (clé " + backup_fingerprint(crypto::target_of(paper).pk_kem) +
                                              ") n'ouvre pas cette sauvegarde : il faut celle de la clé " +
                                              backup_fingerprint(told->pk_kem) + ".");
    if (!reader) spoilt();
    return std::move(*reader);
  }
  void next() {
    if (done_) spoilt();
    crypto::Buffer now = std::move(ahead_);
    ahead_.resize(crypto::sealed_backup_chunk_bytes);
    ahead_.resize(file_.read(ahead_));
    done_ = ahead_.empty();
    auto plain = reader_.next(now, done_);
    if (!plain || plain->empty()) spoilt();
    plain_ = std::move(*plain);
    at_ = 0;
  }

  File file_;
  std::int64_t moment_ = 0;
  crypto::BackupReader reader_;
  crypto::Buffer ahead_, plain_;
  std::size_t at_ = 0;
  bool done_ = false;
};

crypto::SecretKey read_secret(Opened& source) {
  return crypto::SecretKey::filled_by([&](std::byte* key) { source.read({key, crypto::SecretKey::size}); });
}

struct Unpacked {
  BackupRead told;
  crypto::SecretKey master;
};

// All of a backup into a folder, read to its last byte, the base opened and counted.
Unpacked unpack(const fs::path& backup, const crypto::SecretKey& paper, const fs::path& folder) {
  Opened source(backup, paper);
  Unpacked unpacked{{}, read_secret(source)};
  auto& told = unpacked.told;
  told.moment = source.moment();
  const auto number = source.number();
  const JournalKey journal(read_secret(source), folder / journal_key_file, number);
  const auto length = source.number();
  if (length > longest_manifest_bytes) spoilt();
  std::string text(static_cast<std::size_t>(length), '\0');
  source.read(std::as_writable_bytes(std::span(text)));
  const auto manifest = json::parse(text, nullptr, false);
  if (!manifest.is_object() || manifest.value("schema", "") != "sauvegarde/1")
    throw BoxError("sauvegarde_future",
                   "Cette sauvegarde vient d'une autre version : prenez le programme qui l'a faite.");
  told.uai = manifest.value("uai", "");
  told.nom = manifest.value("nom", "");
  told.version = manifest.value("version", "");
  crypto::Buffer part(1 << 20);
  for (const auto name : {main_file, pieces_file, certificates_file}) {
    auto left = source.number();
    if (left == 0) continue;
    File file(folder / name, O_WRONLY | O_CREAT | O_EXCL);
    while (left > 0) {
      const auto now = std::span(part).first(static_cast<std::size_t>(std::min<std::uint64_t>(left, part.size())));
      source.read(now);
      file.write(now);
      left -= now.size();
    }
    file.flush();
  }
  source.end();
  const BoxSecrets secrets(unpacked.master.copy());
  if (!fs::exists(folder / main_file) || !fs::exists(folder / pieces_file)) spoilt();
  migrate(folder, secrets.database);
  auto database = Database::open(folder, secrets.database);
  if (!is_whole(database, "main") || !is_whole(database, "pieces")) spoilt();
  told.inventory = take_inventory(database);
  if (to_json(told.inventory) != manifest.value("nombres", json::object()) || told.inventory.missing > 0) spoilt();
  return unpacked;
}

}  // namespace

json to_json(const Inventory& inventory) {
  return {{"eleves", inventory.eleves},
          {"responsables", inventory.responsables},
          {"pieces", inventory.pieces},
          {"plis", inventory.plis},
          {"journal", inventory.journal}};
}

std::string backup_fingerprint(const crypto::PublicKey& pk_kem) {
  return crypto::short_fingerprint(crypto::hash("dsco/backup/pk/v1", {pk_kem}));
}

crypto::SecretKey new_backup_key(const BoxPlace& place) {
  const auto secrets = read_secrets(place);
  auto paper = crypto::SecretKey::random();
  const auto file = place.state / backup_key_file, fresh = place.state / (std::string(backup_key_file) + ".nouveau");
  {
    File out(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    out.write(crypto::close_backup_target(secrets.keys.pepper, crypto::target_of(paper)));
    out.flush();
  }
  fs::rename(fresh, file);
  flush_folder(place.state);
  return paper;
}

BackupMade make_backup(const BoxPlace& place, const fs::path& folder, std::int64_t now) {
  const auto secrets = read_secrets(place);
  const auto target = read_target(place.state, secrets.keys.pepper);
  if (!fs::is_directory(folder))
    throw BoxError("dossier_absent", "Le dossier des sauvegardes " + folder.string() + " n'existe pas : faites-le.");
  const File lock(place.state / "sauvegarde.verrou", O_RDWR | O_CREAT);
  if (!lock.lock()) throw BoxError("sauvegarde_en_cours", "Une autre sauvegarde est en cours : attendez sa fin.");
  const auto size = fs::file_size(place.state / main_file) + fs::file_size(place.state / pieces_file);
  if (fs::space(place.state).available < size + least_free_bytes || fs::space(folder).available < size)
    throw BoxError("disque_plein", "Pas assez de place pour une sauvegarde : il en faut " +
                                       std::to_string((size >> 20) + 257) + " Mo. Rien n'a été touché.");
  const Scratch copy(place.state / "sauvegarde.tmp");
  JournalPlace journal;
  Etablissement etablissement;
  copy_bases(place.state, secrets.database, copy.path(), [&](Database& snapshot) {
    journal = journal_place(place.state, snapshot);
    etablissement = find_etablissement(snapshot);
  });
  BackupMade made;
  made.fingerprint = backup_fingerprint(target.pk_kem);
  {
    auto database = Database::open(copy.path(), secrets.database);
    if (!is_whole(database, "main") || !is_whole(database, "pieces"))
      throw BoxError("base_abimee", "La base est abîmée : aucune sauvegarde n'a été faite. Gardez les précédentes.");
    made.inventory = take_inventory(database);
  }
  made.file = folder / file_name(etablissement.uai, now);
  const fs::path partial = made.file.string() + ".partiel";
  try {
    File out(partial, O_WRONLY | O_CREAT | O_TRUNC);
    crypto::BackupWriter writer(target, static_cast<std::uint64_t>(now),
                                [&](crypto::Bytes bytes) { out.write(bytes); });
    writer.add(secrets.master.bytes());
    writer.add(crypto::u64(journal.number));
    writer.add(journal.key.bytes());
    const auto manifest = json{{"schema", "sauvegarde/1"},
                               {"uai", etablissement.uai},
                               {"nom", etablissement.nom},
                               {"version", DOSSIERSCO_VERSION},
                               {"nombres", to_json(made.inventory)}}
                              .dump();
    writer.add(crypto::u64(manifest.size()));
    writer.add(crypto::bytes_of(manifest));
    const auto certificates = place.state / certificates_file;
    for (const auto& file : {copy.path() / main_file, copy.path() / pieces_file, certificates}) {
      const bool is_there = fs::exists(file);
      writer.add(crypto::u64(is_there ? fs::file_size(file) : 0));
      if (is_there) add_file(writer, file);
    }
    writer.finish();
    out.flush();
  } catch (...) {
    std::error_code ignored;
    fs::remove(partial, ignored);
    throw;
  }
  made.bytes = fs::file_size(partial);
  fs::rename(partial, made.file);
  flush_folder(folder);
  made.dropped = drop_old(folder, etablissement.uai, now);
  return made;
}

BackupRead drill_backup(const fs::path& file, const crypto::SecretKey& paper) {
  auto name = (fs::temp_directory_path() / "dossiersco-essai-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("essai");
  const Scratch folder{fs::path(name)};
  return unpack(file, paper, folder.path()).told;
}

BackupRead restore_backup(const fs::path& file, const crypto::SecretKey& paper, const BoxPlace& place) {
  auto state = fs::absolute(place.state).lexically_normal();
  if (state.filename().empty()) state = state.parent_path();
  if (fs::exists(state) && !fs::is_empty(state))
    throw BoxError("dossier_occupe", "Le dossier " + state.string() +
                                         " n'est pas vide : rien n'a été touché. Une boîte "
                                         "se restaure dans un dossier neuf.");
  const Scratch folder(state.string() + ".restauration");
  auto unpacked = unpack(file, paper, folder.path());
  put_back_key(place, unpacked.master);
  flush_folder(folder.path());
  fs::rename(folder.path(), state);
  flush_folder(state.parent_path());
  return unpacked.told;
}

std::vector<std::chrono::sys_days> days_to_keep(std::vector<std::chrono::sys_days> days, std::chrono::sys_days today) {
  constexpr std::chrono::days daily{14}, all{14 + 6 * 7};
  std::sort(days.begin(), days.end());
  std::vector<std::chrono::sys_days> kept;
  std::set<int> weeks;
  for (auto day = days.rbegin(); day != days.rend(); ++day) {
    // Days count from a Thursday.
    const int week = static_cast<int>((day->time_since_epoch().count() + 3) / 7);
    if (today - *day < daily) kept.push_back(*day);
    // The last of a week, also when the others of that week are still among the days: what stays does not move.
    const bool last_of_week = weeks.insert(week).second;
    if (today - *day >= daily && today - *day < all && last_of_week) kept.push_back(*day);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace server
