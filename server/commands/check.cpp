#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "pipeline/reader.h"
#include "pipeline/verdict.h"
#include "server/commands/commands.h"
#include "server/commands/places.h"
#include "server/model/paris.h"

namespace server {

using nlohmann::json;

namespace {

pipeline::Person person(const json& from) {
  return {from.value("nom", ""), from.value("nom_naissance", ""), from.value("prenom", ""),
          parse_iso_day(from.value("naissance", ""))};
}

// Throws json::exception when the file has another shape.
pipeline::Expectations expectations(const json& from) {
  pipeline::Expectations expected;
  if (from.contains("enfant")) expected.enfant = person(from["enfant"]);
  for (const auto& one : from.value("fratrie", json::array())) expected.fratrie.push_back(person(one));
  for (const auto& one : from.value("responsables", json::array())) expected.responsables.push_back(person(one));
  if (from.contains("adresse")) {
    const auto& adresse = from["adresse"];
    expected.adresse = {adresse.value("voie", ""), adresse.value("code_postal", ""), adresse.value("commune", "")};
  }
  return expected;
}

json fact(const std::string& key, const std::string& value) {
  static const std::set<std::string, std::less<>> numbers = {
      "quotient_caf", "revenu_fiscal_reference", "parts", "pages", "pages_utiles", "pages_vierges"};
  static const std::set<std::string, std::less<>> booleans = {"signature_juste", "autorite_de_test"};
  if (booleans.contains(key) && (value == "true" || value == "false")) return value == "true";
  if (!numbers.contains(key)) return value;
  const auto number = json::parse(value, nullptr, false);
  return number.is_number() ? number : json(value);
}

// As the box does: a file the reader can't stand spoils itself, not its sisters.
tl::expected<pipeline::Reading, pipeline::ReadFailure> read_all(pipeline::Reader& reader,
                                                                const std::vector<std::vector<std::byte>>& documents) {
  std::vector<pipeline::Reading> parts;
  std::optional<pipeline::ReadFailure> failure;
  std::size_t spoilt = 0;
  for (const auto& document : documents) {
    auto reading = reader.read(document, {});
    if (!reading) {
      failure = reading.error();
      if (*failure == pipeline::ReadFailure::worker_gone) return tl::unexpected(*failure);
      ++spoilt;
      reading = pipeline::Reading{.facts = {.refusal = pipeline::refusal_of(*failure)}, .pictures = {}};
    }
    parts.push_back(std::move(*reading));
  }
  if (failure && spoilt == parts.size()) return tl::unexpected(*failure);
  return pipeline::join(std::move(parts));
}

}  // namespace

int check(const CheckOptions& options) {
  const auto asked = pipeline::parse_piece_type(options.type);
  if (!asked) {
    std::fprintf(stderr, "Type de pièce inconnu : %s\n", options.type.c_str());
    return 2;
  }
  std::vector<std::vector<std::byte>> documents;
  pipeline::Expectations expected;
  try {
    for (const auto& file : options.files) documents.push_back(read_file(file));
    if (!options.expect.empty()) {
      const auto text = read_file(options.expect);
      expected = expectations(json::parse(reinterpret_cast<const char*>(text.data()),
                                          reinterpret_cast<const char*>(text.data()) + text.size()));
    }
  } catch (const std::system_error& error) {
    std::fprintf(stderr, "Fichier illisible : %s\n", error.code().message().c_str());
    return 2;
  } catch (const json::exception&) {
    std::fprintf(stderr, "Le fichier --expect n'a pas la forme attendue : voir dossiersco check --help.\n");
    return 2;
  }
  const auto trust = options.certificates.empty() ? pipeline::Trust() : read_trust(options.certificates);
  expected.today = options.today.value_or(paris_day(now_seconds()));

  auto reader = start_reader();
  if (!reader.warm()) {
    std::fprintf(stderr, "Le lecteur ne répond pas : lancez dossiersco doctor.\n");
    return 1;
  }
  const auto start = std::chrono::steady_clock::now();
  const auto reading = read_all(reader, documents);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (!reading && reading.error() == pipeline::ReadFailure::worker_gone) {
    std::fprintf(stderr, "Le lecteur ne répond pas : lancez dossiersco doctor.\n");
    return 1;
  }

  json answer = {
      {"accepted", true},        {"error", nullptr},       {"media", nullptr},       {"pages", 0},
      {"type_guess", "autre"},   {"type_confidence", 0.0}, {"verdict", "illisible"}, {"reasons", json::array()},
      {"facts", json::object()}, {"seconds", took.count()}};
  if (!reading) {
    answer["accepted"] = false;
    answer["error"] = to_string(pipeline::refusal_of(reading.error()));
    answer["reasons"].push_back(to_string(pipeline::refusal_of(reading.error())));
  } else {
    const auto& facts = reading->facts;
    const auto verdict = pipeline::judge(facts, *asked, expected, trust);
    if (facts.refusal != pipeline::Refusal::none) {
      answer["accepted"] = false;
      answer["error"] = pipeline::to_string(facts.refusal);
    }
    if (facts.refusal != pipeline::Refusal::type_refuse && facts.refusal != pipeline::Refusal::vide)
      answer["media"] = pipeline::to_string(facts.media);
    answer["pages"] = facts.pages;
    answer["type_guess"] = pipeline::to_string(verdict.type_guess);
    answer["type_confidence"] = verdict.type_confidence;
    answer["verdict"] = pipeline::to_string(verdict.outcome);
    for (const auto reason : verdict.reasons) answer["reasons"].push_back(pipeline::to_string(reason));
    for (const auto& [key, found] : verdict.facts) answer["facts"][key] = fact(key, found.value);
  }
  if (options.json) {
    std::printf("%s\n", answer.dump().c_str());
  } else {
    std::printf("%s", answer["verdict"].get<std::string>().c_str());
    for (const auto& reason : answer["reasons"]) std::printf(" %s", reason.get<std::string>().c_str());
    std::printf("\n");
    for (const auto& [key, value] : answer["facts"].items())
      std::printf("  %s = %s\n", key.c_str(), value.dump().c_str());
  }
  return 0;
}

}  // namespace server
