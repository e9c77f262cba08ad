#include "tests/server/siecle/exports.h"

#include <archive.h>
#include <archive_entry.h>

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "pipeline/worker/read_bee.h"

namespace exports {

std::string load(std::string_view name) {
  std::ifstream file(std::string(EXPORTS_FOLDER) + "/" + std::string(name), std::ios::binary);
  if (!file) throw std::runtime_error("no such export: " + std::string(name));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  std::size_t at = text.find(what);
  if (at == std::string::npos) throw std::runtime_error("not in the export: " + std::string(what));
  for (; at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
  return text;
}

std::string written_in(std::string_view utf_8, std::string_view encoding) {
  std::string text = replaced(std::string(utf_8), "encoding=\"UTF-8\"", "encoding=\"" + std::string(encoding) + "\"");
  if (encoding == "UTF-8") return text;
  // The four letters of the fixtures that these tables place differently; the rest of Latin-1 is itself.
  static const std::map<std::string_view, std::map<unsigned, unsigned char>> own = {
      {"ISO-8859-15", {{0x152, 0xBC}, {0x153, 0xBD}}}, {"windows-1252", {{0x152, 0x8C}, {0x153, 0x9C}}}};
  std::string bytes;
  const bool wide = encoding.starts_with("UTF-16"), big = encoding == "UTF-16BE";
  const auto put_wide = [&](unsigned unit) {
    const char low = static_cast<char>(unit & 0xFF), high = static_cast<char>(unit >> 8);
    bytes += big ? high : low;
    bytes += big ? low : high;
  };
  if (wide) put_wide(0xFEFF);
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = static_cast<unsigned char>(text[i]);
    if (code >= 0xC0) code = ((code & 0x1Fu) << 6) | (static_cast<unsigned char>(text[++i]) & 0x3Fu);
    if (wide) {
      put_wide(code);
      continue;
    }
    if (const auto table = own.find(encoding); code > 0xFF && table != own.end()) code = table->second.at(code);
    if (code > 0xFF) throw std::runtime_error("this encoding can't write it");
    bytes += static_cast<char>(code);
  }
  return bytes;
}

std::string zipped(const std::vector<Entry>& entries, bool encrypted) {
  std::string bytes(std::size_t{8} << 20, '\0');
  std::size_t used = 0;
  archive* zip = archive_write_new();
  archive_write_set_format_zip(zip);
  // Names marked as UTF-8, as every system of today does.
  archive_write_set_options(zip, "zip:hdrcharset=UTF-8");
  if (encrypted) {
    archive_write_set_options(zip, "zip:encryption=traditional");
    archive_write_set_passphrase(zip, "tilleul");
  }
  archive_write_open_memory(zip, bytes.data(), bytes.size(), &used);
  for (const auto& entry : entries) {
    archive_entry* header = archive_entry_new();
    archive_entry_set_pathname_utf8(header, entry.name.c_str());
    archive_entry_set_size(header, static_cast<la_int64_t>(entry.bytes.size()));
    archive_entry_set_filetype(header, entry.name.ends_with('/') ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(header, 0644);
    if (archive_write_header(zip, header) != ARCHIVE_OK) throw std::runtime_error(archive_error_string(zip));
    archive_write_data(zip, entry.bytes.data(), entry.bytes.size());
    archive_entry_free(header);
  }
  archive_write_close(zip);
  archive_write_free(zip);
  bytes.resize(used);
  return bytes;
}

pipeline::BeeDocument read(std::string_view bytes) {
  pipeline::BeeCollector collector;
  pipeline::FrameCollector frames(
      pipeline::DocumentKind::bee, [](pipeline::Stage) {}, [&](std::string_view line) { collector.line(line); });
  pipeline::FrameWriter writer([&](std::span<const std::byte> frame) { frames.feed(frame); });
  pipeline::read_bee(std::as_bytes(std::span(bytes)), writer);
  auto document = collector.take();
  if (!document) throw std::runtime_error("the reader lied");
  return std::move(*document);
}

server::Database box(int annee) {
  auto database = server::Database::in_memory();
  server::Statement(database, "DELETE FROM etablissement").run();
  database.execute(
      "INSERT INTO etablissement (id, uai, nom, annee, campagne, etab) VALUES (1, '0009990J', 'Les Tilleuls', " +
      std::to_string(annee) + ", 'preparee', '00000000000000000000000000000001')");
  return database;
}

server::ImportReport import(server::Database& database, const std::vector<Entry>& files, bool dry_run) {
  std::vector<server::ReadFile> documents;
  for (const auto& file : files) documents.push_back({file.name, read(file.bytes)});
  server::JournalKey key(crypto::SecretKey::random());
  server::Journal journal(database, key);
  return server::import_documents(database, journal, std::move(documents), {dry_run, today, "0009990J", 1783500000});
}

}  // namespace exports
