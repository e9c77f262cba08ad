#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/app.h"
#include "server/model/access.h"
#include "server/model/personne.h"
#include "server/model/piece.h"

namespace server {

// One slot as its responsable sees it; `sent` is absent while nothing was.
struct PieceSlot {
  pipeline::PieceType type = pipeline::PieceType::autre;
  bool obligatoire = false;
  std::optional<Piece> sent;
};

struct VoletView {
  VoletId id;
  EleveCourt eleve;
  std::vector<PieceSlot> pieces;
  bool bureau = false;  // there is a health office to seal to
  struct Form {
    std::int64_t depose_le = 0;
    std::string pli;
    std::int64_t version = 0;
    std::string empreinte;
  };
  std::optional<Form> form;
};

struct Moi {
  std::string civilite, nom, prenom;
  std::vector<std::string> adresse;  // empty when protected
  std::string portable, courriel;    // masked
  std::vector<VoletView> volets;
};

// Her own volets, from her own rows only: what another responsable does changes no byte of it.
Moi show_moi(App& app, const Visitor& visitor, const FamilleAccess& famille);

// What is asked of this kind; nothing when the school does not ask for it and she sent none.
std::optional<AskedPiece> find_slot(App& app, const VoletAccess& volet, std::string_view untrusted_type);
PieceSlot show_piece(App& app, const VoletAccess& volet, const AskedPiece& asked);
std::optional<std::string> read_page(App& app, const VoletAccess& volet, pipeline::PieceType type, int numero,
                                     bool vignette);

}  // namespace server
