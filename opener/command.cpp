#include "opener/command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <optional>

#include "crypto/token.h"
#include "opener/reader.h"

namespace opener {
namespace {

namespace fs = std::filesystem;

struct Refused {
  const char* sentence;
};

crypto::Buffer read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Refused{"Un des fichiers donnés ne se lit pas : vérifiez les noms."};
  file.seekg(0, std::ios::end);
  crypto::Buffer bytes(static_cast<std::size_t>(std::max<std::streamoff>(file.tellg(), 0)));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) throw Refused{"Un des fichiers donnés ne se lit pas : vérifiez les noms."};
  return bytes;
}

// Echo comes back whatever happens in between.
class Silence {
 public:
  explicit Silence(int terminal) : terminal_(terminal) {
    if (!::isatty(terminal_) || ::tcgetattr(terminal_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(terminal_, TCSAFLUSH, &silent) == 0;
  }
  ~Silence() {
    if (changed_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;

 private:
  int terminal_;
  termios before_{};
  bool changed_ = false;
};

std::string ask(const Options& options, const char* prompt) {
  const int source = options.secrets >= 0 ? options.secrets : STDIN_FILENO;
  if (options.secrets < 0) std::fprintf(stderr, "%s : ", prompt);
  const Silence silence(source);
  std::string line;
  for (char c = 0; line.size() < 4096 && ::read(source, &c, 1) == 1 && c != '\n';) line += c;
  if (options.secrets < 0) std::fputc('\n', stderr);
  return line;
}

// What a name of ours can't say is told by the first bytes; the sender's own names never become paths.
const char* extension(const Pli& pli, crypto::Bytes data) {
  if (pli.kind == crypto::PliKind::form) return ".json";
  const auto text = crypto::text_of(data);
  if (text.starts_with("%PDF-")) return ".pdf";
  if (text.starts_with("\xff\xd8\xff")) return ".jpg";
  if (text.starts_with("\x89PNG")) return ".png";
  return ".bin";
}

void write(const fs::path& path, crypto::Bytes bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw Refused{"Un fichier ne s'écrit pas : choisissez un dossier qui n'existe pas encore."};
  while (!bytes.empty()) {
    const auto done = ::write(file, bytes.data(), bytes.size());
    if (done <= 0) break;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  const bool whole = bytes.empty() && ::fsync(file) == 0;
  ::close(file);
  if (!whole) throw Refused{"Le disque est plein ou en panne : ce qui est écrit n'est pas complet."};
}

const char* word(Trust trust) {
  switch (trust) {
    case Trust::confirmee:
      return "clé confirmée";
    case Trust::a_confirmer:
      return "clé à confirmer";
    case Trust::detruite:
      return "détruit";
    case Trust::refusee:
      break;
  }
  return "PLI REFUSÉ";
}

// Names come from the box: nothing in them may move the terminal's cursor.
std::string plain(std::string text) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

int open_all(const Options& options) {
  const auto bag = parse_bag(read(options.bag));
  if (!bag) throw Refused{"Ce fichier n'est pas une sacoche, ou il est abîmé : téléchargez-la à nouveau."};
  std::optional<Reader> reader;
  if (options.kit) {
    const auto one = ask(options, "Première feuille du kit"), other = ask(options, "Deuxième feuille du kit");
    reader = Reader::with_kit(*bag, one, other);
    if (!reader)
      throw Refused{"Ces deux feuilles n'ouvrent pas cette sacoche : deux feuilles différentes du même kit."};
  } else {
    const auto trousseau = options.trousseau.empty() ? bag->trousseau : read(options.trousseau);
    if (trousseau.empty()) throw Refused{"La sacoche n'a pas de trousseau : donnez --trousseau, ou --kit."};
    reader = Reader::with_trousseau(*bag, trousseau, ask(options, "Phrase de la clé de l'infirmerie"));
    if (!reader) throw Refused{"La phrase n'ouvre pas ce trousseau, ou il n'est pas celui de cette sacoche."};
  }
  for (const auto& slip : options.slips)
    if (!reader->trust_slip(slip)) throw Refused{"Aucune liste de lettres n'a les caractères de ce feuillet."};
  if (!options.folder.empty() && ::mkdir(options.folder.c_str(), 0700) != 0)
    throw Refused{"Le dossier ne peut être fait : choisissez-en un qui n'existe pas encore."};
  std::size_t opened = 0, refused = 0;
  for (const auto& pli : bag->plis) {
    const auto result = reader->open(pli);
    const auto name = crypto::hex(pli.id) + "-v" + std::to_string(pli.version);
    std::printf("%s  %-4s %s %s (%s)  %s\n", name.c_str(), plain(pli.division).c_str(), plain(pli.nom).c_str(),
                plain(pli.prenom).c_str(), plain(pli.responsable).c_str(), word(result.trust));
    if (result.trust == Trust::refusee) ++refused;
    if (result.trust != Trust::confirmee && result.trust != Trust::a_confirmer) continue;
    ++opened;
    if (options.folder.empty()) continue;
    write(options.folder / (name + extension(pli, result.data)), result.data);
    write(options.folder / (name + ".meta.json"), crypto::bytes_of(result.metadata));
  }
  std::printf("%zu ouverts, %zu refusés\n", opened, refused);
  return refused == 0 ? 0 : 1;
}

}  // namespace

int run(const Options& options) {
  try {
    return open_all(options);
  } catch (const Refused& refused) {
    std::fprintf(stderr, "%s\n", refused.sentence);
    return 1;
  }
}

}  // namespace opener
